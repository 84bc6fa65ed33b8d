package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.Comparison;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Progress;
import dev.daybook.importing.run.Report;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Histories;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for read models that are far behind is told how far they are. */
final class PostingTest {

    /** More facts than the read models would follow one by one. */
    private static final int MANY = 6_000;

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();
    private final DeespecSource source = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private final ImportContext context = new ImportContext(
            chronicle.journal,
            chronicle.codec,
            chronicle.timelines,
            new LegacySources(List.of(source)),
            Limits.DEFAULT,
            ImportFixture.CLOCK);
    private final Set<String> phases = new LinkedHashSet<>();
    private ReadModels models;
    private Path tree;

    @BeforeEach
    void given_many_facts_and_read_models_without_any() throws IOException {
        models = ReadModels.open(
                folder.resolve("read"),
                chronicle.journal,
                chronicle.codec,
                chronicle.timelines,
                AllSlices.of().projections(chronicle.codec.catalog(), chronicle.journal::blobs),
                chronicle.clock);
        chronicle.append(new Histories(3, 10).events(MANY));
        tree = folder.resolve("tree");
        Folder.write(tree, ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/spec.md", "# One\n");
    }

    @AfterEach
    void close() {
        models.close();
        chronicle.close();
    }

    private void hear(Progress told) {
        assertThat(told.done()).isBetween(0L, told.total());
        phases.add(told.phase());
    }

    @Test
    void by_an_import_between_reading_and_verifying() {
        Report report = new Import(
                        context,
                        PostedRows.of(models),
                        ImportFixture.undo(chronicle.journal, chronicle.codec),
                        ImportFixture.ROOM)
                .run("RUN-1", source, tree, new Import.Options(false, true, "ada", this::hear));

        assertThat(report.failure()).isEmpty();
        assertThat(phases).containsSubsequence("reading", "posting", "verifying");
    }

    @Test
    void by_a_comparison_before_it_verifies() {
        new Comparison(context, PostedRows.of(models)).run(tree, this::hear);

        assertThat(phases).containsExactly("posting", "verifying");
    }
}
