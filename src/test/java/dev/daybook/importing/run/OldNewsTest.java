package dev.daybook.importing.run;

import static dev.daybook.importing.container.LinesDocument.jsonLines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Limits;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.run.LiveReading.Taken;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.files.ItemMapping;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files say still though it was rolled back, and somebody follows them. */
class OldNewsTest {

    private static final String FILE = "store/notes.jsonl";

    @TempDir
    private Path root;

    private final LegacySource source = Format.of("storekeeper", new ItemMapping())
            .file(FILE, jsonLines(), "note", "/id")
            .source(Limits.DEFAULT);
    private final ImportFixture fixture = new ImportFixture(source);
    private final ImportContext context = fixture.context(InstantSource.system());
    private int runs;
    private Run run;
    private OldNews old;

    @BeforeEach
    void given_two_notes_that_are_followed() throws IOException {
        start();
        write("1", "1");
        read();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void start() {
        run = LiveReading.following(context, "follow-" + ++runs, source, Root.of(root), "ada");
        old = new OldNews(context, run, false);
    }

    private void write(String a, String b) throws IOException {
        Folder.write(root, FILE, "{\"id\":\"a\",\"n\":%s}\n{\"id\":\"b\",\"n\":%s}\n".formatted(a, b));
    }

    private Taken read() {
        return LiveReading.take(
                run, context, new Scope.Files(Set.of(FILE)), _ -> true, reading -> reading, Optional.of(old));
    }

    private Taken restart() {
        start();
        return LiveReading.take(run, context, Scope.ALL, _ -> true, reading -> reading, Optional.of(old));
    }

    private long head() {
        return fixture.journal.head().value();
    }

    private void rollBack(Target target) {
        fixture.append(new StreamId("journal", "journal"), RolledBack.of(target, Optional.of("at " + head())));
    }

    /** Returns what counts of a note by now. */
    private String n(String id) {
        String n = "none";
        for (Event event : fixture.events(new StreamId("item", "note/" + id))) {
            n = switch ((ItemEvent) event) {
                case ItemEvent.Recorded recorded -> recorded.record().text().replaceAll(".*\"n\":|}.*", "");
                case ItemEvent.Revised revised -> String.valueOf(revised.set().get("/n"));
                case ItemEvent.Removed _ -> "none";
            };
        }
        return n;
    }

    private List<String> notes() {
        return List.of(n("a"), n("b"));
    }

    /** Has the files say that a is 2, and rolls that back. */
    private void given_a_change_that_was_rolled_back() throws IOException {
        long before = head();
        write("2", "1");
        read();
        assertThat(notes()).containsExactly("2", "1");
        rollBack(new Target.To(before));
    }

    @Test
    void does_not_return_when_they_begin_to_be_followed_again() throws IOException {
        given_a_change_that_was_rolled_back();

        Taken taken = restart();

        assertThat(notes()).containsExactly("1", "1");
        assertThat(taken.findings())
                .extracting(finding -> finding.code() + " " + finding.file())
                .containsExactly("TAKEN_BACK " + FILE);
        assertThat(taken.appended()).isZero();
    }

    @Test
    void does_not_return_with_what_is_new_beside_it() throws IOException {
        given_a_change_that_was_rolled_back();
        write("2", "5");

        read();
        restart();

        assertThat(notes()).containsExactly("1", "5");
    }

    @Test
    void is_left_behind_when_they_say_something_else() throws IOException {
        given_a_change_that_was_rolled_back();
        write("3", "1");

        restart();

        assertThat(notes()).containsExactly("3", "1");
    }

    @Test
    void is_news_when_they_say_it_again_after_something_else() throws IOException {
        given_a_change_that_was_rolled_back();
        write("1", "1");
        read();
        write("2", "1");
        read();

        assertThat(notes()).containsExactly("2", "1");
        restart();
        assertThat(notes()).containsExactly("2", "1");
    }

    @Test
    void does_not_return_whatever_was_rolled_back_after_it() throws IOException {
        long first = head();
        write("2", "1");
        read();
        long second = head();
        write("3", "1");
        read();
        rollBack(new Target.To(second));
        restart();
        assertThat(notes()).containsExactly("2", "1");

        rollBack(new Target.To(first));
        restart();

        assertThat(notes()).containsExactly("1", "1");
    }

    @Test
    void is_of_one_fact_or_one_thing_as_well() throws IOException {
        write("2", "2");
        read();
        StreamId a = new StreamId("item", "note/a");
        long position = fixture.journal
                .readStream(a, 0, Integer.MAX_VALUE)
                .getLast()
                .position()
                .value();

        rollBack(new Target.Entries(position, position));
        rollBack(new Target.Entity("item/note/b", 0));
        restart();

        assertThat(notes()).containsExactly("1", "none");
    }

    @Test
    void a_note_that_came_or_went_does_so_no_second_time() throws IOException {
        long before = head();
        Folder.write(root, FILE, "{\"id\":\"b\",\"n\":1}\n{\"id\":\"c\",\"n\":1}\n");
        read();
        assertThat(List.of(n("a"), n("c"))).containsExactly("none", "1");

        rollBack(new Target.To(before));
        restart();

        assertThat(List.of(n("a"), n("c"))).containsExactly("1", "none");
    }

    @Test
    void a_rollback_that_is_taken_back_leaves_what_they_said_last() throws IOException {
        given_a_change_that_was_rolled_back();
        long rollback = head();
        write("3", "1");
        read();

        rollBack(new Target.Rollback(rollback));
        restart();

        assertThat(notes()).containsExactly("3", "1");
    }

    @Test
    void a_migration_takes_it_over() throws IOException {
        given_a_change_that_was_rolled_back();
        restart();

        fixture.run(root);

        assertThat(notes()).containsExactly("2", "1");
    }

    @Test
    void what_an_import_took_back_by_itself_is_taken_over() {
        fixture.takeBack(run.name());
        assertThat(notes()).containsExactly("none", "none");

        restart();

        assertThat(notes()).containsExactly("1", "1");
    }
}
