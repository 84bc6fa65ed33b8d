package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.OpenFiles;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.container.Wholeness;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.Import.Options;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Notebook;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a reading opens the files of a tree, as the system counts it, and that it gives them back. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells who opens a file, and which are open")
class ReadingTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy");

    /** Where the tree stands, and copies of its databases. */
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    @TempDir
    private Path folder;

    private Path root = Path.of("");
    private LegacySource source = new Notebook();

    private void given(String sample) throws IOException {
        root = Folder.copy(SAMPLES.resolve(sample), folder.resolve("tree"));
        source = AllSlices.of(ZoneOffset.UTC, ImportFixture.CLOCK).sources().find(root, Optional.empty());
    }

    private Reading reading() {
        return source.read(Root.of(root), Scope.ALL, Known.NOTHING);
    }

    /** What is opened meanwhile; of a database SQLite alone knows how often. */
    private SortedMap<String, Integer> opened(Runnable work) throws IOException {
        try (var opens = new FileOpens(root)) {
            work.run();
            SortedMap<String, Integer> counted = new TreeMap<>(opens.count());
            counted.keySet().removeIf(Wholeness::isBeyondBytes);
            return counted;
        }
    }

    private SortedMap<String, Integer> opened(boolean validate, boolean verify) throws IOException {
        var journal = new MemoryJournal(ImportFixture.CLOCK);
        var fixture = new ImportFixture(source, journal);
        var shown = new Shown();
        var imports = new Import(
                fixture.context(ImportFixture.CLOCK),
                shown,
                ImportFixture.undo(journal, fixture.codec),
                ImportFixture.ROOM);
        try (Reading reading = reading()) {
            reading.forEachRemaining(shown::show);
        }
        var options = new Options(
                false,
                verify,
                validate,
                false,
                Optional.empty(),
                Optional.empty(),
                Scope.ALL,
                LegacySource.Hints.NONE,
                Optional.empty(),
                "ada",
                _ -> {});
        return opened(() -> {
            Report report = imports.run("RUN", source, root, options);
            assertThat(report.verified().compared())
                    .isEqualTo(report.verified().equal())
                    .matches(compared -> compared > 0 == verify);
        });
    }

    /** A read model that shows of each thing what the reading says. */
    private static final class Shown implements ReadModelLookup {
        private final Map<StreamId, Map<String, Object>> fields = new HashMap<>();

        void show(Reading.Result result) {
            if (result instanceof Reading.Found(LegacySource.Entity entity)) {
                fields.computeIfAbsent(entity.stream(), _ -> new HashMap<>()).putAll(entity.expected());
            }
        }

        @Override
        public void await(Position position) {
            // it shows everything already
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.ofNullable(fields.get(stream));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deespec/bad/00-all-in-one",
                "deespec/valid/design-layout",
                "deespec/valid/real-a-root-files",
                "deespec/valid/real-b-var-journal7",
                "deespec/valid/real-c-status-era",
                "deespec/valid/real-d-reports-era",
                "deespec/valid/real-d0-journal-array",
                "ait42/valid/home",
                "ait42/valid/project",
                "taskmaster/tagged"
            })
    void an_import_opens_each_file_once_and_its_verification_and_its_validation_once_more(String sample)
            throws IOException {
        given(sample);
        source.recognizes(root);
        SortedMap<String, Integer> layout = opened(() -> source.eras(root));
        SortedMap<String, Integer> witness =
                opened(() -> source.witness().orElseThrow().read(Root.of(root), _ -> {}));

        SortedMap<String, Integer> read = opened(() -> reading().forEachRemaining(_ -> {}));

        assertThat(read).isNotEmpty();
        assertThat(read.values()).containsOnly(1);
        assertThat(witness.values()).containsOnly(1);
        assertThat(layout).hasSizeLessThanOrEqualTo(2); // the beginning of a journal, a state: they tell the layout
        assertThat(opened(false, false)).isEqualTo(sum(read, layout));
        assertThat(opened(false, true)).isEqualTo(sum(read, layout, witness));
        assertThat(opened(true, true)).isEqualTo(sum(read, read, layout, witness));
    }

    @SafeVarargs
    private static SortedMap<String, Integer> sum(Map<String, Integer>... counts) {
        var sum = new TreeMap<String, Integer>();
        for (Map<String, Integer> it : counts) {
            it.forEach((file, count) -> sum.merge(file, count, Integer::sum));
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deespec/bad/00-all-in-one",
                "deespec/valid/real-b-var-journal7",
                "deespec/valid/real-d-reports-era",
                "deespec/valid/real-d0-journal-array",
                "ait42/valid/home",
                "ait42/bad/00-all-in-one",
                "taskmaster/tagged"
            })
    void a_reading_that_is_aborted_anywhere_leaves_no_file_open(String sample) throws IOException {
        given(sample);
        int all = 0;
        try (Reading reading = reading()) {
            for (; reading.hasNext(); reading.next()) {
                all++;
            }
        }
        List<String> before = OpenFiles.below(TEMPORARY);
        assertThat(OpenFiles.below(root)).isEmpty();

        for (int some = 0; some < all; some++) {
            try (Reading reading = reading()) {
                for (int i = 0; i <= some; i++) {
                    reading.next();
                }
            }
            assertThat(OpenFiles.below(TEMPORARY))
                    .as("after %d of %d", some + 1, all)
                    .isSubsetOf(before); // files of earlier tests may be closed meanwhile
        }
    }

    @Test
    void a_list_is_open_while_its_records_are_asked_for() throws IOException {
        given("ait42/valid/home");

        try (Reading reading = reading()) {
            while (OpenFiles.below(root).isEmpty()) {
                reading.next();
            }
        }

        assertThat(OpenFiles.below(root)).isEmpty();
    }
}
