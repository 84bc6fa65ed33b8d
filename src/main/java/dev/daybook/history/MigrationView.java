package dev.daybook.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.run.Progress;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.RunView;
import dev.daybook.importing.run.RunView.State;
import dev.daybook.slice.Ground;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An import as the contract has it. */
record MigrationView(
        String run,
        String kind,
        String source,
        String actor,
        String state,
        Instant startedAt,
        Optional<Boolean> dryRun,
        Optional<Map<String, Object>> progress,
        Optional<String> message,
        Optional<UndoneRun> rolledBack,
        Optional<Json> report) {

    private static final String INTERRUPTED = "the process ended before the import did: resuming it goes on from there";

    static MigrationView of(RunView it, Ground ground) {
        Optional<UndoneRun> rolledBack = UndoneRun.of(it.run(), ground.journal(), ground.timelines());
        return new MigrationView(
                it.run(),
                it.kind(),
                it.source(),
                it.actor(),
                state(it),
                it.startedAt(),
                it.report().map(Report::dryRun),
                it.progress().map(MigrationView::progress),
                it.state() == State.INTERRUPTED
                        ? Optional.of(INTERRUPTED)
                        : it.report().flatMap(Report::failure),
                rolledBack,
                it.report().map(Report::toJson).map(report -> with(rolledBack, report)));
    }

    /** Whoever reads the report alone is told, too, that what it reports of counts no more. */
    private static Json with(Optional<UndoneRun> rolledBack, Json report) {
        if (rolledBack.isEmpty()) {
            return report;
        }
        ObjectNode with = JsonText.tree(report).deepCopy();
        with.putObject("rolledBack")
                .put("position", rolledBack.get().position())
                .put("by", rolledBack.get().by())
                .put("at", Times.text(rolledBack.get().at()));
        return JsonText.of(with);
    }

    private static String state(RunView it) {
        if (it.state() == State.RUNNING) {
            return "running";
        }
        return it.report()
                        .filter(report -> report.outcome() != Report.Outcome.FAILED)
                        .isPresent()
                ? "done"
                : "failed";
    }

    private static Map<String, Object> progress(Progress it) {
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("done", it.done());
        progress.put("total", it.total());
        progress.put("perSecond", it.perSecond());
        it.remaining().ifPresent(time -> progress.put("etaSeconds", time.toMillis() / 1_000.0));
        progress.put("message", it.phase());
        return progress;
    }
}
