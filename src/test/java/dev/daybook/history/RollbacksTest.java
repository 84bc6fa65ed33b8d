package dev.daybook.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.daybook.AllSlices;
import dev.daybook.axon.AxonCommands;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.config.ConfigCommand;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.project.DirectoryCommand;
import dev.daybook.project.ScanEvent;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbacksTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path directory;

    private Journal journal;
    private Codec codec;
    private Timelines timelines;
    private AxonCommands commands;
    private ReadModels readModels;
    private Rollbacks rollbacks;

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(directory.resolve("journal.db"), InstantSource.fixed(NOW));
        codec = new Codec(journal.blobs(), AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        commands = AxonCommands.start(
                journal, codec, timelines, new MemorySnapshots(), AllSlices.of().domains());
        readModels = ReadModels.open(
                directory.resolve("read"),
                journal,
                codec,
                timelines,
                AllSlices.of().projections(codec.catalog(), journal::blobs),
                InstantSource.fixed(NOW));
        rollbacks = new Rollbacks(journal, codec, timelines, commands, known(), _ -> false, Supplier::get);
    }

    private static RollbackChange.Touched touched(StreamId thing, long first) {
        return new RollbackChange.Touched(thing, 1, 0, new Position(first), 0, 0, Optional.empty(), Optional.empty());
    }

    private Rollbacks.Known known() {
        return new Rollbacks.Known(readModels, AllSlices.of().references());
    }

    @AfterEach
    void close() {
        commands.close();
        readModels.close();
        timelines.close();
        journal.close();
    }

    @Test
    void a_dry_run_tells_what_would_change_and_changes_nothing() {
        set("theme", "dark");
        name("here");
        set("theme", "light");
        set("language", "ja");

        var change = preview(to("here"));

        assertThat(change.head()).isEqualTo(journal.head());
        assertThat(change.rollback().target()).isEqualTo(new Target.To(2));
        assertThat(change.undone()).isEqualTo(2);
        assertThat(change.restored()).isZero();
        assertThat(change.entities())
                .containsExactly(
                        touched(StreamId.parse("config/theme"), 3), touched(StreamId.parse("config/language"), 4));
        assertThat(change.entities()).hasSize(2);
        assertThat(journal.head().value()).isEqualTo(4);
    }

    @Test
    void after_a_rollback_the_read_models_are_as_they_were() {
        set("theme", "dark");
        long before = name("here").position();
        Map<String, String> then = hashes();
        set("theme", "light");
        set("language", "ja");
        assertThat(hashes()).isNotEqualTo(then);

        var done = rollbacks.run(submission(to("here")), Others.REFUSE, _ -> {});

        assertThat(done.receipt()).isEqualTo(new Receipt("journal/journal", 5, 1, 1, false));
        assertThat(done.change().undone()).isEqualTo(2);
        assertThat(done.change().rollback().target()).isEqualTo(new Target.To(before));
        assertThat(hashes()).isEqualTo(then);
        assertThat(readModels.status()).allSatisfy(it -> {
            assertThat(it.state()).isEqualTo(ProjectionStatus.State.LIVE);
            assertThat(it.position()).isEqualTo(5);
        });
        assertThat(set("theme", "light").revision()).isEqualTo(2);
    }

    @Test
    void a_rollback_whose_read_models_cannot_be_built_is_recorded_all_the_same_and_they_follow() throws IOException {
        // The rows of directories are not mended in place: their read model has to be built.
        commands.submit(submission(new DirectoryCommand.Use("/pond", NOW)));
        commands.submit(submission(new DirectoryCommand.Pin("/pond", true)));
        readModels.catchUp();
        Path manifest = directory.resolve("read/manifest.json");
        Files.delete(manifest);
        Files.writeString(Files.createDirectory(manifest).resolve("something"), "in the way");

        var done = rollbacks.run(submission(to(1)), Others.REFUSE, _ -> {});

        assertThat(done.receipt().position()).isEqualTo(3);
        assertThat(done.change().undone()).isEqualTo(1);
        assertThat(done.behind()).hasValueSatisfying(why -> assertThat(why).contains("manifest.json"));
        Files.delete(manifest.resolve("something"));
        Files.delete(manifest);
        readModels.catchUp();
        assertThat(readModels.verify(_ -> {})).isEmpty();
    }

    @Test
    void whoever_repeats_a_rollback_with_its_key_is_told_it_again_whatever_is_running() {
        set("theme", "dark");
        set("theme", "light");
        var busy = new Rollbacks(
                journal,
                codec,
                timelines,
                commands,
                known(),
                key -> AxonCommands.carriedOut(journal, timelines, key),
                _ -> {
                    throw Rejected.conflict("an import is running");
                });
        var asked = submission(to(1), Optional.of(new IdempotencyKey("once", "same")), Optional.empty());
        rollbacks.run(asked, Others.REFUSE, _ -> {});

        assertThat(busy.run(asked, Others.REFUSE, _ -> {}).receipt().replayed()).isTrue();
        assertThat(catchThrowableOfType(Rejected.class, () -> busy.run(submission(to(1)), Others.REFUSE, _ -> {})))
                .hasMessage("an import is running");
    }

    @Test
    void others_have_to_wait_for_the_entry_of_a_rollback_and_not_for_the_read_models() {
        set("theme", "dark");
        set("theme", "light");
        readModels.catchUp();
        var states = new ArrayList<ProjectionStatus.State>();

        new Rollbacks(journal, codec, timelines, commands, known(), _ -> false, rollback -> {
                    Receipt receipt = rollback.get();
                    states.add(readModels.status("search").state());
                    return receipt;
                })
                .run(submission(to(1)), Others.REFUSE, _ -> {});

        assertThat(states).containsExactly(ProjectionStatus.State.OUTDATED);
        assertThat(readModels.status("search").state()).isEqualTo(ProjectionStatus.State.LIVE);
    }

    @Test
    void a_rollback_looks_again_where_another_one_takes_its_turn_before() {
        by("bot", "theme", "dark");
        by("bot", "language", "ja");
        by("ada", "language", "en");
        RollBack other = asked(new Target.Entries(2, 2));

        var done = meanwhile(() -> rollbacks.run(submission(other), Others.REFUSE, _ -> {}))
                .run(submission(asked(new Target.Actor("bot", 0))), Others.REFUSE, _ -> {});

        assertThat(done.receipt().position()).isEqualTo(5);
        assertThat(done.change().undone()).isEqualTo(1);
        assertThat(done.change().entities()).containsExactly(touched(StreamId.parse("config/theme"), 1));
        assertThat(done.change().facts()).extracting(Entry::position).containsExactly(new Position(1));
        assertThat(done.change().later()).isEmpty();
    }

    @Test
    void rolling_back_a_rollback_brings_back_what_it_undid() {
        set("theme", "dark");
        set("theme", "light");
        Map<String, String> then = hashes();
        rollbacks.run(submission(to(1)), Others.REFUSE, _ -> {});

        var change = preview(to(2));
        rollbacks.run(submission(to(2)), Others.REFUSE, _ -> {});

        assertThat(change.undone()).isZero();
        assertThat(change.restored()).isEqualTo(1);
        assertThat(hashes()).isEqualTo(then);
    }

    @Test
    void one_entity_can_be_taken_back_alone() {
        set("theme", "dark");
        Map<String, String> then = hashes();
        set("language", "ja");

        RollBack command = asked(new Target.Entity("config/language", 0));
        rollbacks.run(submission(command), Others.REFUSE, _ -> {});

        assertThat(hashes()).isEqualTo(then);
    }

    @Test
    void what_a_newer_program_has_written_of_a_task_can_be_taken_back() {
        var task = new SbiId("SBI-1");
        var stream = new StreamId("sbi", task.value());
        Draft known = codec.draft(
                UUID.randomUUID(), stream, new SbiEvent.Retitled(task, "x"), Metadata.of("ada", "cli"), NOW);
        var newer = new Draft(
                known.id(),
                stream,
                "sbi.not-known-yet",
                1,
                known.payload(),
                known.blobs(),
                known.metadata(),
                known.occurredAt());
        journal.append(Append.of(List.of(newer), stream, new Expectation.NoStream()))
                .join();

        assertThat(preview(asked(new Target.Entity("sbi/SBI-1", 0))).undone()).isEqualTo(1);
    }

    @Test
    void one_run_can_be_taken_back_alone() {
        journal.append(new Append(
                        List.of(codec.draft(
                                UUID.randomUUID(),
                                StreamId.parse("import/run-1"),
                                new ImportStarted("run-1", "deespec", "/tree", ""),
                                Metadata.of("ada", "import:deespec"),
                                NOW)),
                        Map.of()))
                .join();
        set("theme", "dark", "run-1");
        set("language", "ja", "run-2");

        RollBack command = asked(new Target.Run("run-1", 0));

        assertThat(preview(command).entities()).containsExactly(touched(StreamId.parse("config/theme"), 2));
        assertThat(rollbacks
                        .run(submission(command), Others.REFUSE, _ -> {})
                        .change()
                        .undone())
                .isEqualTo(1);
    }

    @Test
    void going_to_where_one_is_changes_nothing() {
        set("theme", "dark");

        assertThat(preview(to(1)).undone()).isZero();
        assertThat(rollbacks
                        .run(submission(to(1)), Others.REFUSE, _ -> {})
                        .receipt()
                        .events())
                .isZero();
        assertThat(journal.head().value()).isEqualTo(1);
    }

    @Test
    void the_same_request_sent_twice_rolls_back_once() {
        set("theme", "dark");
        set("theme", "light");
        var submission = submission(to(1), Optional.of(new IdempotencyKey("key", "request")), Optional.empty());
        var first = rollbacks.run(submission, Others.REFUSE, _ -> {});

        var second = rollbacks.run(submission, Others.REFUSE, _ -> {});

        assertThat(second.receipt().replayed()).isTrue();
        assertThat(second.change()).isEqualTo(first.change());
        assertThat(journal.head().value()).isEqualTo(3);
    }

    @Test
    void nobody_goes_to_where_nothing_is() {
        assertThat(catchThrowableOfType(Rejected.class, () -> preview(to(7))).reason())
                .isEqualTo(Rejected.Reason.INVALID);
    }

    @Test
    void an_undo_takes_back_one_command_alone_and_the_next_the_one_before() {
        set("theme", "dark");
        Map<String, String> first = hashes();
        by("ada", "language", "ja");
        Map<String, String> others = hashes();
        set("font", "mono");

        undo("tester");
        assertThat(hashes()).isEqualTo(others);
        set("size", "12");
        undo("tester");
        assertThat(hashes()).isEqualTo(others);
        undo("ada");
        assertThat(hashes()).isEqualTo(first);
        undo("tester");
        assertThat(refused("tester", Optional.empty()))
                .isEqualTo("nothing that tester did counts and can be undone: daybook log shows what happened");
        assertThat(journal.head().value()).isEqualTo(8);
    }

    @Test
    void an_undo_is_undone_by_its_position_and_what_came_since_goes_on_counting() {
        set("theme", "dark");
        set("theme", "light");
        Map<String, String> then = hashes();
        long undone = undo("tester").receipt().position();
        by("ada", "language", "ja");

        Rollbacks.Done back = rollbacks.undo(as("tester", nothing()), Optional.of(Long.toString(undone)));

        assertThat(back.change().restored()).isEqualTo(1);
        assertThat(back.change().undone()).isZero();
        undo("ada");
        assertThat(hashes()).isEqualTo(then);
    }

    @Test
    void an_undo_is_not_undone_where_others_have_built_since() {
        by("ada", "theme", "dark");
        by("ada", "theme", "light");
        long undone = undo("ada").receipt().position();
        by("bob", "language", "ja");
        by("bob", "theme", "blue");
        Map<String, String> built = hashes();

        assertThat(refused("ada", Optional.of(Long.toString(undone))))
                .isEqualTo("config/theme has changed since it was undone: config.set at position 5 by bob;"
                        + " make the change again instead, or keep both: daybook rollback --undo 3");

        assertThat(hashes()).isEqualTo(built);
    }

    @Test
    void an_undo_of_an_undo_looks_again_where_somebody_builds_upon_it_meanwhile() {
        by("ada", "theme", "dark");
        by("ada", "theme", "light");
        long undone = undo("ada").receipt().position();
        Rollbacks late = meanwhile(() -> by("bob", "theme", "blue"));

        Rejected refused = catchThrowableOfType(
                Rejected.class, () -> late.undo(as("ada", nothing()), Optional.of(Long.toString(undone))));

        assertThat(refused).hasMessageContaining("config.set at position 4 by bob");
    }

    @Test
    void nothing_is_undone_that_others_built_upon_or_did_or_that_is_undone_already() {
        set("theme", "dark");
        by("ada", "theme", "light");
        by("ada", "language", "ja");

        assertThat(refused("tester", Optional.empty()))
                .isEqualTo("config/theme has changed since: config.set at position 2 by ada stands on it;"
                        + " undo that first");
        assertThat(refused("tester", Optional.of("config/language"))).contains("was done by ada, not by tester");
        assertThat(refused("tester", Optional.of("3"))).contains("was done by ada, not by tester");
        assertThat(refused("tester", Optional.of("config/none"))).contains("config/none");
        assertThat(refused("tester", Optional.of("17"))).isEqualTo("there is no position 17: the last one is 3");
        long undone = undo("ada").receipt().position();
        assertThat(refused("ada", Optional.of("3"))).contains("it was undone before");
        undo("ada");
        rollbacks.undo(as("ada", nothing()), Optional.of(Long.toString(undone)));
        assertThat(refused("ada", Optional.of(Long.toString(undone)))).contains("has been taken back already");
        name("here");
        assertThat(refused("tester", Optional.of("7"))).contains("the facts about the journal itself always count");
    }

    @Test
    void an_undo_sent_twice_with_one_key_tells_the_same() {
        set("theme", "dark");
        set("language", "ja");
        var key = Optional.of(new IdempotencyKey("key", "request"));
        var first = rollbacks.undo(submission(nothing(), key, Optional.empty()), Optional.empty());

        var second = rollbacks.undo(submission(nothing(), key, Optional.empty()), Optional.empty());

        assertThat(second.receipt().replayed()).isTrue();
        assertThat(second.change()).isEqualTo(first.change());
    }

    @Test
    void an_undo_looks_again_where_somebody_builds_upon_it_meanwhile() {
        by("ada", "theme", "dark");
        by("ada", "theme", "light");
        Rollbacks late = meanwhile(() -> by("bob", "theme", "blue"));

        Rejected refused = catchThrowableOfType(
                Rejected.class, () -> late.undo(as("ada", nothing()), Optional.of("config/theme")));

        assertThat(refused).hasMessageContaining("was done by bob, not by ada");
        assertThat(journal.head().value()).isEqualTo(3);
    }

    @Test
    void of_two_undos_at_once_the_later_takes_back_the_command_before() {
        by("ada", "theme", "dark");
        by("ada", "font", "large");
        Rollbacks late = meanwhile(() -> undo("ada"));

        Rollbacks.Done second = late.undo(as("ada", nothing()), Optional.empty());

        assertThat(second.change().undone()).isEqualTo(1);
        assertThat(second.change().rollback().target()).isEqualTo(new Target.Entries(1, 1));
        assertThat(refused("ada", Optional.empty())).startsWith("nothing that ada did counts");
    }

    @Test
    void an_undo_passes_over_what_the_same_actor_took_over_from_files() {
        by("ada", "theme", "dark");
        takenOver("ada", "font");

        assertThat(undo("ada").change().rollback().target()).isEqualTo(new Target.Entries(1, 1));
        assertThat(refused("ada", Optional.of("2"))).contains("was taken over from");
    }

    @Test
    void an_undo_passes_over_a_command_that_only_reported() {
        by("ada", "theme", "dark");
        reported("ada", "it had no token");

        assertThat(undo("ada").change().rollback().target()).isEqualTo(new Target.Entries(1, 1));
        assertThat(refused("ada", Optional.empty())).startsWith("nothing that ada did counts");
    }

    private void reported(String actor, String error) {
        var run = new ScanEvent.SyncReported(
                "r1", "full", NOW, Optional.of(NOW), "failed", 0, Optional.empty(), Optional.of(error));
        var stream = new StreamId(ScanEvent.CATEGORY, run.key());
        journal.append(Append.of(
                        List.of(codec.draft(
                                UUID.randomUUID(), stream, run, Metadata.of(actor, new Source.Channel("cli")), NOW)),
                        stream,
                        new Expectation.NoStream()))
                .join();
    }

    @Test
    void commands_of_one_correlation_and_time_are_undone_one_by_one() {
        set("theme", "dark", "together");
        set("font", "large", "together");

        Rollbacks.Done last = undo("tester");

        assertThat(last.change().undone()).isEqualTo(1);
        assertThat(last.change().rollback().target()).isEqualTo(new Target.Entries(2, 2));
        assertThat(undo("tester").change().rollback().target()).isEqualTo(new Target.Entries(1, 1));
    }

    /** Rollbacks before whose first turn something else happens. */
    private Rollbacks meanwhile(Runnable other) {
        var first = new AtomicBoolean(true);
        return new Rollbacks(journal, codec, timelines, commands, known(), _ -> false, rollback -> {
            if (first.getAndSet(false)) {
                other.run();
            }
            return rollback.get();
        });
    }

    private static RollBack nothing() {
        return asked(new Target.Entries(0, 0));
    }

    private void takenOver(String actor, String key) {
        var file = new Source.Project("deespec", "").file("config.json");
        journal.append(Append.of(
                        List.of(codec.draft(
                                UUID.randomUUID(),
                                new StreamId("config", key),
                                new ConfigEvent.Set(key, new Json("1")),
                                Metadata.of(actor, file),
                                NOW)),
                        new StreamId("config", key),
                        new Expectation.NoStream()))
                .join();
    }

    private Rollbacks.Done undo(String actor) {
        return rollbacks.undo(as(actor, nothing()), Optional.empty());
    }

    private String refused(String actor, Optional<String> what) {
        return String.valueOf(
                catchThrowableOfType(Rejected.class, () -> rollbacks.previewUndo(actor, what, Optional.empty()))
                        .getMessage());
    }

    private void by(String actor, String key, String value) {
        commands.submit(as(actor, new ConfigCommand.Set(key, new Json("\"" + value + "\""))));
    }

    private static <C extends Command> Submission<C> as(String actor, C command) {
        return new Submission<>(
                command,
                actor,
                "test",
                NOW,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.of(UUID.randomUUID().toString()),
                Optional.empty(),
                Optional.empty());
    }

    private static RollBack to(long position) {
        return asked(new Target.To(position));
    }

    private static RollBack to(String checkpoint) {
        return new RollBack(
                new RolledBack(new Target.To(2), Optional.of(checkpoint), Optional.empty(), List.of(), List.of()), 2);
    }

    private static RollBack asked(Target target) {
        return new RollBack(RolledBack.of(target, Optional.empty()), 0);
    }

    private RollbackChange preview(RollBack command) {
        return rollbacks.preview(command.rollback(), "tester", Others.REFUSE);
    }

    private Receipt set(String key, String value) {
        return commands.submit(submission(new ConfigCommand.Set(key, new Json("\"" + value + "\""))));
    }

    private void set(String key, String value, String run) {
        var command = new ConfigCommand.Set(key, new Json("\"" + value + "\""));
        commands.submit(submission(command, Optional.empty(), Optional.of(run)));
    }

    private Receipt name(String checkpoint) {
        return commands.submit(submission(new HistoryCommand.NameCheckpoint(checkpoint, Optional.empty())));
    }

    /** The rows of all projections but the audit log, which tells of what was undone. */
    private Map<String, String> hashes() {
        readModels.catchUp();
        return readModels.names().stream()
                .filter(it -> !it.equals("audit"))
                .collect(Collectors.toMap(it -> it, readModels::tableHash));
    }

    private static <C extends Command> Submission<C> submission(C command) {
        return submission(command, Optional.empty(), Optional.empty());
    }

    private static <C extends Command> Submission<C> submission(
            C command, Optional<IdempotencyKey> key, Optional<String> correlation) {
        return new Submission<>(
                command,
                "tester",
                "test",
                NOW,
                Optional.empty(),
                OptionalLong.empty(),
                correlation,
                Optional.empty(),
                key);
    }
}
