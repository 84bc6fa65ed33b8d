package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.util.Set;
import java.util.stream.Stream;

/** What is shown of an answer, as its operation describes it. */
final class Views {

    /** A table with more has no room for them. */
    private static final int COLUMNS_MAX = 8;

    /** A record of more members has no room beside its name. */
    private static final int INLINE_MAX = 3;

    /** Of longer lists in an answer the first are shown. */
    private static final int ROWS_MAX = 200;

    private static final String JOURNAL = "/journal/";

    /** What tells which fact it was. */
    private static final Set<String> FACTS = Set.of("position", "undoneBy");

    /** What tells which thing it was, as {@code kind/id}. */
    private static final Set<String> THINGS = Set.of("stream", "entity", "thing");

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
        if (operation.form().isOfEach()) {
            return answer.path("items")
                    .valueStream()
                    .flatMap(item -> operation.form().parts(item).stream().flatMap(part -> part(part, item, Set.of())))
                    .toList();
        }
        List<Part> parts = operation.form().parts(answer);
        if (!parts.isEmpty() && !answer.isArray()) {
            Set<String> drawn = Drawings.pointers(operation);
            return parts.stream().flatMap(part -> part(part, answer, drawn)).toList();
        }
        JsonNode items = answer.isArray() ? answer : answer.path("items");
        if (items.isArray() && !operation.table().isEmpty()) {
            return List.of(rows("", operation.table(), items, operation.form().none()));
        }
        if (items.isArray() && operation.columns().isEmpty() && isRecords(items)) {
            return List.of(rows("", columns(items), items, ""));
        }
        if (!operation.columns().isEmpty()) {
            return List.of(facts(operation.columns(), answer));
        }
        return members(answer, List.of("items")).toList();
    }

    private Stream<Section> part(Part part, JsonNode answer, Set<String> drawn) {
        return switch (part) {
            case Part.Line it -> {
                String text = it.text().apply(answer);
                yield text.isEmpty() || !drawn.isEmpty() ? Stream.empty() : Stream.of(new Sentence(text));
            }
            case Part.Fields it -> Stream.of(facts(it.columns(), answer));
            case Part.Others it -> members(answer, it.without());
            case Part.Rows it -> {
                JsonNode items = drawn.contains(it.pointer()) ? MissingNode.getInstance() : answer.at(it.pointer());
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
            if (without.contains(member.getKey())) {
                return; // it is told elsewhere
            }
            if (isRecords(value)) {
                tables.add(rows(Site.name(member.getKey()), columns(value), value, ""));
            } else if (value.isObject() && value.size() > INLINE_MAX) {
                tables.add(new Section.Heading(Site.name(member.getKey())));
                members(value, List.of()).forEach(tables::add);
            } else if (!Column.plain(value).isEmpty()) {
                facts.add(new Fact(
                        member.getKey(), member(member.getKey(), Column.plain(value), Column.holds(member.getKey()))));
            }
        });
        return facts.isEmpty() ? tables.stream() : Stream.concat(Stream.of(new Facts(facts)), tables.stream());
    }

    private static boolean isRecords(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.get(0).isObject();
    }

    private static List<Column> columns(JsonNode records) {
        var names = new LinkedHashSet<String>();
        records.forEach(node -> node.fieldNames().forEachRemaining(names::add));
        return names.stream()
                .limit(COLUMNS_MAX)
                .map(name -> new Column(name, row -> Column.plain(row.path(name)), Column.holds(name), ""))
                .toList();
    }

    /** A value by its name in the contract: those that name a thing or a fact lead there. */
    private Cell member(String name, String text, Holds holds) {
        if (THINGS.contains(name) && text.indexOf('/') > 0) {
            return new Cell(text, site.of(text), Holds.THING);
        }
        boolean fact = FACTS.contains(name) && text.matches("[0-9]+");
        return new Cell(text, fact ? JOURNAL + text : "", holds);
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
                        .limit(ROWS_MAX)
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
        return column.holds() == Holds.MARKED ? Cell.marked(text) : member(column.name(), text, column.holds());
    }
}
