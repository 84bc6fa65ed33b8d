package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of a stream is all that counts of it, however long it is. */
class StreamHistoryTest {

    private static final StreamId STREAM = new StreamId("config", "a");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1_000, 1_001, 2_500})
    void each_fact_is_there_once_in_its_order(int facts) {
        var journal = new MemoryJournal(ImportFixture.CLOCK);
        var codec = new Codec(journal.blobs(), AllSlices.of().facts());
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < facts; i++) {
            var event = new ConfigEvent.Set("a", new Json(Integer.toString(i)));
            drafts.add(codec.draft(
                    new UUID(1, i), STREAM, event, Metadata.of("ada", "cli"), ImportFixture.CLOCK.instant()));
        }
        if (!drafts.isEmpty()) {
            journal.append(new Append(drafts, Map.of())).join();
        }

        try (var timelines = new Timelines(journal, codec)) {
            StreamHistory.Known known = new StreamHistory(journal, codec, timelines).of(STREAM);

            assertThat(known.revision()).isEqualTo(facts - 1);
            assertThat(known.erased()).isEmpty();
            assertThat(known.entries())
                    .extracting(it -> it.entry().id())
                    .containsExactlyElementsOf(drafts.stream().map(Draft::id).toList());
        }
    }
}
