package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.Column.Holds;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Part;
import dev.daybook.page.Section.Fact;
import dev.daybook.page.Section.Facts;
import dev.daybook.page.Section.Rows;
import dev.daybook.page.Section.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/** What is shown of an answer, as its operation describes it. */
final class Views {

    /** A table with more has no room for them. */
    private static final int COLUMNS_MAX = 8;

    /** The column that tells which fact it was. */
    private static final String POSITION = "position";

    private final Site site;

    private final Drawings drawings;

    Views(Site site) {
        this.site = site;
        this.drawings = new Drawings(this);
    }

    /** Returns the parts of what is shown: drawings, what its columns say, and what is told at length. */
    List<Section> of(Operation<?, ?> operation, JsonNode whole) {
        List<Section> below = drawings.below(operation, whole).toList();
        Stream<Section> said = Drawings.isInPlace(operation) && !below.isEmpty()
                ? Stream.empty()
                : described(operation, whole).stream();
        return Stream.of(drawings.above(operation, whole), said, below.stream())
                .flatMap(sections -> sections)
                .toList();
    }

    private List<Section> described(Operation<?, ?> operation, JsonNode whole) {
        JsonNode answer = operation.form().inside().isEmpty()
                        || !whole.has(operation.form().inside())
                ? whole
                : whole.path(operation.form().inside());
        List<Part> parts = operation.form().parts(answer);
        if (!parts.isEmpty() && !answer.isArray()) {
            return parts.stream().flatMap(part -> part(part, answer)).toList();
        }
        JsonNode items = answer.isArray() ? answer : answer.path("items");
        if (items.isArray() && !operation.table().isEmpty()) {
            return List.of(rows("", operation.table(), items, operation.form().none()));
        }
        if (!operation.columns().isEmpty()) {
            return List.of(facts(operation.columns(), answer));
        }
        return members(answer, List.of("items")).toList();
    }

    private Stream<Section> part(Part part, JsonNode answer) {
        return switch (part) {
            case Part.Line it -> {
                String text = it.text().apply(answer);
                yield text.isEmpty() ? Stream.empty() : Stream.of(new Sentence(text));
            }
            case Part.Fields it -> Stream.of(facts(it.columns(), answer));
            case Part.Others it -> members(answer, it.without());
            case Part.Rows it -> {
                JsonNode items = answer.at(it.pointer());
                yield items.isEmpty() && (it.none().isEmpty() || items.isMissingNode())
                        ? Stream.empty()
                        : Stream.of(rows(Site.name(it.pointer()), it.columns(), items, it.none()));
            }
        };
    }

    Facts facts(List<Column> columns, JsonNode answer) {
        return new Facts(columns.stream()
                .map(column -> new Fact(column.name(), cell(column, answer)))
                .filter(fact -> !fact.value().text().isEmpty())
                .toList());
    }

    /** All members: values first, then lists of records as tables. */
    private Stream<Section> members(JsonNode answer, List<String> without) {
        if (!answer.isObject()) {
            return Stream.of(new Sentence(Column.plain(answer)));
        }
        var facts = new ArrayList<Fact>();
        var tables = new ArrayList<Section>();
        answer.properties().forEach(member -> {
            JsonNode value = member.getValue();
            boolean records =
                    value.isArray() && !value.isEmpty() && value.get(0).isObject();
            if (records) {
                tables.add(rows(Site.name(member.getKey()), columns(value), value, ""));
            } else if (!without.contains(member.getKey())
                    && !Column.plain(value).isEmpty()) {
                facts.add(new Fact(member.getKey(), new Cell(Column.plain(value), "", Column.holds(member.getKey()))));
            }
        });
        return facts.isEmpty() ? tables.stream() : Stream.concat(Stream.of(new Facts(facts)), tables.stream());
    }

    private static List<Column> columns(JsonNode records) {
        var names = new LinkedHashSet<String>();
        records.forEach(node -> node.fieldNames().forEachRemaining(names::add));
        return names.stream()
                .limit(COLUMNS_MAX)
                .map(name -> new Column(name, row -> Column.plain(row.path(name)), Column.holds(name), ""))
                .toList();
    }

    /** A column in which nothing stands is left out. */
    Rows rows(String title, List<Column> columns, JsonNode items, String none) {
        List<Column> told = columns.stream()
                .filter(column -> items.isEmpty()
                        || items.valueStream()
                                .anyMatch(item -> !column.text().apply(item).isEmpty()))
                .toList();
        return new Rows(
                title,
                told.stream().map(Column::name).toList(),
                items.valueStream()
                        .map(item ->
                                told.stream().map(column -> cell(column, item)).toList())
                        .toList(),
                none.isEmpty() ? "nothing" : none);
    }

    private Cell cell(Column column, JsonNode item) {
        String text = column.text().apply(item);
        if (column.holds() == Holds.THING) {
            String thing = column.category().isEmpty() ? text : column.category() + "/" + text;
            return new Cell(text, site.of(thing), Holds.THING);
        }
        boolean fact = column.name().equals(POSITION) && text.matches("[0-9]+");
        return new Cell(text, fact ? "/journal/" + text : "", column.holds());
    }
}
