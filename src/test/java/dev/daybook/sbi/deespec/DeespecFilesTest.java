package dev.daybook.sbi.deespec;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Stores;
import dev.daybook.importing.export.InPlace;
import dev.daybook.importing.export.SourceStore;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeespecFilesTest {

    private static final Path SAMPLE = Path.of("src/test/resources/legacy/deespec/valid/design-layout");
    private static final String ID = "SBI-01K6GDQ7M4X2V9B8N0C5D3F1R3";
    private static final SbiId TASK = new SbiId(ID);
    private static final StreamId STREAM = new StreamId("sbi", ID);
    private static final String HOME = ".deespec/specs/sbi/" + ID + "/";

    @TempDir
    Path temporary;

    private final DeespecSource source = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private final ImportFixture fixture = new ImportFixture(source);
    private final DeespecFiles files = new DeespecFiles(fixture.journal, fixture.codec, fixture.timelines, source);
    private Path root = Path.of("");
    private int told;

    @BeforeEach
    void open() throws IOException {
        root = Folder.copy(SAMPLE, temporary.resolve("project"));
        fixture.run(root);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void an_untouched_task_changes_no_file() throws IOException {
        assertThat(Stores.write(files, root, STREAM, entries(STREAM))).isEmpty();
        assertThat(differing()).isEmpty();
        assertThat(files.units(root)).containsExactly("main");
        assertThat(files.things(root, "main")).contains(STREAM);
        assertThat(files.things(root, "other")).isEmpty();
        assertThat(files.categories()).containsExactly("sbi");
    }

    @Test
    void one_pass_tells_of_each_task_what_a_look_for_it_does() throws IOException {
        var told = new HashMap<StreamId, Map<String, Object>>();
        files.each(root, "main", told::put);

        assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(files.things(root, "main"));
        for (Map.Entry<StreamId, Map<String, Object>> it : told.entrySet()) {
            assertThat(files.fields(root, it.getKey())).contains(it.getValue());
        }
    }

    @Test
    void a_task_that_the_tool_adds_or_removes_is_noticed() throws IOException {
        assertThat(files.things(root, "main")).contains(STREAM);
        Folder.write(root, ".deespec/specs/sbi/SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ/spec.md", "# New\n");

        assertThat(files.things(root, "main")).contains(new StreamId("sbi", "SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ"));

        Files.delete(root.resolve(".deespec/specs/sbi/SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ/spec.md"));
        assertThat(files.things(root, "main")).doesNotContain(new StreamId("sbi", "SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ"));
    }

    @Test
    void what_the_first_era_kept_in_the_project_itself_is_noticed_too() throws IOException {
        Path old = Folder.copy(SAMPLE.resolveSibling("real-a-root-files"), temporary.resolve("old"));
        Folder.write(old, "README.md", "# Project\n");
        fixture.run(old);

        assertThat(files.things(old, "main")).isEmpty();
        assertThat(files.files(old, "main"))
                .contains(old.resolve("journal.ndjson"))
                .doesNotContain(old.resolve("README.md"));

        Folder.write(old, ".deespec/specs/sbi/" + ID + "/spec.md", "# New\n");
        assertThat(files.things(old, "main")).containsExactly(STREAM);
        assertThat(files.files(old, "main")).contains(old.resolve("journal.ndjson"));
    }

    @Test
    void a_changed_status_changes_the_state_of_that_task_only() throws IOException {
        tell(STREAM, status(Status.READY));

        assertThat(Stores.write(files, root, STREAM, entries(STREAM))).isNotEmpty();

        assertThat(differing()).containsExactly(HOME + "state.json");
        assertThat(files.fields(root, STREAM).orElseThrow()).containsEntry("/status", "READY");
        assertThat(Stores.write(files, root, STREAM, entries(STREAM))).isEmpty();

        tell(STREAM, status(Status.DONE));
        Stores.write(files, root, STREAM, entries(STREAM));

        assertThat(differing()).isEmpty();
    }

    @Test
    void a_new_task_gets_a_folder_and_its_turns_are_written_into_it() throws IOException {
        var task = new SbiId("SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ");
        var stream = new StreamId("sbi", task.value());
        tell(stream, registered(task));
        tell(stream, new ExecutionStarted(task, 1, Step.IMPLEMENT, 1, Optional.empty(), Optional.empty()));
        tell(stream, finished(task));

        Stores.write(files, root, stream, entries(stream));

        String home = ".deespec/specs/sbi/" + task.value() + "/";
        assertThat(root.resolve(home + "spec.md")).hasContent("# New\n");
        assertThat(root.resolve(home + "implement_1.md")).hasContent("done");
        assertThat(files.fields(root, stream).orElseThrow()).containsEntry("/title", "New");
        assertThat(Stores.write(files, root, stream, entries(stream))).isEmpty();

        tell(stream, new Deleted(task, Optional.empty()));
        Stores.write(files, root, stream, entries(stream));

        assertThat(root.resolve(home)).doesNotExist();
        assertThat(files.fields(root, stream)).isEmpty();
        var undone = entries(stream).subList(0, entries(stream).size() - 1);
        Stores.write(files, root, stream, undone);
        assertThat(files.fields(root, stream)).isPresent();
        assertThat(files.remove(root, List.of(stream), _ -> undone, () -> {})).isNotEmpty();
        assertThat(root.resolve(home)).doesNotExist();
        assertThat(files.fields(root, stream)).isEmpty();
    }

    @Test
    void a_turn_is_one_more_line_though_a_task_of_a_longer_name_has_the_same() throws IOException {
        String line =
                "{\"ts\":\"2025-10-01T00:00:00Z\",\"turn\":1,\"step\":\"implement\",\"status\":\"WIP\",\"artifacts\":"
                        + "[\".deespec/specs/sbi/CACHE-10/implement_1.md\"]}\n";
        Folder.write(root, SharedJournals.VAR, line);
        Folder.write(root, ".deespec/specs/sbi/CACHE-1/meta.yml", "id: CACHE-1\ntitle: One\n");
        Folder.write(root, ".deespec/specs/sbi/CACHE-10/meta.yml", "id: CACHE-10\ntitle: Ten\n");
        fixture.run(root);
        var task = new SbiId("CACHE-1");
        var stream = new StreamId("sbi", task.value());
        tell(stream, new ExecutionStarted(task, 1, Step.IMPLEMENT, 1, Optional.empty(), Optional.empty()));
        tell(stream, finished(task));

        Stores.write(files, root, stream, entries(stream));
        Stores.write(files, root, stream, entries(stream));

        assertThat(Files.readAllLines(root.resolve(SharedJournals.VAR)))
                .hasSize(2)
                .last(STRING)
                .contains(".deespec/specs/sbi/CACHE-1/implement_1.md");
    }

    /** Returns what adds a line to the journal, just after the tool has added one, and may write a file besides. */
    private SourceStore adding(Optional<String> file) {
        var theirs = new AtomicBoolean();
        SourceStore.Addition addition = new SourceStore.Addition(SharedJournals.VAR, before -> {
            if (!theirs.getAndSet(true)) {
                Folder.write(root, SharedJournals.VAR, new String(before, UTF_8) + "theirs\n");
                file.ifPresent(name -> write(name, "theirs"));
            }
            return Optional.of((new String(before, UTF_8) + "ours\n").getBytes(UTF_8));
        });
        var described = new SourceStore.Described(
                "sbi", _ -> true, _ -> "", List.of(), Set.of(), _ -> false, _ -> false, (_, _, tree) -> {
                    file.ifPresent(name -> tree.write(name, new byte[0]));
                    return List.of(addition);
                });
        var inPlace = new InPlace(fixture.journal, fixture.codec, fixture.timelines, new DeespecWriter());
        return new SourceStore(fixture.journal, source, inPlace, described) {};
    }

    @Test
    void a_line_that_the_tool_adds_in_the_last_moment_is_not_written_over() throws IOException {
        Folder.write(root, SharedJournals.VAR, "first\n");

        Stores.write(adding(Optional.empty()), root, STREAM, entries(STREAM));

        assertThat(root.resolve(SharedJournals.VAR)).hasContent("first\ntheirs\nours\n");
    }

    /** Adds a line behind those that the tool adds before it, so many times. */
    private SourceStore addingBehind(int times) {
        var left = new AtomicInteger(times);
        var addition = new SourceStore.Addition(SharedJournals.VAR, before -> {
            if (left.getAndDecrement() > 0) {
                write(SharedJournals.VAR, new String(before, UTF_8) + "theirs\n");
            }
            return Optional.of((new String(before, UTF_8) + "ours\n").getBytes(UTF_8));
        });
        var described = new SourceStore.Described(
                "sbi", _ -> true, _ -> "", List.of(), Set.of(), _ -> false, _ -> false, (_, _, _) -> List.of(addition));
        var inPlace = new InPlace(fixture.journal, fixture.codec, fixture.timelines, new DeespecWriter());
        return new SourceStore(fixture.journal, source, inPlace, described) {};
    }

    @Test
    void a_line_is_added_behind_those_of_a_busy_tool_unless_it_never_rests() throws IOException {
        Stores.write(addingBehind(10), root, STREAM, entries(STREAM));
        assertThat(root.resolve(SharedJournals.VAR)).hasContent("theirs\n".repeat(10) + "ours\n");

        Files.delete(root.resolve(SharedJournals.VAR));
        assertThatThrownBy(() -> Stores.write(addingBehind(11), root, STREAM, entries(STREAM)))
                .isInstanceOf(FilesChanged.class);
        assertThat(root.resolve(SharedJournals.VAR)).hasContent("theirs\n".repeat(11));
    }

    @Test
    void a_file_in_another_encoding_stays_as_it_is_when_something_else_changes() throws IOException {
        Files.write(root.resolve(HOME + "spec.md"), "\uFEFF# One\n".getBytes(UTF_16LE));
        byte[] before = Files.readAllBytes(root.resolve(HOME + "spec.md"));
        fixture.run(root);
        tell(STREAM, status(Status.READY));

        assertThat(Stores.write(files, root, STREAM, entries(STREAM)))
                .extracting(FileStore.Written::file)
                .containsExactly(root.resolve(HOME + "state.json"));

        assertThat(root.resolve(HOME + "spec.md")).hasBinaryContent(before);
    }

    @Test
    void a_file_in_which_nothing_stands_any_more_is_written_anew() throws IOException {
        tell(STREAM, status(Status.READY));
        Folder.write(root, HOME + "state.json", "");

        assertThat(Stores.write(files, root, STREAM, entries(STREAM))).isNotEmpty();

        assertThat(files.fields(root, STREAM).orElseThrow()).containsEntry("/status", "READY");
    }

    @Test
    void the_tasks_of_another_project_are_its_own_wherever_they_stand() throws IOException {
        Path second = Folder.copy(SAMPLE.resolveSibling("real-b-var-journal7"), temporary.resolve("second"));
        fixture.run(second);
        var told = new HashMap<StreamId, Map<String, Object>>();

        files.each(second, "second", told::put);

        assertThat(files.kind()).isEqualTo("deespec");
        assertThat(files.units(second)).containsExactly("second");
        assertThat(told.keySet()).isNotEmpty().containsExactlyInAnyOrderElementsOf(files.things(second, "second"));
        for (Map.Entry<StreamId, Map<String, Object>> it : told.entrySet()) {
            assertThat(files.fields(second, it.getKey())).contains(it.getValue());
        }
    }

    @Test
    void a_line_is_taken_back_when_another_file_cannot_be_written() throws IOException {
        Folder.write(root, SharedJournals.VAR, "first\n");

        assertThatThrownBy(() -> Stores.write(adding(Optional.of(HOME + "spec.md")), root, STREAM, entries(STREAM)))
                .isInstanceOf(FilesChanged.class);

        assertThat(root.resolve(HOME + "spec.md")).hasContent("theirs");
        assertThat(root.resolve(SharedJournals.VAR)).hasContent("first\ntheirs\n");
    }

    @Test
    void a_journal_that_is_one_list_is_left_as_it_is_and_named_where_it_stands() throws IOException {
        Folder.write(
                root,
                SharedJournals.VAR,
                "[{\"ts\":\"2025-10-01T00:00:00Z\",\"turn\":1,\"step\":\"plan\",\"artifacts\":"
                        + "[\".deespec/specs/sbi/CACHE-1/plan_1.md\"]}]\n");
        Folder.write(root, ".deespec/specs/sbi/CACHE-1/meta.yml", "id: CACHE-1\ntitle: One\n");
        fixture.run(root);
        var task = new SbiId("CACHE-1");
        var stream = new StreamId("sbi", task.value());
        tell(stream, new ExecutionStarted(task, 2, Step.IMPLEMENT, 1, Optional.empty(), Optional.empty()));
        tell(stream, finished(task, 2));

        assertThatThrownBy(() -> Stores.write(files, root, stream, entries(stream)))
                .hasMessageContaining(root.resolve(SharedJournals.VAR) + " is one list");
    }

    @Test
    void turns_of_two_tasks_that_end_at_the_same_time_are_two_entries() throws IOException {
        var tasks = List.of("SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ", "SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZY");
        for (String task : tasks) {
            var stream = new StreamId("sbi", task);
            tell(stream, registered(new SbiId(task)));
            tell(
                    stream,
                    new ExecutionStarted(new SbiId(task), 1, Step.IMPLEMENT, 1, Optional.empty(), Optional.empty()));
            tell(stream, finished(new SbiId(task)));
            Stores.write(files, root, stream, entries(stream));
        }
        var before = Folder.bytes(root);
        for (String task : tasks) {
            assertThat(Stores.write(files, root, new StreamId("sbi", task), entries(new StreamId("sbi", task))))
                    .isEmpty();
        }

        assertThat(Folder.bytes(root)).isEqualTo(before);
        try (Stream<Path> all = Files.walk(root)) {
            List<String> entries = new ArrayList<>();
            for (Path file : all.filter(path -> path.endsWith("entry.json")).toList()) {
                entries.add(Files.readString(file));
            }
            assertThat(tasks)
                    .allSatisfy(task -> assertThat(entries)
                            .filteredOn(entry -> entry.contains(task))
                            .hasSize(1));
        }
    }

    @Test
    void a_task_that_is_deleted_takes_its_files_with_it_whatever_they_are_called() throws IOException {
        Folder.write(root, HOME + "journal-design.md", "# Journal\n");
        fixture.run(root);
        tell(STREAM, new Deleted(TASK, Optional.empty()));

        Stores.write(files, root, STREAM, entries(STREAM));

        assertThat(root.resolve(HOME)).doesNotExist();
    }

    @Test
    void when_one_file_cannot_be_written_all_stay_as_they_were() throws IOException {
        tell(STREAM, new Respecified(TASK, Optional.of("# Other\n")));
        tell(STREAM, status(Status.READY));
        Files.move(root.resolve(HOME + "state.json"), root.resolve("state.json"));
        Files.createSymbolicLink(root.resolve(HOME + "state.json"), root.resolve("state.json"));
        var before = Folder.bytes(root);

        assertThatThrownBy(() -> Stores.write(files, root, STREAM, entries(STREAM)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no plain file");

        assertThat(Folder.bytes(root)).isEqualTo(before);
    }

    @Test
    void what_the_tool_writes_after_its_news_were_taken_is_not_written_over() throws IOException {
        tell(STREAM, status(Status.READY));
        FileStore.Check asNow = Stores.asNow(files, root, "main");

        assertThatThrownBy(() -> files.write(
                        root,
                        List.of(STREAM),
                        stream -> {
                            write(HOME + "state.json", "{\"version\": 1, \"title\": \"theirs\"}");
                            return entries(stream);
                        },
                        asNow))
                .isInstanceOf(FilesChanged.class);

        assertThat(root.resolve(HOME + "state.json")).hasContent("{\"version\": 1, \"title\": \"theirs\"}");
    }

    @Test
    void what_the_tool_writes_between_the_last_look_and_the_writing_is_not_written_over() throws IOException {
        tell(STREAM, new Respecified(TASK, Optional.of("# Other\n")));
        tell(STREAM, status(Status.READY));
        byte[] spec = Files.readAllBytes(root.resolve(HOME + "spec.md"));

        assertThatThrownBy(() -> files.write(
                        root,
                        List.of(STREAM),
                        this::entries,
                        () -> write(HOME + "state.json", "{\"title\": \"theirs\"}")))
                .isInstanceOf(FilesChanged.class);

        assertThat(root.resolve(HOME + "state.json")).hasContent("{\"title\": \"theirs\"}");
        assertThat(root.resolve(HOME + "spec.md")).as("or all or none").hasBinaryContent(spec);
    }

    @Test
    void a_file_that_cannot_be_read_to_its_end_is_not_written_over() throws IOException {
        tell(STREAM, status(Status.READY));
        write(HOME + "state.json", "{\"title\": \"half a wo");

        assertThatThrownBy(() -> Stores.write(files, root, STREAM, entries(STREAM)))
                .hasMessageContaining("state.json is damaged");

        assertThat(root.resolve(HOME + "state.json")).hasContent("{\"title\": \"half a wo");
    }

    @Test
    void a_file_of_a_deleted_task_that_the_tool_writes_meanwhile_stays_with_all_others() throws IOException {
        var other = new SbiId("SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ");
        var added = new StreamId("sbi", other.value());
        tell(added, registered(other));
        tell(STREAM, new Deleted(TASK, Optional.empty()));
        Files.setPosixFilePermissions(root.resolve(HOME + "spec.md"), PosixFilePermissions.fromString("rw-r-----"));
        var before = Folder.bytes(root);

        assertThatThrownBy(() -> files.write(
                        root,
                        List.of(added, STREAM),
                        this::entries,
                        () -> write(HOME + "state.json", "{\"title\": \"theirs\"}")))
                .isInstanceOf(FilesChanged.class);

        var after = Folder.bytes(root);
        assertThat(after.remove(HOME + "state.json")).isNotEqualTo(before.remove(HOME + "state.json"));
        assertThat(after).isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(HOME + "spec.md"))))
                .isEqualTo("rw-r-----");
        Stores.write(files, root, STREAM, entries(STREAM));
        assertThat(root.resolve(HOME)).doesNotExist();
    }

    /** As in a stage in which no file is written, or after a kill. */
    @Test
    void files_that_are_only_behind_say_what_was_known_then_and_those_of_the_tool_never_what_we_knew()
            throws IOException {
        var task = new SbiId("SBI-01K6GDQ7M4X2V9B8N0C5D3F1ZZ");
        var stream = new StreamId("sbi", task.value());
        tell(stream, registered(task));
        tell(stream, new ExecutionStarted(task, 1, Step.IMPLEMENT, 1, Optional.empty(), Optional.empty()));
        tell(stream, finished(task));
        Stores.write(files, root, stream, entries(stream));
        List<Recorded> then = entries(stream);
        tell(stream, new Retitled(task, "Renamed"));
        tell(stream, new NoteAdded(task, "a note", Optional.empty(), Optional.of("ada")));
        var before = Folder.bytes(root);

        assertThat(files.says(root, stream, then)).isTrue();
        assertThat(files.says(root, stream, entries(stream))).isFalse();
        assertThat(Folder.bytes(root)).isEqualTo(before);

        write(".deespec/specs/sbi/" + task.value() + "/spec.md", "# New\n\nBy the tool.\n");
        assertThat(files.says(root, stream, then)).isFalse();
    }

    @Test
    void a_title_that_is_changed_and_changed_back_is_the_first_one_in_the_file_again() throws IOException {
        String meta = ".deespec/specs/sbi/CACHE-1/meta.yml";
        Folder.write(root, meta, "id: CACHE-1\ntitle: One\n");
        fixture.run(root);
        var task = new SbiId("CACHE-1");
        var stream = new StreamId("sbi", task.value());
        tell(stream, new Retitled(task, "Two"));
        Stores.write(files, root, stream, entries(stream));
        assertThat(root.resolve(meta)).content().contains("title: Two");
        tell(stream, new Retitled(task, "One"));

        Stores.write(files, root, stream, entries(stream));

        assertThat(root.resolve(meta)).hasContent("id: CACHE-1\ntitle: One\n");
    }

    private void write(String file, String text) {
        try {
            Folder.write(root, file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void where_no_project_is_there_is_nothing_to_tell() {
        assertThatThrownBy(() -> files.fields(temporary.resolve("nowhere"), STREAM))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Stores.write(files, temporary.resolve("nowhere"), STREAM, entries(STREAM)))
                .isInstanceOf(IOException.class);
    }

    private static Registered registered(SbiId task) {
        return new Registered(
                task,
                Optional.empty(),
                "New",
                Optional.of("# New\n"),
                "",
                List.of(),
                0,
                Optional.empty(),
                List.of(),
                false,
                Json.EMPTY_OBJECT);
    }

    private static ExecutionFinished finished(SbiId task) {
        return finished(task, 1);
    }

    private static ExecutionFinished finished(SbiId task, int turn) {
        return new ExecutionFinished(
                task,
                turn,
                Step.IMPLEMENT,
                1,
                Optional.empty(),
                Decision.SUCCEEDED,
                Optional.empty(),
                Optional.of("done"),
                List.of());
    }

    private static StatusChanged status(Status status) {
        return new StatusChanged(TASK, status, Optional.empty(), Optional.empty());
    }

    private void tell(StreamId stream, Event event) {
        var draft = fixture.codec.draft(
                EventIds.derived("test", stream.toString(), Integer.toString(told++)),
                stream,
                event,
                Metadata.of("ada", "http"),
                ImportFixture.CLOCK.instant());
        fixture.journal.append(new Append(List.of(draft), Map.of())).join();
    }

    private List<Recorded> entries(StreamId stream) {
        return fixture.journal.readStream(stream, 0, Integer.MAX_VALUE).stream()
                .map(fixture.codec::recorded)
                .toList();
    }

    private Set<String> differing() throws IOException {
        var wanted = Folder.bytes(SAMPLE);
        var found = Folder.bytes(root);
        var all = new TreeSet<>(wanted.keySet());
        all.addAll(found.keySet());
        all.removeIf(it -> Objects.equals(wanted.get(it), found.get(it)));
        return all;
    }
}
