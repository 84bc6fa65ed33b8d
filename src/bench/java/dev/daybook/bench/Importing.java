package dev.daybook.bench;

import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The import of one tree into new journals, without a read model behind it. */
record Importing(Path tree, LegacySource source, InstantSource clock) {

    /** Nothing is compared here: the comparison is not what is measured. */
    private static final ReadModelLookup NOTHING_POSTED = new ReadModelLookup() {
        @Override
        public void await(Position position) {
            // nothing is posted
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.empty();
        }
    };

    /** After one import, by which the JIT has seen it all: bare inserts need it less. */
    private static final int ROUNDS = 3;

    /**
     * The last of some imports into new journals.
     *
     * @param seconds that the quickest of them took
     */
    record Timed(Journal journal, Path folder, double seconds) {}

    /** Imports the tree some times, each into a new journal below {@code scratch}. */
    Timed quickest(Path scratch) throws Exception {
        into(Files.createTempDirectory(scratch, "warm")).close();
        double seconds = Double.MAX_VALUE;
        for (int round = 1; ; round++) {
            Path folder = Files.createTempDirectory(scratch, "import");
            long begin = System.nanoTime();
            Journal journal = into(folder);
            seconds = Math.min(seconds, seconds(begin));
            if (round == ROUNDS) {
                return new Timed(journal, folder, seconds);
            }
            journal.close();
        }
    }

    /** Imports the tree into a new journal in {@code folder}. */
    Journal into(Path folder) {
        var journal = SqliteJournal.open(folder.resolve("journal.db"), clock);
        var codec = new Codec(journal.blobs(), AllSlices.of().facts());
        try (var timelines = new Timelines(journal, codec)) {
            var importing = new Import(
                    new ImportContext(
                            journal, codec, timelines, new LegacySources(List.of(source)), Limits.DEFAULT, clock),
                    NOTHING_POSTED,
                    ImportFixture.undo(journal, codec),
                    ImportFixture.ROOM);
            Report report = importing.run(
                    "01K6000000000000000000000", source, tree, new Import.Options(false, false, "bench", _ -> {}));
            if (report.outcome() != Report.Outcome.COMPLETED) {
                throw new IllegalStateException(
                        "the import ended as " + report.outcome().text());
            }
        }
        return journal;
    }

    /** Seconds to read every file, and nothing else. */
    double readingS() throws Exception {
        long begin = System.nanoTime();
        long bytes = 0;
        try (var all = Files.walk(tree)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                bytes += Files.readAllBytes(file).length;
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("the tree is empty");
        }
        return seconds(begin);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
