package dev.daybook.rollout;

import dev.daybook.AllSlices;
import dev.daybook.axon.AxonCommands;
import dev.daybook.command.Commands;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.command.Unavailable;
import dev.daybook.config.ConfigCommand;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.follow.TakeOver;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.node.Nodes;
import dev.daybook.node.OneNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The move of a small tool, with all that belongs to it, and short words to ask for. */
final class Move implements AutoCloseable {

    static final Duration WINDOW = Duration.ofDays(2);

    /** A clock that goes when it is told to. */
    static final class Clock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    final Clock clock = new Clock();
    final Cards cards = new Cards();
    final Path root;
    final Journal journal;
    final Codec codec;
    final Timelines timelines;
    final StreamHistory streams;
    Rollouts rollouts;
    FilesLease keeping;
    private final List<Rollouts> killed = new ArrayList<>();
    private final AxonCommands bus;
    private final TakeOver news;
    final Imports imports;
    private final boolean filesFirst;
    private final Nodes nodes;

    /** Whether the journal takes no commands. */
    volatile boolean readOnly;

    /** Whether an import is running, so that no news are taken in. */
    volatile boolean importing;

    Move(Path root, boolean filesFirst) {
        this(root, filesFirst, new MemoryJournal(InstantSource.system()));
    }

    Move(Path root, boolean filesFirst, Journal journal) {
        this(root, filesFirst, journal, new OneNode("one", "here", InstantSource.system()));
    }

    /** One of several processes of a journal. */
    Move(Path root, boolean filesFirst, Journal journal, Nodes nodes) {
        this.nodes = nodes;
        this.root = root;
        this.filesFirst = filesFirst;
        this.journal = journal;
        codec = new Codec(journal.blobs(), AllSlices.of().facts());
        timelines = new Timelines(journal, codec);
        streams = new StreamHistory(journal, codec, timelines);
        bus = AxonCommands.start(
                journal, codec, timelines, new MemorySnapshots(), AllSlices.of().domains());
        var context =
                new ImportContext(journal, codec, timelines, new LegacySources(List.of(cards)), Limits.DEFAULT, clock);
        imports = new Imports(
                new Import(context, posted(), ImportFixture.undo(journal, codec), ImportFixture.ROOM), context);
        news = new TakeOver(context, imports, "rollout");
        keeping = new FilesLease(nodes);
        rollouts = open();
    }

    private Rollouts open() {
        Commands commands = it -> {
            if (readOnly) {
                throw new Unavailable("the journal is read-only");
            }
            return bus.submit(it);
        };
        return Rollouts.open(new Rollouts.Ground(
                commands,
                new AroundJournal(journal) {
                    @Override
                    public CompletableFuture<Appended> append(Append append) {
                        return readOnly
                                ? CompletableFuture.failedFuture(new JournalUnavailable("the journal is read-only"))
                                : super.append(append);
                    }
                },
                codec,
                timelines,
                posted(),
                AllSlices.of().deciders(),
                it -> AxonCommands.carriedOut(journal, timelines, it),
                (it, ordinal) -> AxonCommands.fact(journal, timelines, it, ordinal),
                Optional.of(root.resolve("pending")),
                List.of(new Tool(cards, filesFirst, true)),
                changes,
                this::forget,
                Map.of(),
                new Rollouts.Settings(WINDOW, Duration.ofDays(1)),
                List::of,
                keeping,
                clock));
    }

    /** What was not written down is forgotten, as after a kill. */
    void restart() {
        rollouts.stages().close();
        killed.add(rollouts);
        keeping = new FilesLease(nodes);
        rollouts = open();
    }

    private final FileChanges changes = new FileChanges() {
        @Override
        public long take(
                String kind,
                Path root,
                List<Path> files,
                Function<StreamId, Optional<List<Recorded>>> shown,
                boolean behind,
                Set<StreamId> only)
                throws IOException {
            if (readOnly) {
                throw new JournalUnavailable("the journal is read-only");
            }
            if (importing) {
                throw Rejected.conflict("an import is running");
            }
            return news.take(kind, root, files, shown, behind, only);
        }

        @Override
        public Set<StreamId> untaken(
                String kind, Path root, List<Path> files, Function<StreamId, Optional<List<Recorded>>> shown)
                throws IOException {
            return news.untaken(kind, root, files, shown);
        }

        @Override
        public List<Written> writing(Writing writing) throws IOException {
            return news.writing(writing);
        }
    };

    private Runnable forget(StreamId thing, String actor, String why) {
        long at = bus.submit(settling(new RollBack(
                        RolledBack.of(new Target.Entity(thing.toString(), 0), Optional.of(why)),
                        journal.head().value())))
                .position();
        return () -> bus.submit(settling(new RollBack(
                RolledBack.of(new Target.Rollback(at), Optional.of(why)),
                journal.head().value())));
    }

    private Submission<Command> settling(Command command) {
        return Settlement.submission(command, "ada", Retraction.SOURCE, clock);
    }

    /** Sets a card past the files, as another process does that does not keep them. */
    void writeBeside(String box, String name, String value) {
        bus.submit(submission(command(box, name, value)));
    }

    /** Sets a card as a user, and is killed as soon as the journal has it. */
    void writeAndDie(String box, String name, String value) {
        writeBeside(box, name, value);
        restart();
    }

    /** Goes back as a user. */
    void rollBack(long to) {
        rollouts.around(() -> rolledBack(to));
    }

    /** Goes back and is killed as soon as that is recorded. */
    void rollBackAndDie(long to) {
        rolledBack(to);
        restart();
    }

    /** Begins to settle a discrepancy for the file, and is killed as soon as nothing of the thing counts any more. */
    void settleForFileAndDie(String box, String name) {
        forget(Cards.card(box, name), "ada", "a discrepancy was settled for the file");
        restart();
    }

    private Receipt rolledBack(long to) {
        return bus.submit(submission(new RollBack(
                RolledBack.of(new Target.To(to), Optional.empty()),
                journal.head().value())));
    }

    private ReadModelLookup posted() {
        return new ReadModelLookup() {
            @Override
            public void await(Position position) {
                // it is read from the journal itself
            }

            @Override
            public Optional<Map<String, Object>> fields(StreamId stream) {
                return Cards.value(streams.of(stream).entries()).map(it -> Map.of("/value", Cards.quoted(it)));
            }
        };
    }

    Submission<Command> submission(Command command) {
        return new Submission<>(
                command,
                "ada",
                "test",
                clock.instant(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static ConfigCommand.Set command(String box, String name, String value) {
        return new ConfigCommand.Set(Cards.card(box, name).key(), new Json(Cards.quoted(value)));
    }

    /** Sets a card as a user. */
    Receipt write(String box, String name, String value) {
        return rollouts.commands().submit(submission(command(box, name, value)));
    }

    /** Sets cards of boxes together, all or none. */
    Receipt writeAll(String value, List<String> boxes, List<String> names) {
        var all = new ArrayList<Command>();
        boxes.forEach(box -> names.forEach(name -> all.add(command(box, name, value))));
        return rollouts.commands().submit(submission(all.getFirst()).beside(all.subList(1, all.size())));
    }

    Receipt write(String box, String name, String value, String key) {
        Submission<Command> it = submission(command(box, name, value));
        return rollouts.commands()
                .submit(new Submission<>(
                        it.command(),
                        it.actor(),
                        it.source(),
                        it.at(),
                        it.session(),
                        it.expectedRevision(),
                        it.correlation(),
                        it.causation(),
                        Optional.of(new IdempotencyKey(key, value))));
    }

    /** Sets a stage past what brings both sides together, as another process does. */
    void switchBeside(Stage stage) {
        bus.submit(settling(new RolloutCommand.SetStage(
                "cards",
                stage,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.of("a test"),
                List.of(),
                Figures.NONE)));
    }

    Rollouts.Switched set(Stage stage) {
        return rollouts.set(wanted(stage, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    Rollouts.Switched force(Stage stage) {
        return rollouts.set(wanted(stage, Optional.empty(), Optional.empty(), Optional.of("because of a test")));
    }

    Rollouts.Wanted wanted(Stage stage, Optional<String> box, Optional<Integer> percent, Optional<String> reason) {
        return new Rollouts.Wanted(
                "cards", stage, box, percent, Optional.of(root), reason.isPresent(), reason, "ada", "test");
    }

    /** Returns what the file says of a card. */
    Optional<String> inFile(String box, String name) throws IOException {
        return Optional.ofNullable(Cards.read(Cards.file(root, box)).get(name));
    }

    /** Returns all that a card ever was, as the journal has it. */
    List<String> values(String box, String name) {
        return streams.of(Cards.card(box, name)).entries().stream()
                .flatMap(it -> Cards.value(List.of(it)).stream())
                .toList();
    }

    /** Returns what the journal says of a card. */
    Optional<String> inJournal(String box, String name) {
        return Cards.value(streams.of(Cards.card(box, name)).entries());
    }

    Compared compare() {
        return rollouts.compare("cards", Optional.empty()).values().stream().reduce(Compared.NOTHING, Compared::plus);
    }

    /** Returns what was written down about the move, without figures. */
    List<RolloutEvent> history() {
        return journal.readForward(Selection.category("rollout"), Position.START, Integer.MAX_VALUE).stream()
                .map(it -> (RolloutEvent) codec.decode(it))
                .filter(it -> !(it instanceof RolloutEvent.Measured || it instanceof RolloutEvent.RolledBackShown))
                .toList();
    }

    @Override
    public void close() {
        rollouts.close();
        killed.forEach(Rollouts::close); // their threads are none that a kill has ended
        news.close();
        bus.close();
        timelines.close();
        journal.close();
    }
}
