package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.event.EventIds;
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
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionEvent.Created;
import dev.daybook.session.SessionEvent.MessagesAdded;
import dev.daybook.session.SessionId;
import dev.daybook.session.WorkspaceEvent.Located;
import dev.daybook.session.Workspaces;
import dev.daybook.session.ait42.Ait42Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A comparison of sessions and their files proves something: a reader that gives a status, a time, a message or a
 * workspace to the wrong record, and compares by the same error, is found out.
 */
final class Ait42WitnessTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/ait42");
    private static final String FOLDER = "/srv/repos/shop";
    private static final String KEY = Workspaces.key(FOLDER);

    @TempDir
    Path data;

    private Path home = Path.of("");

    @BeforeEach
    void given() throws IOException, SQLException {
        home = data.resolve("home");
        Folder.write(home, ".ait42/workspace_mapping.json", "{\"" + KEY + "\": \"" + FOLDER + "\"}");
        Folder.write(
                home,
                ".ait42/sessions/" + KEY + ".json",
                "[" + record("a", "failed") + "," + record("b", "running") + "]");
        Files.copy(
                SAMPLES.resolve("real/ait42-db-export-brackets/.ait42/sessions.db"),
                home.resolve(".ait42/sessions.db"));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".ait42/sessions.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO chat_messages VALUES ('m', 's1', 'user', 'In a row',"
                    + " '2025-11-13T14:02:00Z', NULL)");
        }
    }

    private static String record(String id, String status) {
        String instance = """
            {"instanceId": %d, "worktreePath": "/w/%d", "branch": "b", "agentName": "x", "status": "idle",
             "tmuxSessionId": "t", "startTime": "2025-11-13T14:0%d:00Z"}""";
        String message = """
            {"id": "m%d", "role": "user", "content": "%s says %d", "timestamp": "2025-11-13T14:00:00Z"}""";
        return """
            {"id": "%s", "type": "ensemble", "task": "Task of %s", "status": "%s", "createdAt": "2025-11-13T14:00:00Z",
             "updatedAt": "2025-11-13T14:05:00Z", "instances": [%s, %s], "chatHistory": [%s, %s]}""".formatted(
                        id,
                        id,
                        status,
                        instance.formatted(1, 1, 1),
                        instance.formatted(2, 2, 2),
                        message.formatted(1, id, 1),
                        message.formatted(2, id, 2));
    }

    @TestFactory
    Stream<DynamicTest> what_is_read_right_is_not_contradicted() throws IOException {
        var samples = new ArrayList<Path>();
        try (var groups = Files.list(SAMPLES)) {
            for (Path group : groups.sorted().toList()) {
                try (var cases = Files.list(group)) {
                    cases.filter(Files::isDirectory).sorted().forEach(samples::add);
                }
            }
        }
        return samples.stream()
                .map(it -> DynamicTest.dynamicTest(
                        SAMPLES.relativize(it).toString(),
                        () -> assertThat(different(reader(), it)).isEmpty()));
    }

    @Test
    void a_status_that_was_given_to_another_session_is_found() throws IOException {
        var fault = new Fault() {
            @Override
            public Optional<Fact> told(Fact fact) {
                return fact.event() instanceof Created it
                        ? Misreading.with(fact, new Created(it.session(), other(it.profile()), it.instances()))
                        : Optional.of(fact);
            }

            private Profile other(Profile it) {
                return it.become(other(it.status()), it.completedAt(), it.updatedAt());
            }

            private String other(Object status) {
                return status.equals("failed") ? "running" : "failed";
            }

            @Override
            public Map<String, Object> expected(Map<String, Object> fields) {
                var changed = new LinkedHashMap<>(fields);
                changed.computeIfPresent("/status", (_, status) -> other(status));
                return changed;
            }
        };

        assertThat(different(new Misreading(reader(), fault), home))
                .extracting(Difference::entity, Difference::field, Difference::files, Difference::posted)
                .containsExactlyInAnyOrder(
                        tuple(stream("a"), "/status", Optional.of("failed"), Optional.of("running")),
                        tuple(stream("b"), "/status", Optional.of("running"), Optional.of("failed")),
                        tuple(
                                "session/" + Workspaces.key("/srv/demo") + "/s1",
                                "/status",
                                Optional.of("running"),
                                Optional.of("failed")));
    }

    @Test
    void a_message_that_was_passed_over_is_found() throws IOException {
        assertThat(fields(messages(it -> it.subList(0, it.size() - 1), fields -> {
                    var left = new LinkedHashMap<>(fields);
                    left.keySet().removeIf(it -> it.startsWith("/chatHistory/1/"));
                    left.computeIfPresent("/chatHistory", (_, count) -> (long) count - 1);
                    return left;
                })))
                .contains("/chatHistory", "/chatHistory/1/content", "/chatHistory/1/id");
    }

    @Test
    void a_message_that_was_told_twice_is_found() throws IOException {
        assertThat(fields(messages(
                        it -> Stream.concat(it.stream(), it.stream()).toList(),
                        fields -> without(fields, "/chatHistory"))))
                .containsOnly("/chatHistory");
    }

    @Test
    void messages_in_another_order_are_found() throws IOException {
        assertThat(fields(messages(
                        List::reversed,
                        fields -> Misreading.exchanged(
                                Misreading.exchanged(fields, "/chatHistory/0/content", "/chatHistory/1/content"),
                                "/chatHistory/0/id",
                                "/chatHistory/1/id"))))
                .contains("/chatHistory/0/content", "/chatHistory/1/content");
    }

    private static Fault messages(UnaryOperator<List<Message>> change, UnaryOperator<Map<String, Object>> expected) {
        return new Fault() {
            @Override
            public Optional<Fact> told(Fact fact) {
                if (!(fact.event() instanceof MessagesAdded it)) {
                    return Optional.of(fact).filter(one -> !(one.event() instanceof SessionEvent.Claimed));
                }
                List<Message> changed = change.apply(it.messages());
                return changed.isEmpty()
                        ? Optional.empty()
                        : Misreading.with(fact, new MessagesAdded(it.session(), it.index(), changed, it.updatedAt()));
            }

            @Override
            public Map<String, Object> expected(Map<String, Object> fields) {
                return expected.apply(fields);
            }
        };
    }

    @Test
    void a_time_that_was_given_to_another_instance_is_found() throws IOException {
        var fault = new Fault() {
            @Override
            public Optional<Fact> told(Fact fact) {
                return fact.event() instanceof Created it && it.instances().size() == 2
                        ? Misreading.with(fact, new Created(it.session(), it.profile(), exchanged(it.instances())))
                        : Optional.of(fact);
            }

            private List<Instance> exchanged(List<Instance> it) {
                return List.of(
                        started(it.get(0), it.get(1).startTime()),
                        started(it.get(1), it.get(0).startTime()));
            }

            @Override
            public Map<String, Object> expected(Map<String, Object> fields) {
                return Misreading.exchanged(fields, "/instances/0/startTime", "/instances/1/startTime");
            }
        };

        assertThat(fields(fault)).containsOnly("/instances/0/startTime", "/instances/1/startTime");
    }

    private static Instance started(Instance it, Optional<String> at) {
        return new Instance(
                it.instanceId(),
                it.worktreePath(),
                it.branch(),
                it.agentName(),
                it.status(),
                it.tmuxSessionId(),
                it.output(),
                at,
                it.endTime(),
                it.filesChanged(),
                it.linesAdded(),
                it.linesDeleted(),
                it.runtime(),
                it.model(),
                it.runtimeLabel(),
                it.testsPassed(),
                it.testsFailed(),
                it.codeComplexity(),
                it.executionTime(),
                it.extra());
    }

    @Test
    void a_workspace_that_was_given_to_another_folder_is_found() throws IOException {
        assertThat(fields(new Fault() {
                    @Override
                    public Optional<Fact> told(Fact fact) {
                        return fact.event() instanceof Located it
                                ? Misreading.with(
                                        fact, new Located(it.workspace(), Optional.of("/srv/other"), it.canonical()))
                                : Optional.of(fact);
                    }

                    @Override
                    public Map<String, Object> expected(Map<String, Object> fields) {
                        return fields.containsKey("/canonical") ? with(fields, "/path", "/srv/other") : fields;
                    }
                }))
                .containsOnly("/path");
    }

    @Test
    void a_session_that_was_passed_over_is_found() throws IOException {
        List<Difference> different = different(
                new Misreading(reader(), new Fault() {
                    @Override
                    public boolean finds(StreamId stream) {
                        return !stream.key().endsWith("/b") && !stream.key().endsWith("/s1");
                    }
                }),
                home);

        assertThat(different).extracting(Difference::entity).anyMatch(it -> it.endsWith("/b"));
        assertThat(different).extracting(Difference::entity).anyMatch(it -> it.endsWith("/s1"));
        assertThat(different).hasSize(2);
    }

    @Test
    void what_a_user_has_changed_since_is_no_difference() throws IOException {
        try (var world = new World(reader(), Files.createTempDirectory(data, "read"))) {
            world.imported(home);
            var a = new SessionId(KEY, "a");
            world.does(new SessionEvent.StatusChanged(a, "paused", Optional.empty(), "2026-01-01T00:00:00Z"));
            world.does(new SessionEvent.Deleted(new SessionId(KEY, "b"), Optional.empty()));

            assertThat(world.compared(home).verified().different()).isEmpty();
        }
    }

    private static Map<String, Object> with(Map<String, Object> fields, String field, Object value) {
        var changed = new LinkedHashMap<>(fields);
        changed.put(field, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> fields, String field) {
        var changed = new LinkedHashMap<>(fields);
        changed.remove(field);
        return changed;
    }

    private static String stream(String id) {
        return "session/" + KEY + "/" + id;
    }

    private List<String> fields(Fault fault) throws IOException {
        return different(new Misreading(reader(), fault), home).stream()
                .map(Difference::field)
                .toList();
    }

    private static LegacySource reader() {
        return new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    }

    /** Imports a tree with a reader and returns what a comparison by it then finds. */
    private List<Difference> different(LegacySource source, Path tree) throws IOException {
        try (var world = new World(source, Files.createTempDirectory(data, "read"))) {
            assertThat(world.imported(tree).failure()).isEmpty();
            return world.compared(tree).verified().different();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A journal, its read models, and what imports and compares. */
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

        void does(SessionEvent event) {
            var stream = new StreamId("session", event.session().text());
            context.journal
                    .append(new Append(
                            List.of(context.codec.draft(
                                    EventIds.derived("test", event.toString()),
                                    stream,
                                    event,
                                    Metadata.of("ada", "http"),
                                    ImportFixture.CLOCK.instant())),
                            Map.of()))
                    .join();
        }

        @Override
        public void close() {
            models.close();
            context.close();
        }
    }
}
