package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which pages there are: one for each operation that only reads, at its path. Thread-safe. */
public final class Site {

    /** Where those are shown who have no page of their own. */
    private static final String HISTORY = "/history/";

    /** Stands in a path for a key in place of which a folder is given. */
    public static final String BESIDE = "-";

    private static final String ACTOR = "actor";

    /** The position since which all is. */
    private static final String BEGINNING = "1";

    private final Catalogue<?> catalogue;
    private final Set<String> recorded;

    /** The operations that show things, by the kinds of these. */
    private final Map<String, Operation<?, ?>> shows;

    private final List<Operation<?, ?>> all;

    /** Those that a browser is shown a form of. */
    private final List<Operation<?, ?>> forms;

    private final Relations relations;

    private final Titles titles;
    private final Navigation navigation;

    /** @param recorded the kinds of things to which something can happen: others, such as checkpoints, have no history */
    public Site(Catalogue<?> catalogue, Set<String> recorded) {
        this.recorded = recorded;
        this.catalogue = catalogue;
        this.all = catalogue
                .all()
                .<Operation<?, ?>>map(operation -> operation)
                .filter(Site::isPage)
                .toList();
        this.forms = catalogue
                .all()
                .<Operation<?, ?>>map(operation -> operation)
                .filter(Forms::isForm)
                .toList();
        this.shows = new LinkedHashMap<>();
        for (Operations<?> group : catalogue.groups()) {
            for (Operation<?, ?> operation : group.all()) {
                if (operation.key().isPresent() && isPage(operation)) {
                    shows.putIfAbsent(operation.kind(group.name()), operation);
                }
            }
        }
        this.titles = new Titles(catalogue, all);
        this.navigation = new Navigation(catalogue, this);
        this.relations = new Relations(catalogue, all, shows.keySet());
    }

    static boolean isPage(Operation<?, ?> operation) {
        return List.of(Effect.READS, Effect.WORKS).contains(operation.effect())
                && operation.method().equals("GET")
                && !operation.isOnlyCommand()
                && !operation.isProtocol()
                && (!operation.isLong() || operation.effect() == Effect.READS);
    }

    /** Returns what pages are called. */
    Titles titles() {
        return titles;
    }

    /** Returns where one may go from everywhere. */
    public Navigation navigation() {
        return navigation;
    }

    /** Returns which things lead to which. */
    Relations relations() {
        return relations;
    }

    /** Returns an operation by its id in the contract. */
    Optional<Operation<?, ?>> operation(String id) {
        return catalogue
                .all()
                .<Operation<?, ?>>map(operation -> operation)
                .filter(operation -> operation.id().equals(id))
                .findFirst();
    }

    /** Returns the operations that have pages. */
    public List<Operation<?, ?>> all() {
        return all;
    }

    /** Returns the operations that have forms. */
    public List<Operation<?, ?>> forms() {
        return forms;
    }

    /** Returns the page of the thing that an operation is about, as far as its path says which. */
    public Optional<Operation<?, ?>> shown(Operation<?, ?> changes) {
        return shows.values().stream()
                .filter(show ->
                        changes.path().equals(show.path()) || changes.path().startsWith(show.path() + "/"))
                .findFirst();
    }

    /**
     * Returns what may be done to what a page shows: the forms at its path, below a thing, at a list those that make one
     * of what it lists, and at the first list of a group those that are about no thing.
     */
    List<Operation<?, ?>> changes(Operation<?, ?> page) {
        boolean thing = page.path().contains("{");
        return forms.stream()
                .filter(operation -> operation.path().equals(page.path())
                        || (thing
                                && operation.path().startsWith(page.path() + "/")
                                && !operation
                                        .path()
                                        .substring(page.path().length())
                                        .contains("{"))
                        || (!thing && operation.method().equals("PUT") && isItem(page, operation))
                        || (!thing
                                && operation.given(Place.PATH).isEmpty()
                                && navigation.first(tag(operation)).equals(page.path())))
                .toList();
    }

    private static boolean isItem(Operation<?, ?> list, Operation<?, ?> operation) {
        return operation.path().startsWith(list.path() + "/")
                && operation.path().substring(list.path().length()).matches("(/\\{[^/]+})+");
    }

    private String tag(Operation<?, ?> operation) {
        return catalogue.groups().stream()
                .filter(group -> group.all().contains(operation))
                .findFirst()
                .map(Operations::tag)
                .orElse("");
    }

    /** Returns the pages beside a list: those whose paths begin as its own. */
    List<Link> beside(Operation<?, ?> list) {
        String top = "/" + list.path().split("/")[1];
        if (list.path().contains("{")) {
            return List.of();
        }
        List<Link> links = all.stream()
                .filter(other -> other.path().equals(top) || other.path().startsWith(top + "/"))
                .filter(other -> !other.path().contains("{")
                        && other.given(Place.QUERY).stream().noneMatch(Argument::required))
                .map(other -> new Link(
                        other.path().equals(top)
                                ? titles.of(other)
                                : name(other.path().substring(top.length())),
                        other.path(),
                        other == list))
                .toList();
        return links.size() > 1 ? links : List.of();
    }

    /** Returns what else may be done about a thing, {@code kind/id}: the forms that take one of its kind, filled in. */
    Stream<Link> about(String thing, Predicate<Operation<?, ?>> may) {
        String kind = thing.substring(0, thing.indexOf('/'));
        return forms.stream()
                .filter(may)
                .filter(form -> form.given(Place.PATH).isEmpty()) // else it is about another one
                .flatMap(form -> form.given(Place.BODY).stream()
                        .filter(argument -> argument.thing().equals(kind)
                                || argument.thing().equals(Argument.ANY_THING))
                        .limit(1)
                        .map(argument -> new Link(
                                argument.required()
                                        ? form.says().stream().findFirst().orElse(form.id())
                                        : name(form.name()) + ": " + argument.says(),
                                Forms.PATH + form.id() + "?" + argument.name() + "="
                                        + Operation.encoded(
                                                argument.thing().equals(kind)
                                                        ? thing.substring(kind.length() + 1)
                                                        : thing),
                                false)));
    }

    /** Returns what takes back what a page lists: all of an actor, of a session, from a time on. */
    Stream<Link> undoing(Asked asked, Predicate<Operation<?, ?>> may) {
        return Stream.of(ACTOR, "session")
                .filter(name -> !asked.value(name).isEmpty())
                .limit(1)
                .flatMap(name -> forms.stream()
                        .filter(may)
                        .filter(form -> form.effect() == Effect.DESTROYS
                                && form.isArgument(name)
                                && form.isArgument("since")
                                && Forms.isTried(form))
                        .map(form -> new Link(
                                "Undo what %s did".formatted(asked.value(name)),
                                Forms.PATH + form.id() + "?" + name + "=" + Operation.encoded(asked.value(name))
                                        + "&since="
                                        + (asked.value("since").isEmpty()
                                                ? BEGINNING
                                                : Operation.encoded(asked.value("since"))),
                                false)));
    }

    /** Returns what takes back the command that wrote the fact that a page shows. */
    Stream<Link> undoingFact(Operation<?, ?> page, Asked asked, Predicate<Operation<?, ?>> may) {
        return Stream.ofNullable(asked.variables().get("position"))
                .filter(_ -> page.path().equals("/journal/{position}"))
                .flatMap(position -> forms.stream()
                        .filter(may)
                        .filter(form ->
                                form.effect() == Effect.DESTROYS && form.isArgument("what") && Forms.isTried(form))
                        .map(form -> new Link(
                                "Undo what this command did", Forms.PATH + form.id() + "?what=" + position, false)));
    }

    /** Returns the operations whose items are shown as cards, too. */
    public List<Operation<?, ?>> boards() {
        return all.stream()
                .filter(operation -> Boards.board(operation).isPresent())
                .toList();
    }

    /**
     * Returns the page of an item of a list: the one below the list's own, or of what it leads to; empty if it has none.
     *
     * @param variables in the path of the list
     */
    String item(Operation<?, ?> list, Map<String, String> variables, JsonNode item) {
        String below = list.path() + "/{";
        return all.stream()
                .map(Operation::path)
                .filter(path -> path.startsWith(below) && path.indexOf('}', below.length()) == path.length() - 1)
                .findFirst()
                .flatMap(path -> {
                    String last = path.substring(below.length(), path.length() - 1);
                    String value = item.path(item.has(last) ? last : "id").asText();
                    boolean unknown = list.given(Place.PATH).stream()
                            .anyMatch(variable -> !variables.containsKey(variable.name()));
                    if (unknown) {
                        return list.projects().map(thing -> of(thing.apply(item)));
                    }
                    return value.isEmpty()
                            ? Optional.<String>empty()
                            : Optional.of(Operation.path(
                                    path, name -> name.equals(last) ? value : variables.getOrDefault(name, "")));
                })
                .or(() -> list.drawings().stream()
                        .filter(Drawing.Leads.class::isInstance)
                        .map(Drawing.Leads.class::cast)
                        .filter(leads -> item.at(leads.id()).isTextual())
                        .map(leads ->
                                of(leads.kind() + "/" + item.at(leads.id()).asText()))
                        .findFirst())
                .orElse("");
    }

    /** Returns the form of an operation, by its id in the contract. */
    Optional<Operation<?, ?>> form(String id) {
        return forms.stream().filter(operation -> operation.id().equals(id)).findFirst();
    }

    /** Returns a path, or the name of a member, in words. */
    static String name(String path) {
        String words = Stream.of(path.split("/"))
                .filter(text -> !text.isEmpty() && !text.startsWith("{"))
                .collect(Collectors.joining(" "))
                .replace('-', ' ')
                .replaceAll("(?<=[a-z])([A-Z])", " $1")
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^sql$", "SQL");
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** Returns the page of a thing, {@code kind/id}; empty if it is none. */
    String of(String thing) {
        int slash = thing.indexOf('/');
        if (slash <= 0 || slash == thing.length() - 1) {
            return "";
        }
        String kind = thing.substring(0, slash);
        String key = thing.substring(slash + 1);
        Operation<?, ?> operation = shows.get(kind);
        if (operation == null) {
            return relations.wanting(kind).stream()
                    .findFirst()
                    .map(page -> page.address(key))
                    .orElseGet(() -> recorded.contains(kind) ? history(kind, key) : "");
        }
        Map<String, String> arguments = operation.key().orElseThrow().apply(key);
        String path = Operation.path(operation.path(), name -> arguments.getOrDefault(name, ""));
        String query = arguments.entrySet().stream()
                .filter(argument -> !operation.path().contains("{" + argument.getKey() + "}"))
                .map(argument -> argument.getKey() + "=" + Operation.encoded(argument.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** Returns the page of what happened to a thing, {@code kind/id}. */
    public static String history(String thing) {
        int slash = thing.indexOf('/');
        return history(thing.substring(0, slash), thing.substring(slash + 1));
    }

    static String history(String kind, String key) {
        return HISTORY + Operation.encoded(kind) + "/" + Operation.encoded(key);
    }

    /** Returns the thing that a page shows, {@code kind/id}, if it shows one. */
    public Optional<String> thing(Operation<?, ?> operation, Map<String, String> path) {
        return shows.entrySet().stream()
                .filter(entry -> entry.getValue() == operation)
                .map(Map.Entry::getKey)
                .findFirst()
                .flatMap(kind -> {
                    String key = Stream.of(operation.path().split("/"))
                            .filter(text -> text.startsWith("{"))
                            .map(text -> path.getOrDefault(text.substring(1, text.length() - 1), ""))
                            .collect(Collectors.joining("/"));
                    return operation.key().orElseThrow().apply(key).equals(path)
                            ? Optional.of(kind + "/" + key)
                            : Optional.empty();
                });
    }

    /** Returns the pages above a page: of what it belongs to, the nearest first. */
    public List<Operation<?, ?>> above(Operation<?, ?> page) {
        return all.stream()
                .filter(other -> page.path().startsWith(other.path() + "/")
                        && !other.given(Place.PATH).isEmpty())
                .sorted(Comparator.comparing(other -> -other.path().length()))
                .toList();
    }

    /** Returns the lists right below a page of what is no thing: of what belongs to it. */
    List<Operation<?, ?>> within(Operation<?, ?> page) {
        return page.given(Place.PATH).isEmpty() || shows.containsValue(page)
                ? List.of()
                : all.stream()
                        .filter(other -> other.hasRows()
                                && other.path().startsWith(page.path() + "/")
                                && other.given(Place.PATH).equals(page.given(Place.PATH)))
                        .toList();
    }

    /** Returns the pages below a page: of what belongs to it. */
    List<Link> below(Operation<?, ?> operation, Map<String, String> path) {
        var links = new ArrayList<Link>();
        String template = operation.path() + "/";
        for (Operation<?, ?> other : all) {
            String rest = other.path().startsWith(template) ? other.path().substring(template.length()) : "{";
            if (!rest.contains("{") && operation.path().contains("{")) {
                links.add(
                        new Link(name(rest), Operation.path(other.path(), name -> path.getOrDefault(name, "")), false));
            }
        }
        return links;
    }
}
