package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.AllSlices;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.importing.Facts;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.RoundTripContract;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Consistency.Item;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.sbi.ExecutionView;
import dev.daybook.sbi.SbiQueries;
import dev.daybook.sbi.SbiView;
import dev.daybook.text.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole projects that versions of the tool itself wrote, beside what is true of them: taken from the tool's files, its
 * commands, its database and its source. Each is imported, and what the journal and the read models then say is
 * compared with that.
 */
final class OriginalsTest {

    private static final Path TREES = Path.of("src/test/resources/legacy/deespec/originals");
    private static final String EXPECT = ".expect.json";

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> every_tree_is_imported_as_the_tool_knew_it() throws IOException {
        return trees(this::imported);
    }

    @TestFactory
    Stream<DynamicTest> every_tree_comes_back_as_it_was() throws IOException {
        return trees(this::exported);
    }

    private interface Check {
        void of(Path root, JsonNode truth) throws Exception;
    }

    private Stream<DynamicTest> trees(Check check) throws IOException {
        List<Path> truths;
        try (var files = Files.list(TREES)) {
            truths = files.filter(it -> it.toString().endsWith(EXPECT)).sorted().toList();
        }
        assertThat(truths).isNotEmpty();
        return truths.stream().map(it -> {
            String name = it.getFileName().toString().replace(EXPECT, "");
            return DynamicTest.dynamicTest(name, () -> {
                Path root = Folder.copy(TREES.resolve(name), temporary.resolve(name));
                JsonNode truth = new ObjectMapper().readTree(it.toFile());
                for (JsonNode setup : truth.path("setup")) {
                    assertThat(setup.path("op").asText()).isEqualTo("mkdir");
                    Files.createDirectories(root.resolve(setup.path("path").asText()));
                }
                check.of(root, truth);
            });
        });
    }

    private static ImportFixture fixture() {
        return new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    }

    private void imported(Path root, JsonNode truth) throws IOException {
        var before = Folder.contents(root);
        try (var fixture = fixture();
                ReadModels models = fixture.models(Files.createTempDirectory(temporary, "read"))) {
            Report report = fixture.run(root);
            assertThat(report.failure()).isEmpty();
            models.catchUp();
            var softly = new SoftAssertions();
            var checks = new Checks(softly, fixture, models, root, truth);
            checks.counts(report);
            checks.findings(report);
            truth.path("sbis").forEach(checks::sbi);
            truth.path("executions").forEach(checks::execution);
            truth.path("journals").forEach(checks::journal);
            truth.path("failed_runs").forEach(checks::failedRun);
            truth.path("exec_logs").forEach(checks::execLog);
            truth.path("notes").forEach(checks::note);
            truth.path("archived").forEach(checks::archive);
            checks.rest();
            softly.assertThat(
                            new ConsistencyQueries(models::read, AllSlices.of().checks())
                                    .look()
                                    .items())
                    .as("contradictions, where the original has none")
                    .filteredOn(it -> !it.legitimate())
                    .extracting(Item::check, Item::entity, Item::message)
                    .isEmpty();
            softly.assertThat(models.verify(_ -> {})).isEmpty();
            Report second = fixture.run(root);
            softly.assertThat(second.events().appended())
                    .as("events of a second import")
                    .isZero();
            softly.assertThat(second.findings()).isEqualTo(report.findings());
            softly.assertAll();
        }
        assertThat(Folder.contents(root)).isEqualTo(before);
    }

    /** Of one tree. */
    private record Checks(SoftAssertions softly, ImportFixture fixture, ReadModels models, Path root, JsonNode truth) {

        private Facts facts() {
            return new Facts(fixture, models, root, () -> root, "deespec");
        }

        private long count(String sql, Object... bound) {
            return models.read(tables -> tables.fetchSingle(sql, bound).get(0, Long.class));
        }

        void counts(Report report) {
            truth.path("imported")
                    .properties()
                    .forEach(it -> softly.assertThat(report.entities().getOrDefault(it.getKey(), 0L))
                            .as("imported %s", it.getKey())
                            .isEqualTo(it.getValue().asLong()));
            JsonNode imported = truth.path("imported");
            long anonymous = truth.path("anonymous").asBoolean() ? 1 : 0; // it has a title all the same
            softly.assertThat(count("SELECT count(*) FROM sbi WHERE placeholder = 0"))
                    .as("sbis shown")
                    .isEqualTo(imported.path("sbis").asLong() + anonymous);
            softly.assertThat(count("SELECT count(*) FROM sbi WHERE placeholder = 1"))
                    .as("placeholders shown")
                    .isEqualTo(imported.path("sbis_placeholder").asLong() - anonymous);
            softly.assertThat(count("SELECT count(*) FROM execution"))
                    .as("executions shown")
                    .isEqualTo(imported.path("executions").asLong());
            softly.assertThat(count("SELECT count(*) FROM parent WHERE kind = 'PBI'"))
                    .as("pbis shown")
                    .isEqualTo(imported.path("pbis").asLong());
            softly.assertThat(count("SELECT count(*) FROM approval"))
                    .as("approvals shown")
                    .isEqualTo(imported.path("approvals").asLong());
        }

        void findings(Report report) {
            softly.assertThat(report.findings())
                    .as("errors and warnings about what the tool itself wrote")
                    .filteredOn(it -> it.severity() != Finding.Severity.INFO)
                    .filteredOn(it -> !it.code().equals("FUTURE_TIMESTAMP")) // the test's clock is behind the trees
                    .noneMatch(it -> !isTrue(it));
            for (JsonNode it : truth.path("reports")) {
                softly.assertThat(report.findings())
                        .as("reported")
                        .anyMatch(found -> found.file().equals(it.path("file").asText())
                                && found.code().equals(it.path("code").asText())
                                && found.severity()
                                        .name()
                                        .equals(it.path("severity").asText()));
            }
        }

        private boolean isTrue(Finding finding) {
            return StreamSupport.stream(truth.path("reports").spliterator(), false)
                    .anyMatch(it -> finding.file().equals(it.path("file").asText())
                            && finding.code().equals(it.path("code").asText()));
        }

        void sbi(JsonNode it) {
            String id = it.path("id").asText();
            SbiView found = new SbiQueries(models::read).find(id).orElseThrow();
            softly.assertThat(found.said().title())
                    .as(id)
                    .isEqualTo(it.path("title").asText());
            if (it.has("status")) {
                String wanted = it.path("status").asText();
                softly.assertThat(Stream.concat(Stream.of(found.status()), found.originalStatus().stream()))
                        .as("%s: status", id)
                        .contains(wanted);
            }
            if (it.has("decision")) {
                softly.assertThat(found.decision())
                        .as("%s: decision", id)
                        .contains(it.path("decision").asText());
            }
            if (it.has("labels")) {
                softly.assertThat(found.labels())
                        .as("%s: labels", id)
                        .isEqualTo(it.path("labels")
                                .valueStream()
                                .map(JsonNode::asText)
                                .toList());
            }
            if (it.has("priority")) {
                softly.assertThat(found.said().priority())
                        .as("%s: priority", id)
                        .isEqualTo(it.path("priority").asInt());
            }
            if (it.has("parent_pbi")) {
                softly.assertThat(found.said().parent().orElse(null))
                        .as("%s: parent", id)
                        .isEqualTo(it.path("parent_pbi").textValue());
            }
            for (JsonNode folder : it.path("folders")) {
                softly.assertThat(count(
                                "SELECT count(*) FROM legacy_state WHERE sbi_id = ? AND file LIKE ?",
                                id,
                                ".deespec/specs/sbi/" + folder.asText() + "/meta.y%"))
                        .as("folder %s of %s", folder, id)
                        .isEqualTo(1);
            }
            // What the model has no place for stands in the row as it was.
            row(id, it, "turn", "current_turn");
            row(id, it, "attempt", "current_attempt");
            row(id, it, "sequence", "sequence");
            row(id, it, "estimated_hours", "estimated_hours");
        }

        private void row(String id, JsonNode sbi, String key, String column) {
            if (sbi.has(key)) {
                Double found = models.read(tables -> tables.fetchSingle(
                                "SELECT state ->> ? FROM legacy_state WHERE sbi_id = ? AND file = ?",
                                "$." + column,
                                id,
                                ".deespec/deespec.db#sbis")
                        .get(0, Double.class));
                softly.assertThat(found)
                        .as("%s: %s", id, key)
                        .isEqualTo(sbi.path(key).asDouble());
            }
        }

        void execution(JsonNode it) {
            String file = it.path("file").asText();
            ExecutionView found = facts().execution(file);
            softly.assertThat(found.step())
                    .as("%s: step", file)
                    .isEqualTo(it.path("step").asText());
            softly.assertThat(found.turn())
                    .as("%s: turn", file)
                    .isEqualTo(it.path("turn").asInt());
            softly.assertThat(found.source()).isEqualTo("deespec:" + file);
            softly.assertThat(found.decision().orElse(null))
                    .as("%s: decision", file)
                    .isEqualTo(it.path("decision").asText());
            softly.assertThat(found.completedAt().orElse(null))
                    .as("%s: time", file)
                    .isEqualTo(time(it));
            softly.assertThat(found.sbi())
                    .as("%s: sbi", file)
                    .isEqualTo(
                            it.path("sbi").asText(null) == null
                                    ? "SBI-ANONYMOUS"
                                    : it.path("sbi").asText());
            if (it.has("attempt")) {
                softly.assertThat(found.attempt())
                        .as("%s: attempt", file)
                        .isEqualTo(it.path("attempt").asInt());
            }
            String[] place = it.path("journal").asText().split(":");
            JsonNode entry = entry(place[0], Integer.parseInt(place[1]));
            softly.assertThat(entry.path("error").asText())
                    .as("%s: error", file)
                    .isEqualTo(it.path("error").asText(""));
            softly.assertThat(runs(place[0], file, found.sbi()))
                    .as("%s: runs", file)
                    .isEqualTo(it.path("runs").asLong(1));
        }

        private static Instant time(JsonNode it) {
            return Instant.parse(it.path("time").asText()).truncatedTo(ChronoUnit.MICROS);
        }

        private JsonNode entry(String journal, int line) {
            String text = models.read(tables -> tables.fetchSingle(
                            "SELECT entry FROM legacy_journal_entry WHERE file = ? AND line = ?", journal, line)
                    .get(0, String.class));
            try {
                return new ObjectMapper().readTree(text);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private long runs(String journal, String file, String sbi) {
            boolean agents = journal.equals(".deespec/journal.ndjson");
            return count(
                    "SELECT count(*) FROM legacy_journal_entry, json_each(entry, '$.artifacts') AS named"
                            + " WHERE file = ? AND sbi_id = ? AND named.value = ?",
                    journal,
                    sbi,
                    agents ? file.substring(file.lastIndexOf('/') + 1) : file);
        }

        void journal(JsonNode it) {
            String file = it.path("file").asText();
            softly.assertThat(count("SELECT count(*) FROM legacy_journal_entry WHERE file = ?", file))
                    .as("entries of %s", file)
                    .isEqualTo(it.path("distinct").asLong());
        }

        void failedRun(JsonNode it) {
            JsonNode entry = entry(it.path("journal").asText(), it.path("line").asInt());
            softly.assertThat(entry.path("artifacts").toString()).isEqualTo("[\"\"]");
            softly.assertThat(entry.path("turn").asInt())
                    .isEqualTo(it.path("turn").asInt());
            softly.assertThat(count(
                            "SELECT count(*) FROM legacy_journal_entry WHERE file = ? AND line = ? AND sbi_id = ?"
                                    + " AND recorded_at = ?",
                            it.path("journal").asText(),
                            it.path("line").asInt(),
                            it.path("sbi").asText(),
                            Times.text(time(it))))
                    .as("failed run %s", it)
                    .isEqualTo(1);
            softly.assertThat(count(
                            "SELECT count(*) FROM execution WHERE sbi_id = ? AND completed_at = ?",
                            it.path("sbi").asText(),
                            Times.text(time(it))))
                    .as("a failed run gives its time to no execution")
                    .isZero();
        }

        void execLog(JsonNode it) {
            softly.assertThat(count(
                            "SELECT count(*) FROM legacy_state, json_each(state) AS log"
                                    + " WHERE file = '.deespec/deespec.db#sbi_exec_logs'"
                                    + " AND log.value ->> '$.sbi_id' = ? AND log.value ->> '$.turn' = ?"
                                    + " AND log.value ->> '$.step' = ?"
                                    + " AND coalesce(log.value ->> '$.decision', '') = ?",
                            it.path("sbi").asText(it.path("sbi_id").asText()),
                            it.path("turn").asInt(),
                            it.path("step").asText(),
                            it.path("decision").asText("")))
                    .as("log %s", it)
                    .isEqualTo(1);
        }

        void note(JsonNode it) {
            softly.assertThatCode(() -> facts().check(it.isObject() ? noted(it) : it))
                    .as("note %s", it)
                    .doesNotThrowAnyException();
        }

        private static JsonNode noted(JsonNode it) {
            var fact = new ObjectMapper().createObjectNode();
            fact.put("note", it.path("file").asText());
            fact.set("sections", it.path("sections"));
            return fact;
        }

        /** History of tasks that were cleared: kept raw, and counted nowhere. */
        void archive(JsonNode it) {
            String below = it.path("folder").asText() + "/specs/sbi/";
            List<String> files =
                    models.read(tables -> tables.fetch("SELECT file FROM file WHERE file LIKE ?", below + "%")
                            .getValues(0, String.class));
            softly.assertThat(files.stream()
                            .map(file -> file.substring(below.length()).split("/")[0])
                            .distinct())
                    .hasSize(it.path("sbis").asInt());
            softly.assertThat(files)
                    .filteredOn(file -> file.matches(".*/[a-z]+_\\d+\\.md"))
                    .hasSize(it.path("executions").asInt());
            softly.assertThat(content(it.path("folder").asText() + "/journal.ndjson")
                            .lines())
                    .hasSize(it.path("journal_lines").asInt());
        }

        private String content(String file) {
            return fixture.events(new StreamId("file", file)).stream()
                    .filter(FileEvent.Written.class::isInstance)
                    .map(event -> ((FileEvent.Written) event).content())
                    .reduce((_, last) -> last)
                    .orElseThrow();
        }

        /** Returns the rows of a table of the tool's database that there is no other place for. */
        private List<JsonNode> rows(String table) {
            var rows = new ArrayList<JsonNode>();
            models.read(tables -> tables.fetch(
                                    "SELECT file FROM file WHERE file LIKE ?", ".deespec/deespec.db#" + table + "%")
                            .getValues(0, String.class))
                    .forEach(file -> {
                        try {
                            new ObjectMapper()
                                    .readTree(content(file))
                                    .path("rows")
                                    .forEach(rows::add);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
            return rows;
        }

        void rest() {
            if (truth.has("raw_responses")) {
                softly.assertThat(count("SELECT count(*) FROM attachment WHERE name LIKE '%raw_response_%'"))
                        .as("raw responses")
                        .isEqualTo(truth.path("raw_responses").asLong());
            }
            if (truth.has("histories")) {
                softly.assertThat(count("SELECT count(*) FROM attachment WHERE name LIKE 'histories/%'"))
                        .as("histories")
                        .isEqualTo(truth.path("histories").asLong());
            }
            if (truth.has("metrics_commit_success")) {
                softly.assertThat(content(".deespec/var/metrics.json"))
                        .matches("(?s).*\"commit_success\": ?"
                                + truth.path("metrics_commit_success").asLong() + "\\b.*");
            }
            JsonNode database = truth.path("database");
            database.properties().forEach(it -> {
                long counted = switch (it.getKey()) {
                    case "labels" -> rows("labels").size();
                    case "schema" ->
                        rows("schema_migrations").stream()
                                .mapToLong(row -> row.path("version").asLong())
                                .max()
                                .orElseThrow();
                    case "sbi_dependencies" -> count("SELECT count(*) FROM dependency");
                    case "sbi_exec_logs" ->
                        count("SELECT coalesce(sum(json_array_length(state)), 0) FROM legacy_state"
                                + " WHERE file = '.deespec/deespec.db#sbi_exec_logs'");
                    case "pbis" -> count("SELECT count(*) FROM parent WHERE kind = 'PBI'");
                    default -> throw new AssertionError("unknown: " + it);
                };
                softly.assertThat(counted)
                        .as("database: %s", it.getKey())
                        .isEqualTo(it.getValue().asLong());
            });
        }
    }

    private void exported(Path root, JsonNode truth) throws Exception {
        try (var fixture = fixture()) {
            fixture.run(root);
            Path out = temporary.resolve(root.getFileName() + "-out");
            assertThat(fixture.export(new DeespecWriter(), out).findings())
                    .noneMatch(it -> it.severity() == Finding.Severity.ERROR);
            var wanted = Folder.bytes(root);
            var found = Folder.bytes(out);
            for (String file : List.copyOf(wanted.keySet())) {
                if (file.matches(".*\\.db(-wal|-shm)?")) {
                    wanted.remove(file);
                    found.remove(file);
                    if (file.endsWith(".db")) {
                        assertThat(out.resolve(file)).exists();
                        assertThat(Folder.rows(out.resolve(file))).as(file).isEqualTo(Folder.rows(root.resolve(file)));
                    }
                }
            }
            assertThat(RoundTripContract.differences(wanted, found)).isEmpty();
            for (JsonNode setup : truth.path("setup")) {
                assertThat(out.resolve(setup.path("path").asText())).isDirectory();
            }
        }
    }
}
