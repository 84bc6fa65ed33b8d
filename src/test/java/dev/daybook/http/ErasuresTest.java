package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked to be erased by its positions. */
class ErasuresTest {

    @TempDir
    private Path folder;

    private Fixture house;

    @BeforeEach
    void given_a_task() {
        house = new Fixture(folder);
        house.caller.post("/sbis", "{\"title\":\"Hush\"}").is(201);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Caller.Reply asked(String positions) {
        return house.caller.post(
                "/erasures", "{\"position\":\"%s\",\"reason\":\"leaked\",\"dryRun\":true}".formatted(positions));
    }

    @Test
    void as_many_positions_are_named_as_there_is_room_for() {
        long position = house.head();
        String many = String.join(",", Collections.nCopies(20_000, Long.toString(position)));

        assertThat(asked(many).is(200).json().path("entries"))
                .hasSize(1)
                .isEqualTo(asked("" + position).is(200).json().path("entries"));
    }

    @Test
    void what_is_no_list_of_positions_is_refused() {
        for (String wrong : new String[] {"", ",1", "1,", "1,,2", "1 2", "12345678901234567"}) {
            assertThat(asked(wrong).is(400).text()).as(wrong).contains("positions, separated by commas");
        }
    }
}
