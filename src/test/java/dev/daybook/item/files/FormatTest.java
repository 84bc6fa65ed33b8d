package dev.daybook.item.files;

import static dev.daybook.importing.container.JsonDocument.json;
import static dev.daybook.importing.container.LinesDocument.jsonLines;
import static dev.daybook.importing.container.LinesDocument.textLines;
import static dev.daybook.importing.container.YamlDocument.frontMatter;
import static dev.daybook.importing.container.YamlDocument.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.domain.Json;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.database.SqlTables;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each container promises, whatever tool has it: nothing is new twice, and what nobody changed stays as it was. */
class FormatTest {

    private static final String FILE = "store/records";

    @TempDir
    Path folder;

    private Optional<ImportFixture> opened = Optional.empty();
    private int exports;

    @AfterEach
    void close() {
        opened.ifPresent(ImportFixture::close);
    }

    /** A container, a file of it, and what is to come of it when b's n becomes 2, c goes and d comes. */
    record Sample(String name, Container container, String id, String before, String after) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Sample> samples() {
        return List.of(
                new Sample(
                        "JSON array",
                        json().each("/#"),
                        "/id",
                        "[ {\"id\": \"a\"}, {\"id\":\"b\",\"n\": 1}, {\"id\": \"c\"} ]\r\n",
                        "[ {\"id\": \"a\"}, {\"id\":\"b\",\"n\": 2}, {\"id\": \"d\"} ]\r\n"),
                new Sample(
                        "JSON object by members",
                        json().each("/*"),
                        "/id",
                        "{\n  \"x\": {\n    \"id\": \"a\"\n  },\n  \"y\": {\n    \"id\": \"b\",\n    \"n\": 1\n  }\n}\n",
                        "{\n  \"x\": {\n    \"id\": \"a\"\n  },\n  \"y\": {\n    \"id\": \"b\",\n    \"n\": 2\n  }\n}\n"),
                new Sample(
                        "JSON lines",
                        jsonLines(),
                        "/id",
                        "{\"id\":\"a\",\"t\":\"x\\u0041\"}\n\n{\"id\":\"b\",  \"n\":1}\n{\"id\":\"c\"}\n",
                        "{\"id\":\"a\",\"t\":\"x\\u0041\"}\n\n{\"id\":\"b\",  \"n\":2}\n{\"id\":\"d\"}\n"),
                new Sample(
                        "JSON lines without a last line end",
                        jsonLines(),
                        "/id",
                        "\uFEFF{\"id\": \"a\"}\r\n{\"id\": \"b\", \"n\": 1}",
                        "\uFEFF{\"id\": \"a\"}\r\n{\"id\": \"b\", \"n\": 2}\r\n{\"id\": \"d\"}"),
                new Sample(
                        "YAML",
                        yaml(),
                        "/id",
                        "# of mine\nid: b   # its name\nn:   1\nlist: [x, 'y']\nmore:\n  deep: true\n",
                        "# of mine\nid: b   # its name\nn:   2\nlist: [x, 'y']\nmore:\n  deep: true\n"),
                new Sample(
                        "Markdown with front matter",
                        frontMatter(),
                        "/id",
                        "---\r\nid: 'b'\r\nn: 1\r\n---\r\n# Title\r\n\r\n---\r\ntext",
                        "---\r\nid: 'b'\r\nn: 2\r\n---\r\n# Title\r\n\r\n---\r\ntext"),
                new Sample("lines of text", textLines(), "", "a\n  c\nb\nc", "a\n  c\nb\nd"));
    }

    private ImportFixture fixture(Sample sample) {
        var fixture = new ImportFixture(format(sample).source(Limits.DEFAULT));
        opened = Optional.of(fixture);
        return fixture;
    }

    private static Format format(Sample sample) {
        return Format.of("storekeeper", new ItemMapping()).file(FILE, sample.container(), "thing", sample.id());
    }

    private Path given(String text) throws IOException {
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("store"));
        Files.writeString(root.resolve(FILE), text);
        return root;
    }

    private String exported(Sample sample, ImportFixture fixture) throws IOException {
        Path out = folder.resolve("out-" + ++exports);
        fixture.export(format(sample).writer(Limits.DEFAULT), out);
        return Files.readString(out.resolve(FILE));
    }

    private static void user(ImportFixture fixture, ItemEvent event) {
        fixture.append(new StreamId("item", event.item().text()), event);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void unchanged_it_is_new_once_and_written_as_it_was(Sample sample) throws IOException {
        ImportFixture fixture = fixture(sample);
        Path root = given(sample.before());

        assertThat(fixture.run(root).events().appended()).isPositive();
        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(exported(sample, fixture)).isEqualTo(sample.before());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void what_changed_is_set_into_its_place(Sample sample) throws IOException {
        ImportFixture fixture = fixture(sample);
        Path root = given(sample.before());
        fixture.run(root);
        boolean text = sample.id().isEmpty();
        boolean one = sample.name().equals("YAML") || sample.name().startsWith("Markdown");
        boolean members = sample.name().equals("JSON object by members");
        if (!text) {
            user(
                    fixture,
                    new ItemEvent.Revised(
                            ItemId.parse(members ? "thing/y/b" : "thing/b"),
                            Map.of("/n", new Json("2")),
                            List.of(),
                            Optional.empty()));
        }
        if (sample.before().contains("\"c\"") || text) {
            user(fixture, new ItemEvent.Removed(ItemId.parse("thing/c")));
        }
        if (!members && !one) { // which has no place for more
            Json d = new Json(text ? "\"d\"" : "{\"id\":\"d\"}");
            user(fixture, new ItemEvent.Recorded(ItemId.parse("thing/d"), d, Optional.empty()));
        }

        String after = exported(sample, fixture);

        assertThat(after).isEqualTo(sample.after());
        given(after);
        assertThat(fixture.run(root).failure()).isEmpty();
        assertThat(exported(sample, fixture)).isEqualTo(after);
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    /** As of a file of gigabytes: with these limits none of the samples may be held. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 6})
    void what_is_too_large_to_be_held_is_pulled_record_by_record(int number) throws IOException {
        Sample sample = samples().get(number);
        ImportFixture fixture = held(sample, number == 6 ? 8 : 40);
        Path root = given(sample.before());

        Report report = fixture.run(root);

        assertThat(report.findings()).isEmpty();
        assertThat(exported(sample, fixture)).isEqualTo(sample.before());
        assertThat(fixture.run(root).events().appended()).isZero();
        given(sample.after());
        fixture.run(root);
        assertThat(exported(sample, fixture)).isEqualTo(sample.after());
        if (number != 1 && number != 3) { // which have no c
            assertThat(fixture.events(new StreamId("item", "thing/c")).getLast())
                    .isInstanceOf(ItemEvent.Removed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"id\": \"a\"}, {\"id\": \"b\"}, {\"id\": ",
                "[{\"id\": \"a\"}, {\"id\": \"b\"} {\"id\": \"c\"}]\n",
                "[{\"id\": \"a\"}, {\"id\": \"b\"}, nothing of JSON\u0000"
            })
    void of_a_large_file_that_breaks_the_records_before_are_imported_and_all_is_kept(String text) throws IOException {
        Sample sample = samples().getFirst();
        ImportFixture fixture = held(sample, 25);

        Path root = given(text);
        Report report = fixture.run(root);

        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(report.findings())
                .extracting(Finding::code)
                .containsExactly(text.endsWith(" ") ? "TRUNCATED_JSON" : "INVALID_JSON");
        assertThat(fixture.told().keySet()).contains("item/thing/a", "item/thing/b");
        assertThat(exported(sample, fixture)).isEqualTo(text);
        user(fixture, new ItemEvent.Removed(ItemId.parse("thing/b")));
        assertThat(exported(sample, fixture)).isEqualTo(text.replace(", {\"id\": \"b\"}", ""));
    }

    /** What is no text has no spelling: a record that is none stays in the file, byte for byte. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 6})
    void of_a_large_file_a_record_that_is_no_text_stays_as_it_is(int number) throws IOException {
        Sample sample = samples().get(number);
        ImportFixture fixture = held(sample, number == 6 ? 8 : 40);
        byte[] bytes = sample.before().replace("b", "b\0").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == 0 ? (byte) 0xFF : bytes[i];
        }
        Path root = given("");
        Files.write(root.resolve(FILE), bytes);

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(tuple("INVALID_UTF8", number == 0 ? "/1" : "line 3"));
        assertThat(fixture.told().keySet())
                .contains("item/thing/a", "item/thing/c")
                .doesNotContain("item/thing/b");
        fixture.export(format(sample).writer(Limits.DEFAULT), folder.resolve("out"));
        assertThat(folder.resolve("out").resolve(FILE)).hasBinaryContent(bytes);
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void behind_a_large_file_that_breaks_no_more_is_kept_than_is_held() throws IOException {
        ImportFixture fixture = held(samples().getFirst(), 20);

        Report report = fixture.run(given("[{\"id\": \"a\"}, and so on" + ", and so on".repeat(50)));

        assertThat(report.findings()).extracting(Finding::code).containsExactly("INVALID_JSON", "RESOURCE_LIMIT");
        assertThat(fixture.told().keySet()).contains("item/thing/a");
    }

    /** Cut, it would be written cut. */
    @Test
    void of_a_large_file_a_line_that_is_too_long_is_told_and_the_file_is_not_written_without_its_end()
            throws IOException {
        Sample sample = samples().get(2);
        ImportFixture fixture = held(sample, 40);

        Report report = fixture.run(
                given("{\"id\":\"a\"}\n{\"id\":\"b\",\"t\":\"%s\"}\n{\"id\":\"c\"}\n".formatted("x".repeat(50))));

        assertThat(report.findings())
                .extracting(Finding::code, Finding::where)
                .containsExactly(tuple("RESOURCE_LIMIT", "line 2"), tuple("RESOURCE_LIMIT", ""));
        assertThat(fixture.told().keySet())
                .contains("item/thing/a", "item/thing/c")
                .doesNotContain("item/thing/b");
        Path out = folder.resolve("out");
        fixture.export(format(sample).writer(Limits.DEFAULT), out);
        assertThat(out.resolve(FILE)).doesNotExist();
    }

    /** As of gigabytes: neither lines that are none nor records without a name are held. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void of_what_is_no_record_no_more_is_kept_than_is_held(int number) throws IOException {
        Sample sample = samples().get(number);
        ImportFixture fixture = held(sample, 40);
        String nameless = number == 0
                ? "[{\"id\":\"a\"},%s{\"id\":\"b\"}]".formatted("{\"n\":1},".repeat(50))
                : "{\"id\":\"a\"}\n%s{\"id\":\"b\"}\n".formatted("no record\n".repeat(50));

        Report report = fixture.run(given(nameless));

        assertThat(report.findings().getLast())
                .returns("RESOURCE_LIMIT", Finding::code)
                .returns("has more than 40 bytes that are no records: an export leaves the file out", Finding::message);
        assertThat(fixture.told().keySet()).contains("item/thing/a", "item/thing/b");
        Path out = folder.resolve("out");
        fixture.export(format(sample).writer(Limits.DEFAULT), out);
        assertThat(out.resolve(FILE)).doesNotExist();
    }

    @Test
    void a_file_in_another_encoding_is_read_and_written_as_it_was() throws IOException {
        Sample sample = samples().getFirst();
        ImportFixture fixture = fixture(sample);
        Path root = given("");
        byte[] bytes = ("\uFEFF" + sample.before()).getBytes(StandardCharsets.UTF_16LE);
        Files.write(root.resolve(FILE), bytes);

        Report report = fixture.run(root);

        assertThat(report.findings()).extracting(Finding::code).containsExactly("WRONG_ENCODING", "BOM");
        assertThat(fixture.told().keySet()).contains("item/thing/a", "item/thing/b", "item/thing/c");
        fixture.export(format(sample).writer(Limits.DEFAULT), folder.resolve("out"));
        assertThat(folder.resolve("out").resolve(FILE)).hasBinaryContent(bytes);
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_file_that_is_one_record_and_too_large_to_be_held_is_told_and_kept() throws IOException {
        Sample sample = samples().get(4);
        ImportFixture fixture = held(sample, 40);

        Report report = fixture.run(given(sample.before()));

        assertThat(report.findings()).extracting(Finding::code).containsExactly("RESOURCE_LIMIT");
        assertThat(fixture.told().keySet()).doesNotContain("item/thing/b");
        assertThat(exported(sample, fixture)).isEqualTo(sample.before());
    }

    @Test
    void of_files_that_are_gone_the_records_go_and_of_those_that_cannot_be_looked_at_they_stay() throws IOException {
        Format format =
                Format.of("storekeeper", new ItemMapping()).file("store/**.json", json().each("/#"), "thing", "/id");
        var fixture = new ImportFixture(format.source(Limits.DEFAULT));
        opened = Optional.of(fixture);
        Path root = given("");
        for (String name : List.of("a", "b", "c/c")) {
            Folder.write(root, "store/" + name + ".json", "[{\"id\":\"%s\"}]".formatted(name.charAt(0)));
        }
        fixture.run(root);
        Files.delete(root.resolve("store/a.json"));
        Files.move(root.resolve("store/b.json"), folder.resolve("b.json"));
        Files.createSymbolicLink(root.resolve("store/b.json"), folder.resolve("b.json"));
        Files.move(root.resolve("store/c"), folder.resolve("c"));
        Files.createSymbolicLink(root.resolve("store/c"), folder.resolve("c"));

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(Finding::code, Finding::file)
                .contains(tuple("SYMLINK", "store/b.json"), tuple("SYMLINK", "store/c"));
        assertThat(fixture.events(new StreamId("item", "thing/a")).getLast()).isInstanceOf(ItemEvent.Removed.class);
        for (String there : List.of("b", "c")) {
            assertThat(fixture.events(new StreamId("item", "thing/" + there))).hasSize(1);
        }
    }

    @Test
    void what_the_tool_cannot_do_without_is_read_last() throws IOException {
        Format format = Format.of("storekeeper", new ItemMapping())
                .file("store/a.json", json().each("/#"), "board", "/id")
                .file("store/b.json", json().each("/#"), "thing", "/id")
                .critical("board");
        var fixture = new ImportFixture(format.source(Limits.DEFAULT));
        opened = Optional.of(fixture);
        Path root = given("");
        Folder.write(root, "store/a.json", "[{\"id\":1}]");
        Folder.write(root, "store/b.json", "[{\"id\":2}]");

        assertThat(ImportFixture.streams(
                        format.source(Limits.DEFAULT), LegacySource.Root.of(root), LegacySource.Scope.ALL))
                .filteredOn(stream -> stream.category().equals("item"))
                .extracting(StreamId::key)
                .containsExactly("thing/2", "board/1");
    }

    /** Returns what imports with files of so many bytes at most in memory. */
    private ImportFixture held(Sample sample, int fileBytesMax) {
        var limits = new Limits(fileBytesMax, 100, 1_000, 1_000, 1_000, 1_000, 1_000);
        var fixture = new ImportFixture(format(sample).source(limits));
        opened = Optional.of(fixture);
        return fixture;
    }

    /** Each rule sees all records of a file, and begins anew with the next one. */
    @ParameterizedTest
    @ValueSource(ints = {10, 1_000})
    void the_rules_of_a_format_hold_for_files_of_any_size(int fileBytesMax) throws IOException {
        Format format = Format.of("storekeeper", new ItemMapping())
                .file("store/*.json", json().each("/#"), "thing", "/id")
                .rule(() -> new Format.Rule() {
                    private int records;

                    @Override
                    public void check(FileRecord record, Results results) {
                        records++;
                    }

                    @Override
                    public void conclude(Results results) {
                        results.info("", "", "COUNTED", "%d", records);
                    }
                });
        var limits = new Limits(fileBytesMax, 100, 1_000, 1_000, 1_000, 1_000, 1_000);
        opened = Optional.of(new ImportFixture(format.source(limits)));
        Path root = given("");
        Files.writeString(root.resolve("store/a.json"), "[{\"id\":1},{\"id\":2}]");
        Files.writeString(root.resolve("store/b.json"), "[{\"id\":3},{\"id\":4},{\"id\":5}]");

        assertThat(opened.get().run(root).findings())
                .extracting(Finding::message)
                .containsExactly("2", "3");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6})
    void what_is_added_behind_a_line_that_ends_in_a_bare_return_has_a_line_of_its_own(int number) throws IOException {
        Sample sample = samples().get(number);
        ImportFixture fixture = fixture(sample);
        String text = number == 6 ? "a\nb\r" : "{\"id\":\"a\"}\n{\"id\":\"b\"}\r";
        Json d = new Json(number == 6 ? "\"d\"" : "{\"id\":\"d\"}");
        fixture.run(given(text));
        user(fixture, new ItemEvent.Recorded(ItemId.parse("thing/d"), d, Optional.empty()));

        assertThat(exported(sample, fixture)).isEqualTo(text + "\n" + (number == 6 ? "d" : d.text()));
    }

    @Test
    void a_line_that_is_cut_off_takes_nothing_with_it() throws IOException {
        Sample sample = samples().get(2);
        ImportFixture fixture = fixture(sample);
        Path root = given(sample.before());
        fixture.run(root);

        String cut = sample.before().substring(0, sample.before().length() - 4);
        given(cut);
        Report report = fixture.run(root);

        assertThat(report.findings()).extracting(Finding::code).containsExactly("TRUNCATED_JSON");
        assertThat(fixture.events(new StreamId("item", "thing/c"))).hasSize(1);
        assertThat(exported(sample, fixture)).isEqualTo(cut);
    }

    @Test
    void what_is_written_is_counted() throws IOException {
        Sample sample = samples().getFirst();
        ImportFixture fixture = fixture(sample);
        fixture.run(given(sample.before()));
        user(fixture, new ItemEvent.Removed(ItemId.parse("thing/c")));
        user(fixture, new ItemEvent.Recorded(ItemId.parse("thing/d"), new Json("{\"id\":\"d\"}"), Optional.empty()));
        user(fixture, new ItemEvent.Recorded(ItemId.parse("thing/e"), new Json("{\"id\":\"e\"}"), Optional.empty()));

        Export.Report report = fixture.export(format(sample).writer(Limits.DEFAULT), folder.resolve("out"));

        assertThat(report.entities()).isEqualTo(Map.of("files", 1L, "items", 4L));
        assertThat(report.files()).isEqualTo(1);
        assertThat(report.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void a_file_of_which_all_records_go_stays_one_without_any(int number) throws IOException {
        Sample sample = samples().get(number);
        ImportFixture fixture = fixture(sample);
        fixture.run(given(sample.before()));
        String under = sample.name().equals("JSON object by members") ? "thing/%s/" : "thing/";
        for (String id : List.of("x", "y")) {
            user(fixture, new ItemEvent.Removed(ItemId.parse(under.formatted(id) + (id.equals("x") ? "a" : "b"))));
        }
        if (sample.before().contains("\"c\"")) {
            user(fixture, new ItemEvent.Removed(ItemId.parse("thing/c")));
        }

        String written = exported(sample, fixture);

        assertThat(written).isEqualTo(List.of("[]\r\n", "{}\n", "\n", "\uFEFF").get(number));
        Path root = given(written);
        fixture.run(root);
        assertThat(exported(sample, fixture)).isEqualTo(written);
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_record_that_is_a_file_comes_and_goes_with_it() throws IOException {
        Format notes =
                Format.of("notekeeper", new ItemMapping()).file("notes/**.md", frontMatter(), "note", Format.NAME);
        var fixture = new ImportFixture(notes.source(Limits.DEFAULT));
        opened = Optional.of(fixture);
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("notes/sub"));
        Files.writeString(root.resolve("notes/a.md"), "---\ntitle: A\n---\nalpha\n");
        Files.writeString(root.resolve("notes/sub/b.md"), "no front\n");
        fixture.run(root);
        assertThat(fixture.told().keySet()).contains("item/note/a.md", "item/note/sub/b.md");

        Files.delete(root.resolve("notes/a.md"));
        fixture.run(root);
        assertThat(fixture.events(new StreamId("item", "note/a.md")).getLast()).isInstanceOf(ItemEvent.Removed.class);
        assertThat(fixture.events(new StreamId("item", "note/sub/b.md"))).hasSize(1);
        user(
                fixture,
                new ItemEvent.Revised(
                        ItemId.parse("note/sub/b.md"),
                        Map.of("/title", new Json("\"B: x\"")),
                        List.of(),
                        Optional.empty()));
        Path out = folder.resolve("out");
        fixture.export(notes.writer(Limits.DEFAULT), out);
        assertThat(out.resolve("notes/sub/b.md")).hasContent("---\ntitle: 'B: x'\n---\nno front\n");
        assertThat(out.resolve("notes/a.md")).doesNotExist();
    }

    @Test
    void what_cannot_be_shown_to_its_end_is_not_shown_in_part() throws IOException, SQLException {
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("store"));
        String file = "store/main.db";
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(file))) {
            database.createStatement().execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)");
            database.createStatement().execute("INSERT INTO thing VALUES (1, 'one')");
        }
        Format format = Format.of("storekeeper").database(file).showing(new Format.Showing() {
            @Override
            public SortedSet<String> categories() {
                return new TreeSet<>();
            }

            @Override
            public Map<String, byte[]> show(
                    ProjectHistory history, Function<String, Optional<byte[]>> kept, Map<String, SqlTables> databases)
                    throws IOException, SQLException {
                var name = JsonNodeFactory.instance.objectNode().put("name", "half");
                for (SqlTables database : databases.values()) {
                    database.update("thing", "id", 1, name);
                }
                throw new IOException("a cache is damaged");
            }
        });
        var fixture = new ImportFixture(format.source(Limits.DEFAULT));
        opened = Optional.of(fixture);
        fixture.run(root);

        Path out = folder.resolve("out");
        Export.Report report = fixture.export(format.writer(Limits.DEFAULT), out);

        assertThat(report.findings()).extracting(Finding::code).containsExactly("INCONSISTENT_STATE");
        assertThat(Folder.rows(out.resolve(file))).isEqualTo(Folder.rows(root.resolve(file)));
    }

    @Test
    void what_could_not_be_looked_at_is_not_gone() throws IOException {
        Format notes =
                Format.of("notekeeper", new ItemMapping()).file("notes/**.md", frontMatter(), "note", Format.NAME);
        var fixture = new ImportFixture(notes.source(new Limits(1 << 20, 100, 3, 1_000, 1_000, 1_000, 1_000)));
        opened = Optional.of(fixture);
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("notes/sub"));
        for (String name : List.of("a", "b", "sub/c", "sub/d")) {
            Files.writeString(root.resolve("notes/" + name + ".md"), "of " + name + "\n");
        }
        fixture.run(root);

        Files.move(root.resolve("notes/a.md"), folder.resolve("a.md"));
        Files.createSymbolicLink(root.resolve("notes/a.md"), folder.resolve("a.md"));
        Files.delete(root.resolve("notes/sub/c.md"));
        for (String name : List.of("e", "f", "g", "h")) { // more than are looked at
            Files.writeString(root.resolve("notes/sub/" + name + ".txt"), "");
        }
        fixture.run(root);
        assertThat(fixture.events(new StreamId("item", "note/a.md"))).hasSize(1);
        assertThat(fixture.events(new StreamId("item", "note/sub/c.md"))).hasSize(1);
        assertThat(fixture.events(new StreamId("item", "note/sub/d.md"))).hasSize(1);

        Files.move(root.resolve("notes"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("notes"), folder.resolve("elsewhere"));
        fixture.run(root);
        assertThat(fixture.events(new StreamId("item", "note/b.md"))).hasSize(1);
    }

    @Test
    void a_file_with_the_name_of_a_secret_is_not_kept_with_the_others() throws IOException {
        Format papers = Format.of("storekeeper").told("store/main").whole("store/**");
        var fixture = new ImportFixture(papers.source(Limits.DEFAULT));
        opened = Optional.of(fixture);
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("store/deep"));
        Files.writeString(root.resolve("store/main"), "a");
        Files.writeString(root.resolve("store/deep/credentials.json"), "{\"key\":\"hush\"}");

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(it -> it.code() + " " + it.file())
                .containsExactly("SECRET_FILE store/deep/credentials.json");
        Path out = folder.resolve("out");
        fixture.export(papers.writer(Limits.DEFAULT), out);
        assertThat(out.resolve("store/main")).hasContent("a");
        assertThat(out.resolve("store/deep/credentials.json")).doesNotExist();
    }

    /** Spellings, blanks, duplicate keys, numbers and escapes of any kind. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void whatever_was_written_and_changed_is_written_again(long seed) throws IOException {
        var random = new Random(seed);
        for (Sample sample : samples().subList(0, 4)) {
            close();
            ImportFixture fixture = held(sample, random.nextBoolean() ? 100 : 10_000);
            for (int version = 0; version < 6; version++) {
                String text = text(sample, random);
                Path root = given(text);
                Report report = fixture.run(root);
                assertThat(report.failure()).isEmpty();
                assertThat(exported(sample, fixture))
                        .as("%s, version %d", sample, version)
                        .isEqualTo(text);
                assertThat(fixture.run(root).events().appended()).isZero();
            }
        }
    }

    private static String text(Sample sample, Random random) {
        boolean lines = sample.name().startsWith("JSON lines");
        boolean members = sample.name().equals("JSON object by members");
        var text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        text.append(lines ? "" : members ? "{" : "[");
        int records = random.nextInt(5);
        for (int i = 0; i < records; i++) {
            text.append(i > 0 && !lines ? "," : "").append(blank(random, lines));
            if (members) {
                text.append("\"m").append(i).append("\":").append(blank(random, false));
            }
            text.append("{\"id\":").append(blank(random, lines)).append(random.nextInt(6));
            for (int member = random.nextInt(4); member > 0; member--) {
                text.append(',')
                        .append(blank(random, lines))
                        .append(pick(random, "\"n\"", "\"t\"", "\"\\u006e\"", "\"o/~\""))
                        .append(": ")
                        .append(value(random));
            }
            text.append('}').append(lines ? pick(random, "\n", "\r\n", "\n\n") : "");
        }
        return text.append(blank(random, lines))
                .append(lines ? "" : members ? "}" : "]")
                .append(pick(random, "", "\n"))
                .toString();
    }

    private static String value(Random random) {
        return pick(
                random,
                "1.50",
                "1e5",
                "-0.0",
                "null",
                "\"\\u00e9\"",
                "\"é\"",
                "{ }",
                "[1,\t2]",
                "\"\\/\"",
                "\"\\ud83d\"");
    }

    private static String blank(Random random, boolean oneLine) {
        return oneLine ? pick(random, "", " ", "\t") : pick(random, "", " ", "\n  ", "\r\n\t", "");
    }

    private static String pick(Random random, String... words) {
        return words[random.nextInt(words.length)];
    }
}
