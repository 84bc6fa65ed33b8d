package dev.daybook.bench;

import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A journal of tasks that are worked on side by side, so that the facts of each lie far apart: a few have a thousand, some
 * a hundred, all others ten. The last facts are those of one agent alone.
 *
 * @param facts in all
 */
record TaskFacts(int facts) {

    /** Who does the last of it. */
    static final String AGENT = "bot";

    /** What this agent does. */
    static final int OF_AGENT = 10_000;

    /** Tasks with a thousand facts, and as many with a hundred. */
    static final int LONG = 100;

    private static final int FACTS_MIN = 150_000;
    private static final int BATCH = 1_000;
    private static final int OF_AGENT_EACH = 5;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final String REPORT = "The import endpoint now refuses what has no key, and says so. ".repeat(5);

    TaskFacts {
        if (facts < FACTS_MIN) {
            throw new IllegalArgumentException("%d facts are too few: want %d at least".formatted(facts, FACTS_MIN));
        }
    }

    /** Returns a task that has {@code size} facts: 10, 100 or 1,000. */
    static String task(int size, long number) {
        return id(size == 1_000 ? "K" : size == 100 ? "C" : "X", number % LONG);
    }

    /** Returns the position after which the agent begins. */
    long before() {
        return (long) facts - OF_AGENT;
    }

    void write(Journal journal, Codec codec) {
        var batch = new Batch(journal, codec);
        long others = (before() - LONG * 1_100) / 10;
        // Each round is a thousandth of all: one fact of each long task, and those of others in between.
        for (int round = 0; round < 1_000; round++) {
            for (int task = 0; task < LONG; task++) {
                batch.add(task(1_000, task), round, "ada");
                if (round % 10 == 9) {
                    batch.add(task(100, task), round / 10, "ada");
                }
            }
            for (long fact = others * 10 * round / 1_000; fact < others * 10 * (round + 1) / 1_000; fact++) {
                batch.add(id("X", fact % others), (int) (fact / others), "ada");
            }
        }
        for (long rest = LONG * 1_100 + others * 10; rest < before(); rest++) {
            batch.add(id("R", rest), 0, "ada");
        }
        for (int fact = 0; fact < OF_AGENT; fact++) {
            batch.add(id("X", fact % (OF_AGENT / OF_AGENT_EACH)), 10 + fact / (OF_AGENT / OF_AGENT_EACH), AGENT);
        }
        batch.flush();
    }

    private static String id(String letter, long number) {
        return "SBI-01K6%s%021d".formatted(letter, number);
    }

    /** What happens to a task, over and over: nine kinds of facts after the first. */
    private static SbiEvent event(SbiId task, int revision) {
        int turn = revision / 10 + 1;
        return revision == 0
                ? new SbiEvent.Registered(
                        task,
                        Optional.empty(),
                        "Guard the import endpoint of " + task,
                        Optional.of(REPORT),
                        "api",
                        List.of("api", "import"),
                        revision,
                        Optional.empty(),
                        List.of(),
                        false,
                        new Json("{}"))
                : switch (revision % 10) {
                    case 1 -> new SbiEvent.LeaseAcquired(task, "ada", BEGIN.plusSeconds(revision), turn);
                    case 2 ->
                        new SbiEvent.ExecutionStarted(
                                task, turn, Step.IMPLEMENT, 1, Optional.empty(), Optional.of((long) turn));
                    case 3 -> new SbiEvent.StatusChanged(task, Status.WIP, Optional.empty(), Optional.empty());
                    case 4 ->
                        new SbiEvent.ExecutionFinished(
                                task,
                                turn,
                                Step.IMPLEMENT,
                                1,
                                Optional.empty(),
                                Decision.NEEDS_CHANGES,
                                Optional.empty(),
                                Optional.of(REPORT),
                                List.of("src/Import.java"));
                    case 5 -> new SbiEvent.NoteAdded(task, "seen in turn " + turn, Optional.of(turn), Optional.empty());
                    case 6 -> new SbiEvent.Reprioritized(task, revision % 7);
                    case 7 -> new SbiEvent.LeaseReleased(task, "ada");
                    case 8 -> new SbiEvent.Retitled(task, "Guard the import endpoint, try %d".formatted(turn));
                    case 9 -> new SbiEvent.Assigned(task, Optional.of("ada-" + turn));
                    default -> new SbiEvent.StatusChanged(task, Status.READY, Optional.empty(), Optional.of("again"));
                };
    }

    private static final class Batch {

        private final Journal journal;
        private final Codec codec;
        private final List<Draft> drafts = new ArrayList<>();
        private long written;

        Batch(Journal journal, Codec codec) {
            this.journal = journal;
            this.codec = codec;
        }

        void add(String task, int revision, String actor) {
            written++;
            drafts.add(codec.draft(
                    new UUID(0x4000, written),
                    new StreamId("sbi", task),
                    event(new SbiId(task), revision),
                    Metadata.of(actor, "bench"),
                    BEGIN.plusSeconds(written)));
            if (drafts.size() == BATCH) {
                flush();
            }
        }

        void flush() {
            if (!drafts.isEmpty()) {
                journal.append(new Append(List.copyOf(drafts), Map.of())).join();
                drafts.clear();
            }
        }
    }
}
