package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.page.Section.Beside;
import dev.daybook.page.Section.Said;
import dev.daybook.page.Section.Talk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws answers as their operations describe it. */
final class Drawings {

    private static final String ITEMS = "/items";

    /** Whom a conversation tells apart. */
    private static final Set<String> ROLES = Set.of("user", "assistant", "tool", "system");

    /** Of these few want to read more than what it is. */
    private static final Set<String> FOLDED = Set.of("tool", "system");

    private final Views views;

    Drawings(Views views) {
        this.views = views;
    }

    /** Returns what the operation draws of its answer above what else is shown of it. */
    Stream<Section> above(Operation<?, ?> operation, JsonNode answer) {
        return operation.drawings().stream().flatMap(drawing -> switch (drawing) {
            case Drawing.Course it -> course(it, answer.at(ITEMS));
            case Drawing.Bars it -> bars(it, answer.at(ITEMS));
            case Drawing.Limited it -> limited(it, answer.at(ITEMS));
            case Drawing.Talk _,
                    Drawing.Beside _,
                    Drawing.Table _,
                    Drawing.Board _,
                    Drawing.Groups _,
                    Drawing.Files _,
                    Drawing.Leads _,
                    Drawing.Kept _,
                    Drawing.Latest _,
                    Drawing.Changes _ -> Stream.<Section>empty();
        });
    }

    /** Returns what the operation draws of its answer below what else is shown of it. */
    Stream<Section> below(Operation<?, ?> operation, JsonNode answer) {
        return operation.drawings().stream().flatMap(drawing -> switch (drawing) {
            case Drawing.Talk it -> talk(it, answer.at(it.pointer()));
            case Drawing.Beside it -> beside(it, answer.at(it.pointer()));
            case Drawing.Changes it -> changes(it, answer.at(it.pointer()));
            case Drawing.Table it -> table(it, answer.at(it.pointer()));
            case Drawing.Groups it -> groups(it, answer.at(it.pointer()));
            case Drawing.Files it -> files(it, answer.at(it.pointer()));
            case Drawing.Course _,
                    Drawing.Bars _,
                    Drawing.Limited _,
                    Drawing.Board _,
                    Drawing.Leads _,
                    Drawing.Latest _,
                    Drawing.Kept _ -> Stream.<Section>empty();
        });
    }

    /** Returns what in an answer is drawn, and need not be told in words, too. */
    static Set<String> pointers(Operation<?, ?> operation) {
        return operation.drawings().stream()
                .flatMap(drawing -> switch (drawing) {
                    case Drawing.Changes it -> Stream.of(it.pointer());
                    case Drawing.Groups it -> Stream.of(it.pointer());
                    case Drawing.Beside it -> Stream.of(it.pointer());
                    case Drawing.Kept it -> Stream.of(it.pointer());
                    default -> Stream.<String>empty();
                })
                .collect(Collectors.toSet());
    }

    /** Returns which members of items are the contents of files, which have no room in a table. */
    static Set<String> contents(Operation<?, ?> operation) {
        return operation.drawings().stream()
                .filter(Drawing.Files.class::isInstance)
                .map(drawing -> ((Drawing.Files) drawing).content())
                .collect(Collectors.toSet());
    }

    /** Returns whether it is drawn what changed, which the sentences of an answer say, too. */
    static boolean isChange(Operation<?, ?> operation) {
        return operation.drawings().stream().anyMatch(Drawing.Changes.class::isInstance);
    }

    /** Returns whether the items of a list are drawn in place of their table. */
    static boolean isInPlace(Operation<?, ?> operation) {
        return operation.drawings().stream()
                .anyMatch(drawing ->
                        drawing instanceof Drawing.Talk talk && talk.pointer().equals(ITEMS));
    }

    private Stream<Section> table(Drawing.Table it, JsonNode items) {
        return items.isEmpty() ? Stream.empty() : Stream.of(views.rows(it.title(), it.columns(), items, ""));
    }

    private Stream<Section> groups(Drawing.Groups it, JsonNode items) {
        if (items.isEmpty()) {
            return Stream.empty();
        }
        Map<String, ArrayNode> groups = new LinkedHashMap<>();
        for (JsonNode item : items) {
            String name = it.by().stream().map(by -> item.at(by).asText()).collect(Collectors.joining(" "));
            groups.computeIfAbsent(name, _ -> JsonNodeFactory.instance.arrayNode())
                    .add(item);
        }
        return Stream.of(new Section.Groups(
                it.title(),
                groups.entrySet().stream()
                        .sorted(Comparator.comparing(group -> -group.getValue().size()))
                        .map(group -> new Section.Group(
                                group.getKey(),
                                group.getValue().size(),
                                views.rows("", it.columns(), group.getValue(), "")))
                        .toList()));
    }

    private Stream<Section> files(Drawing.Files it, JsonNode items) {
        List<Section.Content> files = items.valueStream()
                .filter(item -> item.at(it.content()).isTextual())
                .map(item -> FileContents.of(
                        item.at(it.name()).asText(),
                        item.at(it.content()).asText(),
                        item.at(it.encoding()).asText(),
                        item.at(it.sizeBytes()).asLong(-1),
                        views.mask()))
                .toList();
        return files.isEmpty() ? Stream.empty() : Stream.of(new Section.Contents(files));
    }

    private static Stream<Section> talk(Drawing.Talk it, JsonNode items) {
        List<Said> said = items.valueStream()
                .map(item -> {
                    JsonNode text = item.at(it.text());
                    String who = item.at(it.who()).asText();
                    String role = who.toLowerCase(Locale.ROOT);
                    return new Said(
                            who,
                            ROLES.contains(role) ? role : "other",
                            item.at(it.at()).asText(),
                            it.about().isEmpty() ? "" : item.at(it.about()).asText(""),
                            Passages.folded(Passages.of(text), text.asText(), FOLDED.contains(role)));
                })
                .toList();
        return said.isEmpty() ? Stream.empty() : Stream.of(new Talk(said, "", List.of()));
    }

    private static Stream<Section> changes(Drawing.Changes it, JsonNode items) {
        List<Section.Change> changes = items.valueStream()
                .map(item -> new Section.Change(
                        item.at(it.field()).asText(),
                        Passages.changed(text(item.at(it.before())), text(item.at(it.after())))))
                .toList();
        return changes.isEmpty() ? Stream.empty() : Stream.of(new Section.Changes("What it changed", changes));
    }

    private static String text(JsonNode value) {
        return value.isContainerNode() ? value.toPrettyString() : Column.plain(value);
    }

    private Stream<Section> beside(Drawing.Beside it, JsonNode items) {
        List<Beside.Column> columns = items.valueStream()
                .map(item -> {
                    String text = item.at(it.text()).asText("");
                    return new Beside.Column(
                            views.facts(it.columns(), item).facts(), Passages.folded(Passages.of(text), text, true));
                })
                .toList();
        return columns.isEmpty() ? Stream.empty() : Stream.of(new Beside(it.title(), columns));
    }

    private static Stream<Section> course(Drawing.Course it, JsonNode items) {
        Map<String, double[]> sums = new TreeMap<>(); // times sort as their texts do
        for (JsonNode item : items) {
            double[] sum = sums.computeIfAbsent(
                    item.at(it.at()).asText(), _ -> new double[it.values().size()]);
            for (int at = 0; at < sum.length; at++) {
                sum[at] += item.at(it.values().get(at)).asDouble();
            }
        }
        var points = new ArrayList<Plot.Point>();
        sums.forEach((at, values) ->
                points.add(new Plot.Point(at, Arrays.stream(values).boxed().toList())));
        return points.isEmpty()
                ? Stream.empty()
                : Stream.of(new Section.Drawn(Plot.course(
                        it.values().stream()
                                .map(pointer -> Site.name(pointer).toLowerCase(Locale.ROOT))
                                .toList(),
                        points,
                        it.stacked())));
    }

    private static Stream<Section> limited(Drawing.Limited it, JsonNode items) {
        Map<String, Double> values = new TreeMap<>();
        for (JsonNode item : items) {
            if (item.at(it.value()).isNumber()) {
                values.merge(item.at(it.at()).asText(), item.at(it.value()).asDouble(), Math::max);
            }
        }
        List<Plot.Point> points = values.entrySet().stream()
                .map(value -> new Plot.Point(value.getKey(), List.of(value.getValue())))
                .toList();
        return points.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        new Section.Heading(it.title()),
                        new Section.Drawn(Plot.limited(it.title().toLowerCase(Locale.ROOT), points, it.limit())));
    }

    private static Stream<Section> bars(Drawing.Bars it, JsonNode items) {
        List<Plot.Point> points = items.valueStream()
                .filter(item -> item.at(it.value()).isNumber())
                .map(item -> new Plot.Point(
                        item.at(it.name()).asText(), List.of(item.at(it.value()).asDouble())))
                .toList();
        return points.isEmpty()
                ? Stream.empty()
                : Stream.of(
                        new Section.Drawn(Plot.bars(Site.name(it.value()).toLowerCase(Locale.ROOT), points, it.max())));
    }
}
