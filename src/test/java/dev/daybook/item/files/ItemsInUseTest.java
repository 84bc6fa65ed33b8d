package dev.daybook.item.files;

import static dev.daybook.importing.container.JsonDocument.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a described format while their tool is in use: only what is said otherwise changes in them. */
class ItemsInUseTest {

    private static final String THINGS = "[ {\"id\": \"a\"}, {\"id\":\"b\",\"n\": 1}, {\"id\": \"c\"} ]\r\n";
    private static final String STEPS = "[\n  {\"do\": \"one\"},\n  {\"do\": \"two\"}\n]\n";

    private static final Format FORMAT = Format.of("storekeeper", new ItemMapping())
            .file("store/things.json", json().each("/#"), "thing", "/id")
            .file("store/steps.json", json().each("/#"), "step", Format.POSITION);

    @TempDir
    private Path root;

    private final ImportFixture fixture = new ImportFixture(FORMAT.source(Limits.DEFAULT));
    private final FileStore store = FORMAT.store(Limits.DEFAULT);

    @BeforeEach
    void given_files_that_were_taken_over() throws IOException {
        Folder.write(root, "store/things.json", THINGS);
        Folder.write(root, "store/steps.json", STEPS);
        fixture.run(root);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static StreamId stream(String item) {
        return new StreamId("item", item);
    }

    private List<Recorded> entries(StreamId stream) {
        return fixture.journal.readStream(stream, 0, 1_000).stream()
                .map(fixture.codec::recorded)
                .toList();
    }

    private List<Written> write(ItemEvent event) throws IOException {
        StreamId stream = stream(event.item().text());
        fixture.append(stream, event);
        return store.write(root, List.of(stream), this::entries, () -> {});
    }

    private static ItemEvent revised(String item, String n) {
        return new ItemEvent.Revised(ItemId.parse(item), Map.of("/n", new Json(n)), List.of(), Optional.empty());
    }

    private static ItemEvent recorded(String item, String json) {
        return new ItemEvent.Recorded(ItemId.parse(item), new Json(json), Optional.empty());
    }

    private static ItemEvent removed(String item) {
        return new ItemEvent.Removed(ItemId.parse(item));
    }

    private String things() throws IOException {
        return Files.readString(root.resolve("store/things.json"));
    }

    private String steps() throws IOException {
        return Files.readString(root.resolve("store/steps.json"));
    }

    @Test
    void what_they_hold_is_told_thing_by_thing() throws IOException {
        assertThat(store.things(root, "main"))
                .containsExactly(
                        stream("step/steps.json/1"),
                        stream("step/steps.json/2"),
                        stream("thing/a"),
                        stream("thing/b"),
                        stream("thing/c"));
        assertThat(store.fields(root, stream("thing/b"))).contains(Map.of("/id", "\"b\"", "/n", "1"));
        assertThat(store.kind()).isEqualTo("storekeeper");
        assertThat(store.units(root)).containsExactly("main");
        assertThat(store.unit(stream("thing/a"))).isEqualTo("main");
        assertThat(store.unit(stream("other!/thing/a"))).isEqualTo("other");
        assertThat(store.holds(stream("thing/a"))).isTrue();
        assertThat(store.holds(stream("paper/a"))).isFalse();
        assertThat(store.fields(root, stream("thing/none"))).isEmpty();
        assertThat(store.fields(root, stream("paper/a"))).isEmpty();
        assertThat(store.files(root, "main"))
                .containsExactly(root.resolve("store/steps.json"), root.resolve("store/things.json"));
    }

    @Test
    void a_change_is_set_into_its_place_and_written_once() throws IOException {
        List<Written> written = write(revised("thing/b", "2"));

        assertThat(things()).isEqualTo(THINGS.replace("1", "2"));
        assertThat(written).singleElement().satisfies(file -> {
            assertThat(file.file()).isEqualTo(root.resolve("store/things.json"));
            assertThat(file.before()).isPresent();
            assertThat(file.after()).isPresent().isNotEqualTo(file.before());
        });
        assertThat(store.write(root, List.of(stream("thing/b")), this::entries, () -> {
                    throw new AssertionError("nothing is to be written");
                }))
                .isEmpty();
        assertThat(store.fields(root, stream("thing/b")))
                .hasValueSatisfying(it -> assertThat(it.toString()).contains("2"));
    }

    @Test
    void what_goes_leaves_its_place_and_what_comes_stands_last() throws IOException {
        write(removed("thing/b"));
        write(recorded("thing/d", "{\"id\":\"d\"}"));

        assertThat(things()).isEqualTo("[ {\"id\": \"a\"}, {\"id\": \"c\"}, {\"id\": \"d\"} ]\r\n");
        assertThat(store.fields(root, stream("thing/b"))).isEmpty();
        assertThat(store.fields(root, stream("thing/d"))).isPresent();
    }

    @Test
    void whoever_writes_at_the_same_time_is_not_written_over() {
        fixture.append(stream("thing/b"), revised("thing/b", "2"));
        String theirs = THINGS.replace("\"a\"", "\"z\"");

        assertThatThrownBy(() -> store.write(
                        root,
                        List.of(stream("thing/b")),
                        this::entries,
                        () -> Folder.write(root, "store/things.json", theirs)))
                .isInstanceOf(FilesChanged.class);

        assertThat(root.resolve("store/things.json")).hasContent(theirs);
    }

    @Test
    void what_may_not_be_written_stays_as_it_is() throws IOException {
        fixture.append(stream("thing/b"), revised("thing/b", "2"));

        assertThatThrownBy(() -> store.write(root, List.of(stream("thing/b")), this::entries, () -> {
                    throw new IOException("not now");
                }))
                .hasMessage("not now");

        assertThat(things()).isEqualTo(THINGS);
    }

    @Test
    void a_damaged_file_is_neither_compared_with_nor_written() throws IOException {
        Folder.write(root, "store/things.json", "[ {\"id\": \"a\"}, {\"id\"");

        assertThatThrownBy(() -> store.fields(root, stream("thing/a"))).hasMessageContaining("is damaged");
        assertThatThrownBy(() -> write(revised("thing/a", "2"))).hasMessageContaining("is damaged");

        assertThat(things()).isEqualTo("[ {\"id\": \"a\"}, {\"id\"");
        assertThat(store.fields(root, stream("step/steps.json/1"))).isPresent();
    }

    @Test
    void nothing_is_written_through_a_link_that_leads_out_of_the_tree(@TempDir Path elsewhere) throws IOException {
        Files.move(root.resolve("store"), elsewhere.resolve("store"));
        Files.createSymbolicLink(root.resolve("store"), elsewhere.resolve("store"));

        assertThatThrownBy(() -> write(revised("thing/b", "2"))).isInstanceOf(IOException.class);

        assertThat(elsewhere.resolve("store/things.json")).hasContent(THINGS);
    }

    @Test
    void an_empty_file_holds_nothing_and_begins_as_one_of_the_tool() throws IOException {
        Folder.write(root, "store/things.json", " \n");
        assertThat(store.fields(root, stream("thing/a"))).isEmpty();

        write(recorded("thing/d", "{\"id\":\"d\"}"));

        assertThat(store.fields(root, stream("thing/d"))).isPresent();
    }

    @Test
    void the_first_record_of_a_list_makes_its_file() throws IOException {
        Files.delete(root.resolve("store/steps.json"));

        write(recorded("step/steps.json/1", "{\"do\":\"first\"}"));

        assertThat(steps()).isEqualTo("[{\"do\":\"first\"}]\n");
    }

    @Test
    void of_records_that_are_known_by_their_numbers_only_the_last_one_comes_or_goes() throws IOException {
        write(recorded("step/steps.json/3", "{\"do\":\"three\"}"));
        assertThat(steps())
                .isEqualTo("[\n  {\"do\": \"one\"},\n  {\"do\": \"two\"},\n  {\n    \"do\": \"three\"\n  }\n]\n");
        assertThatThrownBy(() -> write(recorded("step/steps.json/5", "{\"do\":\"five\"}")))
                .hasMessageContaining("has no place for steps.json/5");
        assertThatThrownBy(() -> write(removed("step/steps.json/2"))).hasMessageContaining("has no place for");

        write(removed("step/steps.json/3"));

        assertThat(steps()).isEqualTo(STEPS);
    }
}
