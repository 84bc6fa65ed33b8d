package dev.daybook.bench;

import dev.daybook.AllSlices;
import dev.daybook.axon.AxonCommands;
import dev.daybook.axon.LiveProcessors;
import dev.daybook.command.Submission;
import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiCommand;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Durable appends and commands, from one client and from many. Every figure is after the flush to disk. */
final class Appends {

    private static final int MANY = 64;

    /** Facts are mostly about things that are there already. */
    private static final int STREAMS = 10_000;

    private static final int BATCH = 1_000;

    private static final double WARM_UP_SECONDS = 2;
    private static final double SECONDS = 5;

    private final Path scratch;
    private final Consumer<Figure> table;
    private final double warmUpSeconds;
    private final double seconds;

    Appends(Path scratch, Consumer<Figure> table) {
        this(scratch, table, WARM_UP_SECONDS, SECONDS);
    }

    Appends(Path scratch, Consumer<Figure> table, double warmUpSeconds, double seconds) {
        this.scratch = scratch;
        this.table = table;
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
    }

    void run() throws Exception {
        double rawOne = raw(1);
        double rawMany = raw(MANY);
        double filesOne = files(1);
        double filesMany = files(MANY);
        table.accept(figure(
                "durable appends, 1 client", journal(1), rawOne, filesOne, "journal, 1 fact each, 10,000 streams"));
        table.accept(
                figure("durable appends, 64 clients", journal(MANY), rawMany, filesMany, "raw: bare group commit"));
        table.accept(figure("commands, 1 client", commands(1), rawOne, filesOne, "bus, decider, journal: registers"));
        table.accept(
                figure("commands, 64 clients", commands(MANY), rawMany, filesMany, "bus, decider, journal: registers"));
    }

    private static Figure figure(String name, double ours, double raw, double files, String note) {
        return new Figure(name, "/s", ours, Optional.of(raw), Optional.of(files), note);
    }

    double raw(int clients) throws Exception {
        byte[] payload = draft(new Codec(_ -> Optional.empty(), AllSlices.of().facts()), 0)
                .payload()
                .bytes();
        Path file = fresh("raw").resolve("raw.db");
        try (var raw = new RawGroup(() -> new RawJournal(file))) {
            Clients.run(clients, warmUpSeconds, _ -> raw.insert(payload));
            return Clients.run(clients, seconds, _ -> raw.insert(payload)).perSecond();
        }
    }

    double journal(int clients) throws Exception {
        try (var journal = SqliteJournal.open(fresh("journal").resolve("journal.db"), InstantSource.system())) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            Clients.Work append = number -> {
                Draft draft = draft(codec, number);
                journal.append(Append.of(List.of(draft), draft.stream(), new Expectation.Any()))
                        .join();
            };
            Clients.run(clients, warmUpSeconds, number -> append.run(number | 1L << 40));
            return Clients.run(clients, seconds, append).perSecond();
        }
    }

    double commands(int clients) throws Exception {
        try (var journal = SqliteJournal.open(fresh("commands").resolve("journal.db"), InstantSource.system());
                var timelines = new Timelines(
                        journal, new Codec(journal.blobs(), AllSlices.of().facts()));
                var commands = AxonCommands.start(
                        journal,
                        new Codec(journal.blobs(), AllSlices.of().facts()),
                        timelines,
                        new MemorySnapshots(),
                        AllSlices.of().domains())) {
            return registered(commands, clients);
        }
    }

    private double registered(AxonCommands commands, int clients) throws Exception {
        Clients.Work register = number -> commands.submit(new Submission<>(
                register(number),
                "bench",
                "bench",
                Instant.now(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        Clients.run(clients, warmUpSeconds, number -> register.run(number | 1L << 40));
        return Clients.run(clients, seconds, register).perSecond();
    }

    /** As {@link #commands}, while the read models follow the journal. */
    double commandsWithReadModels(int clients) throws Exception {
        Path folder = fresh("followed");
        try (var journal = SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system())) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            try (var timelines = new Timelines(journal, codec);
                    var models = ReadModels.open(
                            folder.resolve("read"),
                            journal,
                            codec,
                            timelines,
                            AllSlices.of().projections(codec.catalog(), journal::blobs),
                            InstantSource.system());
                    var commands = AxonCommands.start(
                            journal,
                            codec,
                            timelines,
                            new MemorySnapshots(),
                            AllSlices.of().domains());
                    var _ = LiveProcessors.start(journal, codec, models, InstantSource.system())) {
                return registered(commands, clients);
            }
        }
    }

    /** Appends the facts with these numbers in batches. Returns the seconds that it took. */
    static double fill(Journal journal, Codec codec, int from, int to) {
        long begin = System.nanoTime();
        for (int number = from; number < to; number += BATCH) {
            var drafts = new ArrayList<Draft>(BATCH);
            for (int next = number; next < Math.min(to, number + BATCH); next++) {
                drafts.add(draft(codec, next));
            }
            journal.append(new Append(drafts, Map.of())).join();
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private double files(int clients) throws Exception {
        Path folder = fresh("files");
        byte[] state = draft(new Codec(_ -> Optional.empty(), AllSlices.of().facts()), 0)
                .payload()
                .bytes();
        return Clients.run(clients, seconds, number -> FileWay.write(folder.resolve(number + ".json"), state))
                .perSecond();
    }

    private static SbiCommand.Register register(long number) {
        return new SbiCommand.Register(
                id(number),
                Optional.empty(),
                "Guard the import endpoint " + number,
                Optional.of("# Guard\n\nEvery record is compared field by field.\n"),
                "backend",
                List.of("backend", "security"),
                1,
                Optional.empty(),
                List.of(),
                false,
                Json.EMPTY_OBJECT,
                Set.of());
    }

    static Draft draft(Codec codec, long number) {
        var it = register(number);
        var event = new SbiEvent.Registered(
                it.sbi(),
                it.taskId(),
                it.title(),
                it.spec(),
                it.label(),
                it.labels(),
                it.priority(),
                it.parent(),
                it.dependsOn(),
                it.onlyImplement(),
                it.metadata());
        Instant now = Instant.now();
        return codec.draft(
                EventIds.timeOrdered(now),
                new StreamId("sbi", id(number % STREAMS).value()),
                event,
                Metadata.of("bench", "bench"),
                now);
    }

    private static SbiId id(long number) {
        return new SbiId("SBI-01K%023d".formatted(number));
    }

    private Path fresh(String name) throws Exception {
        return Files.createTempDirectory(scratch, name);
    }
}
