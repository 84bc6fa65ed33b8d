package dev.daybook.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.Message;
import org.junit.jupiter.api.Test;

class MessageIdsTest {

    @Test
    void messages_are_named_in_the_order_of_time_and_none_like_another() {
        var names = Stream.generate(() -> GenericCommandMessage.asCommandMessage("do it"))
                .limit(1_000)
                .map(Message::getIdentifier)
                .map(UUID::fromString)
                .toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.version() == 7);
        assertThat(names.getLast().getMostSignificantBits() >>> 16)
                .isGreaterThanOrEqualTo(names.getFirst().getMostSignificantBits() >>> 16);
    }
}
