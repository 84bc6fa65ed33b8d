package dev.daybook.page;

import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where one may go from everywhere. Thread-safe. */
public final class Navigation {

    private static final String BOARDS = "boards";

    private final Catalogue<?> catalogue;
    private final Site site;

    private volatile Map<String, List<Link>> lists = Map.of();

    Navigation(Catalogue<?> catalogue, Site site) {
        this.catalogue = catalogue;
        this.site = site;
    }

    /** Returns where one begins: the lists that want nothing to be said. Made when it is first asked for. */
    public Map<String, List<Link>> lists() {
        if (lists.isEmpty()) {
            lists = made();
        }
        return lists;
    }

    private Map<String, List<Link>> made() {
        var lists = new LinkedHashMap<String, List<Link>>();
        List<Link> boards = site.boards().stream()
                .filter(operation -> !operation.path().contains("{"))
                .map(operation -> new Link(site.titles().of(operation), Boards.PATH + operation.path(), false))
                .toList();
        if (!boards.isEmpty()) {
            lists.put(BOARDS, boards);
        }
        for (Operations<?> group : catalogue.groups()) {
            List<Link> links = group.all().stream()
                    .filter(Site::isPage)
                    .filter(operation -> (operation.hasRows() || keepsQuestions(operation))
                            && !operation.path().contains("{"))
                    .sorted(Comparator.comparing(operation -> !operation.hasRows())) // a list stands for its group
                    .filter(operation -> operation.given(Place.QUERY).stream().noneMatch(Argument::required))
                    .map(operation -> new Link(site.titles().of(operation), operation.path(), false))
                    .distinct()
                    .toList();
            if (!links.isEmpty()) {
                lists.merge(
                        group.tag(),
                        links,
                        (some, more) -> Stream.concat(some.stream(), more.stream())
                                .distinct()
                                .toList());
            }
        }
        return lists;
    }

    private static boolean keepsQuestions(Operation<?, ?> operation) {
        return operation.drawings().stream().anyMatch(Drawing.Kept.class::isInstance);
    }

    /**
     * Where one may go from everywhere.
     *
     * @param main where most go
     * @param lists all lists, by what they are about
     */
    public record Places(List<Link> main, Map<String, List<Link>> lists) {

        /** Where somebody is told of who may not come in. */
        public static final Places NONE = new Places(List.of(), Map.of());
    }

    /** Returns where one may go: to boards, to what is drawn in other ways, and to what happened. */
    public Places places() {
        Stream<Link> boards = lists().getOrDefault(BOARDS, List.of()).stream()
                .limit(1)
                .map(link -> new Link("Board", link.to(), false));
        Stream<Link> drawn = catalogue.groups().stream()
                .filter(group -> group.all().stream()
                        .flatMap(operation -> operation.drawings().stream())
                        .anyMatch(drawing -> drawing instanceof Drawing.Talk
                                || drawing instanceof Drawing.Board
                                || drawing instanceof Drawing.Changes
                                || drawing instanceof Drawing.Course))
                .map(Operations::tag)
                .distinct()
                .filter(tag -> !first(tag).isEmpty())
                .map(tag -> new Link(Site.name(tag), first(tag), false));
        Stream<Link> audit = Stream.of(new Link("Audit", "/audit", false));
        return new Places(
                Stream.of(boards, drawn, audit).flatMap(links -> links).toList(), lists());
    }

    /** Returns the first list of those groups; empty if there is none. */
    String first(String tag) {
        return lists().getOrDefault(tag, List.of()).stream()
                .findFirst()
                .map(Link::to)
                .orElse("");
    }

    /** Returns the list that is called as this, such as {@code agentTasks}; empty if there is none. */
    String list(String named) {
        String path = "/" + named.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        return site.all().stream()
                .filter(operation -> operation.path().equals(path) && operation.hasRows())
                .findFirst()
                .map(Operation::path)
                .orElse("");
    }
}
