package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever era a tree is of: with a folder and a state per SBI it is imported with the same counts. */
final class DeespecConversionTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec/valid");
    private static final Path ORIGINALS = Path.of("src/test/resources/legacy/deespec/originals");
    private static final List<String> TREES = List.of(
            "design-layout",
            "real-a-root-files",
            "real-b-var-journal7",
            "real-c-status-era",
            "real-d-reports-era",
            "real-d0-journal-array");
    private static final DeespecSource SOURCE = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private static final List<String> COUNTED = List.of("executions", "attachments", "pbis");

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> a_tree_with_a_folder_per_sbi_holds_as_much() {
        return TREES.stream().map(it -> DynamicTest.dynamicTest(it, () -> check(SAMPLES.resolve(it))));
    }

    @TestFactory
    Stream<DynamicTest> what_was_done_is_the_same_with_a_folder_per_sbi() {
        return Stream.of("A-v0.1.13", "B-v0.1.18", "B-v0.1.25", "C-v0.1.28", "D-62d7bc2", "E-v0.2.19")
                .map(it -> DynamicTest.dynamicTest(it, () -> work(ORIGINALS.resolve(it))));
    }

    @Test
    void the_forms_of_single_versions_are_none_to_write() {
        try (var fixture = new ImportFixture(SOURCE)) {
            fixture.run(SAMPLES.resolve("design-layout"));

            assertThatThrownBy(() -> fixture.export(new DeespecWriter(), temporary.resolve("out"), "C"))
                    .isInstanceOf(Rejected.class)
                    .hasMessage("'C' is no era of deespec: want one of [source, S]");
        }
    }

    private void work(Path root) {
        Path out = temporary.resolve(root.getFileName());
        try (var fixture = new ImportFixture(SOURCE);
                var other = new ImportFixture(SOURCE)) {
            fixture.run(root);
            fixture.export(new DeespecWriter(), out, "S");

            assertThat(other.run(out).failure()).isEmpty();

            assertThat(work(other)).containsExactlyInAnyOrderElementsOf(work(fixture));
        }
    }

    private static List<String> work(ImportFixture fixture) {
        return fixture.journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE).stream()
                .map(fixture.codec::decode)
                .filter(ExecutionFinished.class::isInstance)
                .map(ExecutionFinished.class::cast)
                .map(it -> it.step() + " " + it.decision() + " "
                        + it.content().orElse("").hashCode())
                .toList();
    }

    private void check(Path root) {
        Path out = temporary.resolve(root.getFileName());
        try (var fixture = new ImportFixture(SOURCE);
                var other = new ImportFixture(SOURCE)) {
            Report first = fixture.run(root);

            Export.Report written = fixture.export(new DeespecWriter(), out, "S");

            assertThat(written.findings()).noneMatch(it -> it.severity() == Finding.Severity.ERROR);
            Report second = other.run(out);
            assertThat(second.failure()).isEmpty();
            assertThat(second.findings()).noneMatch(it -> it.severity() == Finding.Severity.ERROR);
            // the one task of the first era gets a name, and so is none that only others name
            assertThat(sbis(second)).isEqualTo(sbis(first));
            for (String count : COUNTED) {
                assertThat(second.entities().getOrDefault(count, 0L))
                        .as(count + " of " + second.findings())
                        .isEqualTo(first.entities().getOrDefault(count, 0L));
            }
        }
    }

    private static long sbis(Report report) {
        return report.entities().getOrDefault("sbis", 0L) + report.entities().getOrDefault("sbis_placeholder", 0L);
    }
}
