package dev.daybook.http;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Followed;
import dev.daybook.importing.Followers;
import dev.daybook.importing.Imports;
import dev.daybook.importing.Report;
import dev.daybook.importing.Slower;
import dev.daybook.rollout.Figures;
import dev.daybook.rollout.Rollouts;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Has the metrics show what is counted of the files of tools. */
record ToolGauges(Metrics metrics) {

    /** One of the newest has ended: only one runs at a time. */
    private static final int NEWEST = 2;

    /** How far behind the files they are; one that ended counts no more. */
    void of(Followers followers) {
        gauge("follow.trees", "Trees that are followed", followers, _ -> 1);
        metrics.gauge(
                "daybook.follow.lag.seconds",
                "Age of the oldest change of a file that is not taken over yet",
                Tags.empty(),
                () -> followers.list().stream()
                                .mapToLong(followed -> followed.lag().toMillis())
                                .max()
                                .orElse(0)
                        / 1e3);
        gauge(
                "follow.changes",
                "Files that had changed",
                followers,
                followed -> followed.counts().files());
        gauge(
                "follow.events",
                "Facts that were appended",
                followers,
                followed -> followed.counts().appended());
        gauge(
                "follow.errors",
                "Failures that were tried again",
                followers,
                followed -> followed.counts().errors());
    }

    private void gauge(String name, String description, Followers followers, ToLongFunction<Followed> count) {
        metrics.gauge(
                "daybook." + name,
                description,
                Tags.empty(),
                () -> followers.list().stream().mapToLong(count).sum());
    }

    /** How the newest migration went. */
    void of(Imports imports) {
        newest(
                imports,
                "success",
                "1 if it was neither taken back nor failed",
                report -> report.outcome() == Report.Outcome.FAILED || report.outcome() == Report.Outcome.ROLLED_BACK
                        ? 0
                        : 1);
        newest(
                imports,
                "errors",
                "What could not be taken over",
                report -> report.findings().stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .count());
        newest(
                imports,
                "integrity",
                "Share of fields that the read model shows as the files say",
                report -> report.verified().compared() == 0
                        ? 1
                        : (double) report.verified().equal() / report.verified().compared());
        newest(
                imports,
                "slowdown",
                "How many times as long as before a question took for which it was taken back; 1 if there is none",
                report -> report.slower().map(Slower::times).orElse(1.0));
        newest(
                imports,
                "entities.per.second",
                "How fast it was",
                report -> report.entities().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        * 1e3
                        / Math.max(1, report.durationMs()));
    }

    private void newest(Imports imports, String name, String description, ToDoubleFunction<Report> figure) {
        metrics.gauge(
                "daybook.migration." + name,
                "The newest migration that ended: " + description,
                Tags.empty(),
                () -> imports.list(Optional.empty(), NEWEST).items().stream()
                        .flatMap(runView -> runView.report().stream())
                        .findFirst()
                        .map(figure::applyAsDouble)
                        .orElse(Double.NaN));
    }

    /** What is counted of each tool; nothing but zeros where no stage is set. */
    void of(Rollouts rollouts) {
        for (String kind : rollouts.kinds()) {
            Tags tags = Tags.of("kind", kind);
            sum(rollouts, "writes", "Writes to a side", tags.and("side", "journal"), kind, Figures::journalWrites);
            sum(rollouts, "writes", "Writes to a side", tags.and("side", "file"), kind, Figures::fileWrites);
            sum(rollouts, "errors", "Writes that failed", tags.and("side", "journal"), kind, Figures::journalErrors);
            sum(rollouts, "errors", "Writes that failed", tags.and("side", "file"), kind, Figures::fileErrors);
            sum(rollouts, "comparisons", "Units that were compared", tags, kind, Figures::comparisons);
            sum(
                    rollouts,
                    "comparison.failures",
                    "Things that both sides told differently",
                    tags,
                    kind,
                    figures -> figures.compared() - figures.consistent());
            sum(rollouts, "reads", "Reads of things in a stage", tags, kind, Figures::reads);
            sum(rollouts, "fallbacks", "Reads that the other side answered", tags, kind, Figures::fallbacks);
            metrics.gauge(
                    "daybook.rollout.fallback.rate",
                    "Share of reads that the other side answered",
                    tags,
                    () -> rollouts.total(kind).fallbackRate().orElse(0.0));
            metrics.gauge(
                    "daybook.rollout.latency.ms",
                    "Mean time of a write to a side",
                    tags.and("side", "journal"),
                    () -> rollouts.total(kind).journalLatencyMs().orElse(0.0));
            metrics.gauge(
                    "daybook.rollout.latency.ms",
                    "Mean time of a write to a side",
                    tags.and("side", "file"),
                    () -> rollouts.total(kind).fileLatencyMs().orElse(0.0));
            metrics.gauge(
                    "daybook.rollout.file.bytes",
                    "Size of the tool's files",
                    tags,
                    () -> rollouts.sizes(kind).fileBytes());
        }
        metrics.gauge(
                "daybook.rollout.repairs",
                "Things that one side still lacks",
                Tags.empty(),
                () -> rollouts.repairs().list().size());
        metrics.gauge("daybook.rollout.behind", "Things still to be written to files", Tags.empty(), rollouts::behind);
        metrics.gauge(
                "daybook.rollout.database.bytes",
                "Size of the journal and its read models",
                Tags.empty(),
                rollouts::databaseBytes);
    }

    private void sum(
            Rollouts rollouts, String name, String description, Tags tags, String kind, ToLongFunction<Figures> count) {
        metrics.gauge("daybook.rollout." + name, description, tags, () -> count.applyAsLong(rollouts.total(kind)));
    }
}
