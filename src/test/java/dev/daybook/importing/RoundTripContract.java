package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every writer of a legacy tool promises, shown by the samples of its reader: an untouched import is written as it
 * was, byte by byte, and what is written is imported as the same again.
 */
public abstract class RoundTripContract {

    @TempDir
    Path temporary;

    protected abstract LegacySource source();

    protected abstract LegacyWriter writer();

    /** The folders that hold an {@code expect.json}. */
    protected abstract List<Path> samples();

    /** Whether something in the sample has no other time than that of its file. */
    protected abstract boolean timeless(String sample);

    /** Whether things of the sample are named by the folder that it stands in, so that a copy tells of others. */
    protected boolean isNamedByItsPlace(String sample) {
        return false;
    }

    /** Whether a file of a sample does not belong to the format, and so is not written. */
    protected abstract boolean foreign(String sample, String file);

    @TestFactory
    Stream<DynamicTest> an_untouched_tree_is_written_as_it_was() throws IOException {
        return each(this::untouched);
    }

    @TestFactory
    Stream<DynamicTest> what_is_written_is_imported_as_the_same() throws IOException {
        return each(this::again);
    }

    private interface Check {
        void of(Path root, String name) throws IOException, SQLException;
    }

    private Stream<DynamicTest> each(Check check) throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path folder : samples()) {
            JsonNode expect =
                    new ObjectMapper().readTree(folder.resolve("expect.json").toFile());
            for (JsonNode sample : expect.path("cases")) {
                String name = folder.getFileName() + "/" + sample.path("case").asText();
                Path root = folder.resolve(sample.path("case").asText());
                if (Files.isDirectory(root)) {
                    tests.add(DynamicTest.dynamicTest(name, () -> check.of(root, name)));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private void untouched(Path root, String name) throws IOException, SQLException {
        try (var fixture = new ImportFixture(source())) {
            fixture.run(root);

            Export.Report report = export(fixture, "out-" + name, "source");

            assertThat(report.findings()).noneMatch(it -> it.severity() == Finding.Severity.ERROR);
            var wanted = Folder.bytes(root);
            var found = Folder.bytes(temporary.resolve("out-" + name));
            wanted.keySet().removeIf(it -> foreign(name, it));
            found.keySet().removeIf(it -> foreign(name, it));
            for (String file : wanted.keySet()) {
                if (file.endsWith(".db")
                        && found.containsKey(file)
                        && !wanted.get(file).equals(found.get(file))) {
                    assertThat(Folder.rows(temporary.resolve("out-" + name).resolve(file)))
                            .as(file)
                            .isEqualTo(Folder.rows(root.resolve(file)));
                    found.put(file, wanted.get(file)); // as a database it is the same
                }
            }
            assertThat(differences(wanted, found)).isEmpty();
        }
    }

    private void again(Path root, String name) throws IOException {
        try (var fixture = new ImportFixture(source());
                var other = new ImportFixture(source())) {
            Report first = fixture.run(root);
            export(fixture, "again-" + name, "source");

            Report second = other.run(temporary.resolve("again-" + name));

            assertThat(second.failure()).isEmpty();
            assertThat(second.entities()).isEqualTo(first.entities());
            if (isNamedByItsPlace(name)) {
                return;
            }
            if (timeless(name)) {
                assertThat(told(other).keySet()).isEqualTo(told(fixture).keySet());
            } else {
                assertThat(told(other)).isEqualTo(told(fixture));
            }
        }
    }

    /** Writes all that counts in the journal of {@code fixture}. */
    protected final Export.Report export(ImportFixture fixture, String to, String era) {
        return new Export(fixture.journal, fixture.codec, fixture.timelines, List.of(writer()), ImportFixture.CLOCK)
                .run(
                        new Export.Options(
                                writer().kind(),
                                temporary.resolve(to),
                                Optional.of(era),
                                Optional.empty(),
                                Optional.empty(),
                                false),
                        Metadata.of("ada", "cli"),
                        _ -> {});
    }

    /** Returns all that was told; of settings, files and workspaces without their times, which are those of files. */
    protected static SortedMap<String, List<String>> told(ImportFixture fixture) {
        var told = fixture.told();
        told.replaceAll((stream, facts) -> stream.matches("(?:config|file|workspace)/.*")
                ? facts.stream().map(it -> it.substring(it.indexOf(' '))).toList()
                : facts);
        return told;
    }

    /** Returns what is missing, what is too much, and what differs. */
    public static List<String> differences(SortedMap<String, String> wanted, SortedMap<String, String> found) {
        var files = new TreeSet<>(wanted.keySet());
        files.addAll(found.keySet());
        return files.stream()
                .filter(it -> !Objects.equals(wanted.get(it), found.get(it)))
                .map(it -> (wanted.containsKey(it) ? found.containsKey(it) ? "differs: " : "missing: " : "more: ") + it)
                .toList();
    }
}
