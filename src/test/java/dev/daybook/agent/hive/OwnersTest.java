package dev.daybook.agent.hive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Hints;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Witness.Statement;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agents of a hive move one after the other. */
class OwnersTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/hive");
    private static final String AGENT = "service-mesh-0000";

    @TempDir
    Path folder;

    private static ImportFixture fixture() {
        return new ImportFixture(HiveSamplesTest.format().source(Limits.DEFAULT));
    }

    private Path copy(String sample) throws IOException {
        return Folder.copy(SAMPLES.resolve(sample), folder.resolve("root"));
    }

    static Stream<Path> samples() throws IOException {
        return HiveTest.all_samples();
    }

    /** Returns who is named as an agent anywhere in a tree, as far as it can be read. */
    private static Set<String> agents(ImportFixture whole) {
        var agents = new TreeSet<String>();
        var name = java.util.regex.Pattern.compile(
                "(?:agent_id|agent|from_agent|to_agent|author_agent|agent_name)=?\\W{1,14}([A-Za-z0-9-]+)");
        whole.told()
                .values()
                .forEach(facts -> facts.forEach(fact -> {
                    var matcher = name.matcher(fact);
                    while (matcher.find()) {
                        agents.add(matcher.group(1));
                    }
                }));
        return agents;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void one_after_the_other_and_then_the_rest_is_all_at_once(Path sample) throws IOException {
        Path root = Folder.copy(sample, folder.resolve("root"));
        try (ImportFixture whole = fixture();
                ImportFixture parts = fixture()) {
            whole.run(root);
            var agents = new ArrayList<>(agents(whole));
            Collections.shuffle(agents, new Random(7));

            for (String agent : agents) {
                parts.run(root, agent);
                assertThat(whole.told()).containsAllEntriesOf(parts.told());
                assertThat(parts.run(root, agent).events().appended()).isZero();
            }
            parts.run(root);

            assertThat(parts.told()).containsExactlyEntriesOf(whole.told());
        }
    }

    @Test
    void what_an_agent_has_are_its_rows_files_sessions_and_what_was_said_to_it() throws IOException, SQLException {
        Path root = copy("generated/small");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(".claude/state.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO agent_messages(message_id, from_agent, to_agent, content) VALUES"
                            + " ('to', 'integration-0001', 'service-mesh-0000', 'x'), ('other', 'integration-0001', NULL, 'x')");
            statement.executeUpdate("UPDATE tasks SET status = 'odd' WHERE agent_id IS NOT NULL");
        }
        Files.writeString(root.resolve(".claude/logs/leanvibe.log"), """
                2025-08-02 12:00:01 ERROR    a.b                  [corr=12345678, agent=service-mesh-0000] Mine
                2025-08-02 12:00:02 ERROR    a.b                  [corr=12345678, agent=other] Theirs
                """);
        try (ImportFixture fixture = fixture()) {
            Report report = fixture.run(root, AGENT);

            assertThat(fixture.told().keySet())
                    .contains(
                            "agent/service-mesh-0000",
                            "item/hive.agent-file/service-mesh-0000.json",
                            "item/hive.inbox-message/service-mesh-0000.json/1",
                            "message/to",
                            "context/ctx_service-mesh-0000_0",
                            "memory/snap_ctx_service-mesh-0000_0_0",
                            "file/.claude/memory_snapshots/snap_ctx_service-mesh-0000_0_0.json",
                            "item/hive.memory-file/snap_ctx_service-mesh-0000_0_0.json",
                            "item/hive.coordination/heartbeat_service-mesh-0000.json")
                    .doesNotContain("message/other", "file/.claude/state.db")
                    .noneMatch(stream -> stream.contains("integration"));
            assertThat(fixture.told().values())
                    .anyMatch(facts -> facts.getFirst().contains("Mine"))
                    .noneMatch(facts -> facts.getFirst().contains("Theirs"));
            assertThat(report.entities())
                    .contains(entry("agents", 1L), entry("agents_from_files", 1L), entry("log_events", 1L));
            long tasks = fixture.told().keySet().stream()
                    .filter(stream -> stream.startsWith("task/"))
                    .count();
            assertThat(report.findings())
                    .filteredOn(finding -> finding.code().equals("UNKNOWN_ENUM"))
                    .hasSize(Math.toIntExact(tasks));
        }
    }

    @Test
    void nobody_is_told_when_there_is_no_such_agent() throws IOException {
        Path root = copy("generated/small");
        try (ImportFixture fixture = fixture()) {
            Report report = fixture.run(root, "nobody");

            assertThat(fixture.told()).isEmpty();
            assertThat(report.findings())
                    .extracting(Finding::code, Finding::message)
                    .containsExactly(tuple("UNKNOWN_AGENT", "knows no agent 'nobody': nothing is taken over"));
        }
    }

    @Test
    void the_witness_states_only_what_the_agent_has() throws IOException {
        Path root = copy("generated/odd");
        var hints = new Hints(List.of(), Optional.empty(), false, Optional.of(AGENT));
        var stated = new ArrayList<Statement>();
        try (ImportFixture fixture = fixture()) {
            fixture.run(root, AGENT);

            HiveSamplesTest.format()
                    .source(Limits.DEFAULT)
                    .witness()
                    .orElseThrow()
                    .read(new Root(root, "", hints), stated::add);

            assertThat(stated).hasSizeGreaterThan(5);
            assertThat(fixture.told().keySet())
                    .containsAll(
                            stated.stream().map(it -> it.stream().toString()).toList());
        }
    }

    @Test
    void what_the_tool_cannot_do_without_comes_last() throws IOException {
        Path root = copy("generated/small");
        try (ImportFixture fixture = fixture()) {
            fixture.run(root);

            List<String> order = fixture.entries();
            int firstTask = first(order, "task/");
            assertThat(first(order, "hive.log/")).isPositive().isLessThan(firstTask);
            assertThat(first(order, "hive.event/")).isPositive().isLessThan(firstTask);
            assertThat(first(order, "hive.agent-file/")).isGreaterThan(first(order, "hive.coordination/"));
        }
    }

    private static int first(List<String> entries, String text) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).contains(text)) {
                return i;
            }
        }
        return -1;
    }
}
