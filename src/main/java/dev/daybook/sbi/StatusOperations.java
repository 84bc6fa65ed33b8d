package dev.daybook.sbi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.event.Catalog;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.RowsMissing;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Summaries;
import dev.daybook.upkeep.BackupManifest;
import dev.daybook.upkeep.BackupPlan;
import dev.daybook.upkeep.BackupSchedule;
import dev.daybook.upkeep.Installation;
import dev.daybook.upkeep.VerificationSchedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How it stands with all of it, on one page: what is in work, and whether the record of it is well. */
final class StatusOperations {

    private static final int IN_WORK_MAX = 20;

    private record ReadModel(String name, String state, long position, long lagEvents, double lagSeconds) {
        static ReadModel of(ProjectionStatus it) {
            return new ReadModel(
                    it.name(),
                    it.state().name().toLowerCase(Locale.ROOT),
                    it.position(),
                    it.lagEvents(),
                    it.lagSeconds());
        }
    }

    private record Checkpoint(String name, long position, Instant at) {}

    private record Backup(String id, long position, Instant at) {
        static Backup of(BackupManifest it) {
            return new Backup(it.id(), it.position().value(), it.createdAt());
        }
    }

    /** What the newest import had to say. */
    private record Imported(String run, Instant at, long errors, long warnings) {}

    /** How much room there is where the data directory lies. */
    private record Disk(long freeBytes, long sizeBytes) {
        static Disk of(Path folder) {
            try {
                FileStore store = Files.getFileStore(folder);
                return new Disk(store.getUsableSpace(), store.getTotalSpace());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Findings(Optional<Long> contradictions, long setAside, Optional<Imported> lastImport) {}

    private record Status(
            long head,
            Optional<List<SbiViews.Row>> inWork,
            Optional<Waiting> tasks,
            List<Summaries.Said> others,
            List<String> unhealthy,
            List<ReadModel> readModels,
            Optional<Checkpoint> checkpoint,
            Optional<Backup> backup,
            Disk disk,
            Findings findings) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "service",
            "The service itself.",
            List.of(Operation.<None, Ground>reads("status", "getStatus", "GET /status", None.class)
                    .says(
                            "How it stands: what is in work, ready and blocked, whether journal and read models are well,"
                                    + " the last checkpoint and backup, what should be looked at.",
                            "verify proves the journal, and lists the contradictions one by one.")
                    .from(SbiOperations.READ_MODEL)
                    .ofNow()
                    .evenUnposted()
                    .columns(Column.withTimes("in work", StatusOperations::inWork))
                    .columns(new Column("tasks", StatusOperations::tasks))
                    .columns(new Column("others", StatusOperations::others))
                    .columns(new Column("health", StatusOperations::health))
                    .columns(new Column("read models", StatusOperations::readModels))
                    .columns(Column.withTimes("checkpoint", node -> placed(node.path("checkpoint"), "name")))
                    .columns(Column.withTimes("backup", node -> placed(node.path("backup"), "id")))
                    .columns(Column.withTimes("findings", StatusOperations::findings))
                    .drawn(new Drawing.Table(
                            "In work",
                            "/inWork",
                            List.of(
                                    Column.thing("id", "/id", "sbi"),
                                    Column.of("title"),
                                    Column.of("status"),
                                    Column.of("holder", "/lease/holder"),
                                    Column.of("until", "/lease/expiresAt"))))
                    .answers("Status", StatusOperations::status)));

    private static Outcome status(None it, Call call, Ground ground) {
        List<ProjectionStatus> models = ground.readModels().status();
        return Outcome.shown(new Status(
                ground.journal().head().value(),
                RowsMissing.orNothing(() -> SbiReadOperations.rows(
                        SbiOperations.queries(ground).leased(call.now(), IN_WORK_MAX), call, ground)),
                RowsMissing.orNothing(() -> tasks(call.now(), models, ground)),
                ground.service(Summaries.class).of(ground),
                Stream.of(
                                ground.journal().unavailable().stream().map(why -> "journal: " + why),
                                models.stream()
                                        .flatMap(model -> model.wrong().stream().map(why -> model.name() + ": " + why)),
                                ground.rollouts().lacking().stream().map(why -> "rollout: " + why),
                                ground.rollouts().setAside().stream().map(why -> "pending: " + why),
                                ground.service(BackupSchedule.class).warning().stream()
                                        .map(why -> "backup: " + why),
                                ground.service(VerificationSchedule.class).warning().stream()
                                        .map(why -> "verify: " + why))
                        .flatMap(each -> each)
                        .toList(),
                models.stream().map(ReadModel::of).toList(),
                newest(ground, CheckpointNamed.class)
                        .map(entry -> new Checkpoint(
                                ((CheckpointNamed) ground.codec().decode(entry)).name(),
                                entry.position().value(),
                                entry.occurredAt())),
                ground.service(BackupPlan.class).newest().map(Backup::of),
                Disk.of(ground.service(Installation.class).data()),
                new Findings(
                        RowsMissing.orNothing(() -> ground.once(Contradictions.class, Contradictions::new)
                                .found(ground.reads(SbiOperations.READ_MODEL))),
                        models.stream()
                                .mapToLong(model -> model.quarantined().size())
                                .sum(),
                        newest(ground, ImportFinished.class).map(entry -> imported(entry, ground)))));
    }

    static Waiting tasks(Instant now, List<ProjectionStatus> models, Ground ground) {
        ProjectionStatus model = models.stream()
                .filter(it -> it.name().equals(SbiOperations.READ_MODEL))
                .findFirst()
                .orElseThrow();
        TaskCounts counts =
                ground.once(KeptCounts.class, KeptCounts::new).of(model, ground.reads(SbiOperations.READ_MODEL));
        return SbiOperations.queries(ground).waiting(counts, now);
    }

    private static Optional<Entry> newest(Ground ground, Class<? extends Event> type) {
        var selection = new Selection.OfTypes(Set.of(Catalog.name(type)));
        return ground.journal().readBackward(selection, ground.journal().head().next(), 1).stream()
                .findFirst();
    }

    private static Imported imported(Entry entry, Ground ground) {
        var finished = (ImportFinished) ground.codec().decode(entry);
        Report report = Report.fromJson(finished.report());
        return new Imported(
                finished.run(), entry.occurredAt(), count(report, Severity.ERROR), count(report, Severity.WARN));
    }

    private static long count(Report report, Severity severity) {
        return report.findings().stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private static String inWork(JsonNode status) {
        return status.path("inWork")
                .valueStream()
                .map(node -> "%s  %s  %s by %s until %s"
                        .formatted(
                                node.path("id").asText(),
                                node.path("title").asText(),
                                node.path("status").asText(),
                                node.at("/lease/holder").asText(),
                                node.at("/lease/expiresAt").asText()))
                .collect(Collectors.joining("\n"));
    }

    private static String tasks(JsonNode status) {
        JsonNode tasks = status.path("tasks");
        if (tasks.isMissingNode()) {
            return "counted when their read model is built";
        }
        return "%s in work, %s ready, %s blocked%s"
                .formatted(
                        tasks.path("inWork").asText(),
                        tasks.path("ready").asText(),
                        tasks.path("blocked").asText(),
                        tasks.path("byStatus").isEmpty()
                                ? ""
                                : " (%s)".formatted(Column.plain(tasks.path("byStatus"))));
    }

    private static String others(JsonNode status) {
        return status.path("others")
                .valueStream()
                .map(other -> other.path("counts")
                        .propertyStream()
                        .filter(count -> count.getValue().asLong() > 0)
                        .map(count -> count.getValue().asText() + " " + words(count.getKey()))
                        .collect(Collectors.joining(", ", other.path("says").asText() + ": ", "")))
                .collect(Collectors.joining("\n"));
    }

    private static String words(String name) {
        return name.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private static String health(JsonNode status) {
        return status.path("unhealthy").isEmpty()
                ? "ok"
                : status.path("unhealthy").valueStream().map(JsonNode::asText).collect(Collectors.joining("\n"));
    }

    private static String readModels(JsonNode status) {
        String late = status.path("readModels")
                .valueStream()
                .filter(node -> node.path("lagEvents").asLong() > 0
                        || !node.path("state").asText().equals("live"))
                .map(node -> "%s is %s, %d events and %.0f s behind"
                        .formatted(
                                node.path("name").asText(),
                                node.path("state").asText(),
                                node.path("lagEvents").asLong(),
                                node.path("lagSeconds").asDouble()))
                .collect(Collectors.joining("\n"));
        return late.isEmpty() ? "all at position " + status.path("head").asText() : late;
    }

    private static String placed(JsonNode it, String name) {
        String position = it.path("position").asText("");
        return it.isMissingNode()
                ? "none"
                : "%s, %s%s"
                        .formatted(
                                it.path(name).asText(),
                                position.isEmpty() ? "" : "position " + position + ", ",
                                it.path("at").asText());
    }

    private static String findings(JsonNode status) {
        JsonNode findings = status.path("findings");
        JsonNode imported = findings.path("lastImport");
        return "%s contradictions, %s streams set aside%s"
                .formatted(
                        findings.path("contradictions").asText("unknown"),
                        findings.path("setAside").asText(),
                        imported.isMissingNode()
                                ? ""
                                : "%nimport %s, %s: %s errors, %s warnings"
                                        .formatted(
                                                imported.path("run").asText(),
                                                imported.path("at").asText(),
                                                imported.path("errors").asText(),
                                                imported.path("warnings").asText()));
    }

    private StatusOperations() {}
}
