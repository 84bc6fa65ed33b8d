package dev.daybook.importing.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.follow.Followed.Batch;
import dev.daybook.importing.follow.Followed.State;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.ImportRequest;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.JournalInBetween;
import dev.daybook.importing.run.LiveReading;
import dev.daybook.importing.run.Meanwhile;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.Run;
import dev.daybook.importing.run.RunView;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.node.OneNode;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StateClaimed;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a tree: real files, the system's own notices. */
class FollowersTest {

    private static final String ID = "SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0";
    private static final String OTHER = "SBI-01K6GAQ7M4X2V9B8N0C5D3F1R1";
    private static final String FOLDER = ".deespec/specs/sbi/" + ID + "/";

    @TempDir
    private Path root;

    private final DeespecSource source = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private final ImportFixture fixture = new ImportFixture(source);
    private Imports imports;
    private Followers followers;

    @BeforeEach
    void a_tree() throws IOException {
        Folder.write(root, FOLDER + "spec.md", "# One\n");
        Folder.write(root, FOLDER + "state.json", state("One", 1));
        imports = new Imports(fixture.imports(), fixture.context(InstantSource.system()));
        followers = new Followers(fixture.context(InstantSource.system()), imports);
    }

    @AfterEach
    void close() {
        followers.close();
        imports.close();
        fixture.close();
    }

    private static String state(String title, int version) {
        return """
            {"version":%d,"id":"%s","title":"%s","status":"READY","priority":0,"created_at":"2025-10-01T00:00:00Z"}
            """.formatted(version, ID, title);
    }

    /** Returns when it has caught up. */
    private String follow() {
        String run = followers
                .start(new Followers.Request(root, Optional.empty(), Optional.empty(), "ada"))
                .run();
        await().until(() -> followers.find(run).orElseThrow().state() == State.FOLLOWING
                && followers.find(run).orElseThrow().counts().batches() > 0);
        return run;
    }

    private List<Event> events(String id) {
        return fixture.events(new StreamId("sbi", id));
    }

    private void awaitLast(Class<? extends Event> type, Object... holds) {
        await().untilAsserted(() -> assertThat(events(ID).stream()
                        .filter(type::isInstance)
                        .map(Object::toString)
                        .reduce((_, last) -> last)
                        .orElse("none"))
                .contains(List.of(holds).stream().map(Object::toString).toList()));
    }

    /** Returns the batches after one, which are told once their facts are on record. */
    private List<Batch> batchesAfter(String run, long number) {
        return await().until(() -> followers.batches(run, number), batches -> !batches.isEmpty());
    }

    private List<String> codes(String run) {
        return followers.batches(run, 0).stream()
                .map(Batch::findings)
                .flatMap(List::stream)
                .map(Finding::code)
                .toList();
    }

    @Test
    void a_file_of_a_kind_that_nobody_knows_is_kept_when_it_appears() throws IOException {
        String run = follow();
        List<String> files = List.of(
                FOLDER + "scratch/run.sh",
                FOLDER + "notes.txt~",
                ".deespec/specs/other/README.md",
                ".deespec/knowledge/auth.md",
                ".deespec/new/thing.bin",
                ".deespec/unheard-of");

        for (String file : files) {
            Folder.write(root, file, "of " + file);
        }

        await().untilAsserted(() -> assertThat(files)
                .allSatisfy(file -> assertThat(fixture.events(new StreamId("file", file)))
                        .hasToString("[Written[file=%1$s, encoding=utf-8, content=of %1$s]]".formatted(file))));
        await().untilAsserted(() -> assertThat(codes(run)).contains("FOREIGN_FILE", "ORPHAN_FILE"));
    }

    @Test
    void what_changed_while_nobody_watched_is_caught_up_and_then_each_change_as_it_comes() throws IOException {
        String run = follow();
        assertThat(events(ID)).hasAtLeastOneElementOfType(Registered.class);

        Folder.write(root, FOLDER + "spec.md", "# One\n\nMore.\n");

        awaitLast(Respecified.class, "More.");
        Batch batch = batchesAfter(run, 1).getFirst();
        assertThat(batch.files()).containsExactly(FOLDER + "spec.md");
        assertThat(batch.events()).isPositive();
        assertThat(checkpoints()).containsExactly("before-" + run);
    }

    private List<String> checkpoints() {
        return fixture.journal.readForward(Selection.category("journal"), Position.START, 100).stream()
                .map(fixture.codec::decode)
                .map(it -> ((dev.daybook.domain.history.HistoryEvent.CheckpointNamed) it).name())
                .toList();
    }

    @Test
    void a_file_that_is_written_in_two_halves_counts_when_it_is_whole() throws IOException {
        String run = follow();
        String text = state("Two halves", 2);
        Path file = root.resolve(FOLDER + "state.json");

        Files.writeString(file, text.substring(0, text.length() / 2));
        long positionThen = fixture.journal.head().value();
        await().during(Duration.ofMillis(700))
                .until(() -> fixture.journal.head().value() == positionThen);
        Files.writeString(file, text);

        awaitLast(Retitled.class, "Two halves");
        assertThat(codes(run)).doesNotContain("TRUNCATED_JSON", "INVALID_JSON", "EMPTY_FILE");
    }

    @Test
    void what_stays_cut_is_taken_with_its_finding() throws IOException {
        String run = follow();

        Folder.write(root, FOLDER + "state.json", "{\"version\":2,\"title\":\"Cu");

        await().until(() -> codes(run).contains("TRUNCATED_JSON"));
        assertThat(events(ID)).doesNotHaveAnyElementsOfTypes(Retitled.class);
    }

    @Test
    void a_file_that_no_parser_gets_through_ends_nothing() throws IOException {
        follow();
        String file = ".deespec/specs/sbi/" + OTHER + "/meta.yaml";
        String text = "id: " + OTHER + "\ntitle: \"Caf\\u00e9\"\n";

        Folder.write(root, file, text.substring(0, text.indexOf("00e9")));
        await().until(() -> !events(OTHER).isEmpty()
                || !fixture.events(new StreamId("file", file)).isEmpty());
        Folder.write(root, file, text);

        await().untilAsserted(() -> assertThat(events(OTHER).toString()).contains("Café"));
    }

    @Test
    void a_file_that_is_renamed_into_place_is_one_change() throws IOException {
        String run = follow();
        Path file = root.resolve(FOLDER + "state.json");
        Path beside = Files.writeString(root.resolve(FOLDER + "state.json.tmp"), state("Renamed", 2));

        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);

        awaitLast(Retitled.class, "Renamed");
        assertThat(batchesAfter(run, 1)).singleElement().satisfies(it -> {
            assertThat(it.files()).containsExactly(FOLDER + "state.json");
            assertThat(it.findings()).isEmpty();
        });
    }

    @Test
    void a_new_folder_with_many_files_is_taken_over_whole() throws IOException {
        follow();
        String folder = ".deespec/specs/sbi/" + OTHER + "/";

        for (int turn = 1; turn <= 20; turn++) {
            Folder.write(root, folder + "implement_" + turn + ".md", "Turn " + turn + "\n");
        }
        Folder.write(root, folder + "spec.md", "# Other\n");
        Folder.write(root, folder + "state.json", state("Other", 1).replace(ID, OTHER));

        await().until(() -> !events(OTHER).isEmpty());
        assertThat(events(OTHER))
                .hasSizeGreaterThan(20)
                .anySatisfy(it -> assertThat(it)
                        .isInstanceOfSatisfying(
                                Registered.class,
                                registered -> assertThat(registered.title()).isEqualTo("Other")));
    }

    @Test
    void many_quick_writes_end_in_the_last_content_without_doubles() throws IOException {
        follow();

        for (int version = 2; version <= 200; version++) {
            Folder.write(root, FOLDER + "state.json", state("Version " + version, version));
        }

        awaitLast(Retitled.class, "Version 200");
        List<String> claims = events(ID).stream()
                .filter(StateClaimed.class::isInstance)
                .map(Object::toString)
                .toList();
        assertThat(claims).doesNotHaveDuplicates().hasSizeLessThan(200);
        assertThat(again().events().appended()).isZero();
    }

    private Report again() {
        return imports.run(ImportFixture.request(root, false), _ -> {});
    }

    @Test
    void nothing_is_missed_without_any_notice_of_the_system() throws IOException {
        followers = new Followers(fixture.context(InstantSource.system()), imports, _ -> Optional.empty());
        follow();

        Folder.write(root, ".deespec/specs/sbi/" + OTHER + "/spec.md", "# Other\n");
        Folder.write(root, FOLDER + "spec.md", "# One\n\nUnnoticed.\n");

        awaitLast(Respecified.class, "Unnoticed.");
        await().untilAsserted(() -> assertThat(events(OTHER)).hasAtLeastOneElementOfType(Registered.class));
    }

    @Test
    void a_follower_that_was_stopped_catches_up_when_it_begins_again() throws IOException {
        String run = follow();
        followers.stop(run);
        assertThat(imports.find(run).orElseThrow().state()).isEqualTo(RunView.State.FINISHED);
        Folder.write(root, FOLDER + "spec.md", "# One\n\nMeanwhile.\n");

        String next = follow();

        awaitLast(Respecified.class, "Meanwhile.");
        assertThat(next).isNotEqualTo(run);
    }

    @Test
    void what_a_user_changed_is_not_undone() throws IOException {
        follow();
        var retitled = new Retitled(new SbiId(ID), "Mine");
        fixture.journal
                .append(new Append(
                        List.of(fixture.codec.draft(
                                UUID.randomUUID(),
                                new StreamId("sbi", ID),
                                retitled,
                                Metadata.of("ada", "cli"),
                                ImportFixture.CLOCK.instant())),
                        Map.of()))
                .join();

        Folder.write(root, FOLDER + "spec.md", "# One\n\nMore.\n");

        awaitLast(Respecified.class, "More.");
        awaitLast(Retitled.class, "Mine");
        assertThat(again().events().appended()).isZero();
    }

    private Instant lastOccurredAt() {
        return fixture.journal
                .readStream(new StreamId("sbi", ID), 0, 1_000)
                .getLast()
                .occurredAt();
    }

    @Test
    void an_edit_is_dated_by_the_writing_of_the_file_not_by_an_old_time_within() throws IOException {
        follow();
        assertThat(lastOccurredAt()).isEqualTo(Instant.parse("2025-10-01T00:00:00Z"));
        Path file = root.resolve(FOLDER + "spec.md");
        Instant writtenAt = Instant.parse("2026-03-04T05:06:07Z");
        Path beside = Files.writeString(root.resolve("beside"), "# One\n\nTonight.\n");
        Files.setLastModifiedTime(beside, FileTime.from(writtenAt));

        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);

        awaitLast(Respecified.class, "Tonight.");
        assertThat(lastOccurredAt()).isEqualTo(writtenAt);
        assertThat(again().events().appended()).isZero();
    }

    @Test
    void an_old_file_that_is_put_in_place_is_dated_by_when_it_was_seen() throws IOException {
        Instant before = Instant.now();
        follow();
        Path beside = Files.writeString(root.resolve("beside"), "# One\n\nFrom the archive.\n");
        Files.setLastModifiedTime(beside, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        Files.move(beside, root.resolve(FOLDER + "spec.md"), StandardCopyOption.ATOMIC_MOVE);

        awaitLast(Respecified.class, "From the archive.");
        assertThat(lastOccurredAt()).isBetween(before, Instant.now());
        assertThat(again().events().appended()).isZero();
    }

    @Test
    void a_task_that_is_new_tells_its_own_times_and_a_change_that_tells_a_new_time_keeps_it() throws IOException {
        follow();
        Folder.write(
                root,
                ".deespec/specs/sbi/" + OTHER + "/state.json",
                state("Other", 1).replace(ID, OTHER));
        await().untilAsserted(() -> assertThat(events(OTHER)).isNotEmpty());
        assertThat(fixture.journal
                        .readStream(new StreamId("sbi", OTHER), 0, 1)
                        .getFirst()
                        .occurredAt())
                .isEqualTo(Instant.parse("2025-10-01T00:00:00Z"));
        Instant told = Instant.parse("2026-02-03T04:05:06Z");

        Folder.write(
                root, FOLDER + "state.json", state("Renamed", 2).replace("}", ",\"updated_at\":\"" + told + "\"}"));

        awaitLast(Retitled.class, "Renamed");
        assertThat(lastOccurredAt()).isEqualTo(told);
        assertThat(again().events().appended()).isZero();
    }

    @Test
    void what_is_taken_over_at_once_is_dated_by_the_writing_of_the_file_too() throws IOException {
        again();
        Path file = Files.writeString(root.resolve(FOLDER + "spec.md"), "# One\n\nAt once.\n");
        Instant writtenAt = Instant.parse("2026-03-04T05:06:07Z");
        Files.setLastModifiedTime(file, FileTime.from(writtenAt));

        try (var takeOver = new TakeOver(fixture.context(InstantSource.system()), imports, "ada")) {
            assertThat(takeOver.take("deespec", root, List.of(file), _ -> Optional.empty(), true, Set.of()))
                    .isEqualTo(1);
        }

        assertThat(lastOccurredAt()).isEqualTo(writtenAt);
        assertThat(again().events().appended()).isZero();
    }

    private static final String JOURNAL = ".deespec/var/journal.ndjson";

    /** Returns how many entries of the tool's journal are known of the first task. */
    private long entries() {
        return events(ID).stream()
                .filter(JournalEntryRecorded.class::isInstance)
                .count();
    }

    /** Lets the tool write one entry of the first task, and so many of the other that nobody looks that far back. */
    private void manyEntries() throws IOException {
        Folder.write(root, ".deespec/specs/sbi/" + OTHER + "/spec.md", "# Other\n");
        again();
        var lines = new StringBuilder();
        for (int turn = 1; turn <= 400; turn++) {
            lines.append("{\"ts\":\"2025-10-01T00:00:00Z\",\"turn\":%d,\"step\":\"test\",\"decision\":\"\","
                            .formatted(turn))
                    .append("\"elapsed_ms\":1,\"error\":\"\",\"artifacts\":[\".deespec/specs/sbi/%s/test_%d.md\"]}\n"
                            .formatted(turn == 1 ? ID : OTHER, turn));
        }
        Folder.write(root, JOURNAL, lines.toString());
    }

    @Test
    void what_a_comparison_read_of_a_journal_is_still_told_to_whoever_keeps_it() throws IOException {
        manyEntries();
        try (Reading look = source.read(LegacySource.Root.of(root), Scope.ALL, Known.NOTHING)) {
            look.forEachRemaining(_ -> {});
        }

        try (var takeOver = new TakeOver(fixture.context(InstantSource.system()), imports, "ada")) {
            takeOver.take("deespec", root, List.of(root.resolve(JOURNAL)), _ -> Optional.empty(), true, Set.of());
        }

        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void what_was_read_of_a_journal_that_did_not_stand_still_is_told_once_it_does() throws IOException {
        manyEntries();
        var context = fixture.context(InstantSource.system());
        Run run = LiveReading.following(context, "follow", source, LegacySource.Root.of(root), "ada");
        var scope = new Scope.Files(Set.of(JOURNAL));

        LiveReading.take(run, context, scope, _ -> false, reading -> reading, Optional.empty());
        assertThat(entries()).isZero();
        LiveReading.take(run, context, scope, _ -> true, reading -> reading, Optional.empty());

        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void a_journal_to_which_the_tool_writes_all_the_time_is_taken_over_while_it_does() {
        String run = follow();
        var written = new AtomicInteger();

        await().pollInterval(Duration.ofMillis(40)).until(() -> {
            append(
                    JOURNAL,
                    "{\"ts\":\"2025-10-01T00:00:00Z\",\"turn\":%d,\"step\":\"test\",\"decision\":\"\","
                            .formatted(written.incrementAndGet()));
            append(
                    JOURNAL,
                    "\"elapsed_ms\":1,\"error\":\"\",\"artifacts\":[\".deespec/specs/sbi/%s/test_%d.md\"]}\n"
                            .formatted(ID, written.get()));
            return entries() > 0;
        });

        await().until(() -> entries() == written.get());
        assertThat(codes(run)).doesNotContain("TRUNCATED_JSON", "INVALID_JSON");
    }

    private void append(String file, String text) {
        try {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_look_that_fails_in_a_way_nobody_thought_of_is_made_again() throws IOException {
        Path strange = root.resolve("strange.zip");
        Folder.clear(root.resolve(".deespec"));
        try (FileSystem elsewhere = FileSystems.newFileSystem(strange, Map.of("create", "true"))) {
            Path nowhere = elsewhere.getPath("/"); // no file of the tree has a name below it
            var other = new ImportFixture(new Meanwhile(source, () -> {}, Optional.of(nowhere)), fixture.journal);
            followers = new Followers(other.context(InstantSource.system()), imports);
            String run = follow();

            Folder.write(root, ".deespec/notes", "Notes.\n");
            await().until(() -> followers.find(run).orElseThrow().counts().errors() > 1);
            assertThat(followers.find(run).orElseThrow().state()).isEqualTo(State.WAITING);
            delete(".deespec/notes");

            await().until(() -> followers.find(run).orElseThrow().state() == State.FOLLOWING);
            followers.stop(run);
        }
    }

    @Test
    void a_change_is_taken_over_though_a_file_beside_it_was_removed_while_both_were_read() throws IOException {
        var removed = new AtomicBoolean(true);
        var other = new ImportFixture(
                new Meanwhile(source, () -> {
                    if (!removed.getAndSet(true)) {
                        delete(FOLDER + "state.json");
                    }
                }),
                fixture.journal);
        followers = new Followers(other.context(InstantSource.system()), imports);
        String run = follow();

        removed.set(false);
        Folder.write(root, FOLDER + "spec.md", "# One\n\nAlone.\n");
        Folder.write(root, FOLDER + "state.json", state("With it", 2));

        awaitLast(Respecified.class, "Alone.");
        await().until(() -> codes(run).contains("MISSING_FILE"));
        assertThat(events(ID)).doesNotHaveAnyElementsOfTypes(Retitled.class); // it was not there to the end
    }

    @Test
    void a_file_that_is_gone_takes_nothing_back() throws IOException {
        String run = follow();
        List<Event> before = events(ID);

        Files.delete(root.resolve(FOLDER + "spec.md"));

        await().until(() -> codes(run).contains("MISSING_FILE"));
        assertThat(events(ID)).isEqualTo(before);
        Folder.write(root, FOLDER + "state.json", state("Two", 2));
        awaitLast(Retitled.class, "Two");
        assertThat(followers.batches(run, 0))
                .flatExtracting(Batch::findings)
                .filteredOn(it -> it.message().equals("was removed"))
                .as("told once")
                .hasSize(1);
    }

    @Test
    void it_waits_for_its_turn_and_others_for_a_batch_of_it() throws IOException {
        String run = follow();

        imports.alone("a rollback", () -> {
            write(FOLDER + "spec.md", "# One\n\nLater.\n");
            await().until(() -> followers.find(run).orElseThrow().state() == State.WAITING);
            return fixture.journal.head();
        });

        awaitLast(Respecified.class, "Later.");
        assertThat(followers.find(run).orElseThrow().counts().errors()).isZero();
    }

    @Test
    void a_file_that_is_removed_does_not_end_the_wait_for_its_turn() {
        String run = follow();
        var told = new CopyOnWriteArrayList<State>();

        imports.alone("a rollback", () -> {
            write(FOLDER + "spec.md", "# One\n\nLater.\n");
            await().until(() -> followers.find(run).orElseThrow().state() == State.WAITING);
            try (var _ = followers.watch(followed -> told.add(followed.state()))) {
                delete(FOLDER + "state.json");
                await().until(() -> codes(run).contains("MISSING_FILE"));
            }
            return fixture.journal.head();
        });

        assertThat(told).isNotEmpty().containsOnly(State.WAITING);
        awaitLast(Respecified.class, "Later.");
    }

    @Test
    void a_follower_that_lost_its_tree_to_another_process_ends_and_gives_back_what_it_watched_with()
            throws IOException {
        var nodes = new OneNode("", "", InstantSource.system());
        WatchService notices = root.getFileSystem().newWatchService();
        followers = new Followers(fixture.context(InstantSource.system()), imports, _ -> Optional.of(notices), nodes);
        String run = follow();

        nodes.leases().all().forEach(nodes.leases()::revoke);

        await().until(() -> followers.find(run).isEmpty());
        await().until(() -> imports.find(run).orElseThrow().state() != RunView.State.RUNNING);
        assertThatThrownBy(notices::poll).isInstanceOf(ClosedWatchServiceException.class);
        assertThat(follow()).isNotEqualTo(run);
    }

    @Test
    void a_tree_that_could_not_be_watched_is_followed_later() {
        var broken = new AtomicBoolean(true);
        followers = new Followers(fixture.context(InstantSource.system()), imports, _ -> {
            if (broken.getAndSet(false)) {
                throw new IllegalStateException("the system gives no more");
            }
            return Optional.empty();
        });

        assertThatThrownBy(this::follow).hasMessage("the system gives no more");

        assertThat(followers.find(follow())).isPresent();
        assertThat(followers.list()).hasSize(1);
    }

    @Test
    void what_the_journal_does_not_take_is_taken_over_when_it_does_again() throws IOException {
        List<RuntimeException> trouble = new CopyOnWriteArrayList<>();
        var journal = new JournalInBetween(fixture.journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                for (RuntimeException it : trouble) {
                    return CompletableFuture.failedFuture(it);
                }
                return super.append(append);
            }
        };
        var other = new ImportFixture(source, journal);
        followers = new Followers(other.context(InstantSource.system()), imports);
        String run = follow();

        trouble.add(new JournalUnavailable("the disk is full"));
        Folder.write(root, FOLDER + "spec.md", "# One\n\nFirst.\n");
        await().until(() -> followers.find(run).orElseThrow().why().equals(Optional.of("the disk is full")));
        assertThat(followers.find(run).orElseThrow().state()).isEqualTo(State.WAITING);
        assertThat(followers.find(run).orElseThrow().lag()).isPositive();
        assertThat(followers.find(run).orElseThrow().counts().errors()).isZero(); // nothing is wrong with the files
        trouble.addFirst(new IllegalStateException("what nobody thought of"));
        await().until(() -> followers.find(run).orElseThrow().counts().errors() > 1);
        trouble.clear();

        awaitLast(Respecified.class, "First.");
        await().until(() -> followers.find(run).orElseThrow().state() == State.FOLLOWING);
        assertThat(followers.find(run).orElseThrow().why()).isEmpty();
        assertThat(again().events().appended()).isZero();
    }

    @Test
    void a_change_is_taken_over_once_and_counted() throws IOException {
        String run = follow();
        Followed before = followers.find(run).orElseThrow();
        Folder.write(root, FOLDER + "notes.txt~", "1");
        Folder.write(root, FOLDER + "more.txt~", "2");

        await().until(() -> followers.find(run).orElseThrow().counts().files() == 2);
        await().during(Duration.ofMillis(900))
                .until(() -> followers.find(run).orElseThrow().counts().files() == 2);

        Followed after = followers.find(run).orElseThrow();
        List<Batch> batches = followers.batches(run, before.counts().batches());
        assertThat(batches.stream().flatMap(batch -> batch.files().stream()))
                .containsExactlyInAnyOrder(FOLDER + "notes.txt~", FOLDER + "more.txt~");
        assertThat(after.counts().batches() - before.counts().batches()).isEqualTo(batches.size());
        assertThat(after.counts().appended() - before.counts().appended())
                .isEqualTo(batches.stream().mapToLong(Batch::events).sum())
                .isEqualTo(2);
        assertThat(after.counts().findings() - before.counts().findings())
                .isEqualTo(batches.stream()
                        .mapToLong(batch -> batch.findings().size())
                        .sum())
                .isPositive();
        assertThat(after.lag()).isZero();
        assertThat(followers.list()).containsExactly(after);
    }

    @Test
    void what_is_stopped_is_told_as_it_ended_and_gives_back_what_it_watched_with() throws IOException {
        WatchService notices = root.getFileSystem().newWatchService();
        followers = new Followers(fixture.context(InstantSource.system()), imports, _ -> Optional.of(notices));
        String run = follow();

        Followed ended = followers.stop(run);

        assertThat(ended.state()).isEqualTo(State.STOPPED);
        assertThat(ended.counts().batches()).isEqualTo(1);
        assertThatThrownBy(notices::poll).isInstanceOf(ClosedWatchServiceException.class);
        assertThat(followers.list()).isEmpty();
        assertThatThrownBy(() -> followers.stop(run))
                .isInstanceOf(Rejected.class)
                .hasMessage("nothing is followed as '%s'", run);
    }

    @Test
    void what_a_process_followed_that_ends_is_gone_on_with_and_what_was_stopped_is_not() throws IOException {
        var nodes = new OneNode("", "", InstantSource.system());
        var context = fixture.context(InstantSource.system());
        Path stopped = root.resolve("other");
        Files.createDirectories(stopped.resolve(".deespec"));
        followers = new Followers(context, imports, nodes);
        follow();
        followers.stop(followers
                .start(new Followers.Request(stopped, Optional.of("deespec"), Optional.of("other"), "ada"))
                .run());
        followers.close();
        assertThatThrownBy(this::follow).hasMessage("the service is being stopped");

        followers = new Followers(context, imports, nodes);
        followers.startLeft();

        assertThat(followers.list()).extracting(Followed::root).containsExactly(root);
        Folder.write(root, FOLDER + "spec.md", "# One\n\nGone on with.\n");
        awaitLast(Respecified.class, "Gone on with.");
    }

    @Test
    void thirty_two_trees_are_followed_and_not_one_more() throws IOException {
        followers = new Followers(fixture.context(InstantSource.system()), imports, _ -> Optional.empty());
        for (int i = 0; i <= 32; i++) {
            Path tree = root.resolve("trees/" + i);
            Files.createDirectories(tree.resolve(".deespec"));
            var request = new Followers.Request(tree, Optional.of("deespec"), Optional.of("p" + i), "ada");
            if (i < 32) {
                followers.start(request);
            } else {
                assertThatThrownBy(() -> followers.start(request)).hasMessage("32 trees are followed: want at most 32");
            }
        }
    }

    @Test
    void a_tree_that_vanishes_is_waited_for() throws IOException {
        String run = follow();
        Path away = root.resolve("away");
        Files.move(root.resolve(".deespec"), away);
        await().until(() -> followers.find(run).orElseThrow().why().orElse("").contains("not there"));

        Files.writeString(away.resolve(FOLDER.substring(".deespec/".length()) + "spec.md"), "# One\n\nBack.\n");
        Files.move(away, root.resolve(".deespec"));

        awaitLast(Respecified.class, "Back.");
    }

    @Test
    void its_run_is_running_as_long_as_it_follows() {
        String run = follow();

        assertThat(imports.find(run).orElseThrow().state()).isEqualTo(RunView.State.RUNNING);
        assertThatThrownBy(() -> ImportFixture.start(
                        imports,
                        ImportFixture.request(new ImportRequest.Rest(run), false, false, false, Optional.empty())))
                .hasMessageContaining("goes on as long as its tree is followed");
        followers.stop(run);

        assertThat(imports.find(run).orElseThrow().state()).isEqualTo(RunView.State.FINISHED);
    }

    @Test
    void a_tree_is_followed_once() {
        follow();

        assertThatThrownBy(this::follow).isInstanceOf(Rejected.class).hasMessageContaining("is followed already");
    }

    @Test
    void all_that_it_appends_carries_the_name_of_the_session() {
        String run = follow();

        assertThat(fixture.journal.readForward(Selection.all(), Position.START, 1_000))
                .extracting(Entry::metadata)
                .allMatch(it -> it.correlation().equals(Optional.of(run)));
    }

    private void delete(String file) {
        try {
            Files.delete(root.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String file, String text) {
        try {
            Folder.write(root, file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
