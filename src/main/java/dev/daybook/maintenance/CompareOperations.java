package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySources;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Role;
import dev.daybook.rollout.Compared;
import dev.daybook.rollout.Discrepancy;
import dev.daybook.rollout.Prefer;
import dev.daybook.rollout.Rollouts;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Files and journal of a tool whose users move, side by side. */
final class CompareOperations {

    private record Asked(
            @Says(
                    value = "whose files; auto is the tool that has a stage, if it is the only one, else the first",
                    label = "TOOL",
                    min = 1,
                    max = 200)
            Optional<String> kind,

            @Says(value = "only this workspace or project", label = "HASH", min = 1, max = 200)
            Optional<String> workspace,

            @Says("end each discrepancy; needs prefer") boolean settle,

            @Says(
                    value = "which side is right",
                    label = "journal|file",
                    words = {"journal", "file"})
            Optional<String> prefer) {}

    /** What was found, as the plan of the first tool has it. */
    private record Report(
            String kind,
            long total,
            long consistent,
            long inconsistent,
            long sqliteOnly,
            long jsonOnly,
            List<View> discrepancies,
            List<Unreadable> unreadable,
            List<View> settled,
            long durationMs) {}

    private record Unreadable(String workspace, String message) {}

    private record View(
            String workspace, String session, String pointer, Optional<String> journal, Optional<String> file) {

        static View of(Discrepancy it) {
            return new View(it.unit(), id(it.unit(), it.thing()), it.pointer(), it.journal(), it.file());
        }

        private static String id(String unit, StreamId thing) {
            return thing.key().startsWith(unit + "/") ? thing.key().substring(unit.length() + 1) : thing.key();
        }
    }

    /** @param kinds whose users can move */
    static Operations<Ground> all(List<String> kinds) {
        return new Operations<>(
                "",
                "rollout",
                "Both sides.",
                List.of(Operation.<Asked, Ground>works("compare", "compare", "POST /compare", Asked.class)
                        .says(
                                "Compares files and journal of a tool that has a stage, thing by thing and field by field.",
                                "With settle the side that is wrong is made to say what the other says, and that is on record.")
                        .wants(Role.READ)
                        .takesLong()
                        .also(404)
                        .called(commandForm -> commandForm
                                .among("kind", LegacySources.orAuto(kinds))
                                .shows(
                                        Part.fields(
                                                Column.of("kind"),
                                                Column.of("total"),
                                                Column.of("consistent"),
                                                Column.of("inconsistent"),
                                                Column.of("only journal", "sqliteOnly"),
                                                Column.of("only files", "jsonOnly"),
                                                new Column(
                                                        "settled",
                                                        report -> Integer.toString(report.path("settled")
                                                                .size())),
                                                Column.seconds("took", "durationMs")),
                                        Part.rows(
                                                "/discrepancies",
                                                "",
                                                "workspace",
                                                "session",
                                                "pointer",
                                                "journal",
                                                "file"))
                                .notes(CompareOperations::unreadable)
                                .ends(CompareOperations::ending))
                        .answers("CompareReport", CompareOperations::compare)));
    }

    private static Outcome compare(Asked it, Call call, Ground ground) {
        Rollouts rollouts = ground.rollouts();
        String kind = it.kind()
                .filter(one -> !one.equals(LegacySources.AUTO))
                .orElseGet(() -> rollouts.meant(Optional.empty()));
        Optional<Prefer> prefer = it.prefer().map(side -> Prefer.valueOf(side.toUpperCase(Locale.ROOT)));
        if (it.settle() != prefer.isPresent()) {
            throw Rejected.invalidAt("/prefer", "settle and prefer belong together: want which side is right");
        }
        if (it.settle()) {
            call.wants(Role.ADMIN, "settle");
        }
        String actor = call.actor();
        String source = call.source();
        return new Outcome.Work(kind, progress -> {
            long startedNs = System.nanoTime();
            progress.at(0, 0, kind);
            Collection<Compared> units = rollouts.compare(kind, it.workspace()).values();
            progress.at(0, 0, kind); // nothing is settled for whom nobody waits
            List<Discrepancy> settled = prefer.map(
                            side -> rollouts.settleAll(kind, it.workspace(), units, side, actor, source))
                    .orElse(List.of());
            Compared all = Compared.all(units);
            return new Report(
                    kind,
                    all.total(),
                    all.consistent(),
                    all.inconsistent(),
                    all.journalOnly(),
                    all.fileOnly(),
                    all.discrepancies().stream().map(View::of).toList(),
                    all.unreadable().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(each -> new Unreadable(each.getKey(), each.getValue()))
                            .toList(),
                    settled.stream().map(View::of).toList(),
                    (System.nanoTime() - startedNs) / 1_000_000);
        });
    }

    private static List<String> unreadable(JsonNode report) {
        return report.path("unreadable")
                .valueStream()
                .map(node -> "not compared: %s: %s"
                        .formatted(
                                node.path("workspace").asText(),
                                node.path("message").asText()))
                .toList();
    }

    /** Whoever had all settled has nothing to look at any more. */
    private static Ending ending(JsonNode report) {
        boolean equal =
                report.path("consistent").asLong() == report.path("total").asLong()
                        && report.path("unreadable").isEmpty();
        return equal || !report.path("settled").isEmpty() ? Ending.WELL : Ending.FINDINGS;
    }

    private CompareOperations() {}
}
