package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.ExportFinished;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.EventIds;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.DependenciesChanged;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.MetadataChanged;
import dev.daybook.sbi.SbiEvent.Moved;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

final class DeespecExportTest {

    private static final Path SAMPLE = Path.of("src/test/resources/legacy/deespec/valid/design-layout");
    private static final String ID = "SBI-01K6GDQ7M4X2V9B8N0C5D3F1R3";
    private static final String OTHER_ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final SbiId TASK = new SbiId(ID);
    private static final StreamId STREAM = new StreamId("sbi", ID);
    private static final String FOLDER = ".deespec/specs/sbi/" + ID + "/";
    private static final String STATE = FOLDER + "state.json";
    private static final Instant THEN = Instant.parse("2026-01-01T10:00:00.25Z");

    @TempDir
    Path temporary;

    private ImportFixture fixture;
    private int told;

    @BeforeEach
    void open() {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
        fixture.run(SAMPLE);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** A change, and what takes it back. */
    private record Change(String name, String file, StreamId stream, Event there, Event back) {}

    private static List<Change> changes() {
        var changes = new ArrayList<Change>();
        Json five = new Json("{\"n\":5}");
        state(changes, "title", new Retitled(TASK, "Other"), new Retitled(TASK, "Cache exchange rates"));
        state(changes, "label", new Relabelled(TASK, "x", List.of()), new Relabelled(TASK, "", List.of()));
        state(changes, "labels", new Relabelled(TASK, "", List.of("a", "b")), new Relabelled(TASK, "", List.of()));
        state(changes, "priority", new Reprioritized(TASK, 2), new Reprioritized(TASK, 0));
        state(changes, "parent", new Moved(TASK, Optional.of("PBI-1")), new Moved(TASK, Optional.empty()));
        state(
                changes,
                "depends_on",
                new DependenciesChanged(TASK, List.of(new SbiId(OTHER_ID))),
                new DependenciesChanged(TASK, List.of()));
        state(changes, "metadata", new MetadataChanged(TASK, five), new MetadataChanged(TASK, Json.EMPTY_OBJECT));
        state(changes, "status", status(Status.READY), status(Status.DONE));
        state(changes, "lease_expires_at", new LeaseAcquired(TASK, "ada", THEN, 3), new LeaseReleased(TASK, "ada"));
        String spec = read(SAMPLE, FOLDER + "spec.md");
        changes.add(new Change(
                "spec",
                FOLDER + "spec.md",
                STREAM,
                new Respecified(TASK, Optional.of("# New\n")),
                new Respecified(TASK, Optional.of(spec))));
        String plan = read(SAMPLE, FOLDER + "plan_1.md");
        changes.add(new Change("content", FOLDER + "plan_1.md", STREAM, plan("# Other\n"), plan(plan)));
        changes.add(new Change(
                "setting",
                ".deespec/setting.json",
                new StreamId("config", "editor"),
                new ConfigEvent.Set("editor", new Json("\"emacs\"")),
                new ConfigEvent.Set("editor", new Json("\"vim\""))));
        changes.add(new Change(
                "removed setting",
                ".deespec/setting.json",
                new StreamId("config", "timeout_sec"),
                new ConfigEvent.Removed("timeout_sec"),
                new ConfigEvent.Set("timeout_sec", new Json("900"))));
        changes.add(new Change(
                "new setting",
                ".deespec/setting.json",
                new StreamId("config", "brand_new"),
                new ConfigEvent.Set("brand_new", new Json("[1]")),
                new ConfigEvent.Removed("brand_new")));
        return changes;
    }

    private static void state(List<Change> changes, String name, Event there, Event back) {
        changes.add(new Change(name, STATE, STREAM, there, back));
    }

    private static StatusChanged status(Status status) {
        return new StatusChanged(TASK, status, Optional.empty(), Optional.empty());
    }

    private static ExecutionFinished plan(String content) {
        return new ExecutionFinished(
                TASK,
                1,
                Step.PLAN,
                1,
                Optional.of("plan_1.md"),
                Decision.PENDING,
                Optional.empty(),
                Optional.of(content),
                List.of());
    }

    @TestFactory
    Stream<DynamicTest> a_change_changes_one_file_and_there_only_what_it_is_about() {
        return changes().stream()
                .map(change -> DynamicTest.dynamicTest(change.name(), () -> {
                    try (var own =
                            new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))) {
                        own.run(SAMPLE);
                        tell(own, change.stream(), change.there());

                        Path out = export(own, "one " + change.name());

                        assertThat(differing(SAMPLE, out)).containsExactly(change.file());
                        if (change.file().equals(STATE)) {
                            var keys = differingKeys(read(SAMPLE, STATE), read(out, STATE));
                            assertThat(keys).contains(change.name(), "version", "updated_at");
                            assertThat(keys)
                                    .isSubsetOf(
                                            change.name(),
                                            "version",
                                            "updated_at",
                                            "meta",
                                            "completed_at",
                                            "label",
                                            "labels");
                        }
                        Report again = own.run(out);
                        assertThat(again.failure()).isEmpty();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_was_changed_back_is_as_it_was() {
        return changes().stream()
                .map(change -> DynamicTest.dynamicTest(change.name(), () -> {
                    try (var own =
                            new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))) {
                        own.run(SAMPLE);
                        tell(own, change.stream(), change.there());
                        tell(own, change.stream(), change.back());

                        assertThat(differing(SAMPLE, export(own, "back " + change.name())))
                                .isEmpty();
                    }
                }));
    }

    @Test
    void a_changed_state_is_imported_as_it_was_changed() {
        changes().stream().filter(it -> it.stream().equals(STREAM)).forEach(it -> tell(fixture, STREAM, it.there()));
        Path out = export(fixture, "changed");

        try (var other = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))) {
            other.run(out);

            assertThat(other.events(STREAM))
                    .anyMatch(it -> it instanceof Registered all
                            && all.title().equals("Other")
                            && all.labels().equals(List.of("a", "b"))
                            && all.priority() == 2
                            && all.parent().equals(Optional.of("PBI-1"))
                            && all.dependsOn().equals(List.of(new SbiId(OTHER_ID)))
                            && all.spec().equals(Optional.of("# New\n"))
                            && all.metadata().equals(new Json("{\"n\":5}")))
                    .contains(plan("# Other\n"));
        }
    }

    @Test
    void a_new_task_has_a_folder_of_its_own_and_comes_back() throws IOException {
        var id = new SbiId("SBI-01K9ZZZZZZZZZZZZZZZZZZZZZZ");
        var stream = new StreamId("sbi", id.value());
        var registered = new Registered(
                id,
                Optional.of("T-1"),
                "New & <fresh> 在庫",
                Optional.of("# New\n"),
                "main",
                List.of("a"),
                1,
                Optional.of("PBI-9"),
                List.of(TASK),
                true,
                new Json("{\"k\":[1.50]}"));
        tell(fixture, stream, registered);
        tell(fixture, stream, new ExecutionStarted(id, 1, Step.REVIEW, 2, Optional.empty(), Optional.empty()));
        var finished = new ExecutionFinished(
                id,
                1,
                Step.REVIEW,
                2,
                Optional.empty(),
                Decision.SUCCEEDED,
                Optional.of("PASS"),
                Optional.of("# Fine\n"),
                List.of("a.txt"));
        tell(fixture, stream, finished);
        tell(fixture, stream, new StatusChanged(id, Status.DONE, Optional.empty(), Optional.empty()));
        tell(fixture, stream, new Attached(id, "results/raw.bin", "base64", "AAEC"));

        Path out = export(fixture, "new");

        String folder = ".deespec/specs/sbi/" + id + "/";
        assertThat(read(out, folder + "state.json"))
                .startsWith("{\n  \"version\": 1,")
                .endsWith("}\n");
        assertThat(Files.readAllBytes(out.resolve(folder + "results/raw.bin"))).containsExactly(0, 1, 2);
        try (var other = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))) {
            Report report = other.run(out);
            assertThat(report.findings()).noneMatch(it -> it.file().startsWith(folder));
            assertThat(other.events(stream))
                    .contains(
                            registered,
                            new ExecutionFinished(
                                    id,
                                    1,
                                    Step.REVIEW,
                                    2,
                                    Optional.of("review_1.md"),
                                    Decision.SUCCEEDED,
                                    Optional.of("PASS"),
                                    Optional.of("# Fine\n"),
                                    List.of("a.txt")),
                            new StatusChanged(id, Status.DONE, Optional.empty(), Optional.empty()),
                            new Attached(id, "results/raw.bin", "base64", "AAEC"));
            assertThat(at(other, stream, "sbi.execution-finished"))
                    .isEqualTo(at(fixture, stream, "sbi.execution-finished"));
        }
    }

    @Test
    void a_new_turn_of_an_old_task_stands_beside_the_others_with_an_entry_in_the_journal() {
        var fresh = new ExecutionFinished(
                TASK,
                6,
                Step.TEST,
                2,
                Optional.empty(),
                Decision.FAILED,
                Optional.empty(),
                Optional.of("# Tested\n"),
                List.of());
        tell(fixture, STREAM, fresh);

        Path out = export(fixture, "turn");

        List<String> differing = differing(SAMPLE, out);
        assertThat(differing).contains(FOLDER + "test_6.md", STATE).hasSize(3);
        assertThat(differing).anyMatch(it -> it.matches(".deespec/journal/2026-01-01/txn_\\d+_\\d+/entry.json"));
        assertThat(differingKeys(read(SAMPLE, STATE), read(out, STATE)))
                .containsExactlyInAnyOrder("attempt", "current", "decision", "meta", "turn", "updated_at", "version");
        Report again = fixture.run(out);
        assertThat(again.failure()).isEmpty();
        assertThat(again.findings()).noneMatch(it -> it.file().contains("test_6.md"));
    }

    @Test
    void notes_become_sections_once() {
        tell(fixture, STREAM, new NoteAdded(TASK, "Look *here*\nand there", Optional.of(2), Optional.of("ada")));

        String notes = read(export(fixture, "notes"), FOLDER + "impl_notes.md");

        assertThat(notes)
                .startsWith("## Turn 2 — 2026-01-01T10:00:")
                .contains(
                        "- Author: ada\n", "- Step: implement\n", "- Summary: Look *here*\n\nLook *here*\nand there\n")
                .endsWith("\n---\n");
        tell(fixture, STREAM, new Attached(TASK, "impl_notes.md", "utf-8", "before\n" + notes));
        assertThat(read(export(fixture, "notes again"), FOLDER + "impl_notes.md"))
                .isEqualTo("before\n" + notes);
    }

    @Test
    void a_deleted_task_is_left_out_and_no_other_file_changes() {
        tell(fixture, STREAM, new Deleted(TASK, Optional.empty()));

        assertThat(differing(SAMPLE, export(fixture, "deleted")))
                .isNotEmpty()
                .allMatch(it -> it.startsWith(FOLDER) || it.endsWith("/entry.json"));
    }

    @Test
    void what_was_rolled_back_is_not_written_and_any_state_before_can_be() {
        Position before = fixture.journal.head();
        tell(fixture, STREAM, new Retitled(TASK, "Other"));
        tell(
                fixture,
                new StreamId("journal", "journal"),
                RolledBack.of(new Target.To(before.value()), Optional.empty()));

        assertThat(differing(SAMPLE, export(fixture, "rolled back"))).isEmpty();
        assertThat(differing(SAMPLE, export(fixture, "between", Optional.of(before.next()), false)))
                .containsExactly(STATE);
        assertThat(differing(SAMPLE, export(fixture, "before", Optional.of(before), false)))
                .isEmpty();
    }

    @Test
    void a_name_that_leads_out_is_told_and_not_written() {
        for (String name : List.of("../../../../evil.md", "/etc/evil.md", "a/../../b.md", "nul\0.md")) {
            tell(fixture, STREAM, new Attached(TASK, name, "utf-8", "evil"));
        }

        Export.Report report = run(fixture, temporary.resolve("out/deep"), Optional.empty(), false);

        assertThat(report.findings())
                .filteredOn(it -> it.code().equals("PATH_TRAVERSAL"))
                .hasSize(4)
                .allMatch(it -> it.severity() == Finding.Severity.ERROR);
        assertThat(differing(SAMPLE, temporary.resolve("out/deep"))).isEmpty();
        assertThat(temporary.resolve("out")).isDirectoryNotContaining("glob:**evil*");
    }

    @Test
    void a_folder_with_something_in_it_is_refused_unless_its_files_may_be_overwritten() throws IOException {
        Path out = temporary.resolve("taken");
        Folder.write(out, "mine.txt", "mine");
        Folder.write(out, FOLDER + "spec.md", "old");

        assertThatThrownBy(() -> export(fixture, "taken"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("not empty");
        export(fixture, "taken", Optional.empty(), true);

        assertThat(differing(SAMPLE, out)).containsExactly("mine.txt");
    }

    @Test
    void an_export_is_one_fact_however_often_the_same_files_are_written_into_the_folder() {
        Position before = fixture.journal.head();
        Path out = export(fixture, "back");
        export(fixture, "back", Optional.empty(), true);
        export(fixture, "back", Optional.of(before), true);

        assertThat(fixture.journal.readForward(Selection.all(), before, 10))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.stream()).isEqualTo(new StreamId("export", out.toString()));
                    assertThat(entry.metadata().actor()).isEqualTo("ada");
                    assertThat(fixture.codec.decode(entry)).isInstanceOfSatisfying(ExportFinished.class, it -> {
                        assertThat(it.kind()).isEqualTo("deespec");
                        assertThat(it.out()).isEqualTo(out.toString());
                        assertThat(it.asOf()).isEqualTo(before.value());
                        assertThat(Export.files(it)).hasSize((int) it.files()).contains(STATE, FOLDER + "spec.md");
                    });
                });

        tell(fixture, STREAM, new Retitled(TASK, "Other"));
        export(fixture, "back", Optional.empty(), true);
        export(fixture, "elsewhere");
        assertThat(fixture.journal.readForward(Selection.category("export"), before, 10))
                .as("other files, and another folder")
                .hasSize(3);
    }

    @Test
    void what_an_earlier_export_has_written_goes_when_it_is_gone_unless_somebody_has_changed_it() throws IOException {
        Path out = export(fixture, "back");
        Folder.write(out, "mine.txt", "mine");
        Folder.write(out, FOLDER + "spec.md", "changed by hand");
        tell(fixture, STREAM, new Deleted(TASK, Optional.empty()));

        Export.Report report = run(fixture, out, Optional.empty(), true);

        assertThat(out.resolve(STATE)).doesNotExist();
        assertThat(out.resolve(FOLDER + "spec.md")).hasContent("changed by hand");
        assertThat(out.resolve("mine.txt")).exists();
        assertThat(report.findings())
                .filteredOn(it -> it.code().equals("STALE_FILE"))
                .extracting(Finding::file)
                .containsExactly(FOLDER + "spec.md");
        assertThat(differing(export(fixture, "new"), out)).containsExactlyInAnyOrder("mine.txt", FOLDER + "spec.md");
    }

    @Test
    void nothing_is_written_through_a_link() throws IOException {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        Path out = Files.createDirectories(temporary.resolve("linked"));
        Files.createDirectories(out.resolve(".deespec/specs"));
        Files.createSymbolicLink(out.resolve(".deespec/specs/sbi"), elsewhere);

        Export.Report report = run(fixture, out, Optional.empty(), true);

        assertThat(report.findings()).anyMatch(it -> it.code().equals("SYMLINK"));
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(out.resolve(".deespec/setting.json")).exists();
    }

    @Test
    void an_unknown_era_or_a_position_yet_to_come_is_refused() {
        assertThatThrownBy(() -> export(fixture, "later", Optional.of(new Position(1_000_000)), false))
                .isInstanceOf(Rejected.class);
        assertThat(temporary.resolve("later")).doesNotExist();
    }

    private Path export(ImportFixture fixture, String name) {
        return export(fixture, name, Optional.empty(), false);
    }

    private Path export(ImportFixture fixture, String name, Optional<Position> at, boolean force) {
        Path out = temporary.resolve(name);
        run(fixture, out, at, force);
        return out;
    }

    private static Export.Report run(ImportFixture fixture, Path out, Optional<Position> at, boolean force) {
        return new Export(
                        fixture.journal,
                        fixture.codec,
                        fixture.timelines,
                        List.of(new DeespecWriter()),
                        ImportFixture.CLOCK)
                .run(
                        new Export.Options("deespec", out, Optional.empty(), Optional.empty(), at, force),
                        Metadata.of("ada", "cli"),
                        _ -> {});
    }

    private void tell(ImportFixture fixture, StreamId stream, Event event) {
        var draft = fixture.codec.draft(
                EventIds.derived("by hand", Integer.toString(++told)),
                stream,
                event,
                Metadata.of("ada", "cli"),
                THEN.plusSeconds(told));
        fixture.journal.append(new Append(List.of(draft), Map.of())).join();
    }

    private static Instant at(ImportFixture fixture, StreamId stream, String type) {
        return fixture.journal.readStream(stream, 0, 1_000).stream()
                .filter(it -> it.type().equals(type))
                .findFirst()
                .orElseThrow()
                .occurredAt();
    }

    private static List<String> differing(Path one, Path other) {
        try {
            var hashes = new TreeMap<>(Folder.bytes(one));
            var others = Folder.bytes(other);
            others.forEach((file, hash) -> {
                if (!hashes.remove(file, hash)) {
                    hashes.put(file, hash);
                }
            });
            return List.copyOf(hashes.keySet());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> differingKeys(String one, String other) {
        var first = JsonText.tree(new Json(one));
        var second = JsonText.tree(new Json(other));
        var keys = new TreeMap<String, Boolean>();
        first.fieldNames().forEachRemaining(it -> keys.put(it, true));
        second.fieldNames().forEachRemaining(it -> keys.put(it, true));
        keys.keySet().removeIf(it -> first.path(it).equals(second.path(it)));
        return List.copyOf(keys.keySet());
    }

    private static String read(Path root, String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
