package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.Comparison;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and read model, compared without an import. */
final class ComparedTest {

    private static final Path SAMPLE = Path.of("src/test/resources/legacy/deespec/valid/design-layout");

    @TempDir
    Path data;

    private Journal journal;
    private Timelines timelines;
    private ReadModels models;
    private Comparison comparison;
    private Path tree;

    @BeforeEach
    void an_imported_tree() throws IOException {
        journal = SqliteJournal.open(data.resolve("journal.db"), ImportFixture.CLOCK);
        var codec = new Codec(journal.blobs(), AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        models = ReadModels.open(
                data.resolve("read"),
                journal,
                codec,
                timelines,
                AllSlices.of().projections(codec.catalog(), journal::blobs),
                ImportFixture.CLOCK);
        var posted = new QueryLookup(models, AllSlices.of());
        var source = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
        tree = Folder.copy(SAMPLE, data.resolve("tree"));
        var context = new ImportContext(
                journal, codec, timelines, new LegacySources(List.of(source)), Limits.DEFAULT, ImportFixture.CLOCK);
        new Import(context, posted, ImportFixture.undo(journal, codec), ImportFixture.ROOM)
                .run("RUN-1", source, tree, new Import.Options(false, true, "ada", _ -> {}));
        comparison = new Comparison(context, posted);
    }

    @AfterEach
    void close() {
        models.close();
        timelines.close();
        journal.close();
    }

    @Test
    void files_that_were_taken_over_are_what_the_read_model_shows() {
        Position head = journal.head();

        Comparison.Result result = comparison.run(tree, _ -> {});

        assertThat(result.isEqual()).isTrue();
        assertThat(result.kind()).isEqualTo("deespec");
        assertThat(result.verified().compared()).isGreaterThan(250);
        assertThat(journal.head()).isEqualTo(head);
    }

    @Test
    void a_file_that_changed_since_is_a_difference_and_stays_one() throws IOException {
        Path spec;
        try (var files = Files.walk(tree)) {
            spec = files.filter(it -> it.endsWith("spec.md"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(spec, Files.readString(spec) + "One more line.\n");
        Position head = journal.head();

        Comparison.Result result = comparison.run(tree, _ -> {});

        assertThat(result.isEqual()).isFalse();
        assertThat(result.verified().different()).singleElement().satisfies(it -> {
            assertThat(it.entity()).startsWith("sbi/");
            assertThat(spec.toString()).contains(it.entity());
            assertThat(it.field()).isEqualTo("/spec");
        });
        assertThat(journal.head()).isEqualTo(head);
    }

    @Test
    void a_folder_without_files_of_a_tool_cannot_be_compared() {
        assertThatThrownBy(() -> comparison.run(data.resolve("read"), _ -> {}))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("holds no files of a known tool");
    }
}
