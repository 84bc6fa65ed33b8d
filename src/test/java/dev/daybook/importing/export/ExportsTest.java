package dev.daybook.importing.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.domain.history.HistoryEvent.ExportFinished;
import dev.daybook.event.Codec;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.memory.MemoryJournal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which files stand in which folder since they were written there last. */
class ExportsTest {

    private static final Metadata BY = Metadata.of("ada", "cli");

    private final MemoryJournal journal = new MemoryJournal(ImportFixture.CLOCK);
    private final Exports exports =
            new Exports(journal, new Codec(journal.blobs(), AllSlices.of().facts()));

    private static ExportFinished finished(String out, Optional<String> project, String... files) {
        var hashes = new TreeMap<String, Sha256>();
        for (String it : files) {
            hashes.put(it, Sha256.hash(it.getBytes(StandardCharsets.UTF_8)));
        }
        return new ExportFinished(
                "deespec", out, "source", project, 1, files.length, files.length, Exports.tree(hashes));
    }

    private void record(ExportFinished it) {
        exports.record(it, BY, ImportFixture.CLOCK.instant());
    }

    @Test
    void the_last_one_of_each_folder_is_on_record_the_newest_first() {
        var outs = new ArrayList<String>();
        for (int i = 0; i < 250; i++) {
            outs.addFirst("/out/" + i);
            record(finished("/out/" + i, Optional.empty(), "a"));
        }
        assertThat(exports.latest()).extracting(ExportFinished::out).isEqualTo(outs);

        record(finished("/out/7", Optional.empty(), "a", "b"));

        outs.remove("/out/7");
        outs.addFirst("/out/7");
        assertThat(exports.latest()).extracting(ExportFinished::out).isEqualTo(outs);
        assertThat(exports.last(Path.of("/out/7"), "deespec", Optional.empty()))
                .contains(finished("/out/7", Optional.empty(), "a", "b"));
    }

    @Test
    void the_same_files_in_the_same_folder_are_one_fact() {
        record(finished("/out", Optional.empty(), "a"));
        record(finished("/out", Optional.empty(), "a"));
        assertThat(journal.head()).isEqualTo(new Position(1));

        record(finished("/out", Optional.empty(), "b"));
        record(finished("/out", Optional.empty(), "a"));

        assertThat(journal.head()).isEqualTo(new Position(3));
    }

    @Test
    void a_project_and_all_of_them_are_kept_apart_in_one_folder() {
        record(finished("/out", Optional.empty(), "a"));
        record(finished("/out", Optional.of("second"), "b"));

        assertThat(exports.latest()).hasSize(2);
        assertThat(exports.last(Path.of("/out"), "deespec", Optional.of("second")))
                .hasValueSatisfying(it -> assertThat(Exports.hashes(it)).containsOnlyKeys("b"));
        assertThat(exports.last(Path.of("/out"), "deespec", Optional.empty()))
                .hasValueSatisfying(it -> assertThat(Exports.hashes(it)).containsOnlyKeys("a"));
        assertThat(exports.last(Path.of("/out"), "ait42", Optional.empty())).isEmpty();
        assertThat(exports.last(Path.of("/other"), "deespec", Optional.empty())).isEmpty();
    }

    @Test
    void a_path_may_have_blanks_that_stand_between_hash_and_path_too() {
        record(finished("/out", Optional.empty(), "a  b", " c"));

        assertThat(Exports.hashes(exports.latest().getFirst()))
                .containsOnlyKeys(" c", "a  b")
                .containsEntry("a  b", Sha256.hash("a  b".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_path_may_have_line_ends_and_what_stands_for_them() {
        String[] odd = {"a\nb", "c\rd", "e\\nf", "\\g", "h\n", "\u0085i"};
        record(finished("/out", Optional.empty(), odd));

        assertThat(Exports.hashes(exports.latest().getFirst())).containsOnlyKeys(odd);
    }
}
