package dev.daybook.sbi;

import dev.daybook.journal.Position;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.Behind;
import dev.daybook.query.AuditFilter;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Briefings;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What an agent needs to know before it works: few words, however much there is. */
final class PrimeOperations {

    private static final String AUDIT = "audit";

    /** So many tasks of each kind are told, which is more than an agent reads of any; of the rest the number. */
    private static final int TASKS_MAX = 50;

    private static final int IN_WORK_MAX = 20;

    /** Of more changes only that is told. */
    private static final int CHANGES_MAX = 2_000;

    /** So many things that changed are named. */
    private static final int CHANGED_MAX = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private record Asked(
            @Says(
                    value = "the position up to which the caller knows what happened, as told the last time: what came"
                            + " behind it is told",
                    min = 0,
                    like = "1")
            Optional<Long> seen) {}

    private record Counts(long inWork, long ready, long blocked) {}

    /** A task that waits for others. */
    private record Blocked(
            String id,
            String title,
            String status,
            int priority,

            @Says("what it depends on that is not done") List<Needed> waitsFor) {}

    /** A thing that changed. */
    private record Changed(
            String entityType,
            String entityId,
            @Says("what happened to it, the newest first") List<String> actions,
            @Says("who did so") List<String> actors) {}

    private record Changes(
            @Says("how many things changed") long things,

            @Says("whether there were more changes than are counted")
            boolean more,

            @Says("those that changed last") List<Changed> items) {

        static Changes of(List<AuditRow> rows) {
            var actions = new LinkedHashMap<Thing, Set<String>>();
            var actors = new LinkedHashMap<Thing, Set<String>>();
            for (AuditRow row : rows) {
                var thing = new Thing(row.entityType(), row.entityId());
                String action = row.action().substring(row.action().indexOf('.') + 1);
                actions.computeIfAbsent(thing, _ -> new LinkedHashSet<>()).add(action);
                actors.computeIfAbsent(thing, _ -> new LinkedHashSet<>()).add(row.user());
            }
            return new Changes(
                    actions.size(),
                    rows.size() >= CHANGES_MAX,
                    actions.entrySet().stream()
                            .limit(CHANGED_MAX)
                            .map(entry -> changed(entry, actors.getOrDefault(entry.getKey(), Set.of())))
                            .toList());
        }

        private static Changed changed(Map.Entry<Thing, Set<String>> thing, Set<String> actors) {
            return new Changed(
                    thing.getKey().type(), thing.getKey().id(), List.copyOf(thing.getValue()), List.copyOf(actors));
        }
    }

    private record Thing(String type, String id) {}

    private record Prime(
            @Says("the position up to which is told: what to name as seen the next time")
            long head,

            Counts counts,

            @Says("tasks that somebody has leased, those first whose leases end first")
            List<SbiViews.Row> inWork,

            @Says("the next tasks to work on, in their order")
            List<Candidate> ready,

            @Says("tasks that wait for others") List<Blocked> blocked,
            @Says("what else is open") List<Briefings.Said> others,

            @Says("what happened behind the position that was named as seen, if there is such a one")
            Optional<Changes> changed) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "service",
            "The service itself.",
            List.of(Operation.<Asked, Ground>reads("prime", "getPrime", "GET /prime", Asked.class)
                    .says(
                            "What an agent needs to know before it works: what is in work, ready and blocked, what"
                                    + " changed since its last visit, and how to go on.",
                            "As the command prints it, at most 1,500 tokens. The command remembers a visit for each"
                                    + " data directory, working folder and actor, in the XDG state home; others name the"
                                    + " position that they were told the last time.")
                    .from(SbiOperations.READ_MODEL)
                    .ofNow()
                    .called(form -> form.hidden("seen").procedure().shows(PrimeText.parts()))
                    .answers("Prime", Prime.class, PrimeOperations::prime)));

    private static Outcome prime(Asked it, Call call, Ground ground) {
        Position head = ground.journal().head();
        Stream.concat(Stream.of(SbiOperations.READ_MODEL, AUDIT), ground.service(Briefings.class).readModels().stream())
                .forEach(readModel -> await(readModel, head, ground));
        SbiQueries tasks = SbiOperations.queries(ground);
        Waiting waiting = StatusOperations.tasks(call.now(), ground.readModels().status(), ground);
        return new Outcome.Shown(
                new Prime(
                        head.value(),
                        new Counts(waiting.inWork(), waiting.ready(), waiting.blocked()),
                        SbiReadOperations.rows(tasks.leased(call.now(), IN_WORK_MAX), call, ground),
                        tasks.pickable(call.now(), Optional.empty(), TASKS_MAX).items(),
                        blocked(tasks, call.now()),
                        ground.service(Briefings.class).of(ground),
                        it.seen()
                                .filter(seen -> seen <= head.value())
                                .map(seen -> Changes.of(changes(seen, head.value(), ground)))),
                OptionalLong.of(head.value()));
    }

    private static List<Blocked> blocked(SbiQueries tasks, Instant now) {
        List<SbiRow> rows =
                tasks.list(SbiFilter.blocked(now), Optional.empty(), TASKS_MAX).items();
        Map<String, List<Needed>> needed =
                tasks.needed(rows.stream().map(SbiRow::id).toList());
        return rows.stream()
                .map(row -> new Blocked(
                        row.id(), row.title(), row.status(), row.priority(), needed.getOrDefault(row.id(), List.of())))
                .toList();
    }

    /** Nobody is told that nothing happened where it is not known yet. */
    private static void await(String readModel, Position head, Ground ground) {
        ground.readModels().requireWhole(readModel);
        if (head.isAfter(ground.readModels().position(readModel)) && !ground.posted(readModel, head, PATIENCE)) {
            throw new Behind("%s has posted up to %s, and what is new is told up to position %s: ask again"
                    .formatted(readModel, ground.readModels().position(readModel), head));
        }
    }

    /** Returns what was written behind one position and up to another, the newest first. */
    private static List<AuditRow> changes(long seen, long head, Ground ground) {
        var audit = new AuditQueries(ground.reads(AUDIT));
        var changes = new ArrayList<AuditRow>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<AuditRow> page = audit.list(AuditFilter.all(), cursor, Page.LIMIT_MAX);
            for (AuditRow row : page.items()) {
                if (row.position() <= seen) {
                    return changes;
                }
                if (row.position() <= head) {
                    changes.add(row);
                }
            }
            cursor = page.next();
        } while (cursor.isPresent() && changes.size() < CHANGES_MAX);
        return changes;
    }

    private PrimeOperations() {}
}
