package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.run.Retirement.How;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is set aside only as it was read, and only if all that it says was taken over. */
class SettingAsideTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path root;

    /** A tool whose files are all those in a folder. */
    private record Tool(Path folder) implements LegacySource {
        @Override
        public String kind() {
            return "tool";
        }

        @Override
        public boolean recognizes(Path root) {
            return true;
        }

        @Override
        public long countEntities(Path root) {
            return 1;
        }

        @Override
        public List<Watched> watched(Path root) {
            return List.of(new Watched(folder, false));
        }

        @Override
        public Reading read(Root root, Scope scope, Known known) {
            return Results.reading(_ -> {});
        }

        @Override
        public List<Path> retirable(Path root) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.sorted().toList();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @BeforeEach
    void two_files() throws IOException {
        Folder.write(root, "tool/a", "a");
        Folder.write(root, "tool/b", "b");
    }

    private Retirement looked(How how) {
        return new Retirement(new Tool(root.resolve("tool")), root, how, AT);
    }

    private static List<String> told(List<Finding> findings) {
        return findings.stream()
                .map(finding -> "%s %s %s".formatted(finding.code(), finding.file(), finding.message()))
                .toList();
    }

    private List<String> names() throws IOException {
        return List.copyOf(Folder.bytes(root).keySet());
    }

    @Test
    void one_that_was_written_to_since_stays() throws IOException {
        Retirement retirement = looked(How.RENAME);
        Folder.write(root, "tool/a", "a and more");

        List<Finding> findings = retirement.carryOut(List.of());

        assertThat(names()).containsExactly("tool/a", "tool/b.migrated");
        assertThat(told(findings))
                .containsExactly(
                        "NOT_RETIRED tool/a was written to meanwhile: migrate once more: it stays where it is",
                        "RETIRED tool/b is tool/b.migrated from now on");
        assertThat(findings).extracting(Finding::severity).containsExactly(Severity.WARN, Severity.INFO);
    }

    @Test
    void one_that_came_since_stays() throws IOException {
        Retirement retirement = looked(How.RENAME);
        Folder.write(root, "tool/c", "c");

        retirement.carryOut(List.of());

        assertThat(names()).containsExactly("tool/a.migrated", "tool/b.migrated", "tool/c");
    }

    @Test
    void a_link_stays() throws IOException {
        Files.createSymbolicLink(root.resolve("tool/c"), Path.of("a"));

        List<Finding> findings = looked(How.RENAME).carryOut(List.of());

        assertThat(Files.isSymbolicLink(root.resolve("tool/c"))).isTrue();
        assertThat(told(findings)).contains("NOT_RETIRED tool/c is no plain file: it stays where it is");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONFLICT_MARKER",
                "GLUED_RECORDS",
                "INVALID_JSON",
                "NUL_PADDING",
                "TRAILING_DATA",
                "TRUNCATED_JSON"
            })
    void one_that_is_damaged_stays_though_all_that_is_left_of_it_was_taken_over(String damage) throws IOException {
        List<Finding> findings = looked(How.RENAME)
                .carryOut(List.of(
                        Finding.warn("tool/a", "", damage, "is damaged"), Finding.warn("tool/b", "", "ODD", "is odd")));

        assertThat(names()).containsExactly("tool/a", "tool/b.migrated");
        assertThat(told(findings))
                .contains("NOT_RETIRED tool/a is damaged or has errors, so that not all of it was taken over:"
                        + " it stays where it is");
    }

    @Test
    void none_is_moved_if_not_all_findings_are_listed() throws IOException {
        List<Finding> findings = looked(How.RENAME)
                .carryOut(List.of(Finding.warn("", "", "RESOURCE_LIMIT", "2 more findings are not listed")));

        assertThat(names()).containsExactly("tool/a", "tool/b");
        assertThat(told(findings))
                .containsExactly(
                        "NOT_RETIRED tool/a is one of many with findings, which are not all listed: it stays where it is",
                        "NOT_RETIRED tool/b is one of many with findings, which are not all listed: it stays where it is");
    }

    @Test
    void a_name_that_leads_nowhere_is_taken_too() throws IOException {
        Retirement retirement = looked(How.RENAME);
        Files.createSymbolicLink(root.resolve("tool/a.migrated"), Path.of("nowhere"));

        List<Finding> findings = retirement.carryOut(List.of());

        assertThat(names()).containsExactly("tool/a", "tool/b.migrated");
        assertThat(told(findings))
                .contains("NOT_RETIRED tool/a would be called tool/a.migrated, which is there already:"
                        + " it stays where it is");
    }

    @Test
    void an_archive_of_the_same_second_is_another_one() throws IOException {
        Files.createDirectory(root.resolve("tool_archive_20260102_030405"));
        Files.createSymbolicLink(root.resolve("tool_archive_20260102_030405_2"), Path.of("nowhere"));

        looked(How.ARCHIVE).carryOut(List.of());

        assertThat(names()).containsExactly("tool_archive_20260102_030405_3/a", "tool_archive_20260102_030405_3/b");
    }
}
