package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.event.Recorded;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Source;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged while the journal failed, where the files are not those that it comes by any more: nobody keeps them
 * here, or the unit has left the stage in which they came first.
 */
class CatchUpTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path root;

    private Path disk;

    @BeforeEach
    void given_a_disk_of_its_own_for_the_files() throws IOException {
        disk = Files.createDirectories(root.resolve("disk"));
    }

    @Test
    void of_a_unit_that_was_forced_out_of_its_stage_the_journal_gets_what_was_acknowledged() throws IOException {
        try (Move move = acknowledgedWithoutTheJournal()) {
            forcedToNoneWithoutItsDisk(move);

            assertThat(move.rollouts.lacking())
                    .hasValueSatisfying(why -> assertThat(why).contains("config/box.a"));
            move.readOnly = false;
            move.rollouts.catchUp();

            assertAsDecided(move);
            assertThat(folder()).isEmpty();
            assertThat(move.write("box", "a", "2", "key").replayed()).isTrue();
        }
    }

    @Test
    void of_a_unit_that_was_forced_out_of_its_stage_the_next_command_is_decided_upon_what_was_acknowledged()
            throws IOException {
        try (Move move = acknowledgedWithoutTheJournal()) {
            forcedToNoneWithoutItsDisk(move);
            assertThatThrownBy(() -> move.write("box", "a", "3")).isInstanceOf(JournalUnavailable.class);
            move.readOnly = false;

            move.write("box", "a", "3");

            assertThat(move.values("box", "a")).containsExactly("1", "2", "3");
            assertThat(move.rollouts.lacking()).isEmpty();
        }
    }

    @Test
    void a_process_that_begins_where_nobody_has_set_a_stage_any_more_hands_it_to_the_journal() throws IOException {
        try (Move move = acknowledgedWithoutTheJournal()) {
            forcedToNoneWithoutItsDisk(move);
            move.restart();
            move.readOnly = false;

            move.rollouts.watch();

            assertAsDecided(move);
            assertThat(folder()).isEmpty();
        }
    }

    /** Once it is switched nobody takes in what its files tell. */
    @Test
    void a_unit_that_leaves_its_stage_is_switched_after_the_journal_has_what_was_acknowledged() throws IOException {
        try (Move move = acknowledgedWithoutTheJournal()) {
            move.readOnly = false;
            Files.move(disk, root.resolve("away"));

            move.force(Stage.NONE);

            assertAsDecided(move);
        }
    }

    @Test
    void what_others_wrote_upon_meanwhile_is_set_aside_and_told_and_the_rest_comes_to_the_journal() throws IOException {
        try (Move move = acknowledgedWithoutTheJournal()) {
            move.write("box", "b", "2");
            forcedToNoneWithoutItsDisk(move);
            move.writeBeside("box", "a", "another");
            move.readOnly = false;

            move.rollouts.catchUp();

            assertThat(move.values("box", "a")).containsExactly("1", "another");
            assertThat(move.values("box", "b")).containsExactly("2");
            assertThat(move.rollouts.lacking()).isEmpty();
            assertThat(move.rollouts.setAside())
                    .hasValueSatisfying(why -> assertThat(why).contains("1 cannot be carried on"));
            assertThat(folder())
                    .filteredOn(file -> String.valueOf(file.getFileName()).startsWith("ahead-"))
                    .singleElement()
                    .satisfies(file -> assertThat(file.toString()).endsWith(".unreadable"));
        }
    }

    /** Where there is no room nothing can be set aside: it stays as it is, in memory, and is told. */
    @Test
    void what_others_wrote_upon_and_cannot_be_set_aside_is_still_told_to_be_lacking() throws IOException {
        Path inTheWay = Files.writeString(root.resolve("pending"), "in the way");
        try (Move move = acknowledgedWithoutTheJournal()) {
            forcedToNoneWithoutItsDisk(move);
            move.writeBeside("box", "a", "another");
            move.readOnly = false;
            move.rollouts.catchUp();
            assertThat(move.rollouts.lacking()).isPresent();

            Files.delete(inTheWay);
            move.rollouts.catchUp();

            assertThat(move.rollouts.lacking()).isEmpty();
            assertThat(move.rollouts.setAside()).isPresent();
        }
    }

    @Test
    void a_node_that_keeps_the_files_no_more_hands_the_journal_what_it_had_acknowledged() throws IOException {
        onANodeThatKeepsTheFilesNoMore(move -> {
            assertThat(move.rollouts.lacking()).isPresent();
            move.readOnly = false;

            move.rollouts.catchUp();

            assertAsDecided(move);
            assertThat(move.values("box", "b")).containsExactly("2");
            assertThat(folder()).isEmpty();
        });
    }

    /** Whoever keeps them by now was sooner to take in what the files tell. */
    @Test
    void a_node_that_keeps_the_files_no_more_sets_aside_what_others_wrote_upon() throws IOException {
        onANodeThatKeepsTheFilesNoMore(move -> {
            move.writeBeside("box", "a", "2");

            move.rollouts.catchUp();

            assertThat(move.rollouts.lacking())
                    .hasValueSatisfying(why -> assertThat(why).contains("of 1 things", "config/box.b"));
            assertThat(move.rollouts.setAside()).isPresent();
            move.readOnly = false;
            move.rollouts.catchUp();
            assertThat(move.values("box", "a")).containsExactly("1", "2");
            assertThat(move.values("box", "b")).containsExactly("2");
            assertThat(move.rollouts.lacking()).isEmpty();
        });
    }

    /** What is done on a node. */
    private interface There {
        void with(Move move) throws IOException;
    }

    private void onANodeThatKeepsTheFilesNoMore(There there) throws IOException {
        var database = Database.begin();
        PostgresJournal.open(database.server(), InstantSource.system()).close();
        try (PostgresNodes here = PostgresNodes.open(database.server(), "here", "here.example", SHORT);
                PostgresNodes other = PostgresNodes.open(database.server(), "there", "there.example", SHORT)) {
            here.join(() -> "{}");
            var journal = PostgresJournal.open(database.server(), InstantSource.system());
            try (Move move = acknowledgedWithoutTheJournal(new Move(root, false, journal, here))) {
                move.write("box", "b", "2");
                move.keeping.close();
                var theirs = new FilesLease(other);
                theirs.of(() -> Set.of(disk));
                assertThat(theirs.carry(() -> "kept there")).isEqualTo("kept there");
                there.with(move);
                theirs.close();
            }
        }
    }

    private Move acknowledgedWithoutTheJournal() throws IOException {
        return acknowledgedWithoutTheJournal(new Move(root, false));
    }

    private Move acknowledgedWithoutTheJournal(Move move) throws IOException {
        move.rollouts.set(wanted(Stage.LEGACY, false));
        move.write("box", "a", "1");
        move.readOnly = true;
        move.write("box", "a", "2", "key");
        return move;
    }

    private Rollouts.Wanted wanted(Stage stage, boolean isForced) {
        return new Rollouts.Wanted(
                "cards",
                stage,
                Optional.empty(),
                Optional.empty(),
                Optional.of(disk),
                isForced,
                Optional.of("a test").filter(_ -> isForced),
                "ada",
                "test");
    }

    /** As it is where the journal fails again and again: it takes the switch, and nothing else. */
    private void forcedToNoneWithoutItsDisk(Move move) throws IOException {
        Files.move(disk, root.resolve("away"));
        move.switchBeside(Stage.NONE);
    }

    private static void assertAsDecided(Move move) {
        List<Recorded> entries = move.streams.of(Cards.card("box", "a")).entries();
        assertThat(move.values("box", "a")).containsExactly("1", "2");
        assertThat(entries.getLast().entry().metadata().source()).isEqualTo(new Source.Channel("test"));
        assertThat(entries.getLast().entry().metadata().actor()).isEqualTo("ada");
        assertThat(move.rollouts.lacking()).isEmpty();
        assertThat(move.rollouts.setAside()).isEmpty();
    }

    private List<Path> folder() throws IOException {
        Path folder = root.resolve("pending");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
