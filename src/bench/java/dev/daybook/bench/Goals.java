package dev.daybook.bench;

import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Journal;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.deespec.DeespecSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is wanted of the speed, each figure beside its limit in the same run, on less than the other measurements take:
 * some seconds a row. Everything is durable ({@code synchronous=FULL}), the limit, too.
 */
final class Goals {

    private static final InstantSource CLOCK = InstantSource.system();

    /** Tasks of the tree that is taken over; each is 15 facts. */
    private static final int TASKS = Integer.getInteger("bench.table.tasks", 2_000);

    /** So many facts a small and a large journal have, of which the time per fact is compared. */
    private static final int FEW = 10_000;

    private static final int MANY = Integer.getInteger("bench.table.facts", 200_000);

    private static final int CLIENTS = 64;
    private static final int TURNS = 3;

    private static final Map<String, Double> REBUILDS = Map.of("sbi", 1.2, "search", 0.9, "audit", 1.0);

    private final Path scratch;
    private final Consumer<Goal> table;

    Goals(Path scratch, Consumer<Goal> table) {
        this.scratch = scratch;
        this.table = table;
    }

    void run() throws Exception {
        appends();
        Path tree = Files.createTempDirectory(scratch, "tree");
        Tree.write(tree, TASKS);
        double importedS = imports(tree);
        var served = new GoalsServed(scratch, table, tree, TASKS);
        served.run(importedS);
        grows();
        new GoalsBackup(scratch, table).run();
    }

    /** Something that is measured in turns with others; it says how many a second. */
    private interface Turn {
        double perSecond() throws Exception;
    }

    /** In turns, of which the medians count: what else the machine does comes to all alike. */
    private void appends() throws Exception {
        var appends = new Appends(scratch, _ -> {}, 1, 2);
        double[] one = turns(() -> appends.raw(1), () -> appends.journal(1));
        rate("append, 1 client", one[1], one[0], 0.7, "a bare commit of the same payload");
        double[] many = turns(
                () -> appends.raw(CLIENTS),
                () -> appends.journal(CLIENTS),
                () -> appends.commandsWithReadModels(CLIENTS));
        rate("append, %d clients".formatted(CLIENTS), many[1], many[0], 0.7, "bare group commit of the same payloads");
        rate(
                "commands over the bus, %d clients".formatted(CLIENTS),
                many[2],
                many[0],
                0.5,
                "bare group commit; read models follow");
    }

    private static double[] turns(Turn... all) throws Exception {
        var rates = new double[all.length][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (int what = 0; what < all.length; what++) {
                rates[what][turn] = all[what].perSecond();
            }
        }
        return Arrays.stream(rates)
                .mapToDouble(each -> Arrays.stream(each).sorted().toArray()[TURNS / 2])
                .toArray();
    }

    private void rate(String figure, double ours, double limit, double wanted, String limitIs) {
        table.accept(new Goal(figure, "/s", ours, limit, wanted, limitIs));
    }

    private double imports(Path tree) throws Exception {
        var importing = new Importing(tree, new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, CLOCK), CLOCK);
        Importing.Timed timed = importing.quickest(scratch);
        try (Journal journal = timed.journal()) {
            long events = journal.head().value();
            double raw = RawJournal.inserts(journal, scratch);
            double ours = events / timed.seconds();
            rate("import, of plain payloads", ours, raw, 0.5, "bare inserts of what it wrote");
            double withReading = events / (events / raw + importing.readingS());
            rate("import, with reading", ours, withReading, 0.7, "every file read, then bare inserts");
            rebuilds(journal, timed.folder());
        }
        return timed.seconds();
    }

    private void rebuilds(Journal journal, Path folder) throws Exception {
        var codec = new Codec(journal.blobs(), AllSlices.of().facts());
        try (var timelines = new Timelines(journal, codec);
                var models = ReadModels.open(
                        folder.resolve("read"),
                        journal,
                        codec,
                        timelines,
                        AllSlices.of().projections(codec.catalog(), journal::blobs),
                        CLOCK)) {
            models.rebuild(models.names(), _ -> {});
            for (List<String> names : List.of(List.of("sbi"), List.of("search"), List.of("audit"), models.names())) {
                double ours = Replays.rebuild(models, names, journal);
                double raw = Replays.rawRebuild(models, names, folder.resolve("journal.db"), journal, scratch);
                boolean all = names.size() > 1;
                rate(
                        "rebuild of " + (all ? "all" : names.getFirst()),
                        ours,
                        raw,
                        all ? 1.2 : REBUILDS.getOrDefault(names.getFirst(), 1.0),
                        "scan, parse, insert the same rows");
            }
        }
    }

    /** Microseconds that one more fact takes in a journal with few facts and in one with many. */
    private void grows() throws Exception {
        try (var journal =
                SqliteJournal.open(Files.createTempDirectory(scratch, "grows").resolve("journal.db"), CLOCK)) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            Appends.fill(journal, codec, 0, FEW);
            double fewUs = Appends.fill(journal, codec, FEW, 2 * FEW) / FEW * 1e6;
            Appends.fill(journal, codec, 2 * FEW, MANY);
            double manyUs = Appends.fill(journal, codec, MANY, MANY + FEW) / FEW * 1e6;
            table.accept(new Goal(
                    "a fact appended, behind %,d facts".formatted(MANY),
                    "us",
                    manyUs,
                    fewUs,
                    1.3,
                    "the same behind %,d facts".formatted(FEW)));
        }
    }
}
