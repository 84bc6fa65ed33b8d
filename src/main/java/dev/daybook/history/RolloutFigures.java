package dev.daybook.history;

import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.query.Page;
import dev.daybook.rollout.Figures;
import dev.daybook.rollout.Gate;
import dev.daybook.rollout.Rollouts;
import dev.daybook.rollout.Stages.Measurement;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What gates are held against, over time. */
final class RolloutFigures {

    private static final double PERCENT = 100;

    private record Whose(
            @Says(
                    value = "whose users; of the only tool that has a stage, else of the first if absent",
                    label = "TOOL",
                    min = 1,
                    max = 200)
            Optional<String> kind,

            @Says(value = "only of this workspace or project", label = "HASH", min = 1, max = 200)
            Optional<String> workspace) {}

    /**
     * What was counted until then, since the time before.
     *
     * @param stage several if parts of the users were in several
     */
    private record View(
            Instant at,
            String kind,
            String stage,
            long journalWrites,
            long journalErrors,
            long fileWrites,
            long fileErrors,
            long requests,
            long failures,
            long reads,
            long fallbacks,
            long comparisons,
            long compared,
            long consistent,
            long lost,
            @Says("writes to the journal that failed") Optional<Double> writeErrorPercent,

            @Says("compared things that the two sides tell differently")
            Optional<Double> inconsistentPercent,

            @Says("reads that the other side answered") Optional<Double> fallbackPercent,

            @Says("requests that failed although nothing was wrong with them")
            Optional<Double> errorPercent,

            Optional<Double> journalMs,
            Optional<Double> fileMs,

            @Says("how many times as long a write to the journal takes as one to the files")
            Optional<Double> latencyRatio) {

        static View of(String kind, Instant at, List<Measurement> measured) {
            Figures it = measured.stream().map(Measurement::figures).reduce(Figures.NONE, Figures::plus);
            return new View(
                    at,
                    kind,
                    measured.stream()
                            .map(measurement -> measurement.stage().text())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", ")),
                    it.journalWrites(),
                    it.journalErrors(),
                    it.fileWrites(),
                    it.fileErrors(),
                    it.requests(),
                    it.failures(),
                    it.reads(),
                    it.fallbacks(),
                    it.comparisons(),
                    it.compared(),
                    it.consistent(),
                    it.lost(),
                    it.writeSuccess().map(share -> percent(1 - share)),
                    it.consistency().map(share -> percent(1 - share)),
                    it.fallbackRate().map(RolloutFigures::percent),
                    it.errorRate().map(RolloutFigures::percent),
                    it.journalLatencyMs().map(RolloutFigures::rounded),
                    it.fileLatencyMs().map(RolloutFigures::rounded),
                    it.latencyRatio().map(RolloutFigures::rounded));
        }
    }

    static final Operation<?, Ground> OPERATION = Operation.<Whose, Ground>reads(
                    "rollout figures", "listRolloutFigures", "GET /rollout/figures", Whose.class)
            .says(
                    "What the gates of a tool are held against, over time, the newest first.",
                    "It is written down after each 48th of the window, and every hour at least; the first is what is"
                            + " counted now.")
            .opened()
            .also(409, 422, 503)
            .paged()
            .columns(Column.withTimes("at", row -> row.path("at").asText()))
            .columns("stage", "writes=journalWrites", "errors=journalErrors", "compared", "alike=consistent", "lost")
            .columns("reads", "fallbacks", "journal ms=journalMs", "files ms=fileMs", "times as long=latencyRatio")
            .drawn(
                    new Drawing.Limited(
                            "Failed writes in %", "/at", "/writeErrorPercent", percent(1 - Gate.WRITE_SUCCESS_MIN)),
                    new Drawing.Limited(
                            "Told differently in %", "/at", "/inconsistentPercent", percent(1 - Gate.CONSISTENCY_MIN)),
                    new Drawing.Limited(
                            "Answered by the other side in %", "/at", "/fallbackPercent", percent(Gate.FALLBACK_MAX)),
                    new Drawing.Limited("Failed requests in %", "/at", "/errorPercent", percent(Gate.ERRORS_MAX)),
                    new Drawing.Limited("Times as long as the files", "/at", "/latencyRatio", Gate.LATENCY_RATIO_MAX))
            .called(form -> form.ifNone("nothing was measured: it is in a stage, while requests come"))
            .lists("RolloutFigures", View.class, RolloutFigures::figures);

    private static Page<View> figures(Whose it, Call call, Ground ground) {
        Rollouts rollouts = ground.rollouts();
        String kind = it.kind().orElseGet(() -> rollouts.meant(Optional.empty()));
        Instant before = call.cursor().map(RolloutFigures::time).orElse(Instant.MAX);
        int more = Page.checkedLimit(call.limit()) + 1; // one more than the page, to know whether there is another
        List<View> found = rollouts.gates().course(kind, it.workspace()).stream()
                .filter(measurement -> measurement.at().isBefore(before))
                .collect(Collectors.groupingBy(Measurement::at, TreeMap::new, Collectors.toList()))
                .descendingMap()
                .entrySet()
                .stream()
                .limit(more)
                .map(measured -> View.of(kind, measured.getKey(), measured.getValue()))
                .toList();
        return Page.of(found, call.limit(), view -> view.at().toString(), view -> view);
    }

    private static Instant time(String cursor) {
        try {
            return Instant.parse(cursor);
        } catch (DateTimeParseException _) {
            String detail =
                    "'%s' is no cursor of this list: want the one that came with its last page".formatted(cursor);
            throw new Flawed(List.of(new Flaw("/cursor", Code.NOT_TAKEN, detail, -1, -1)));
        }
    }

    private static double percent(double share) {
        return rounded(share * PERCENT);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    private RolloutFigures() {}
}
