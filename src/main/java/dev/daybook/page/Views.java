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
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private static final String BETWEEN = ", ";

    /** What tells which fact it was. */
    private static final Set<String> FACTS = Set.of("position", "undoneBy");

    /** What people call an item by. */
    private static final Set<String> TITLES = Set.of("title", "subject");

    /** What tells which thing it was, as {@code kind/id}. */
    private static final Set<String> THINGS = Set.of("stream", "entity", "thing");

    private final Site site;

    private final Drawings drawings;

    private final UnaryOperator<String> mask;

    Views(Site site) {
        this(site, UnaryOperator.identity());
    }

    /** @param mask hides likely secrets in what an answer has in a form in which they are not seen */
    Views(Site site, UnaryOperator<String> mask) {
        this.site = site;
        this.mask = mask;
        this.drawings = new Drawings(this);
    }

    UnaryOperator<String> mask() {
        return mask;
    }

    /** Returns the parts of what is shown: drawings, what its columns say, and what is told at length. */
    List<Section> of(Operation<?, ?> operation, JsonNode whole) {
        return of(operation, whole, Map.of());
    }

    /** @param variables in the path at which it was asked */
    List<Section> of(Operation<?, ?> operation, JsonNode whole, Map<String, String> variables) {
        List<Section> below = drawings.below(operation, whole).toList();
        Stream<Section> said = Drawings.isInPlace(operation) && !below.isEmpty()
                ? Stream.empty()
                : described(operation, whole, variables).stream();
        return Stream.of(drawings.above(operation, whole), said, below.stream())
                .flatMap(sections -> sections)
                .toList();
    }

    private List<Section> described(Operation<?, ?> operation, JsonNode whole, Map<String, String> variables) {
        Function<JsonNode, String> page = item -> site.item(operation, variables, item);
        boolean isInside = !operation.form().inside().isEmpty()
                && whole.has(operation.form().inside());
        JsonNode answer = isInside ? whole.path(operation.form().inside()) : whole;
        if (operation.form().isOfEach()) {
            return answer.path("items")
                    .valueStream()
                    .flatMap(item -> operation.form().parts(item).stream()
                            .flatMap(part -> part(operation, part, item, Set.of())))
                    .toList();
        }
        List<Part> parts = operation.form().parts(answer);
        if (!parts.isEmpty() && !answer.isArray()) {
            String inside = isInside ? "/" + operation.form().inside() : "";
            Set<String> drawn = Drawings.pointers(operation).stream()
                    .filter(pointer -> pointer.startsWith(inside))
                    .map(pointer -> pointer.substring(inside.length()))
                    .collect(Collectors.toSet());
            return parts.stream()
                    .flatMap(part -> part(operation, part, answer, drawn))
                    .toList();
        }
        JsonNode items = answer.isArray() ? answer : answer.path("items");
        if (items.isArray() && !operation.table().isEmpty()) {
            Set<String> contents = Drawings.contents(operation);
            List<Column> told = operation.table().stream()
                    .filter(column -> !contents.contains("/" + column.name()))
                    .toList();
            return List.of(linked(operation, "", told, items, none(operation, variables), page));
        }
        if (items.isArray() && items.isEmpty() && operation.hasRows()) {
            return List.of(rows("", List.of(), items, none(operation, variables)));
        }
        if (items.isArray() && operation.columns().isEmpty() && isRecords(items)) {
            return List.of(linked(operation, "", columns(items), items, "", page));
        }
        if (!operation.columns().isEmpty()) {
            Set<String> drawn = Drawings.pointers(operation);
            List<Column> told = operation.columns().stream()
                    .filter(column -> !drawn.contains("/" + column.name()))
                    .toList();
            return List.of(named(operation, told, answer));
        }
        Stream<String> drawn = Drawings.pointers(operation).stream().map(pointer -> pointer.substring(1));
        return members(
                        operation,
                        answer,
                        Stream.concat(Stream.of("items"), drawn).toList())
                .toList();
    }

    /** What is said of an empty list, which may name what it would be of. */
    private static String none(Operation<?, ?> operation, Map<String, String> variables) {
        String sentence = operation.form().none();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            sentence = sentence.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        return sentence;
    }

    /** A table whose columns lead somewhere where their names say what stands in them: there may be no such thing. */
    Rows linked(
            Operation<?, ?> operation,
            String title,
            List<Column> columns,
            JsonNode items,
            String none,
            Function<JsonNode, String> page) {
        List<Column> linked = site.relations().linked(operation, columns);
        Set<String> unsure = linked.stream()
                .filter(column -> !columns.contains(column))
                .map(Column::name)
                .collect(Collectors.toSet());
        return rows(title, linked, items, none, page).unsure(unsure);
    }

    private Stream<Section> part(Operation<?, ?> operation, Part part, JsonNode answer, Set<String> drawn) {
        return switch (part) {
            case Part.Line it -> {
                String text = it.text().apply(answer);
                yield text.isEmpty() || Drawings.isChange(operation) ? Stream.empty() : Stream.of(new Sentence(text));
            }
            case Part.Fields it -> Stream.of(named(operation, it.columns(), answer));
            case Part.Others it -> members(operation, answer, it.without());
            case Part.Rows it -> {
                JsonNode items = drawn.contains(it.pointer()) ? MissingNode.getInstance() : answer.at(it.pointer());
                yield items.isEmpty() && (it.none().isEmpty() || items.isMissingNode())
                        ? Stream.empty()
                        : Stream.of(
                                linked(operation, Site.name(it.pointer()), it.columns(), items, it.none(), _ -> ""));
            }
        };
    }

    Facts facts(List<Column> columns, JsonNode answer) {
        return new Facts(columns.stream()
                .map(column -> new Fact(column.name(), cell(column, answer)))
                .filter(fact -> !fact.value().text().isEmpty())
                .toList());
    }

    /** Values of one thing; what leads to another one may say of what there is not. */
    private Facts named(Operation<?, ?> operation, List<Column> columns, JsonNode answer) {
        Relations relations = site.relations();
        Set<String> sure = Stream.concat(columns.stream(), relations.linked(operation, columns).stream())
                .filter(column -> column.holds() == Holds.THING)
                .map(Column::name)
                .collect(Collectors.toSet());
        return new Facts(facts(relations.named(operation, columns), answer).facts().stream()
                .map(fact -> sure.contains(fact.name()) ? fact : fact.unsure())
                .toList());
    }

    /** All members: values first, then lists of records as tables. */
    private Stream<Section> members(Operation<?, ?> operation, JsonNode answer, List<String> without) {
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
                tables.add(linked(operation, Site.name(member.getKey()), columns(value), value, "", _ -> ""));
            } else if (value.isObject() && value.size() > INLINE_MAX) {
                tables.add(new Section.Heading(Site.name(member.getKey())));
                members(operation, value, List.of()).forEach(tables::add);
            } else if (!Column.plain(value).isEmpty()) {
                Column column =
                        new Column(member.getKey(), _ -> Column.plain(value), Column.holds(member.getKey()), "");
                facts.addAll(named(operation, List.of(column), answer).facts());
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

    Rows rows(String title, List<Column> columns, JsonNode items, String none) {
        return rows(title, columns, items, none, _ -> "");
    }

    /**
     * A table. A column in which nothing stands is left out.
     *
     * @param page of an item; empty if it has none
     */
    Rows rows(String title, List<Column> columns, JsonNode items, String none, Function<JsonNode, String> page) {
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
                        .map(item -> led(
                                told.stream().map(column -> cell(column, item)).toList(), told, page.apply(item)))
                        .toList(),
                none.isEmpty() ? "nothing" : none);
    }

    /** What tells an item from others leads to its page, and so does its title. */
    private static List<Cell> led(List<Cell> cells, List<Column> columns, String page) {
        String to = page.isEmpty() && !cells.isEmpty() && cells.getFirst().holds() == Holds.THING
                ? cells.getFirst().link()
                : page;
        return IntStream.range(0, cells.size())
                .mapToObj(at -> {
                    Cell cell = cells.get(at);
                    boolean leads = at == 0 || TITLES.contains(columns.get(at).name());
                    return leads && cell.isBare() ? Cell.to(cell.text(), to) : cell;
                })
                .toList();
    }

    private Cell cell(Column column, JsonNode item) {
        String text = column.text().apply(item);
        if (column.holds() == Holds.THING) {
            return thing(column.category(), text);
        }
        return switch (column.holds()) {
            case MARKED -> Cell.marked(text);
            case TIMES, LINE -> Cell.timed(text, column.holds());
            default -> member(column.name(), text, column.holds());
        };
    }

    /** A thing, or several with commas between them. */
    private Cell thing(String category, String text) {
        if (category.isEmpty()) {
            return new Cell(text, site.of(text), Holds.THING);
        }
        if (text.indexOf(BETWEEN) < 0) {
            return new Cell(text, text.isEmpty() ? "" : site.of(category + "/" + text), Holds.THING);
        }
        var pieces = new ArrayList<Cell.Piece>();
        for (String id : text.split(BETWEEN)) {
            if (!pieces.isEmpty()) {
                pieces.add(new Cell.Piece(BETWEEN, false));
            }
            pieces.add(new Cell.Piece(id, false, site.of(category + "/" + id)));
        }
        return new Cell(text, "", Holds.THING, pieces);
    }
}
