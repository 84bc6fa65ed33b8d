package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.domain.Json;
import dev.daybook.importing.Facts;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.journal.Position;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.text.Utf8;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every reader of a legacy tool promises, shown by samples with their expectations: each listed flaw is told, no
 * other error, nothing is lost, the source stays as it was, and a second run writes nothing; killed anywhere and
 * resumed, the journal and the read models are as if it had not been; rolled back they are as before.
 */
public abstract class LegacyContract {

    private static final String RUN = "01K6FRP24VXAE1C24TYMZ95G6S";

    /** The read models of what counts; the audit shows what was undone, too. */
    private static final List<String> POSTED = List.of("sbi", "session", "project", "agent", "code", "item", "search");

    /** What a file holds at most that only root can read. */
    private static final long READ_AS_ROOT = 1;

    @TempDir
    Path temporary;

    protected abstract LegacySource source();

    /** Writes what was read. */
    protected abstract LegacyWriter writer();

    /** The folders that hold an {@code expect.json}. */
    protected abstract List<Path> samples();

    /** Whether this reader already reads the files that an expectation is about. */
    protected boolean reads(String file) {
        return true;
    }

    /** Counts that other files than those read would add. */
    protected long notRead(String sample, String count) {
        return 0;
    }

    /** An import of more batches is killed after so many of them, evenly; all of them with -Ddaybook.torture=true. */
    protected int killsMax() {
        return Boolean.getBoolean("daybook.torture") ? Integer.MAX_VALUE : 3;
    }

    /** What a report calls that of which the samples say how many there are. */
    protected String named(String count) {
        return count;
    }

    @TestFactory
    Stream<DynamicTest> every_sample_gives_its_report_and_loses_nothing() throws IOException {
        return samples(this::check);
    }

    @TestFactory
    Stream<DynamicTest> killed_at_any_batch_and_resumed_is_never_killed() throws IOException {
        return samples(this::kill);
    }

    @TestFactory
    Stream<DynamicTest> rolled_back_is_as_before_and_imported_again_as_after() throws IOException {
        return samples(this::rollBack);
    }

    /** As an editor leaves them that ends each file with a line end. */
    @TestFactory
    Stream<DynamicTest> files_that_end_otherwise_than_their_tool_ends_them_come_back() throws IOException {
        return samples(it -> it.endsWith("valid"), (root, _, _) -> comesBackWith("\r\n", root));
    }

    private interface Check {
        void of(Path root, String name, JsonNode sample) throws IOException;
    }

    /** Runs {@code check} on a copy of each sample. */
    private Stream<DynamicTest> samples(Check check) throws IOException {
        return samples(_ -> true, check);
    }

    private Stream<DynamicTest> samples(Predicate<Path> wanted, Check check) throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path folder : samples().stream().filter(wanted).toList()) {
            JsonNode expect =
                    new ObjectMapper().readTree(folder.resolve("expect.json").toFile());
            for (JsonNode sample : expect.path("cases")) {
                String name = sample.path("case").asText();
                Path original = folder.resolve(name);
                if (Files.isDirectory(original) || !sample.path("setup").isEmpty()) {
                    tests.add(DynamicTest.dynamicTest(folder.getFileName() + "/" + name, () -> {
                        Path root = Folder.copy(
                                original, temporary.resolve(original.toString().replace('/', '-')));
                        for (JsonNode setup : sample.path("setup")) {
                            setUp(root, setup);
                        }
                        check.of(root, name, sample);
                    }));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private void kill(Path root, String name, JsonNode sample) throws IOException {
        try (var whole = new ImportFixture(source())) {
            var never = new BreakingJournal(whole.journal, Integer.MAX_VALUE);
            assertThat(whole.run(RUN, root, never).failure()).isEmpty();
            List<String> entries = whole.entries();
            Map<String, String> hashes = hashes(whole);
            int step = Math.max(1, Math.ceilDiv(never.taken(), killsMax()));
            for (int appends = 0; appends < never.taken(); appends += step) {
                try (var fixture = new ImportFixture(source())) {
                    Report killed = fixture.run(RUN, root, new BreakingJournal(fixture.journal, appends));
                    assertThat(killed.outcome()).isEqualTo(Report.Outcome.FAILED);

                    Report resumed = fixture.run(RUN, root, fixture.journal);

                    assertThat(resumed.failure()).isEmpty();
                    assertThat(fixture.entries())
                            .as("killed after %d appends", appends)
                            .isEqualTo(entries);
                    if (appends == never.taken() / 2 / step * step) {
                        assertThat(hashes(fixture)).isEqualTo(hashes);
                    }
                }
            }
        }
    }

    private void rollBack(Path root, String name, JsonNode sample) throws IOException {
        try (var fixture = new ImportFixture(source());
                ReadModels models = fixture.models(Files.createTempDirectory(temporary, "read"))) {
            fixture.append(new SbiEvent.Registered(
                    new SbiId("SBI-0"),
                    Optional.empty(),
                    "There before",
                    Optional.empty(),
                    "",
                    List.of(),
                    1,
                    Optional.empty(),
                    List.of(),
                    false,
                    new Json("{}")));
            Map<String, String> before = hashes(models, POSTED);
            Report first = fixture.run(root);
            Map<String, String> after = hashes(models, POSTED);

            fixture.rollBack(first.run());
            assertThat(hashes(models, POSTED)).isEqualTo(before);
            assertThat(fixture.follow(root)).isZero();
            assertThat(hashes(models, POSTED)).isEqualTo(before);

            assertThat(fixture.run(root).records()).isEqualTo(first.records());
            assertThat(hashes(models, POSTED)).isEqualTo(after);
            assertThat(models.verify(_ -> {})).isEmpty();
        }
    }

    private void comesBackWith(String end, Path root) throws IOException {
        var texts = new ArrayList<String>();
        for (String file : Folder.bytes(root).keySet()) {
            byte[] bytes = Files.readAllBytes(root.resolve(file));
            if (Utf8.decode(bytes).filter(text -> text.indexOf('\0') < 0).isPresent()) {
                Files.writeString(root.resolve(file), end, StandardOpenOption.APPEND);
                texts.add(file);
            }
        }
        try (var fixture = new ImportFixture(source())) {
            fixture.run(root);

            var written = Folder.bytes(export(fixture));

            written.keySet().retainAll(texts);
            assertThat(Folder.bytes(root)).containsAllEntriesOf(written);
        }
    }

    private Map<String, String> hashes(ImportFixture fixture) throws IOException {
        try (ReadModels models = fixture.models(Files.createTempDirectory(temporary, "read"))) {
            return hashes(models, models.names());
        }
    }

    private static Map<String, String> hashes(ReadModels models, List<String> names) {
        models.catchUp();
        var hashes = new TreeMap<String, String>();
        names.forEach(it -> hashes.put(it, models.tableHash(it)));
        return hashes;
    }

    private void check(Path root, String name, JsonNode sample) throws IOException {
        var before = Folder.contents(root);
        try (var fixture = new ImportFixture(source())) {
            Report dry = fixture.run(root, true);
            assertThat(fixture.journal.head()).isEqualTo(Position.START);

            Report report = fixture.run(root);

            assertThat(report.failure()).isEmpty();
            assertThat(dry.findings()).isEqualTo(report.findings());
            assertThat(dry.records()).isEqualTo(report.records());
            reports(root, sample, report);
            sample.path("imported").properties().forEach(it -> {
                long least = it.getValue().asLong() - notRead(name, it.getKey());
                long most = least
                        + sample.path("salvage").path(it.getKey()).asLong()
                        + (isClosed(root, sample) ? 0 : READ_AS_ROOT);
                assertThat(report.entities().getOrDefault(named(it.getKey()), 0L))
                        .as(it.getKey())
                        .isBetween(least, most);
            });
            assertThat(report.records().found())
                    .isEqualTo(report.records().imported()
                            + report.records().unchanged()
                            + report.records().flawed());
            again(fixture, root, report);
            facts(fixture, root, sample);
        }
        assertThat(Folder.contents(root)).isEqualTo(before);
    }

    private void facts(ImportFixture fixture, Path root, JsonNode sample) throws IOException {
        if (sample.path("facts").isEmpty()) {
            return;
        }
        try (ReadModels models = fixture.models(Files.createTempDirectory(temporary, "read"))) {
            models.catchUp();
            var facts = new Facts(fixture, models, root, () -> export(fixture), source().kind());
            for (JsonNode fact : sample.path("facts")) {
                facts.check(fact);
            }
        }
    }

    private Path export(ImportFixture fixture) throws IOException {
        Path out = Files.createTempDirectory(temporary, "exported").resolve("tree");
        fixture.export(writer(), out);
        return out;
    }

    private static void again(ImportFixture fixture, Path root, Report first) {
        Position head = fixture.journal.head();
        Report second = fixture.run(root);
        assertThat(second.failure()).isEmpty();
        assertThat(second.events().appended()).isZero();
        assertThat(second.records().imported()).isZero();
        assertThat(second.findings()).isEqualTo(first.findings());
        assertThat(second.entities()).isEqualTo(first.entities());
        assertThat(fixture.journal.head()).isEqualTo(head);
    }

    private void reports(Path root, JsonNode sample, Report report) {
        var errors = new ArrayList<>(report.findings().stream()
                .filter(it -> it.severity() == Finding.Severity.ERROR)
                .toList());
        for (JsonNode wanted : sample.path("reports")) {
            String file = wanted.path("file").asText();
            String code = wanted.path("code").asText();
            boolean readableAllTheSame =
                    code.equals("UNREADABLE_FILE") && Files.isReadable(root.resolve(file)); // as root
            if (reads(file) && !readableAllTheSame) {
                assertThat(report.findings())
                        .as("%s %s", file, code)
                        .anyMatch(it -> matches(file, it.file())
                                && it.code().equals(code)
                                && it.severity()
                                        .name()
                                        .equals(wanted.path("severity").asText()));
            }
            errors.removeIf(it -> matches(file, it.file()) && it.code().equals(code));
        }
        assertThat(errors).as("errors that nobody expects").isEmpty();
    }

    /** Whether what the sample closes is closed to this user. */
    private static boolean isClosed(Path root, JsonNode sample) {
        return sample.path("setup")
                .valueStream()
                .filter(it -> it.path("op").asText().equals("chmod"))
                .noneMatch(it -> Files.isReadable(root.resolve(it.path("path").asText())));
    }

    private static boolean matches(String pattern, String file) {
        return pattern.equals(file)
                || FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file));
    }

    public static void setUp(Path root, JsonNode setup) throws IOException {
        Path path = root.resolve(setup.path("path").asText());
        switch (setup.path("op").asText()) {
            case "mkdir" -> Files.createDirectories(path);
            case "chmod" -> Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
            case "symlink" -> {
                if (!Files.isSymbolicLink(path)) {
                    Files.deleteIfExists(path);
                    Files.createSymbolicLink(path, Path.of(setup.path("target").asText()));
                }
            }
            default -> throw new IllegalArgumentException("unknown setup " + setup);
        }
    }
}
