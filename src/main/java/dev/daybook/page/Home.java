package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column.Holds;
import dev.daybook.operation.Operation;
import dev.daybook.page.Section.Heat;
import dev.daybook.page.Section.HeatCell;
import dev.daybook.page.Section.HeatRow;
import dev.daybook.page.Section.Tile;
import dev.daybook.page.Section.Tiles;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where people begin: how it is, who did how much when, what is in work, and what happened last. */
public final class Home {

    public static final int HOURS = 24;

    private static final int ACTORS_MAX = 12;
    private static final int LEVELS = 4;
    private static final long GIB = 1L << 30;

    /** With less room than this part of a disk somebody should look. */
    private static final int FULL = 20;

    /** A tile leads to where the rest is told. */
    private static final int LINES_MAX = 3;

    private final Site site;
    private final Views views;

    public Home(Site site) {
        this.site = site;
        this.views = new Views(site);
    }

    /**
     * Returns it.
     *
     * @param status how it is, as {@code shown} answers it
     * @param activity who did how much in each of the last hours; missing as long as its rows are made anew
     * @param log what happened last, as {@code logged} answers it; missing as well
     * @param may what whoever looks may do
     */
    public Page of(
            Operation<?, ?> shown,
            JsonNode status,
            JsonNode activity,
            Operation<?, ?> logged,
            JsonNode log,
            Instant now,
            Predicate<Operation<?, ?>> may) {
        boolean isMade = !activity.isMissingNode() && !log.isMissingNode();
        var sections = new ArrayList<Section>();
        sections.add(new Tiles(tiles(status)));
        if (isMade) {
            sections.add(heat(activity.path("items"), now));
        }
        sections.addAll(new Drawings(views).below(shown, status).toList());
        if (!isMade) {
            return Page.of("Daybook", "", sections).repeated();
        }
        sections.add(views.rows("What happened last", logged.table(), log.path("items"), "nothing so far"));
        Page page = Page.of("Daybook", "", sections);
        return log.path("items").isEmpty() ? page.with(beginnings(may)) : page;
    }

    /** Returns how the first of it comes in: what makes one of what is taken over, or of what is worked on. */
    private List<Link> beginnings(Predicate<Operation<?, ?>> may) {
        List<String> lists =
                List.of(site.navigation().list("migrations"), site.navigation().first("tasks"));
        return site.forms().stream()
                .filter(may)
                .filter(form -> form.method().equals("POST") && lists.contains(form.path()))
                .sorted(Comparator.comparing(form -> lists.indexOf(form.path())))
                .map(form -> new Link(form.says().getFirst(), Forms.PATH + form.id(), false))
                .toList();
    }

    private List<Tile> tiles(JsonNode status) {
        var tiles = new ArrayList<Tile>();
        tiles.add(health(status));
        JsonNode tasks = status.path("tasks");
        if (!tasks.isMissingNode()) { // as long as their rows are built anew nobody knows
            tiles.add(new Tile(
                    "Tasks",
                    Cell.of(tasks.path("inWork").asText() + " in work"),
                    texts(tasks.path("ready").asText() + " ready, "
                            + tasks.path("blocked").asText() + " blocked"),
                    site.navigation().first("tasks"),
                    false));
        }
        for (JsonNode other : status.path("others")) {
            tiles.add(other(other));
        }
        tiles.add(readModels(status));
        tiles.add(backup(status.path("backup")));
        tiles.add(disk(status.path("disk")));
        return tiles;
    }

    private static List<Cell> texts(String... texts) {
        List<String> said = Stream.of(texts).filter(text -> !text.isEmpty()).toList();
        Stream<String> more =
                said.size() > LINES_MAX ? Stream.of("and %d more".formatted(said.size() - LINES_MAX)) : Stream.empty();
        return Stream.concat(said.stream().limit(LINES_MAX), more).map(Cell::of).toList();
    }

    private static Tile health(JsonNode status) {
        JsonNode findings = status.path("findings");
        var wrong = new ArrayList<String>();
        status.path("unhealthy").forEach(why -> wrong.add(why.asText()));
        count(wrong, findings.path("contradictions").asLong(), "contradictions");
        count(wrong, findings.path("setAside").asLong(), "streams set aside");
        count(wrong, findings.at("/lastImport/errors").asLong(), "errors in the last migration");
        return new Tile(
                "Health",
                Cell.of(wrong.isEmpty() ? "All is well" : "Look at this"),
                texts(wrong.toArray(String[]::new)),
                "/health",
                !wrong.isEmpty());
    }

    private static void count(List<String> wrong, long count, String what) {
        if (count > 0) {
            wrong.add(count + " " + what);
        }
    }

    private Tile other(JsonNode other) {
        List<String> counts = other.path("counts")
                .propertyStream()
                .filter(count -> count.getValue().asLong() > 0)
                .map(count -> count.getValue().asText() + " "
                        + Site.name(count.getKey()).toLowerCase(Locale.ROOT))
                .toList();
        String says = other.path("says").asText();
        return new Tile(
                says.substring(0, 1).toUpperCase(Locale.ROOT) + says.substring(1),
                Cell.of(counts.getFirst()),
                texts(String.join(", ", counts.subList(1, counts.size()))),
                site.navigation().list(other.path("name").asText()),
                false);
    }

    private static Tile readModels(JsonNode status) {
        List<String> behind = status.path("readModels")
                .valueStream()
                .filter(model -> model.path("lagEvents").asLong() > 0
                        || !model.path("state").asText().equals("live"))
                .map(model -> "%s is %s, %d facts and %.0f s behind"
                        .formatted(
                                model.path("name").asText(),
                                model.path("state").asText(),
                                model.path("lagEvents").asLong(),
                                model.path("lagSeconds").asDouble()))
                .toList();
        return new Tile(
                "Read models",
                Cell.of(behind.isEmpty() ? "No lag" : behind.size() + " behind"),
                texts(
                        behind.isEmpty()
                                ? new String[] {
                                    "all at position " + status.path("head").asText()
                                }
                                : behind.toArray(String[]::new)),
                "/projections",
                !behind.isEmpty());
    }

    private static Tile backup(JsonNode backup) {
        return backup.path("at").isTextual()
                ? new Tile(
                        "Last backup",
                        new Cell(backup.path("at").asText(), "", Holds.TIME),
                        texts("up to position " + backup.path("position").asText()),
                        "/backups",
                        false)
                : new Tile("Last backup", Cell.of("None"), texts("daybook backup create"), "/backups", false);
    }

    private static Tile disk(JsonNode disk) {
        long free = disk.path("freeBytes").asLong();
        long size = disk.path("sizeBytes").asLong();
        return new Tile(
                "Disk",
                Cell.of("%.1f GiB free".formatted((double) free / GIB)),
                texts("of %.1f GiB".formatted((double) size / GIB)),
                "/space",
                free < size / FULL);
    }

    private static Heat heat(JsonNode activity, Instant now) {
        Instant last = now.truncatedTo(ChronoUnit.HOURS);
        List<Instant> hours = IntStream.range(0, HOURS)
                .mapToObj(at -> last.minus(HOURS - 1L - at, ChronoUnit.HOURS))
                .toList();
        Map<String, Map<Instant, Long>> byActor = new HashMap<>();
        activity.forEach(item -> byActor.computeIfAbsent(item.path("actor").asText(), _ -> new HashMap<>())
                .merge(
                        Instant.parse(item.path("at").asText()),
                        item.path("changes").asLong(),
                        Long::sum));
        long max = byActor.values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        List<HeatRow> rows = byActor.entrySet().stream()
                .map(entry -> new HeatRow(
                        entry.getKey(),
                        entry.getValue().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        hours.stream()
                                .map(hour -> cell(
                                        entry.getKey(),
                                        hour,
                                        Optional.ofNullable(entry.getValue().get(hour))
                                                .orElse(0L),
                                        max))
                                .toList()))
                .sorted(Comparator.comparing(HeatRow::total).reversed().thenComparing(HeatRow::name))
                .limit(ACTORS_MAX)
                .toList();
        return new Heat(
                "Who did how much in the last %d hours".formatted(HOURS),
                hours.stream().map(Instant::toString).toList(),
                rows,
                "Nothing happened in the last %d hours.".formatted(HOURS));
    }

    private static HeatCell cell(String actor, Instant hour, long count, long max) {
        int level = count == 0 ? 0 : (int) Math.clamp(Math.ceil((double) LEVELS * count / max), 1, LEVELS);
        return new HeatCell(
                count,
                level,
                "/audit?actor=%s&since=%s&until=%s"
                        .formatted(Operation.encoded(actor), hour, hour.plus(1, ChronoUnit.HOURS)));
    }
}
