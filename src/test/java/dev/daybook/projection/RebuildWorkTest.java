package dev.daybook.projection;

import static dev.daybook.sbi.Questions.registerMany;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the journal a rebuild reads: each entry once, however many read models are made of it. */
class RebuildWorkTest {

    private static final int ENTRIES = 300;

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();

    /** Counts the entries that are read on from somewhere. */
    private static final class Counted extends AroundJournal {

        private final AtomicLong entries = new AtomicLong();

        Counted(Journal inner) {
            super(inner);
        }

        @Override
        public List<Entry> readForward(Selection selection, Position after, int limit) {
            List<Entry> read = super.readForward(selection, after, limit);
            if (selection.equals(Selection.all())) {
                entries.addAndGet(read.size());
            }
            return read;
        }
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    @Test
    void all_read_models_are_made_of_one_reading() {
        registerMany(chronicle, 0, ENTRIES);
        var journal = new Counted(chronicle.journal);
        ReadModels models =
                chronicle.open(folder, journal, AllSlices.of().projections(chronicle.codec.catalog(), journal::blobs));
        models.catchUp();
        journal.entries.set(0);

        models.rebuild(models.names(), _ -> {});

        assertThat(models.names()).hasSizeGreaterThan(5);
        assertThat(journal.entries.get()).isEqualTo(ENTRIES);
    }
}
