package dev.daybook.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Journal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.deespec.DeespecSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The import of a tree, and the rebuild of the read models from what it wrote. */
final class Replays {

    private static final InstantSource CLOCK = InstantSource.system();

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int sbis;

    Replays(Path scratch, Consumer<Figure> table, int sbis) {
        this.scratch = scratch;
        this.table = table;
        this.sbis = sbis;
    }

    void run() throws Exception {
        Path tree = Files.createTempDirectory(scratch, "tree");
        Tree.write(tree, sbis);
        var importing = new Importing(tree, new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, CLOCK), CLOCK);
        double files = copied(tree);
        Importing.Timed timed = importing.quickest(scratch);
        try (Journal journal = timed.journal()) {
            long events = journal.head().value();
            double perSecond = events / timed.seconds();
            double raw = RawJournal.inserts(journal, scratch);
            table.accept(new Figure(
                    "import of %,d SBIs".formatted(sbis),
                    "/s",
                    perSecond,
                    Optional.of(raw),
                    Optional.of(files * events / (sbis * 8.0)),
                    "%,d events; raw: the same payloads, no files; file way: a copy of the tree".formatted(events)));
            double reading = importing.readingS();
            table.accept(new Figure(
                    "  the same, reading included",
                    "/s",
                    perSecond,
                    Optional.of(events / (events / raw + reading)),
                    Optional.empty(),
                    "raw: reads every file, then inserts; one thread"));
            rebuilds(journal, timed.folder());
        }
    }

    /** Files a second of a copy, which is what a backup of the file way is. */
    private double copied(Path tree) throws Exception {
        Path to = Files.createTempDirectory(scratch, "copy");
        long files = 0;
        long begin = System.nanoTime();
        try (var all = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(tree.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                    files++;
                }
            }
        }
        return files / seconds(begin);
    }

    private void rebuilds(Journal journal, Path folder) throws Exception {
        var codec = new Codec(journal.blobs(), AllSlices.of().facts());
        Path read = folder.resolve("read");
        try (var timelines = new Timelines(journal, codec);
                var models = ReadModels.open(
                        read,
                        journal,
                        codec,
                        timelines,
                        AllSlices.of().projections(codec.catalog(), journal::blobs),
                        CLOCK)) {
            models.rebuild(models.names(), _ -> {});
            for (List<String> names : List.of(List.of("sbi"), List.of("search"), List.of("audit"), models.names())) {
                double ours = rebuild(models, names, journal);
                double raw = rawRebuild(models, names, folder.resolve("journal.db"), journal, scratch);
                table.accept(new Figure(
                        "rebuild of " + String.join(", ", names),
                        "/s",
                        ours,
                        Optional.of(raw),
                        Optional.empty(),
                        "raw: scan, parse, insert the same rows"));
            }
        }
    }

    /** Entries a second of a rebuild of these. */
    static double rebuild(ReadModels models, List<String> names, Journal journal) {
        long begin = System.nanoTime();
        models.rebuild(names, _ -> {});
        return journal.head().value() / seconds(begin);
    }

    /** Reads every payload, parses it, and inserts the rows that our rebuild made into tables of the same make. */
    static double rawRebuild(ReadModels models, List<String> names, Path file, Journal journal, Path scratch)
            throws Exception {
        var rows = new ArrayList<RawRows>();
        for (Path built : models.files()) {
            if (names.stream().anyMatch(name -> built.getFileName().toString().startsWith(name + "-"))) {
                rows.add(RawRows.of(built));
            }
        }
        Path scratchFile = Files.createTempDirectory(scratch, "rawread").resolve("raw.db");
        long begin = System.nanoTime();
        var mapper = new ObjectMapper();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var payloads = statement.executeQuery("SELECT payload FROM entry ORDER BY position")) {
            while (payloads.next()) {
                byte[] payload = payloads.getBytes(1);
                if (payload != null && payload.length > 0) {
                    mapper.readTree(payload);
                }
            }
        }
        for (RawRows it : rows) {
            it.insertInto(scratchFile);
        }
        return journal.head().value() / seconds(begin);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
