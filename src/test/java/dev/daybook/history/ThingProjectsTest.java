package dev.daybook.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source.Project;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To say of which project the rows of a list are takes no question for each of them. */
class ThingProjectsTest {

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();
    private CountedReads journal;
    private ThingProjects projects;

    private static final class CountedReads extends AroundJournal {

        private int reads;

        CountedReads(Journal inner) {
            super(inner);
        }

        @Override
        public List<Entry> readForward(Selection selection, Position after, int limit) {
            reads++;
            return super.readForward(selection, after, limit);
        }
    }

    @BeforeEach
    void open() {
        ReadModels models = chronicle.posted(folder);
        journal = new CountedReads(chronicle.journal);
        projects = new ThingProjects(journal, chronicle.codec, models::read);
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private static List<String> runs(int count) {
        return IntStream.range(0, count).mapToObj(n -> "R" + n).toList();
    }

    private void migrate(List<String> runs) {
        runs.forEach(run -> chronicle.append(new ImportStarted(run, "deespec", "/srv/" + run + "/.deespec", run)));
    }

    private List<String> named(List<String> runs) {
        return runs.stream()
                .map(run -> projects.name(projects.of("import/" + run).orElseThrow()))
                .toList();
    }

    @Test
    void rows_that_were_looked_up_are_not_looked_up_again() {
        migrate(runs(50));
        assertThat(named(runs(50))).isEqualTo(runs(50));
        int before = journal.reads;

        assertThat(named(runs(50))).isEqualTo(runs(50));
        assertThat(projects.areSeveral()).isTrue();
        assertThat(journal.reads).isEqualTo(before);
    }

    @Test
    void what_was_taken_over_since_is_known_at_once() {
        migrate(runs(1));
        assertThat(projects.areSeveral()).isFalse();

        migrate(List.of("other"));

        assertThat(projects.areSeveral()).isTrue();
        assertThat(projects.meant("other")).containsExactly(new Project("deespec", "other"));
    }
}
