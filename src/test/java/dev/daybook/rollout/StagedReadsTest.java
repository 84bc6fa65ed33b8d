package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.command.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which side answers a read in each stage, and which one when that fails. */
class StagedReadsTest {

    @TempDir
    private Path root;

    private static StagedReads.Answer<String> read(Move move, boolean journalFails, boolean filesFail) {
        return move.rollouts
                .reads()
                .read(
                        "cards",
                        "box",
                        () -> {
                            if (journalFails) {
                                throw new IllegalStateException("the read model is gone");
                            }
                            return "journal";
                        },
                        _ -> {
                            if (filesFail) {
                                throw new IOException("the file is cut");
                            }
                            return "files";
                        });
    }

    @Test
    void each_stage_reads_its_own_side_first() {
        try (var move = new Move(root, false)) {
            assertThat(read(move, false, false).value()).isEqualTo("journal");
            move.set(Stage.LEGACY);
            assertThat(read(move, false, false).header()).contains("files");
            move.force(Stage.DUAL);
            assertThat(read(move, false, false).header()).isEmpty();
            move.force(Stage.JOURNAL);
            assertThat(read(move, false, false).value()).isEqualTo("journal");
        }
    }

    @Test
    void the_other_side_answers_when_one_fails_and_says_so() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            assertThat(read(move, true, false).header()).contains("files; reason=\"the read model is gone\"");
            move.force(Stage.LEGACY);
            assertThat(read(move, false, true).header()).contains("journal; reason=\"the file is cut\"");
            assertThat(move.rollouts.total("cards").fallbackRate()).contains(1.0);
        }
    }

    /** A disk that is not mounted holds no files that say nothing. */
    @Test
    void the_journal_answers_while_the_folder_of_the_files_is_not_there() throws IOException {
        Path disk = Files.createDirectories(root.resolve("disk"));
        try (var move = new Move(disk, false)) {
            move.set(Stage.LEGACY);
            Files.delete(disk);

            assertThat(read(move, false, false).value()).isEqualTo("journal");
            assertThat(read(move, false, false).header())
                    .hasValueSatisfying(header ->
                            assertThat(header).startsWith("journal; reason=").contains("is not there"));
        }
    }

    @Test
    void who_needs_what_only_the_journal_knows_reads_files_only_when_it_fails() {
        try (var move = new Move(root, false)) {
            StagedReads reads = move.rollouts.reads();
            assertThat(reads.readJournal("cards", "box", () -> "journal", _ -> "files")
                            .value())
                    .isEqualTo("journal");
            move.set(Stage.LEGACY);
            assertThat(reads.readJournal("cards", "box", () -> "journal", _ -> "files")
                            .header())
                    .isEmpty();

            var answer = reads.<String>readJournal(
                    "cards",
                    "box",
                    () -> {
                        throw new IllegalStateException("the read model is gone");
                    },
                    _ -> "files");

            assertThat(answer.value()).isEqualTo("files");
            assertThat(answer.header()).contains("files; reason=\"the read model is gone\"");
        }
    }

    @Test
    void both_errors_are_told_when_both_fail() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            assertThatThrownBy(() -> read(move, true, true))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("the read model is gone")
                    .hasMessageContaining("the file is cut");
            assertThat(move.rollouts.total("cards").failures()).isEqualTo(1);
        }
    }

    @Test
    void without_files_there_is_nothing_to_fall_back_on() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.force(Stage.RETIRED);
            assertThatThrownBy(() -> read(move, true, false)).hasMessage("the read model is gone");
        }
    }
}
