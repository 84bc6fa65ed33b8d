package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.Entry;
import dev.daybook.operation.Column;
import dev.daybook.rollout.Figures;
import dev.daybook.rollout.Gates.Verdict;
import dev.daybook.rollout.Repairs;
import dev.daybook.rollout.Rollout;
import dev.daybook.rollout.RolloutEvent;
import dev.daybook.rollout.Rollouts;
import dev.daybook.rollout.Stage;
import dev.daybook.rollout.Stages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The moves of tools' users as the contract has them, and as a person reads them. */
final class RolloutViews {

    private record UnitView(String workspace, String stage, String scope, int bucket) {

        static UnitView of(String name, Stages.Place place) {
            String scope = place.scope();
            boolean shared = scope.equals(Rollout.ALL) || scope.equals(Rollout.PERCENT);
            return new UnitView(name, place.stage().text(), shared ? scope : "own", Rollout.bucket(name));
        }
    }

    private record RepairView(
            String workspace, String thing, String side, Instant since, long attempts, String message) {

        static RepairView of(Repairs.Repair it) {
            return new RepairView(
                    it.unit(),
                    it.thing().toString(),
                    it.side().name().toLowerCase(Locale.ROOT),
                    it.since(),
                    it.attempts(),
                    it.why());
        }
    }

    static Map<String, Object> status(Rollouts rollouts, String kind) {
        Rollout rollout = rollouts.stages().rollout(kind);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("stage", rollout.stage(Rollout.ALL).text());
        rollouts.stages().since(kind, Rollout.ALL).ifPresent(instant -> view.put("since", instant));
        rollout.root("").ifPresent(text -> view.put("root", text));
        if (rollout instanceof Rollout.Moving moving) {
            moving.share()
                    .ifPresent(oneShare ->
                            view.put("share", Map.of("stage", oneShare.stage().text(), "percent", oneShare.percent())));
        }
        List<UnitView> units = new ArrayList<>();
        if (!(rollout instanceof Rollout.Unset)) {
            rollouts.units(kind).forEach((name, place) -> units.add(UnitView.of(name, place)));
        }
        view.put("workspaces", units);
        Figures share = rollout.stage(Rollout.PERCENT) == rollout.stage(Rollout.ALL)
                ? Figures.NONE
                : rollouts.gates().measured(kind, Rollout.PERCENT);
        view.put("figures", figures(rollouts.gates().measured(kind, Rollout.ALL).plus(share)));
        Rollouts.Sizes sizes = rollouts.sizes(kind);
        view.put("fileBytes", sizes.fileBytes());
        view.put("fileGrowthBytes", sizes.fileGrowthBytes());
        view.put("databaseBytes", rollouts.databaseBytes());
        view.put("databaseGrowthBytes", rollouts.databaseGrowthBytes());
        view.put("behind", rollouts.behind());
        view.put(
                "repairs",
                rollouts.repairs().list().stream()
                        .filter(repair -> repair.kind().equals(kind))
                        .map(RepairView::of)
                        .toList());
        return view;
    }

    private static Map<String, Object> figures(Figures it) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("journalWrites", it.journalWrites());
        view.put("journalErrors", it.journalErrors());
        view.put("fileWrites", it.fileWrites());
        view.put("fileErrors", it.fileErrors());
        view.put("requests", it.requests());
        view.put("failures", it.failures());
        view.put("reads", it.reads());
        view.put("fallbacks", it.fallbacks());
        view.put("comparisons", it.comparisons());
        view.put("compared", it.compared());
        view.put("consistent", it.consistent());
        view.put("lost", it.lost());
        it.writeSuccess().ifPresent(rate -> view.put("writeSuccess", rounded(rate)));
        it.consistency().ifPresent(rate -> view.put("consistency", rounded(rate)));
        it.fallbackRate().ifPresent(rate -> view.put("fallbackRate", rounded(rate)));
        it.errorRate().ifPresent(rate -> view.put("errorRate", rounded(rate)));
        it.journalLatencyMs().ifPresent(ms -> view.put("journalMs", rounded(ms)));
        it.fileLatencyMs().ifPresent(ms -> view.put("fileMs", rounded(ms)));
        it.latencyRatio().ifPresent(ratio -> view.put("latencyRatio", rounded(ratio)));
        return view;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    static Map<String, Object> switched(String kind, Stage stage, Rollouts.Switched it) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("stage", stage.text());
        view.put("changed", it.changed());
        view.put("workspaces", it.units());
        view.put(
                "leftOut",
                it.leftOut().entrySet().stream()
                        .map(left -> Map.of("workspace", left.getKey(), "message", left.getValue()))
                        .toList());
        view.put("total", it.compared().total());
        view.put("consistent", it.compared().consistent());
        view.put("durationMs", it.took().toMillis());
        return view;
    }

    static Map<String, Object> gate(String kind, Verdict verdict, Duration window) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("kind", kind);
        view.put("stage", verdict.stage().text());
        view.put("scope", verdict.scope());
        view.put("windowSeconds", window.toSeconds());
        view.put("holds", verdict.holds());
        view.put(
                "criteria",
                verdict.criteria().stream()
                        .map(criterion -> {
                            Map<String, Object> one = new LinkedHashMap<>();
                            one.put("name", criterion.name());
                            criterion.value().ifPresent(value -> one.put("value", rounded(value)));
                            one.put("wanted", criterion.wanted());
                            one.put("holds", criterion.holds());
                            return one;
                        })
                        .toList());
        view.put("figures", figures(verdict.figures()));
        return view;
    }

    static Map<String, Object> told(Entry entry, RolloutEvent event) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("position", entry.position().value());
        view.put("at", entry.occurredAt());
        view.put("actor", entry.metadata().actor());
        view.put("kind", event.kind());
        view.put("what", entry.type().substring("rollout.".length()));
        switch (event) {
            case RolloutEvent.StageSet it -> {
                stage(view, it.stage(), it.from(), it.unit(), it.percent());
                view.put("forced", it.forced());
                it.reason().ifPresent(reason -> view.put("reason", reason));
                view.put("figures", figures(it.figures()));
            }
            case RolloutEvent.SteppedBack it -> {
                stage(view, it.stage(), it.from(), it.unit(), it.percent());
                view.put("reason", it.trigger());
                view.put("figures", figures(it.figures()));
            }
            case RolloutEvent.DiscrepancySettled it -> {
                view.put("workspace", it.unit());
                view.put(
                        "reason",
                        "%s%s: %s preferred (journal %s, file %s)"
                                .formatted(
                                        it.thing(),
                                        it.pointer().orElse(""),
                                        it.prefer(),
                                        it.journal().orElse("nothing"),
                                        it.file().orElse("nothing")));
            }
            case RolloutEvent.Measured _, RolloutEvent.RolledBackShown _ -> {
                // not shown: what it comes to stands with the stages
            }
        }
        return view;
    }

    private static void stage(
            Map<String, Object> view, Stage stage, Stage from, Optional<String> unit, Optional<Integer> percent) {
        view.put("stage", stage.text());
        view.put("from", from.text());
        unit.ifPresent(text -> view.put("workspace", text));
        percent.ifPresent(number -> view.put("percent", number));
    }

    static final Column[] STATUS = {
        Column.of("kind"),
        Column.withTimes("stage", RolloutViews::stage),
        Column.of("root"),
        some("/workspaces", node -> Integer.toString(node.path("workspaces").size())),
        new Column("journal", node -> side(node, "journal")),
        new Column("files", node -> side(node, "file")),
        new Column("compared", RolloutViews::compared),
        some(
                "/figures/reads",
                node -> "%s, %s of them from the other side"
                        .formatted(
                                node.at("/figures/reads").asText(),
                                node.at("/figures/fallbacks").asText())),
        new Column("size", RolloutViews::size),
        some("/behind", node -> node.path("behind").asText()),
        some(
                "/repairs",
                node -> "%d, the first: %s %s"
                        .formatted(
                                node.path("repairs").size(),
                                node.at("/repairs/0/thing").asText(),
                                node.at("/repairs/0/message").asText()))
    };

    static final Column[] SWITCHED = {
        Column.of("kind"),
        Column.of("stage"),
        new Column(
                "changed",
                node -> node.path("changed").asBoolean()
                        ? node.path("workspaces").asText()
                                + (node.path("workspaces").asInt() == 1 ? " workspace" : " workspaces")
                        : "nothing, it is so already"),
        new Column(
                "compared",
                node -> "%d of %d things alike"
                        .formatted(
                                node.path("consistent").asLong(),
                                node.path("total").asLong())),
        new Column("took", node -> {
            long ms = node.path("durationMs").asLong();
            return "%d.%d s".formatted(ms / 1000, ms % 1000 / 100);
        })
    };

    static final Column[] CRITERIA = {
        Column.of("name"),
        new Column("value", node -> Column.plain(node.path("value")).replaceFirst("\\.0$", "")),
        Column.of("wanted"),
        new Column("holds", node -> node.path("holds").asBoolean() ? "yes" : "no")
    };

    /** A column that is empty where there is none, or nothing in it. */
    private static Column some(String pointer, Function<JsonNode, String> text) {
        return new Column(pointer.substring(pointer.lastIndexOf('/') + 1), row -> {
            JsonNode value = row.at(pointer);
            return value.isArray()
                    ? (value.isEmpty() ? "" : text.apply(row))
                    : value.asLong() == 0 ? "" : text.apply(row);
        });
    }

    private static String stage(JsonNode it) {
        JsonNode share = it.path("share");
        String since = it.path("since").asText();
        return it.path("stage").asText()
                + (share.isMissingNode()
                        ? ""
                        : ", %d %% in %s"
                                .formatted(
                                        share.path("percent").asInt(),
                                        share.path("stage").asText()))
                + (since.isEmpty() ? "" : " since " + since);
    }

    private static String side(JsonNode it, String side) {
        JsonNode figures = it.path("figures");
        long writes = figures.path(side + "Writes").asLong();
        JsonNode ms = figures.path(side + "Ms");
        return writes == 0
                ? ""
                : "%d writes, %d errors, %s ms each"
                        .formatted(
                                writes,
                                figures.path(side + "Errors").asLong(),
                                ms.isNumber() ? String.format(Locale.ROOT, "%.1f", ms.asDouble()) : "-");
    }

    private static String compared(JsonNode it) {
        JsonNode figures = it.path("figures");
        long comparisons = figures.path("comparisons").asLong();
        return comparisons == 0
                ? ""
                : "%d of %d alike, in %d %s"
                        .formatted(
                                figures.path("consistent").asLong(),
                                figures.path("compared").asLong(),
                                comparisons,
                                comparisons == 1 ? "comparison" : "comparisons");
    }

    private static String size(JsonNode it) {
        return it.path("stage").asText().equals("none")
                ? ""
                : "files %d bytes (%+d), database %d bytes (%+d)"
                        .formatted(
                                it.path("fileBytes").asLong(),
                                it.path("fileGrowthBytes").asLong(),
                                it.path("databaseBytes").asLong(),
                                it.path("databaseGrowthBytes").asLong());
    }

    private RolloutViews() {}
}
