package dev.daybook.http;

import dev.daybook.access.Refusals.Why;
import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.rollout.Compared;
import dev.daybook.rollout.Discrepancy;
import dev.daybook.rollout.Prefer;
import dev.daybook.rollout.Rollouts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Both sides of what tools' users move from files to the journal, compared. */
final class RolloutRoutes {

    private final Rollouts rollouts;
    private final LongAnswers slow;

    RolloutRoutes(Rollouts rollouts, LongAnswers slow) {
        this.rollouts = rollouts;
        this.slow = slow;
    }

    /** A discrepancy as the plan of the tool has it. */
    record DiscrepancyView(
            String workspace, String session, String pointer, Optional<String> journal, Optional<String> file) {

        static DiscrepancyView of(Discrepancy it) {
            return new DiscrepancyView(it.unit(), id(it.unit(), it.thing()), it.pointer(), it.journal(), it.file());
        }

        private static String id(String unit, StreamId thing) {
            return thing.key().startsWith(unit + "/") ? thing.key().substring(unit.length() + 1) : thing.key();
        }
    }

    void mount(Routes on) {
        on.post("/compare", this::compare);
    }

    private Answer compare(Request request) {
        BodyFields body = request.body();
        String kind = body.maybeText("kind").orElseGet(() -> rollouts.kinds().getFirst());
        Optional<String> workspace = body.maybeText("workspace");
        boolean settle = body.flag("settle");
        Optional<Prefer> prefer = body.maybeText("prefer").map(it -> Prefer.valueOf(it.toUpperCase(Locale.ROOT)));
        if (settle != prefer.isPresent()) {
            throw Rejected.invalidAt("/prefer", "settle and prefer belong together: want which side is right");
        }
        if (settle && !request.caller().role().covers(Role.ADMIN)) {
            throw Problem.refusal(
                    Why.WEAK,
                    Kind.FORBIDDEN,
                    "the token '%s' may %s, and to settle wants one that may admin: leave settle out to look",
                    request.caller().name(),
                    request.caller().role().text());
        }
        long startNs = System.nanoTime();
        return slow.answer(request, new Outcome.Work("", progress -> {
            progress.at(0, 0, kind);
            SortedMap<String, Compared> units = rollouts.compare(kind, workspace);
            progress.at(0, 0, kind); // nothing is settled for whom nobody waits
            var settled = prefer.isEmpty()
                    ? List.<Discrepancy>of()
                    : rollouts.settleAll(
                            kind,
                            workspace,
                            units.values(),
                            prefer.get(),
                            CommandRequests.actor(request),
                            CommandRequests.source(request));
            Map<String, Object> view = view(kind, units, settled);
            view.put("durationMs", (System.nanoTime() - startNs) / 1_000_000);
            return view;
        }));
    }

    private static Map<String, Object> view(String kind, SortedMap<String, Compared> units, List<Discrepancy> settled) {
        Compared all = Compared.all(units.values());
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("total", all.total());
        view.put("consistent", all.consistent());
        view.put("inconsistent", all.inconsistent());
        view.put("sqliteOnly", all.journalOnly());
        view.put("jsonOnly", all.fileOnly());
        view.put(
                "discrepancies",
                all.discrepancies().stream().map(DiscrepancyView::of).toList());
        view.put(
                "unreadable",
                all.unreadable().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(it -> Map.of("workspace", it.getKey(), "message", it.getValue()))
                        .toList());
        view.put("settled", settled.stream().map(DiscrepancyView::of).toList());
        return view;
    }
}
