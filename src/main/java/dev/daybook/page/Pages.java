package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.Section.By;
import dev.daybook.page.Section.Moment;
import dev.daybook.page.Section.Times;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes pages of answers: each as its operation describes it. */
public final class Pages {

    private static final List<String> FILES = List.of("json", "csv", "ndjson");

    private final Site site;
    private final Views views;
    private final Outcomes outcomes;
    private final String api;

    /**
     * @param api where the answers are had that pages show: below it stands each path of a page
     * @param mask hides likely secrets in what an answer has in a form in which they are not seen
     */
    public Pages(Site site, String api, UnaryOperator<String> mask) {
        this.site = site;
        this.api = api;
        this.views = new Views(site, mask);
        this.outcomes = new Outcomes(site, views);
    }

    /** Returns what an operation has answered. */
    public Page of(Operation<?, ?> operation, Asked asked, JsonNode answer) {
        String thing = site.thing(operation, asked.variables()).orElse("");
        String title = outcomes.title(operation, answer)
                .orElseGet(
                        () -> thing.isEmpty() ? site.titles().of(operation, asked.variables()) : titled(thing, answer));
        return new Page(
                        title,
                        operation.says().stream().findFirst().orElse(""),
                        sections(operation, asked, answer),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        answer.hasNonNull("next")
                                ? asked.with("cursor", answer.path("next").asText())
                                : "",
                        false,
                        OptionalLong.empty())
                .with(
                        related(operation, asked, thing),
                        filters(operation, asked),
                        formats(operation, asked),
                        CommandLine.of(operation, asked));
    }

    /** Returns the page of what may be asked, where nothing can be answered yet. */
    public Page asking(Operation<?, ?> operation, Asked asked, List<Section> why) {
        return Page.of(
                        site.titles().of(operation, asked.variables()),
                        operation.says().stream().findFirst().orElse(""),
                        why)
                .with(List.of(), filters(operation, asked), List.of(), "");
    }

    private List<Section> sections(Operation<?, ?> operation, Asked asked, JsonNode answer) {
        List<Section> outcome = outcomes.of(operation, answer).toList();
        List<Section> progress = Outcomes.progress(answer).toList();
        JsonNode told = answer;
        if (!outcome.isEmpty()) {
            told = ((ObjectNode) answer.deepCopy()).without(List.of("result", "problem"));
        } else if (!progress.isEmpty()) {
            told = ((ObjectNode) answer.deepCopy()).without("progress");
        }
        return Stream.of(
                        kept(operation, asked, answer),
                        progress.stream(),
                        views.of(operation, told, asked.variables()).stream()
                                .map(section -> Latest.among(section, operation, asked, answer)),
                        outcome.stream(),
                        outcomes.tried(operation, answer))
                .flatMap(sections -> sections)
                .toList();
    }

    /** Questions that are kept, and where this one may be. */
    private static Stream<Section> kept(Operation<?, ?> operation, Asked asked, JsonNode answer) {
        return operation.drawings().stream()
                .filter(Drawing.Kept.class::isInstance)
                .map(Drawing.Kept.class::cast)
                .flatMap(kept -> Stream.concat(asked(kept, asked, answer), keeping(kept, asked)));
    }

    private static Stream<Section> asked(Drawing.Kept kept, Asked asked, JsonNode answer) {
        List<Link> names = answer.at(kept.pointer())
                .valueStream()
                .map(JsonNode::asText)
                .map(name -> new Link(
                        name,
                        asked.path() + "?" + kept.argument() + "=" + Operation.encoded(name),
                        name.equals(asked.value(kept.argument()))))
                .toList();
        return names.isEmpty()
                ? Stream.empty()
                : Stream.of(new Section.Facets(List.of(new Section.Facet(kept.argument(), names))));
    }

    private static Stream<Section> keeping(Drawing.Kept kept, Asked asked) {
        String question = asked.value(kept.question());
        String text = Operation.encoded(TextNode.valueOf(question).toString());
        return question.isEmpty()
                ? Stream.empty()
                : Stream.of(new Section.Next(List.of(new Link(
                        "Keep this question", Forms.PATH + kept.form() + "?" + kept.text() + "=" + text, false))));
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

    /**
     * Returns the page of a thing with who made its fields what they are.
     *
     * @param facts the last ones of the thing, the newest first
     */
    public Page blamed(Page page, JsonNode facts) {
        Map<String, By> by = new HashMap<>();
        for (JsonNode fact : facts.path("items")) {
            if (fact.path("undone").asBoolean() || fact.path("revision").asLong() == 0) {
                continue; // it does not count, or it is so from the beginning
            }
            for (JsonNode field : fact.path("changed")) {
                by.putIfAbsent(
                        field.asText(),
                        new By(
                                fact.path("actor").asText(),
                                fact.path("timestamp").asText(),
                                "/journal/" + fact.path("position").asText()));
            }
        }
        return page.with(section -> section instanceof Section.Facts told
                ? new Section.Facts(told.facts().stream()
                        .map(fact -> new Section.Fact(
                                fact.name(), fact.value(), Optional.ofNullable(by.get(fact.name())), fact.isSure()))
                        .toList())
                : section);
    }

    /**
     * What belongs to a thing.
     *
     * @param address of the list of it
     * @param title what it is
     * @param variables in the path of the list
     */
    public record Part(Operation<?, ?> list, String address, String title, Map<String, String> variables) {

        /** Returns where the first of it are; all, where it has no pages. */
        public String first(int count) {
            return list.isPaged() ? address + (address.indexOf('?') < 0 ? "?" : "&") + "limit=" + count : address;
        }
    }

    /** Returns the page without what leads to a page that is not there. */
    public static Page sure(Page page, Predicate<String> isThere) {
        return page.with(section -> switch (section) {
            case Section.Facts told ->
                new Section.Facts(
                        told.facts().stream().map(fact -> fact.sure(isThere)).toList());
            case Section.Rows told -> told.sure(isThere);
            default -> section;
        });
    }

    /** Returns the page of a thing without what tells of changes, where it never changed: what is made of others has none. */
    public static Page changeless(Page page) {
        return page.leading(
                link -> !link.to().startsWith("/history/") && !link.to().startsWith("/blame/"));
    }

    /** Returns where what is shown of something may lead: there may be no such page. */
    public List<Link> leads(Operation<?, ?> operation, JsonNode answer) {
        return views.of(operation, answer).stream()
                .flatMap(section -> section instanceof Section.Facts told ? told.facts().stream() : Stream.empty())
                .filter(fact -> !fact.isSure())
                .map(fact -> new Link(fact.value().text(), fact.value().link(), false))
                .toList();
    }

    /** Returns the lists of what belongs to what a page shows that is no thing. */
    public List<Part> parts(Operation<?, ?> operation, Asked asked) {
        return site.within(operation).stream()
                .map(list -> new Part(
                        list,
                        Operation.path(list.path(), name -> asked.variables().getOrDefault(name, "")),
                        Site.name(list.path().substring(operation.path().length())),
                        asked.variables()))
                .toList();
    }

    /** Returns the lists of what belongs to a thing, {@code kind/id}. */
    public List<Part> parts(String thing) {
        String key = thing.substring(thing.indexOf('/') + 1);
        return site.relations().of(thing.substring(0, thing.indexOf('/'))).stream()
                .map(belonging -> new Part(
                        belonging.list(),
                        belonging.address(key),
                        belonging.title(site.titles().of(belonging.list())),
                        Map.of()))
                .toList();
    }

    /** Returns the page of a thing with the first of what belongs to it; as it is if there is nothing. */
    public Page with(Page page, Part part, JsonNode answer) {
        JsonNode items = answer.path("items");
        if (items.isEmpty()) {
            return page;
        }
        Page shown = page.with(views.linked(
                part.list(),
                part.title(),
                part.list().table(),
                items,
                "",
                item -> site.item(part.list(), part.variables(), item)));
        return answer.hasNonNull("next")
                ? shown.with(new Section.Next(List.of(new Link("All of them", part.address(), false))))
                : shown;
    }

    /**
     * Returns the page of a thing with the moments at which it changed.
     *
     * @param facts the last ones, the newest first
     */
    public Page with(Page page, Asked asked, JsonNode facts) {
        var moments = new ArrayList<Moment>();
        String now = asked.value(Operation.AS_OF);
        for (JsonNode fact : facts.path("items")) {
            String position = fact.path("position").asText();
            moments.addFirst(new Moment(
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
            if (!operation.readModel().isEmpty()) {
                String path = Operation.encoded(kind) + "/" + Operation.encoded(key);
                links.add(new Link("Who changed what", "/blame/" + path, false));
                links.add(new Link("As files", "/files/" + path, false));
            }
        }
        if (Boards.board(operation).isPresent()) {
            links.add(new Link("Board", Boards.PATH + asked.path(), false));
        }
        links.addAll(site.below(operation, asked.variables()));
        site.above(operation)
                .forEach(above -> links.add(new Link(
                        site.titles().of(above, above(above, asked)),
                        Operation.path(above.path(), name -> asked.variables().getOrDefault(name, "")),
                        false)));
        links.addAll(site.beside(operation));
        links.addAll(site.relations().beside(operation, asked));
        return links;
    }

    private static Map<String, String> above(Operation<?, ?> above, Asked asked) {
        var variables = new LinkedHashMap<String, String>();
        above.given(Place.PATH)
                .forEach(argument ->
                        variables.put(argument.name(), asked.variables().getOrDefault(argument.name(), "")));
        return variables;
    }

    /** Returns what whoever looks may do to what is shown. */
    public List<Link> changes(
            Operation<?, ?> operation, Asked asked, Optional<String> thing, Predicate<Operation<?, ?>> may) {
        return Stream.of(
                        changes(operation, asked, may),
                        thing.stream().flatMap(it -> site.about(it, may)),
                        site.undoing(asked, may),
                        site.undoingFact(operation, asked, may))
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
