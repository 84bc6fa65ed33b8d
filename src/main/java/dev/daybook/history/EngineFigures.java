package dev.daybook.history;

import dev.daybook.importing.Finding;
import dev.daybook.importing.follow.Followed;
import dev.daybook.importing.follow.Followers;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.Slower;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.ReadModels;
import dev.daybook.rollout.Figures;
import dev.daybook.rollout.Rollouts;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** What is measured of the engines: the journal, the read models, and the files of tools. */
final class EngineFigures {

    /** One of the newest imports has ended: only one runs at a time. */
    private static final int NEWEST = 2;

    private final List<Figure> figures = new ArrayList<>();

    static List<Figure> of(Ground ground) {
        var all = new EngineFigures();
        all.journal();
        ground.readModels().names().forEach(all::projection);
        all.followed();
        all.migrated();
        ground.rollouts().kinds().forEach(all::moves);
        all.moves();
        return List.copyOf(all.figures);
    }

    private void gauge(String name, String says, ToDoubleFunction<Ground> value) {
        gauge(name, says, Map.of(), value);
    }

    private void gauge(String name, String says, Map<String, String> tags, ToDoubleFunction<Ground> value) {
        figures.add(new Figure("daybook." + name, says, tags, false, value));
    }

    private void journal() {
        ToDoubleFunction<Ground> head = ground -> ground.journal().head().value();
        gauge("journal.head", "Last position of the journal", head);
        figures.add(new Figure("daybook.events.appended", "Facts in the journal", Map.of(), true, head));
        gauge(
                "journal.available",
                "1 if the journal takes facts",
                ground -> ground.journal().unavailable().isPresent() ? 0 : 1);
    }

    private void projection(String name) {
        Map<String, String> tags = Map.of("projection", name);
        gauge(
                "projection.position",
                "Up to where a read model goes",
                tags,
                ground -> ground.readModels().position(name).value());
        status(name, "lag.events", "Facts that a read model lacks", ProjectionStatus::lagEvents);
        status(name, "lag.seconds", "Age of the oldest fact that a read model lacks", ProjectionStatus::lagSeconds);
        status(
                name,
                "quarantined",
                "Streams that were set aside",
                status -> status.quarantined().size());
    }

    private void status(String name, String what, String says, ToDoubleFunction<ProjectionStatus> value) {
        gauge("projection." + what, says, Map.of("projection", name), ground -> {
            ReadModels readModels = ground.readModels();
            return value.applyAsDouble(readModels.status(name));
        });
    }

    /** How far behind the files they are; one that ended counts no more. */
    private void followed() {
        follows("trees", "Trees that are followed", _ -> 1);
        follows(
                "changes",
                "Files that had changed",
                followed -> followed.counts().files());
        follows(
                "events",
                "Facts that were appended",
                followed -> followed.counts().appended());
        follows(
                "errors",
                "Failures that were tried again",
                followed -> followed.counts().errors());
        gauge(
                "follow.lag.seconds",
                "Age of the oldest change of a file that is not taken over yet",
                ground -> ground.service(Followers.class).list().stream()
                                .mapToLong(followed -> followed.lag().toMillis())
                                .max()
                                .orElse(0)
                        / 1e3);
    }

    private void follows(String name, String says, ToLongFunction<Followed> count) {
        gauge(
                "follow." + name,
                says,
                ground -> ground.service(Followers.class).list().stream()
                        .mapToLong(count)
                        .sum());
    }

    /** How the newest migration went. */
    private void migrated() {
        newest(
                "success",
                "1 if it was neither taken back nor failed",
                report -> report.outcome() == Report.Outcome.FAILED || report.outcome() == Report.Outcome.ROLLED_BACK
                        ? 0
                        : 1);
        newest(
                "errors",
                "What could not be taken over",
                report -> report.findings().stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .count());
        newest(
                "integrity",
                "Share of fields that the read model shows as the files say",
                report -> report.verified().compared() == 0
                        ? 1
                        : (double) report.verified().equal() / report.verified().compared());
        newest(
                "slowdown",
                "How many times as long as before a question took for which it was taken back; 1 if there is none",
                report -> report.slower().map(Slower::times).orElse(1.0));
        newest(
                "entities.per.second",
                "How fast it was",
                report -> report.entities().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        * 1e3
                        / Math.max(1, report.durationMs()));
    }

    private void newest(String name, String says, ToDoubleFunction<Report> figure) {
        gauge(
                "migration." + name,
                "The newest migration that ended: " + says,
                ground -> ground.service(Imports.class).list(Optional.empty(), NEWEST).items().stream()
                        .flatMap(run -> run.report().stream())
                        .findFirst()
                        .map(figure::applyAsDouble)
                        .orElse(Double.NaN));
    }

    /** What is counted of a tool; nothing but zeros where no stage is set. */
    private void moves(String kind) {
        sum(kind, "writes", "Writes to a side", "journal", Figures::journalWrites);
        sum(kind, "writes", "Writes to a side", "file", Figures::fileWrites);
        sum(kind, "errors", "Writes that failed", "journal", Figures::journalErrors);
        sum(kind, "errors", "Writes that failed", "file", Figures::fileErrors);
        sum(kind, "comparisons", "Units that were compared", "", Figures::comparisons);
        sum(
                kind,
                "comparison.failures",
                "Things that both sides told differently",
                "",
                figures -> figures.compared() - figures.consistent());
        sum(kind, "reads", "Reads of things in a stage", "", Figures::reads);
        sum(kind, "fallbacks", "Reads that the other side answered", "", Figures::fallbacks);
        String took = "Mean time of a write to a side";
        sum(
                kind,
                "latency.ms",
                took,
                "journal",
                total -> total.journalLatencyMs().orElse(0.0));
        sum(kind, "latency.ms", took, "file", total -> total.fileLatencyMs().orElse(0.0));
        sum(
                kind,
                "fallback.rate",
                "Share of reads that the other side answered",
                "",
                total -> total.fallbackRate().orElse(0.0));
        gauge(
                "rollout.file.bytes",
                "Size of the tool's files",
                Map.of("kind", kind),
                ground -> ground.rollouts().sizes(kind).fileBytes());
    }

    private void sum(String kind, String name, String says, String side, ToDoubleFunction<Figures> value) {
        Map<String, String> tags = side.isEmpty() ? Map.of("kind", kind) : Map.of("kind", kind, "side", side);
        gauge(
                "rollout." + name,
                says,
                tags,
                ground -> value.applyAsDouble(ground.rollouts().total(kind)));
    }

    private void moves() {
        gauge(
                "rollout.repairs",
                "Things that one side still lacks",
                ground -> ground.rollouts().repairs().list().size());
        rollouts("behind", "Things still to be written to files", Rollouts::behind);
        rollouts("database.bytes", "Size of the journal and its read models", Rollouts::databaseBytes);
    }

    private void rollouts(String name, String says, ToDoubleFunction<Rollouts> value) {
        gauge("rollout." + name, says, ground -> value.applyAsDouble(ground.rollouts()));
    }

    private EngineFigures() {}
}
