package dev.daybook.projection;

import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Histories made at random from a seed, of all kinds of events, also such as the rules of today would refuse. */
public final class Histories {

    private static final String[] WORDS = {
        "retry", "worker", "login", "再試行する処理", "timeout", "queue", "レビュー結果", "fix", "APIの修正", "deploy"
    };

    private final Random random;
    private final int tasks;
    private final SessionHistories sessions;
    private final ItemHistories items;
    private final ProjectHistories projects;
    private final AgentHistories agents;
    private final CodeHistories files;

    public Histories(long seed, int tasks) {
        this.random = new Random(seed);
        this.tasks = tasks;
        this.items = new ItemHistories(new Random(~seed), Math.max(1, tasks / 3));
        this.projects = new ProjectHistories(new Random(seed + 1), Math.max(1, tasks / 3));
        this.agents = new AgentHistories(new Random(seed + 2), Math.max(1, tasks / 3));
        this.files = new CodeHistories(new Random(seed + 3), Math.max(1, tasks / 6));
        this.sessions = new SessionHistories(random, Math.max(1, tasks / 3));
    }

    public Event[] events(int count) {
        var events = new ArrayList<Event>();
        while (events.size() < count) {
            Event event = random.nextInt(3) == 0 ? sessions.next() : next();
            events.add(
                    switch (events.size() % 9) {
                        case 1 -> agents.next();
                        case 3 -> files.next();
                        case 4 -> items.next();
                        case 7 -> projects.next();
                        default -> event;
                    });
        }
        return events.toArray(Event[]::new);
    }

    private Event next() {
        SbiId sbi = new SbiId("SBI-%03d".formatted(random.nextInt(tasks)));
        int turn = 1 + random.nextInt(6);
        Step step = pick(Step.PLAN, Step.IMPLEMENT, Step.TEST, Step.REVIEW);
        String plan = "PBI-" + random.nextInt(4);
        return switch (random.nextInt(26)) {
            case 0, 1, 2 -> registered(sbi);
            case 3 ->
                pick(
                        new SbiEvent.Retitled(sbi, text(3)),
                        new SbiEvent.TaskIdChanged(sbi, word()),
                        new SbiEvent.OnlyImplementChanged(sbi, random.nextBoolean()),
                        new SbiEvent.CreationDated(sbi, time(), maybe(time())),
                        new SbiEvent.CompletionDated(sbi, time(), maybe(time())));
            case 4 -> new SbiEvent.Respecified(sbi, maybe(text(40)));
            case 5 ->
                new SbiEvent.Relabelled(
                        sbi, word(), List.of("core", word()).stream().distinct().toList());
            case 6 -> new SbiEvent.Reprioritized(sbi, random.nextInt(3));
            case 7 ->
                random.nextBoolean() ? new SbiEvent.Moved(sbi, maybe(plan)) : new SbiEvent.Assigned(sbi, maybe("ada"));
            case 8 ->
                new SbiEvent.DependenciesChanged(sbi, List.of(new SbiId("SBI-%03d".formatted(random.nextInt(tasks)))));
            case 9 -> new SbiEvent.MetadataChanged(sbi, new Json("{\"points\":%d}".formatted(random.nextInt(9))));
            case 10, 11 ->
                new SbiEvent.StatusChanged(
                        sbi,
                        pick(Status.READY, Status.WIP, Status.REVIEW, Status.DONE, Status.UNKNOWN),
                        maybe("RUNNING"),
                        maybe(text(2)));
            case 12, 13, 14 ->
                new SbiEvent.ExecutionStarted(sbi, turn, step, 1 + random.nextInt(3), maybe("a.md"), Optional.empty());
            case 15, 16, 17 ->
                new SbiEvent.ExecutionFinished(
                        sbi,
                        turn,
                        step,
                        1,
                        maybe("a.md"),
                        pick(Decision.PENDING, Decision.NEEDS_CHANGES, Decision.SUCCEEDED),
                        maybe("OK"),
                        maybe(text(60)),
                        List.of("b \"quoted\".txt"));
            case 18 -> new SbiEvent.LeaseAcquired(sbi, word(), time(), random.nextInt(99));
            case 19 -> new SbiEvent.LeaseReleased(sbi, word());
            case 20 -> new SbiEvent.NoteAdded(sbi, text(8), maybe(turn), maybe("ada"));
            case 21 -> new SbiEvent.Attached(sbi, "file-" + random.nextInt(3), "utf-8", text(10));
            case 22 ->
                random.nextInt(4) == 0
                        ? new SbiEvent.Deleted(sbi, maybe("twice"))
                        : new SbiEvent.Reset(sbi, Status.READY, maybe(text(2)));
            case 23 -> new ConfigEvent.Set(word(), new Json("[1,%d]".formatted(random.nextInt(9))));
            case 24 -> plan(plan);
            default ->
                random.nextBoolean()
                        ? new ConfigEvent.Removed(word())
                        : new SbiEvent.JournalEntryRecorded(
                                sbi,
                                "journal.ndjson",
                                Optional.of(turn),
                                new Json("{\"turn\":" + turn + "}"),
                                Optional.empty());
        };
    }

    private SbiEvent registered(SbiId sbi) {
        return new SbiEvent.Registered(
                sbi,
                maybe("T-1"),
                text(3),
                maybe(text(50)),
                word(),
                List.of("core"),
                random.nextInt(3),
                maybe("PBI-1"),
                List.of(),
                random.nextBoolean(),
                Json.EMPTY_OBJECT);
    }

    private PlanEvent plan(String plan) {
        return switch (random.nextInt(4)) {
            case 0 ->
                new PlanEvent.Registered(
                        plan, PlanEvent.Kind.PBI, text(3), maybe(text(20)), "pending", maybe(3), 1, maybe("EPIC-1"));
            case 1 -> new PlanEvent.Retitled(plan, text(2));
            case 2 -> new PlanEvent.StatusChanged(plan, "planned", maybe("planed"));
            default -> new PlanEvent.Rewritten(plan, maybe(text(20)));
        };
    }

    private Instant time() {
        return Chronicle.START.plusSeconds(random.nextInt(9_999));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value);
    }

    private String text(int words) {
        var text = new StringBuilder(word());
        for (int i = 1; i < words; i++) {
            text.append(' ').append(word());
        }
        return text.toString();
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
