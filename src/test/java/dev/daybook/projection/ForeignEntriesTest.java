package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.Questions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entry that makes no rows in a read model is nothing to it but a place in the journal: it is not even read. */
class ForeignEntriesTest {

    private static final StreamId FILE = new StreamId("code", "shop!/run.ts");

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    /** Appends an entry of a source file that nobody can read. */
    private void damaged() {
        var draft = new Draft(
                new UUID(7, 7),
                FILE,
                "code.file-indexed",
                1,
                Payload.of("{\"project\":7}".getBytes(StandardCharsets.UTF_8)),
                List.of(),
                Metadata.of("ada", "cli"),
                chronicle.clock.instant());
        chronicle.journal.append(new Append(List.of(draft), Map.of())).join();
    }

    private static void assertSetAsideWhereItCounts(ReadModels models) {
        for (ProjectionStatus it : models.status()) {
            boolean counts = List.of("audit", "code", "secret").contains(it.name());
            assertThat(it.quarantined()).as(it.name()).hasSize(counts ? 1 : 0);
            assertThat(models.position(it.name())).isEqualTo(new Position(3));
        }
    }

    @Test
    void what_cannot_be_read_is_set_aside_only_where_it_makes_rows() {
        chronicle.append(Questions.registered("A", "Task", 0));
        damaged();
        chronicle.append(Questions.registered("B", "Task", 0));

        ReadModels models = chronicle.posted(folder);

        assertSetAsideWhereItCounts(models);
        models.rebuild(models.names(), _ -> {});
        assertSetAsideWhereItCounts(models);
    }
}
