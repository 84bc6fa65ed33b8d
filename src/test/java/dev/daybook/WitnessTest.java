package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.importing.Fact;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.Comparison;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Misreading;
import dev.daybook.importing.run.Misreading.Fault;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.Report.Difference;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Step;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A comparison of files and read model proves something: a reader that gives a decision, a time, a text or a file to
 * the wrong record, and compares by the same error, is found out.
 */
final class WitnessTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec");
    private static final String TASK = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
    private static final String REPORTS = ".deespec/reports/sbi/" + TASK + "/";

    @TempDir
    Path data;

    @TestFactory
    Stream<DynamicTest> what_is_read_right_is_not_contradicted() throws IOException {
        try (var files = Files.list(SAMPLES)) {
            return files.filter(Files::isDirectory).flatMap(WitnessTest::folders).sorted().toList().stream()
                    .map(sample -> DynamicTest.dynamicTest(
                            SAMPLES.relativize(sample).toString(),
                            () -> assertThat(different(reader(), sample)).isEmpty()));
        }
    }

    private static Stream<Path> folders(Path group) {
        try (var files = Files.list(group)) {
            return files.filter(Files::isDirectory).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two turns of the reports era, each with its line. */
    private Path twoTurns() throws IOException {
        Path tree = data.resolve("two-turns");
        Folder.write(tree, ".deespec/specs/sbi/" + TASK + "/spec.md", "# Login\n");
        Folder.write(tree, REPORTS + "implement_3.md", "the implementation\n");
        Folder.write(tree, REPORTS + "review_4.md", "the review\n");
        Folder.write(
                tree,
                ".deespec/var/journal.ndjson",
                line(3, "implement", "PENDING", "2025-10-17T01:10:00.1Z")
                        + line(4, "review", "NEEDS_CHANGES", "2025-10-17T01:20:00.1Z"));
        return tree;
    }

    private static String line(int turn, String step, String decision, String at) {
        return """
            {"artifacts":["%s%s_%d.md"],"attempt":1,"decision":"%s","elapsed_ms":7,"error":"","sbi_id":"%s",\
            "status":"WIP","step":"%s","timestamp":"%s","turn":%d}
            """.formatted(REPORTS, step, turn, decision, TASK, step, at, turn);
    }

    @Test
    void a_decision_that_was_given_to_another_execution_is_found() throws IOException {
        List<Difference> different = different(
                new Misreading(reader(), new Exchange("decision") {
                    @Override
                    ExecutionFinished told(ExecutionFinished it) {
                        Decision decision = it.step() == Step.REVIEW ? Decision.PENDING : Decision.NEEDS_CHANGES;
                        return new ExecutionFinished(
                                it.sbi(),
                                it.turn(),
                                it.step(),
                                it.attempt(),
                                it.file(),
                                Optional.of(decision),
                                it.decisionText(),
                                it.content(),
                                it.artifacts(),
                                it.dated());
                    }
                }),
                twoTurns());

        assertThat(different)
                .extracting(Difference::field, Difference::files, Difference::posted)
                .containsExactlyInAnyOrder(
                        tuple(
                                "/executions/reports/implement_3.md/decision",
                                Optional.of("PENDING"),
                                Optional.of("NEEDS_CHANGES")),
                        tuple(
                                "/executions/reports/review_4.md/decision",
                                Optional.of("NEEDS_CHANGES"),
                                Optional.of("PENDING")));
    }

    @Test
    void a_text_that_was_given_to_another_execution_is_found() throws IOException {
        assertThat(fields(new Exchange("content") {
                    @Override
                    ExecutionFinished told(ExecutionFinished it) {
                        return new ExecutionFinished(
                                it.sbi(),
                                it.turn(),
                                it.step(),
                                it.attempt(),
                                it.file(),
                                it.decision(),
                                it.decisionText(),
                                Optional.of(it.step() == Step.REVIEW ? "the implementation\n" : "the review\n"),
                                it.artifacts(),
                                it.dated());
                    }
                }))
                .containsExactlyInAnyOrder(
                        "/executions/reports/implement_3.md/content", "/executions/reports/review_4.md/content");
    }

    @Test
    void a_time_that_was_given_to_another_execution_is_found() throws IOException {
        assertThat(fields(new Fault() {
                    @Override
                    public Optional<Fact> told(Fact fact) {
                        Instant first = Instant.parse("2025-10-17T01:10:00.1Z");
                        Instant second = Instant.parse("2025-10-17T01:20:00.1Z");
                        return fact.event() instanceof ExecutionFinished it
                                ? Optional.of(new Fact(it, fact.file(), it.step() == Step.REVIEW ? first : second))
                                : Optional.of(fact);
                    }

                    @Override
                    public Map<String, Object> expected(Map<String, Object> fields) {
                        return Misreading.exchanged(
                                fields,
                                "/executions/reports/implement_3.md/completedAt",
                                "/executions/reports/review_4.md/completedAt");
                    }
                }))
                .containsExactlyInAnyOrder(
                        "/executions/reports/implement_3.md/completedAt",
                        "/executions/reports/review_4.md/completedAt");
    }

    @Test
    void an_execution_that_was_passed_over_is_found() throws IOException {
        assertThat(fields(new Fault() {
                    @Override
                    public Optional<Fact> told(Fact fact) {
                        return Optional.of(fact)
                                .filter(it -> !(it.event() instanceof ExecutionFinished e && e.step() == Step.REVIEW)
                                        && !(it.event() instanceof ExecutionStarted s && s.step() == Step.REVIEW));
                    }

                    @Override
                    public Map<String, Object> expected(Map<String, Object> fields) {
                        var left = new LinkedHashMap<>(fields);
                        left.keySet().removeIf(it -> it.startsWith("/executions/reports/review_4.md"));
                        return left;
                    }
                }))
                .contains("/executions/reports/review_4.md/content", "/executions/reports/review_4.md/decision");
    }

    @Test
    void a_step_that_was_taken_from_the_name_of_the_file_is_found() throws IOException {
        Path tree = SAMPLES.resolve("valid/real-c-status-era");

        List<Difference> different = different(
                new Misreading(reader(), new Fault() {
                    @Override
                    public Optional<Fact> told(Fact fact) {
                        return switch (fact.event()) {
                            case ExecutionStarted it ->
                                Misreading.with(
                                        fact,
                                        new ExecutionStarted(
                                                it.sbi(),
                                                it.turn(),
                                                named(it.file()),
                                                it.attempt(),
                                                it.file(),
                                                it.lease()));
                            case ExecutionFinished it ->
                                Misreading.with(
                                        fact,
                                        new ExecutionFinished(
                                                it.sbi(),
                                                it.turn(),
                                                named(it.file()),
                                                it.attempt(),
                                                it.file(),
                                                it.decision(),
                                                it.decisionText(),
                                                it.content(),
                                                it.artifacts(),
                                                it.dated()));
                            default -> Optional.of(fact);
                        };
                    }

                    @Override
                    public Map<String, Object> expected(Map<String, Object> fields) {
                        var expected = new LinkedHashMap<>(fields);
                        expected.replaceAll((field, value) -> field.endsWith("/step")
                                ? named(Optional.of(field.split("/")[2])).text()
                                : value);
                        return expected;
                    }
                }),
                tree);

        assertThat(different)
                .extracting(Difference::field)
                .contains("/executions/review_2.md/step", "/executions/done_3.md/step");
    }

    private static Step named(Optional<String> file) {
        String name = file.orElseThrow();
        return Step.of(name.substring(0, name.indexOf('_'))).orElseThrow();
    }

    @Test
    void a_task_that_was_passed_over_is_found() throws IOException {
        assertThat(different(
                        new Misreading(reader(), new Fault() {
                            @Override
                            public boolean finds(StreamId stream) {
                                return !stream.category().equals("sbi");
                            }
                        }),
                        twoTurns()))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.entity()).isEqualTo("sbi/" + TASK);
                    assertThat(it.posted()).isEmpty();
                });
    }

    @Test
    void a_priority_that_was_dropped_is_found() throws IOException {
        Path tree = data.resolve("priority");
        String folder = ".deespec/specs/sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1/";
        Folder.write(tree, folder + "spec.md", "# Login\n");
        Folder.write(tree, folder + "state.json", "{\"title\":\"Login\",\"status\":\"WIP\",\"priority\":2}\n");

        assertThat(different(
                        new Misreading(reader(), new Fault() {
                            @Override
                            public Optional<Fact> told(Fact fact) {
                                return switch (fact.event()) {
                                    case Reprioritized _ -> Optional.empty();
                                    case Registered it ->
                                        Misreading.with(
                                                fact,
                                                new Registered(
                                                        it.sbi(),
                                                        it.taskId(),
                                                        it.title(),
                                                        it.spec(),
                                                        it.label(),
                                                        it.labels(),
                                                        0,
                                                        it.parent(),
                                                        it.dependsOn(),
                                                        it.onlyImplement(),
                                                        it.metadata()));
                                    default -> Optional.of(fact);
                                };
                            }

                            @Override
                            public Map<String, Object> expected(Map<String, Object> fields) {
                                var left = new LinkedHashMap<>(fields);
                                left.remove("/priority");
                                return left;
                            }
                        }),
                        tree))
                .extracting(Difference::field, Difference::files)
                .containsExactly(tuple("/priority", Optional.of("2")));
    }

    @Test
    void the_zero_time_of_the_tool_is_no_time() throws IOException {
        Path tree = data.resolve("zero");
        Folder.write(tree, ".deespec/specs/sbi/" + TASK + "/spec.md", "# Login\n");
        Folder.write(tree, REPORTS + "implement_3.md", "the implementation\n");
        Folder.write(tree, ".deespec/var/journal.ndjson", line(3, "implement", "PENDING", "0001-01-01T00:00:00Z"));

        assertThat(different(reader(), tree)).isEmpty();
    }

    @Test
    void what_is_spelled_oddly_is_not_contradicted() throws IOException {
        Path tree = data.resolve("odd");
        String sbis = ".deespec/specs/sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1";
        Folder.write(tree, sbis + "R1/state.json", "{\"title\":\"  Login \",\"status\":\"wip\",\"priority\":\"2\"}\n");
        Folder.write(tree, sbis + "R2/state.json", "{\"title\":\"" + "long ".repeat(4_000) + "\",\"priority\":7}\n");
        Folder.write(
                tree, sbis + "R3/meta.yml", "id: SBI-01K6GBQ7M4X2V9B8N0C5D3F1R3\ntitle: \" Log\\tout \"\nlabels: []\n");
        Folder.write(tree, ".deespec/var/artifacts/turn1/implement.md", "the review\n");
        Folder.write(tree, ".deespec/var/artifacts/turn2/done.md", "DECISION: OK\n");
        Folder.write(tree, ".deespec/var/journal.ndjson", """
            {"artifacts":[".deespec/var/artifacts/turn1/implement.md"],"decision":"needs_changes","elapsed_ms":1,"error":"","step":"implement","ts":"2025-09-26 01:00:01","turn":1}
            {"artifacts":["./.deespec/var/artifacts/turn2/done.md"],"decision":"ok","elapsed_ms":1,"error":"","step":"done","ts":"2025-09-26T01:00:02+09:00","turn":2}
            """);

        assertThat(different(reader(), tree)).isEmpty();
    }

    /** What a user said since is no difference, whatever the files say. */
    @Test
    void what_users_changed_since_is_theirs() throws IOException {
        try (var world = new World(reader(), data.resolve("users"))) {
            Path tree = twoTurns();
            world.imported(tree);
            world.append(new Respecified(new SbiId(TASK), Optional.of("# Sign in\n")));

            assertThat(world.compared(tree).verified().different()).isEmpty();
        }
    }

    private List<String> fields(Fault fault) throws IOException {
        return different(new Misreading(reader(), fault), twoTurns()).stream()
                .map(Difference::field)
                .toList();
    }

    /** Executions get each other's value of one field. */
    private abstract static class Exchange implements Fault {
        private final String field;

        Exchange(String field) {
            this.field = field;
        }

        abstract ExecutionFinished told(ExecutionFinished it);

        @Override
        public Optional<Fact> told(Fact fact) {
            return fact.event() instanceof ExecutionFinished it ? Misreading.with(fact, told(it)) : Optional.of(fact);
        }

        @Override
        public Map<String, Object> expected(Map<String, Object> fields) {
            return Misreading.exchanged(
                    fields, "/executions/reports/implement_3.md/" + field, "/executions/reports/review_4.md/" + field);
        }
    }

    private static LegacySource reader() {
        return new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    }

    /** Imports a tree with a reader, without its own verification, and returns what a comparison by it then finds. */
    private List<Difference> different(LegacySource source, Path tree) throws IOException {
        try (var world = new World(source, Files.createTempDirectory(data, "read"))) {
            Report report = world.imported(tree);
            assertThat(report.failure()).isEmpty();
            return world.compared(tree).verified().different();
        }
    }

    /** A journal, its read model of tasks, and what imports and compares. */
    private static final class World implements AutoCloseable {
        private final ImportFixture context;
        private final ReadModels models;
        private final Import importing;
        private final Comparison comparison;
        private final LegacySource source;

        World(LegacySource source, Path folder) {
            this.source = source;
            this.context = new ImportFixture(source, new MemoryJournal(ImportFixture.CLOCK));
            this.models = context.models(folder);
            var posted = new QueryLookup(models, AllSlices.of());
            this.importing = new Import(
                    context.context(ImportFixture.CLOCK),
                    posted,
                    ImportFixture.undo(context.journal, context.codec),
                    ImportFixture.ROOM);
            this.comparison = new Comparison(context.context(ImportFixture.CLOCK), posted);
        }

        Report imported(Path tree) {
            return importing.run("RUN-1", source, tree, new Import.Options(false, false, "ada", _ -> {}));
        }

        Comparison.Result compared(Path tree) {
            return comparison.run(tree, _ -> {});
        }

        void append(SbiEvent event) {
            context.append(event);
        }

        @Override
        public void close() {
            models.close();
            context.close();
        }
    }
}
