package dev.daybook.sbi;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.sbi.Plan.Listed;
import dev.daybook.sbi.Plan.Unknown;
import dev.daybook.sbi.PlanCommand.Delete;
import dev.daybook.sbi.PlanCommand.Edit;
import dev.daybook.sbi.PlanCommand.Register;
import dev.daybook.sbi.PlanEvent.Deleted;
import dev.daybook.sbi.PlanEvent.Estimated;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.PlanEvent.Moved;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Reprioritized;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import dev.daybook.sbi.PlanEvent.StatusChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The life of a PBI or an EPIC: what tasks belong to. */
public final class PlanDecider implements Decider<PlanCommand, Plan, PlanEvent> {

    private static final List<String> STATUSES =
            List.of("pending", "planning", "planned", "in_progress", "done", "failed");

    /** The spelling of the tool's own database. */
    private static final String PLANNED_MISSPELLED = "planed";

    private static final int POINTS_MAX = 13;
    private static final int PRIORITY_MAX = 2;

    @Override
    public Plan initial() {
        return new Unknown();
    }

    @Override
    public List<PlanEvent> decide(PlanCommand command, Plan plan) {
        return switch (command) {
            case Register it -> register(it, plan);
            case Edit it -> edit(it, listed(it, plan));
            case Delete it -> {
                listed(it, plan); // only what is listed can be deleted
                yield delete(it);
            }
        };
    }

    @Override
    public Plan evolve(Plan plan, PlanEvent event) {
        if (event instanceof Registered it) {
            return listed(it);
        }
        if (!(plan instanceof Listed now)) {
            return event instanceof Deleted ? new Plan.Deleted() : plan; // imported history may begin in the middle
        }
        return switch (event) {
            case Registered it -> listed(it);
            case Retitled it -> changed(now, it.title(), now.body(), now.status(), now.points(), now.priority());
            case Rewritten it ->
                changed(now, now.title(), it.body().map(Fingerprint::of), now.status(), now.points(), now.priority());
            case StatusChanged it -> changed(now, now.title(), now.body(), it.status(), now.points(), now.priority());
            case Estimated it -> changed(now, now.title(), now.body(), now.status(), it.points(), now.priority());
            case Reprioritized it -> changed(now, now.title(), now.body(), now.status(), now.points(), it.priority());
            case Moved it ->
                new Listed(
                        now.registration(),
                        now.kind(),
                        now.title(),
                        now.body(),
                        now.status(),
                        now.points(),
                        now.priority(),
                        it.parent());
            case Deleted _ -> new Plan.Deleted();
            case PlanEvent.CreationDated _, PlanEvent.Attached _, PlanEvent.ApprovalRecorded _, PlanEvent.Claimed _ ->
                now;
        };
    }

    private static Listed changed(
            Listed now,
            String title,
            Optional<Fingerprint> body,
            String status,
            Optional<Integer> points,
            int priority) {
        return new Listed(now.registration(), now.kind(), title, body, status, points, priority, now.parent());
    }

    private static Listed listed(Registered it) {
        return new Listed(
                registration(it),
                it.kind(),
                it.title(),
                it.body().map(Fingerprint::of),
                it.status(),
                it.points(),
                it.priority(),
                it.parent());
    }

    private static Fingerprint registration(Registered it) {
        return Fingerprint.of(it.kind(), it.title(), it.body(), it.points(), it.priority(), it.parent());
    }

    private static Listed listed(PlanCommand command, Plan plan) {
        return switch (plan) {
            case Unknown _ -> throw Rejected.notFound("%s is not registered", command.plan());
            case Plan.Deleted _ -> throw Rejected.notFound("%s is deleted", command.plan());
            case Listed listed -> listed;
        };
    }

    private static List<PlanEvent> register(Register it, Plan plan) {
        var registered = new Registered(
                it.plan(),
                it.kind(),
                it.title(),
                it.body(),
                STATUSES.getFirst(),
                it.points(),
                it.priority(),
                it.parent());
        return switch (plan) {
            case Unknown _ -> {
                Texts.key("/id", it.plan());
                Texts.name("/title", it.title());
                it.body().ifPresent(body -> Texts.document("/body", body));
                it.points().ifPresent(PlanDecider::points);
                priority(it.priority());
                it.parent().ifPresent(parent -> parent(it.plan(), it.kind(), parent));
                yield List.of(registered);
            }
            case Plan.Deleted _ -> throw Rejected.conflict("%s was deleted: register it under another id", it.plan());
            case Listed listed -> {
                if (registration(registered).equals(listed.registration())) {
                    yield List.of();
                }
                throw Rejected.conflict("%s is registered with other values: edit it instead", it.plan());
            }
        };
    }

    private static List<PlanEvent> edit(Edit it, Listed now) {
        var events = new ArrayList<PlanEvent>();
        it.title()
                .map(title -> Texts.name("/title", title))
                .filter(title -> !title.equals(now.title()))
                .ifPresent(title -> events.add(new Retitled(it.plan(), title)));
        it.body()
                .map(body -> Texts.document("/body", body))
                .filter(body -> !now.body().equals(Optional.of(Fingerprint.of(body))))
                .ifPresent(body -> events.add(new Rewritten(it.plan(), Optional.of(body))));
        it.status()
                .map(PlanDecider::status)
                .filter(status -> !status.equals(now.status()))
                .ifPresent(status -> events.add(new StatusChanged(it.plan(), status, Optional.empty())));
        it.points()
                .map(points -> points.map(PlanDecider::points))
                .filter(points -> !points.equals(now.points()))
                .ifPresent(points -> events.add(new Estimated(it.plan(), points)));
        it.priority()
                .map(PlanDecider::priority)
                .filter(priority -> priority != now.priority())
                .ifPresent(priority -> events.add(new Reprioritized(it.plan(), priority)));
        it.parent()
                .map(parent -> parent.map(id -> parent(it.plan(), now.kind(), id)))
                .filter(parent -> !parent.equals(now.parent()))
                .ifPresent(parent -> events.add(new Moved(it.plan(), parent)));
        return List.copyOf(events);
    }

    private static List<PlanEvent> delete(Delete it) {
        it.why().ifPresent(why -> Texts.reason("/why", why));
        return List.of(new Deleted(it.plan(), it.why()));
    }

    private static String status(String word) {
        String status = word.equals(PLANNED_MISSPELLED) ? "planned" : word;
        if (!STATUSES.contains(status)) {
            throw Rejected.invalidAt(
                    "/status", "'%s' is no status of a plan: want %s", word, String.join(", ", STATUSES));
        }
        return status;
    }

    private static int points(int points) {
        if (points < 0 || points > POINTS_MAX) {
            throw Rejected.invalidAt("/points", "%d points: want 0 to %d", points, POINTS_MAX);
        }
        return points;
    }

    private static int priority(int priority) {
        if (priority < 0 || priority > PRIORITY_MAX) {
            throw Rejected.invalidAt(
                    "/priority", "%d is no priority: want 0 (normal), 1 (high) or 2 (urgent)", priority);
        }
        return priority;
    }

    private static String parent(String plan, Kind kind, String parent) {
        if (kind == Kind.EPIC) {
            throw Rejected.invalidAt("/parent", "an EPIC belongs to nothing: only a PBI has a parent");
        }
        if (parent.equals(plan)) {
            throw Rejected.conflict("%s cannot be its own parent", plan);
        }
        return Texts.key("/parent", parent);
    }
}
