package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.Section.By;
import dev.daybook.page.Section.Moment;
import dev.daybook.page.Section.Times;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes pages of answers: each as its operation describes it. */
public final class Pages {

    private static final List<String> FILES = List.of("json", "csv", "ndjson");

    private final Site site;
    private final Views views;
    private final String api;

    /** @param api where the answers are had that pages show: below it stands each path of a page */
    public Pages(Site site, String api) {
        this.site = site;
        this.api = api;
        this.views = new Views(site);
    }

    /** Returns what an operation has answered. */
    public Page of(Operation<?, ?> operation, Asked asked, JsonNode answer) {
        String thing = site.thing(operation, asked.variables()).orElse("");
        String title = thing.isEmpty()
                ? Stream.concat(Stream.of(Site.name(operation.path())), asked.variables().values().stream())
                        .reduce((all, one) -> all + " " + one)
                        .orElse("")
                : titled(thing, answer);
        return new Page(
                        title,
                        operation.says().stream().findFirst().orElse(""),
                        views.of(operation, answer),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        answer.hasNonNull("next")
                                ? asked.with("cursor", answer.path("next").asText())
                                : "",
                        false,
                        false)
                .with(
                        related(operation, asked, thing),
                        filters(operation, asked),
                        formats(operation, asked),
                        CommandLine.of(operation, asked));
    }

    private static String titled(String thing, JsonNode answer) {
        return Stream.of("title", "name", "subject", "task")
                .flatMap(name -> answer.path(name).asText("").lines().limit(1))
                .filter(text -> !text.isBlank())
                .findFirst()
                .map(text -> text + " · " + thing)
                .orElse(thing);
    }

    /** Returns the page with a list beside it, such as what happened last. */
    public Page with(Page page, String title, Operation<?, ?> operation, JsonNode list) {
        return page.with(views.rows(
                title, operation.table(), list.path("items"), operation.form().none()));
    }

    /** Returns the page of a search with how much of each kind there is. */
    public Page counted(Page page, Asked asked, JsonNode counts) {
        String more = counts.path("more").asBoolean() ? "+" : "";
        List<Section.Facet> facets = Stream.of("kind", "status")
                .map(name -> new Section.Facet(
                        name,
                        counts.path(name)
                                .valueStream()
                                .map(count -> {
                                    String word = count.path("word").asText();
                                    boolean current = asked.value(name).equals(word);
                                    return new Link(
                                            "%s %s%s"
                                                    .formatted(
                                                            word,
                                                            count.path("count").asText(),
                                                            more),
                                            asked.with(name, current ? "" : word),
                                            current);
                                })
                                .toList()))
                .filter(facet -> !facet.values().isEmpty())
                .toList();
        return facets.isEmpty() ? page : page.before(new Section.Facets(facets));
    }

    /** Returns the page of a thing with who made its fields what they are. */
    public Page blamed(Page page, JsonNode blame) {
        Map<String, By> by = new HashMap<>();
        long first = blame.path("items")
                .valueStream()
                .mapToLong(field -> field.path("position").asLong())
                .min()
                .orElse(0);
        for (JsonNode field : blame.path("items")) {
            if (field.path("position").asLong() == first) {
                continue; // it is so from the beginning
            }
            String pointer = field.path("field").asText();
            by.put(
                    pointer.substring(pointer.lastIndexOf('/') + 1),
                    new By(
                            field.path("actor").asText(),
                            field.path("occurredAt").asText(),
                            "/journal/" + field.path("position").asText()));
        }
        return page.with(section -> section instanceof Section.Facts facts
                ? new Section.Facts(facts.facts().stream()
                        .map(fact ->
                                new Section.Fact(fact.name(), fact.value(), Optional.ofNullable(by.get(fact.name()))))
                        .toList())
                : section);
    }

    /** Returns the page of a thing with the moments at which it changed. */
    public Page with(Page page, Asked asked, JsonNode history) {
        var moments = new ArrayList<Moment>();
        String now = asked.value(Operation.AS_OF);
        for (JsonNode fact : history.path("items")) {
            String position = fact.path("position").asText();
            moments.add(new Moment(
                    fact.path("timestamp").asText(),
                    fact.path("action").asText(),
                    fact.path("actor").asText(),
                    asked.with(Operation.AS_OF, position),
                    position.equals(now)));
        }
        return moments.isEmpty() ? page : page.with(new Times(moments));
    }

    private List<Link> related(Operation<?, ?> operation, Asked asked, String thing) {
        var links = new ArrayList<Link>();
        if (!thing.isEmpty()) {
            String kind = thing.substring(0, thing.indexOf('/'));
            String key = thing.substring(thing.indexOf('/') + 1);
            links.add(new Link(
                    "As it is now", asked.path(), asked.value(Operation.AS_OF).isEmpty()));
            links.add(new Link("History", Site.history(kind, key), false));
            links.add(new Link(
                    "Who changed what", "/blame/" + Operation.encoded(kind) + "/" + Operation.encoded(key), false));
        }
        if (Boards.board(operation).isPresent()) {
            links.add(new Link("Board", Boards.PATH + asked.path(), false));
        }
        links.addAll(site.below(operation, asked.variables()));
        return links;
    }

    /** Returns what whoever looks may do to what is shown. */
    public List<Link> changes(
            Operation<?, ?> operation, Asked asked, Optional<String> thing, Predicate<Operation<?, ?>> may) {
        return Stream.of(
                        changes(operation, asked, may),
                        thing.stream().flatMap(it -> site.about(it, may)),
                        site.undoing(asked, may))
                .flatMap(links -> links)
                .toList();
    }

    private Stream<Link> changes(Operation<?, ?> operation, Asked asked, Predicate<Operation<?, ?>> may) {
        return site.changes(operation).stream()
                .filter(may)
                .map(change -> new Link(
                        change.says().stream().findFirst().orElse(change.id()),
                        asked.variables().entrySet().stream()
                                .map(value -> value.getKey() + "=" + Operation.encoded(value.getValue()))
                                .collect(Collectors.joining("&", Forms.PATH + change.id() + "?", "")),
                        false));
    }

    private static List<Filter> filters(Operation<?, ?> operation, Asked asked) {
        var filters = new ArrayList<Filter>();
        for (Argument argument : operation.given(Place.QUERY)) {
            if (!operation.form().isHidden(argument.name())
                    && !operation.form().fixed().containsKey(argument.name())) {
                filters.add(new Filter(
                        argument.name(),
                        argument.says(),
                        asked.value(argument.name()),
                        argument.words(),
                        Forms.kind(argument)));
            }
        }
        if (operation.projects().isPresent()) {
            add(filters, asked, "project", "only those of one project of a tool");
        }
        if (operation.isTimed()) {
            add(filters, asked, Operation.AS_OF, "as it was at a position of the journal, or by a time");
            add(filters, asked, Operation.AS_RECORDED, "as it was known by a time");
        }
        if (operation.isBranched()) {
            add(filters, asked, Operation.BRANCH, "as it would be in a branch");
        }
        return filters;
    }

    private static void add(List<Filter> filters, Asked asked, String name, String says) {
        if (filters.stream().noneMatch(filter -> filter.name().equals(name))) {
            filters.add(new Filter(name, says, asked.value(name), List.of(), Form.Kind.LINE));
        }
    }

    private List<Link> formats(Operation<?, ?> operation, Asked asked) {
        String all = asked.ofAll();
        return operation.pathOfFormats().isEmpty()
                ? List.of(new Link("json", api + asked.path() + all, false))
                : FILES.stream()
                        .map(format -> new Link(format, api + asked.path() + "." + format + all, false))
                        .toList();
    }
}
