package dev.daybook.page;

import dev.daybook.domain.Json;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Role;
import dev.daybook.shape.Argument;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Where one may go from everywhere. Thread-safe. */
public final class Navigation {

    private static final String BOARDS = "boards";
    private static final String ORDER = "order";
    private static final String NEWEST = "newest";

    private final Catalogue<?> catalogue;
    private final Site site;

    /** Made when somebody with that role first asks. */
    private final Map<Role, Map<String, List<Link>>> lists = new ConcurrentHashMap<>();

    Navigation(Catalogue<?> catalogue, Site site) {
        this.catalogue = catalogue;
        this.site = site;
    }

    /** Returns where somebody with that role begins: the lists that want nothing to be said. */
    Map<String, List<Link>> lists(Role role) {
        return lists.computeIfAbsent(role, this::made);
    }

    private Map<String, List<Link>> made(Role role) {
        var lists = new LinkedHashMap<String, List<Link>>();
        List<Link> boards = site.boards().stream()
                .filter(operation -> role.covers(operation.role()))
                .filter(operation -> !operation.path().contains("{"))
                .map(operation -> new Link(site.titles().of(operation), Boards.PATH + operation.path(), false))
                .toList();
        if (!boards.isEmpty()) {
            lists.put(BOARDS, boards);
        }
        for (Operations<?> group : catalogue.groups()) {
            List<Link> links = group.all().stream()
                    .filter(Site::isPage)
                    .filter(operation -> role.covers(operation.role()))
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

    /** Returns where somebody with that role may go: to boards, to what is drawn in other ways, and to what happened. */
    public Places places(Role role) {
        Map<String, List<Link>> all = lists(role);
        Stream<Link> boards =
                all.getOrDefault(BOARDS, List.of()).stream().limit(1).map(link -> new Link("Board", link.to(), false));
        Stream<Link> drawn = catalogue.groups().stream()
                .filter(group -> group.all().stream()
                        .flatMap(operation -> operation.drawings().stream())
                        .anyMatch(drawing -> drawing instanceof Drawing.Talk
                                || drawing instanceof Drawing.Board
                                || drawing instanceof Drawing.Changes
                                || drawing instanceof Drawing.Course))
                .map(Operations::tag)
                .distinct()
                .flatMap(tag -> all.getOrDefault(tag, List.of()).stream()
                        .limit(1)
                        .map(link -> new Link(Site.name(tag), newestFirst(link.to()), false)));
        Stream<Link> audit = Stream.of(new Link("Audit", "/audit", false));
        return new Places(
                Stream.of(boards, drawn, audit).flatMap(links -> links).toList(), all);
    }

    /** Returns where a list begins with what came last, if it can: people look for that, programs go on from where they were. */
    private String newestFirst(String path) {
        return site.all().stream()
                        .filter(operation -> operation.path().equals(path))
                        .flatMap(operation -> operation.given(Place.QUERY).stream())
                        .anyMatch(argument -> argument.name().equals(ORDER)
                                && argument.words().contains(NEWEST)
                                && !argument.standard().equals(Optional.of(new Json("\"%s\"".formatted(NEWEST)))))
                ? "%s?%s=%s".formatted(path, ORDER, NEWEST)
                : path;
    }

    /** Returns the first list of a group, whoever may see it; empty if there is none. */
    String first(String tag) {
        return lists(Role.ADMIN).getOrDefault(tag, List.of()).stream()
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
