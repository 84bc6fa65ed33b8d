package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many pages a commit changes: each is written to the log before it is durable, and once more into the file, so that
 * this is what an append costs beside the sync. Counted in the log.
 */
class CommitPagesTest {

    private static final int STREAMS = 50;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int PAGE_BYTES = 4_096;

    /** The rows, the indexes of ids, of streams, of types and of sources, and the head. */
    private static final int TREES = 6;

    @TempDir
    Path folder;

    private Journal journal = new MemoryJournal(InstantSource.system());
    private long written;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system());
        append(STREAMS); // the streams are there, and their sources and types
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void append(int facts) {
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < facts; i++) {
            var sample = Drafts.draft(new StreamId("sbi", "SBI-" + i % STREAMS), i);
            drafts.add(new Draft(
                    new UUID(
                            0x019A_0000_0000_7000L + written++,
                            written), // in the order of time, as commands name theirs
                    sample.stream(),
                    sample.type(),
                    sample.version(),
                    sample.payload(),
                    sample.blobs(),
                    Metadata.of("ada", "http"),
                    sample.occurredAt()));
        }
        journal.append(new Append(List.copyOf(drafts), Map.of())).join();
    }

    /** Returns how many pages are written to the log, which is too short yet to begin anew. */
    private long pages(Runnable work) throws IOException {
        Path log = folder.resolve("journal.db-wal");
        long before = Files.size(log);
        work.run();
        return (Files.size(log) - before) / (FRAME_HEADER_BYTES + PAGE_BYTES);
    }

    @Test
    void one_fact_changes_one_page_of_each_tree() throws IOException {
        long pages = pages(() -> {
            for (int i = 0; i < 40; i++) {
                append(1);
            }
        });

        // A tree grows by a page now and then, and then its upper page changes, too.
        assertThat(pages).isBetween(40L * (TREES - 1), 40L * TREES + 40);
    }

    @Test
    void a_thousand_facts_of_fifty_streams_change_few_pages_but_their_own() throws IOException {
        long bytes =
                1_000L * Drafts.draft(new StreamId("sbi", "SBI-1"), 1).payload().sizeBytes();

        long pages = pages(() -> append(1_000));

        // A row has some 150 bytes beside its payload, and 60 in the four indexes.
        assertThat(pages).isLessThan((bytes + 1_000L * 300) / PAGE_BYTES + 60);
    }
}
