package dev.daybook.item.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Json;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.item.files.ItemMapping;
import dev.daybook.item.taskmaster.witness.TaskMasterWitness;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Task Master's files in and out. */
class TaskMasterTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/taskmaster");
    private static final String TASKS = ".taskmaster/tasks/tasks.json";
    private static final ItemId REAP = ItemId.parse("taskmaster.task/master/2");

    @TempDir
    Path folder;

    private final ImportFixture fixture =
            new ImportFixture(TaskMaster.format(new ItemMapping()).source(Limits.DEFAULT));
    private final LegacyWriter writer = TaskMaster.format(new ItemMapping()).writer(Limits.DEFAULT);
    private int exports;

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path copy(String sample) throws IOException {
        Path copy = folder.resolve(sample);
        try (Stream<Path> files = Files.walk(SAMPLES.resolve(sample))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(SAMPLES.resolve(sample).relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return copy;
    }

    private static Map<String, String> bytes(Path root) throws IOException {
        var bytes = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes.put(root.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return bytes;
    }

    private static void edit(Path root, String from, String to) throws IOException {
        Path file = root.resolve(TASKS);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private Map<String, String> exported() throws IOException {
        Path out = folder.resolve("out-" + ++exports);
        assertThat(fixture.export(writer, out).findings()).isEmpty();
        return bytes(out);
    }

    private void user(ItemEvent event) {
        fixture.append(new StreamId("item", event.item().text()), event);
    }

    private static ItemEvent.Revised set(ItemId item, String pointer, String json) {
        return new ItemEvent.Revised(item, Map.of(pointer, new Json(json)), List.of(), Optional.empty());
    }

    private long appended(Path root) {
        Report report = fixture.run(root);
        assertThat(report.failure()).isEmpty();
        return report.events().appended();
    }

    @Test
    void each_task_of_each_tag_is_an_item_and_all_else_is_kept() {
        Report report = fixture.run(SAMPLES.resolve("tagged"));

        assertThat(report.findings()).isEmpty();
        assertThat(report.entities()).containsEntry("items", 5L).containsEntry("files", 3L);
        assertThat(fixture.told().keySet())
                .contains(
                        "item/taskmaster.task/master/1",
                        "item/taskmaster.task/master/3",
                        "item/taskmaster.task/winter/1",
                        "file/.taskmaster/state.json");
    }

    @Test
    void what_is_wrong_is_reported_and_taken_as_it_is() {
        Report report = fixture.run(SAMPLES.resolve("odd"));

        assertThat(report.findings())
                .extracting(Finding::code, Finding::where)
                .contains(
                        tuple("INVALID_JSON", ""),
                        tuple("DUPLICATE_ID", "/master/tasks/2"),
                        tuple("MISSING_FIELD", "/master/tasks/3"),
                        tuple("UNKNOWN_ENUM", "/master/tasks/1"),
                        tuple("DANGLING_REF", "/master/tasks/1"));
        assertThat(report.findings())
                .filteredOn(finding -> finding.code().equals("DANGLING_REF"))
                .hasSize(2);
        assertThat(fixture.told().keySet())
                .contains("item/taskmaster.task/master/2", "item/taskmaster.task/master/2~2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tagged", "untagged", "odd"})
    void imported_twice_nothing_is_new_and_exported_it_is_as_it_was(String sample) throws IOException {
        Path root = copy(sample);

        assertThat(appended(root)).isPositive();
        assertThat(appended(root)).isZero();
        assertThat(exported()).isEqualTo(bytes(root));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", "   "})
    void whatever_its_white_space_it_is_exported_as_it_was(String indent) throws IOException {
        Path root = copy("tagged");
        Path file = root.resolve(TASKS);
        Files.writeString(
                file, "\uFEFF" + Files.readString(file).replace("  ", indent).replace("\n", "\r\n") + "\r\n\r\n");

        fixture.run(root);

        assertThat(exported()).isEqualTo(bytes(root));
    }

    @Test
    void what_is_no_text_or_no_json_is_exported_as_it_was() throws IOException {
        Path root = copy("tagged");
        Files.createDirectories(root.resolve(".taskmaster/docs"));
        Files.write(root.resolve(".taskmaster/docs/logo.png"), new byte[] {(byte) 0x89, 'P', 0, (byte) 0xFF});
        Path file = root.resolve(TASKS);
        byte[] whole = Files.readAllBytes(file);
        whole[40] = (byte) 0xFF;
        Files.write(file, whole);
        fixture.run(root);
        assertThat(exported()).isEqualTo(bytes(root));

        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        fixture.run(root);
        assertThat(exported()).isEqualTo(bytes(root));
        assertThat(appended(root)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"untagged", "odd"})
    void a_changed_field_is_set_into_its_place(String sample) throws IOException {
        Path root = copy(sample);
        fixture.run(root);
        user(set(REAP, "/status", "\"cancelled\""));

        Map<String, String> expected = bytes(root);
        String was = sample.equals("odd") ? "someday" : "pending";
        expected.computeIfPresent(TASKS, (_, text) -> text.replaceFirst("\"" + was + "\"", "\"cancelled\""));
        assertThat(exported()).isEqualTo(expected);
        assertThat(appended(root)).isZero();
    }

    /** The first task has nothing that could be spelled in two ways. */
    @Test
    void a_changed_text_is_escaped_as_the_texts_of_its_file_are() throws IOException {
        Path root = Files.createDirectories(folder.resolve("escaped/.taskmaster/tasks"))
                .resolve("../..")
                .normalize();
        String text = """
                {
                  "tasks": [
                    {
                      "id": 1,
                      "title": "Plain"
                    },
                    {
                      "id": 2,
                      "title": "Caf\\u00e9"
                    }
                  ]
                }
                """;
        Files.writeString(root.resolve(TASKS), text);
        fixture.run(root);
        assertThat(exported()).containsEntry(TASKS, text);

        user(set(ItemId.parse("taskmaster.task/master/2"), "/title", "\"Th\u00e9\""));
        user(set(ItemId.parse("taskmaster.task/master/1"), "/title", "\"\u00e4\""));

        assertThat(exported())
                .containsEntry(TASKS, text.replace("Caf\\u00e9", "Th\\u00e9").replace("Plain", "\\u00e4"));
    }

    @Test
    void a_removed_task_goes_and_a_new_one_comes_last_in_its_tag() throws IOException {
        Path root = copy("tagged");
        fixture.run(root);
        user(new ItemEvent.Removed(ItemId.parse("taskmaster.task/master/1")));
        user(new ItemEvent.Recorded(
                ItemId.parse("taskmaster.task/winter/3"),
                new Json("{\"id\":3,\"title\":\"Rest\",\"status\":\"pending\"}"),
                Optional.empty()));
        user(new ItemEvent.Recorded(
                ItemId.parse("taskmaster.task/spring/1"), new Json("{\"id\":1,\"title\":\"Dig\"}"), Optional.empty()));

        String text = exported().getOrDefault(TASKS, "");

        assertThat(text)
                .startsWith("{\n  \"master\": {\n    \"tasks\": [\n      {\n        \"id\": 2,")
                .contains("\"complexity\": 4\n      },\n      {\n        \"id\": 3,\n        \"title\": \"Rest\",")
                .contains("  \"spring\": {\n    \"tasks\": [\n      {\n        \"id\": 1,")
                .endsWith("}");
    }

    @Test
    void a_task_put_into_a_project_of_which_no_file_was_taken_over_is_exported_too() throws IOException {
        Path root = copy("tagged");
        fixture.run(root);
        user(new ItemEvent.Recorded(
                ItemId.parse("shop!/taskmaster.task/master/1"),
                new Json("{\"id\":1,\"title\":\"Sell\"}"),
                Optional.empty()));
        user(new ItemEvent.Recorded(
                ItemId.parse("garden!/tracker.note/1"), new Json("{\"text\":\"of no tool\"}"), Optional.empty()));

        Map<String, String> exported = exported();

        assertThat(exported).containsEntry("shop/" + TASKS, """
                        {
                          "master": {
                            "tasks": [
                              {
                                "id": 1,
                                "title": "Sell"
                              }
                            ]
                          }
                        }
                        """);
        assertThat(exported.keySet()).noneMatch(file -> file.contains("garden"));
        bytes(root).forEach((file, text) -> assertThat(exported).containsEntry("main/" + file, text));
    }

    @Test
    void what_the_tool_changes_is_news_and_what_users_changed_stays_theirs() throws IOException {
        Path root = copy("untagged");
        fixture.run(root);
        user(set(REAP, "/priority", "\"low\""));

        edit(root, "\"status\": \"pending\"", "\"status\": \"done\"");
        assertThat(appended(root)).isGreaterThan(0);
        assertThat(fixture.events(new StreamId("item", REAP.text())).getLast())
                .isEqualTo(set(REAP, "/status", "\"done\""));
        Map<String, String> expected = bytes(root);
        expected.computeIfPresent(TASKS, (_, text) -> {
            int second = text.lastIndexOf("\"medium\"");
            return text.substring(0, second) + "\"low\"" + text.substring(second + "\"medium\"".length());
        });
        Map<String, String> exported = exported();
        assertThat(exported).isEqualTo(expected);

        Files.write(root.resolve(TASKS), exported.getOrDefault(TASKS, "").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(appended(root)).isZero();
    }

    @Test
    void members_in_another_order_and_other_blanks_are_kept_though_nothing_changed() throws IOException {
        Path root = copy("untagged");
        fixture.run(root);
        edit(root, "\"id\": 2,", "\"more\": true, \"id\":  2,");
        fixture.run(root);
        assertThat(exported()).isEqualTo(bytes(root));
        edit(root, "\"more\": true, \"id\":  2,", "\"id\": 2, \"more\": true,");
        fixture.run(root);
        assertThat(exported()).isEqualTo(bytes(root));
        assertThat(appended(root)).isZero();
    }

    @Test
    void a_task_that_the_tool_removed_is_gone_and_comes_back_with_it() throws IOException {
        Path root = copy("tagged");
        fixture.run(root);
        Map<String, String> before = bytes(root);
        String text = Files.readString(root.resolve(TASKS));
        int winter = text.indexOf(",\n  \"winter\"");
        int empty = text.indexOf(",\n  \"empty\"");
        Files.writeString(root.resolve(TASKS), text.substring(0, winter) + text.substring(empty));
        fixture.run(root);

        var stream = new StreamId("item", "taskmaster.task/winter/1");
        assertThat(fixture.events(stream).getLast()).isInstanceOf(ItemEvent.Removed.class);
        assertThat(exported()).isEqualTo(bytes(root));

        Files.writeString(root.resolve(TASKS), text);
        fixture.run(root);
        assertThat(fixture.events(stream).getLast()).isInstanceOf(ItemEvent.Recorded.class);
        assertThat(exported()).isEqualTo(before);
    }

    @Test
    void tags_that_come_leave_its_tasks_the_same() throws IOException {
        Path root = copy("untagged");
        fixture.run(root);
        String text = Files.readString(root.resolve(TASKS));
        Files.writeString(root.resolve(TASKS), "{\"master\":" + text + "}");

        fixture.run(root);

        assertThat(fixture.events(new StreamId("item", REAP.text()))).first().isInstanceOf(ItemEvent.Recorded.class);
        assertThat(fixture.events(new StreamId("item", REAP.text()))).noneMatch(ItemEvent.Removed.class::isInstance);
        assertThat(exported()).isEqualTo(bytes(root));
    }

    @Test
    void the_witness_states_what_is_certain_and_holds_one_task() throws IOException {
        Path root = copy("tagged");
        String text = """
                {"a":{"tasks":[{"id":1,"title":"x"}]},"a":{"tasks":[{"id":2,"title":"y"}]},"more":[{"tasks":[]}],
                "b":{"meta":{"tasks":[{"id":4}]},"tasks":[{"id":1,"title":"z"},{"id":"3"},{"id":3},{}]}}""";

        Files.writeString(root.resolve(TASKS), text);
        assertThat(stated(root)).isEqualTo(Map.of("item/taskmaster.task/b/1", Map.of("/title", "\"z\"")));

        Files.writeString(root.resolve(TASKS), text.substring(0, text.length() - 1));
        assertThat(stated(root)).isEmpty();
    }

    private static Map<String, Map<String, Object>> stated(Path root) {
        var stated = new TreeMap<String, Map<String, Object>>();
        new TaskMasterWitness().read(Root.of(root), it -> stated.put(it.stream().toString(), it.fields()));
        return stated;
    }
}
