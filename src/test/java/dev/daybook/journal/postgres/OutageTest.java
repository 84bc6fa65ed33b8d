package dev.daybook.journal.postgres;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server is gone, or its answer: nothing acknowledged is lost, nothing is written twice, and all goes on by itself. */
final class OutageTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");

    private Database database;
    private Line line;
    private PostgresJournal journal;
    private final List<Entry> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void given_a_journal_behind_a_line() {
        database = Database.begin();
        line = new Line(database.port());
        journal = PostgresJournal.open(database.through(line.port()), InstantSource.system());
        journal.subscribe(heard::addAll);
        append(1).join();
    }

    @AfterEach
    void close() {
        journal.close();
        line.close();
    }

    private CompletableFuture<Appended> append(int number) {
        return journal.append(new Append(List.of(draft(ONE, number)), Map.of()));
    }

    @Test
    void a_commit_whose_answer_is_lost_is_found_and_is_no_duplicate() {
        line.cutBehindNextOf("UPDATE head SET position"); // and COMMIT, in the same message

        Appended appended = journal.append(
                        Append.of(List.of(draft(ONE, 2), draft(ONE, 3)), ONE, new Expectation.Exactly(0)))
                .join();

        assertThat(line.isCut()).isTrue();
        assertThat(appended.duplicates()).isZero();
        assertThat(appended.places())
                .containsExactly(
                        new Appended.Place(new Position(2), 1, false), new Appended.Place(new Position(3), 2, false));
        assertThat(journal.readForward(Selection.all(), Position.START, 10)).hasSize(3);
        assertThat(heard).isEqualTo(journal.readForward(Selection.all(), Position.START, 10));
    }

    @Test
    void an_append_that_was_cut_off_before_its_commit_is_sent_again() {
        line.cutBehindNextOf("FROM head FOR UPDATE");

        assertThat(append(2).join().places()).containsExactly(new Appended.Place(new Position(2), 1, false));
        assertThat(line.isCut()).isTrue();
        assertThat(heard).hasSize(2);
    }

    @Test
    void while_the_server_is_gone_all_is_refused_and_goes_on_by_itself_when_it_is_back() {
        line.cut();

        await().until(() -> journal.unavailable().isPresent());
        assertThat(journal.unavailable().orElseThrow()).contains("does not answer", "tried again by itself");
        assertThatThrownBy(() -> append(2).join()).hasCauseInstanceOf(JournalUnavailable.class);
        assertThatThrownBy(() -> journal.revision(ONE)).isInstanceOf(JournalUnavailable.class);
        try (var other = PostgresJournal.open(database.server(), InstantSource.system())) {
            other.append(new Append(List.of(draft(ONE, 3)), Map.of())).join();
        }

        line.mend();

        await().until(() -> journal.unavailable().isEmpty());
        assertThat(append(4).join().head()).isEqualTo(new Position(3));
        assertThat(heard).isEqualTo(journal.readForward(Selection.all(), Position.START, 10));
    }

    @Test
    void a_question_whose_connection_broke_is_asked_once_more() {
        line.cutBehindNextOf("SELECT max(revision) FROM entry");

        assertThat(journal.revision(ONE)).isZero();
        assertThat(line.isCut()).isTrue();
    }

    @Test
    void a_line_that_is_cut_while_the_first_connection_is_set_up_is_not_the_end_of_all_later_ones() {
        try (var broken = new Line(database.port())) {
            broken.cutBehindNextOf("TRANSACTION ISOLATION LEVEL");
            try (var other = PostgresJournal.open(database.through(broken.port()), InstantSource.system())) {
                await().until(broken::isCut);

                await().ignoreExceptionsInstanceOf(JournalUnavailable.class).until(() -> other.revision(ONE) == 0);
            }
        }
    }

    @Test
    void a_proof_in_which_the_server_goes_is_broken_off_and_finds_nothing_wrong() {
        var proof = new PostgresScrub(database.through(line.port()), journal);

        assertThatThrownBy(() -> proof.run(_ -> line.cut()))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("does not answer");
        assertThatThrownBy(() -> proof.run(_ -> {}))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("does not answer");

        line.mend();
        await().ignoreExceptionsInstanceOf(JournalUnavailable.class) // the journal's own connection may be broken still
                .untilAsserted(() -> assertThat(proof.run(_ -> {}).flaws()).isEmpty());
    }

    @Test
    void a_proof_by_a_role_that_is_not_let_in_finds_nothing_wrong() {
        assertThatThrownBy(() -> new PostgresScrub(database.server("stranger"), journal).run(_ -> {}))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("does not let this program in");
    }

    @Test
    void a_journal_whose_end_was_lost_is_not_followed_any_more() {
        append(2).join();
        database.run("ALTER TABLE entry DISABLE TRIGGER USER");
        database.run("ALTER TABLE head DISABLE TRIGGER USER");
        database.run("DELETE FROM entry WHERE position = 2");
        database.run("UPDATE head SET position = 1, chain = (SELECT chain FROM entry WHERE position = 1)");

        await().untilAsserted(() -> assertThat(journal.unavailable())
                .hasValueSatisfying(why -> assertThat(why).contains("ends at position 1, it did at 2 before")));
        assertThatThrownBy(() -> append(3).join()).hasCauseInstanceOf(JournalUnavailable.class);
    }
}
