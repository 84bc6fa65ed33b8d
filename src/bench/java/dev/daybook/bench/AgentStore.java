package dev.daybook.bench;

import dev.daybook.AllSlices;
import dev.daybook.domain.Event;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A data directory with the records of a thousand agents, a month of them, as an import leaves it: all read models are up
 * to date.
 *
 * <p>{@code -Dbench.agent.records=N} says how many; {@code -Dbench.agent.store=DIR} keeps it, so that the next run does
 * not make it again.
 */
record AgentStore(Path data, int records) {

    static final int AGENTS = 1_000;

    private static final String KEPT = System.getProperty("bench.agent.store", "");
    private static final int RECORDS = Integer.getInteger("bench.agent.records", 100_000);
    private static final int HOURS = 30 * 24;
    private static final int BATCH = 1_000;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Metadata METADATA = Metadata.of("bench", "bench");

    /** A question to its tables. */
    interface Question {
        void of(ReadModels models);
    }

    /** Returns the one that is kept, or makes one. */
    static AgentStore open(Path scratch, Consumer<Figure> table) throws IOException {
        Path data = KEPT.isEmpty()
                ? Files.createTempDirectory(scratch, "agents").resolve("book")
                : Path.of(KEPT).resolve("%d-records".formatted(RECORDS));
        var store = new AgentStore(data, RECORDS);
        if (!Files.exists(data)) {
            Path made = data.resolveSibling(data.getFileName() + ".half"); // one that was not finished is not taken up
            if (Files.exists(made)) {
                Bench.delete(made);
            }
            Files.createDirectories(made);
            new AgentStore(made, RECORDS).make(table);
            Files.move(made, data);
        }
        return store;
    }

    private void make(Consumer<Figure> table) {
        long begin = System.nanoTime();
        try (var journal = journal()) {
            append(journal, new Codec(journal.blobs(), AllSlices.of().facts()));
        }
        double appended = seconds(begin);
        ask(models -> {
            long since = System.nanoTime();
            models.rebuild(List.of("agent"), _ -> {});
            table.accept(new Figure(
                    "rebuild of agent",
                    "/s",
                    records / seconds(since),
                    Optional.empty(),
                    Optional.empty(),
                    "%,d records of %,d agents, with the counts of each hour; appended at %,.0f/s"
                            .formatted(records, AGENTS, records / appended)));
            var others = new ArrayList<>(models.names());
            others.remove("agent");
            models.rebuild(others, _ -> {});
        });
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private void append(SqliteJournal journal, Codec codec) {
        var facts = new AgentFacts(records);
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < records; i++) {
            Instant at = BEGIN.plus(Duration.ofHours(HOURS).multipliedBy(i).dividedBy(records));
            Event event = facts.event(i, at);
            drafts.add(codec.draft(new UUID(0x4000, i + 1L), AgentFacts.stream(event), event, METADATA, at));
            if (drafts.size() == BATCH || i == records - 1) {
                journal.append(new Append(List.copyOf(drafts), Map.of())).join();
                drafts.clear();
            }
        }
    }

    /** Asks in this process: no other may have it open to write. */
    void ask(Question question) {
        try (var journal = journal()) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            try (var timelines = new Timelines(journal, codec);
                    var models = ReadModels.open(
                            data.resolve("read"),
                            journal,
                            codec,
                            timelines,
                            AllSlices.of().projections(codec.catalog(), journal::blobs),
                            InstantSource.system())) {
                question.of(models);
            }
        }
    }

    private SqliteJournal journal() {
        return SqliteJournal.open(data.resolve("journal.db"), InstantSource.system());
    }
}
