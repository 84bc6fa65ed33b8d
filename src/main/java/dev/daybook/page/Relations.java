package dev.daybook.page;

import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Column;
import dev.daybook.operation.Column.Holds;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which things lead to which, as the arguments of operations say it: an argument that takes the id of a task says that the
 * member of that name in what the same group answers is one, and that a list that takes one has what belongs to it.
 */
final class Relations {

    private static final Set<String> NO_KIND = Set.of("", Argument.ANY_THING);

    /** How files of tools call a member that is the id of a thing. */
    private static final Pattern ID = Pattern.compile("(?:.*_)?([a-z]+)_id");

    /** The kinds of things that members are ids of, by the group and the name of the member: those that lists ask by. */
    private final Map<String, Map<String, String>> filters = new HashMap<>();

    /** As {@link #filters}, with all that may be told: there may be no such thing. */
    private final Map<String, Map<String, String>> members = new HashMap<>();

    /** The groups of operations, by their ids. */
    private final Map<String, String> groups = new HashMap<>();

    /** The lists of what belongs to things, by the kinds of these. */
    private final Map<String, List<Belonging>> belonging;

    /** The pages that want to be told one of a kind; asked for each thing on a page. */
    private final Map<String, List<Belonging>> wanting;

    private final Set<String> kinds;

    /** A list of what belongs to a thing, and the argument that says to which. */
    record Belonging(Operation<?, ?> list, Argument argument) {

        /** Returns its name, and which ones are meant where that is not only those of the thing. */
        String title(String name) {
            return argument.name().equals(argument.thing())
                    ? name
                    : name + ": " + argument.says().replaceFirst("^only ", "");
        }

        /** Returns where it is. */
        String address(String key) {
            return Operation.path(list.path(), _ -> Site.BESIDE) + "?" + argument.name() + "=" + Operation.encoded(key);
        }
    }

    /** @param kinds of things that have pages */
    Relations(Catalogue<?> catalogue, List<Operation<?, ?>> pages, Set<String> kinds) {
        this.kinds = kinds;
        this.belonging = belonging(pages);
        this.wanting = wanting(pages);
        for (Operations<?> group : catalogue.groups()) {
            Set<String> folders = group.all().stream()
                    .flatMap(operation -> operation.form().folders().keySet().stream())
                    .collect(Collectors.toSet());
            for (Operation<?, ?> operation : group.all()) {
                groups.put(operation.id(), group.tag());
                Stream.of(operation)
                        .filter(list -> list.effect() == Effect.READS)
                        .flatMap(list -> list.given(Place.QUERY).stream())
                        .filter(argument -> !folders.contains(argument.name()))
                        .forEach(argument -> put(filters, group, argument));
                Stream.of(Place.QUERY, Place.BODY)
                        .flatMap(place -> operation.given(place).stream())
                        .forEach(argument -> put(members, group, argument));
            }
        }
    }

    private static void put(Map<String, Map<String, String>> kinds, Operations<?> group, Argument argument) {
        if (!NO_KIND.contains(argument.thing())) {
            kinds.computeIfAbsent(group.tag(), _ -> new HashMap<>())
                    .putIfAbsent(word(argument.name()), argument.thing());
        }
    }

    /** Columns have blanks in their names where members have none. */
    private static String word(String name) {
        return name.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    /** Returns the columns of a list, those that lead somewhere as such. */
    List<Column> linked(Operation<?, ?> operation, List<Column> columns) {
        Map<String, String> known = filters.getOrDefault(groups.getOrDefault(operation.id(), ""), Map.of());
        return columns.stream()
                .map(column -> linked(column, Optional.ofNullable(known.get(word(column.name())))))
                .toList();
    }

    /** Returns the columns of one thing, those that may lead somewhere as such. */
    List<Column> named(Operation<?, ?> operation, List<Column> columns) {
        Map<String, String> known = members.getOrDefault(groups.getOrDefault(operation.id(), ""), Map.of());
        return columns.stream()
                .map(column -> linked(
                        column,
                        Optional.ofNullable(known.get(word(column.name()))).or(() -> id(column.name()))))
                .toList();
    }

    private static Column linked(Column column, Optional<String> kind) {
        return column.holds() == Holds.TEXT && kind.isPresent()
                ? new Column(column.name(), column.text(), Holds.THING, kind.get())
                : column;
    }

    private Optional<String> id(String name) {
        Matcher id = ID.matcher(name);
        return Optional.of(id).filter(Matcher::matches).map(it -> it.group(1)).filter(kinds::contains);
    }

    /** Returns the lists of what belongs to things of a kind. */
    List<Belonging> of(String kind) {
        return belonging.getOrDefault(kind, List.of());
    }

    private static Map<String, List<Belonging>> belonging(List<Operation<?, ?>> pages) {
        return pages.stream()
                .filter(Operation::hasRows)
                .filter(list -> list.given(Place.QUERY).stream().noneMatch(Argument::required))
                .<Belonging>flatMap(list -> list.given(Place.QUERY).stream()
                        .filter(argument -> list.given(Place.PATH).stream()
                                .allMatch(variable -> variable.name()
                                        .equals(list.form().folders().get(argument.name()))))
                        .map(argument -> new Belonging(list, argument)))
                .collect(Collectors.groupingBy(each -> each.argument().thing()));
    }

    /** Returns the pages that want to be told one of a kind of which there are no things of their own, such as a name in sources. */
    List<Belonging> wanting(String kind) {
        return wanting.getOrDefault(kind, List.of());
    }

    private static Map<String, List<Belonging>> wanting(List<Operation<?, ?>> pages) {
        return pages.stream()
                .filter(page -> page.given(Place.PATH).isEmpty())
                .<Belonging>flatMap(page -> page.given(Place.QUERY).stream()
                        .filter(Argument::required)
                        .map(argument -> new Belonging(page, argument)))
                .collect(Collectors.groupingBy(each -> each.argument().thing()));
    }

    /** Returns the other pages that want to be told the same as a page. */
    List<Link> beside(Operation<?, ?> page, Asked asked) {
        return page.given(Place.QUERY).stream()
                .filter(argument -> argument.required() && !NO_KIND.contains(argument.thing()))
                .flatMap(argument -> wanting(argument.thing()).stream()
                        .map(other -> new Link(
                                Site.name(other.list().path()),
                                other.address(asked.value(argument.name())),
                                other.list() == page)))
                .toList();
    }
}
