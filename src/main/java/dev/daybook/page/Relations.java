package dev.daybook.page;

import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Column;
import dev.daybook.operation.Column.Holds;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which things lead to which, as the arguments of operations say it: an argument that takes the id of a task says that the
 * member of that name in what the same group answers is one, and that a list that takes one has what belongs to it.
 */
final class Relations {

    private static final Set<String> NO_KIND = Set.of("", Argument.ANY_THING);

    /** The kinds of things that members are ids of, by the group and the name of the member. */
    private final Map<String, Map<String, String>> members = new HashMap<>();

    /** The groups of operations, by their ids. */
    private final Map<String, String> groups = new HashMap<>();

    private final List<Operation<?, ?>> lists;

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
            return list.path() + "?" + argument.name() + "=" + Operation.encoded(key);
        }
    }

    Relations(Catalogue<?> catalogue, List<Operation<?, ?>> pages) {
        for (Operations<?> group : catalogue.groups()) {
            for (Operation<?, ?> operation : group.all()) {
                groups.put(operation.id(), group.tag());
                arguments(operation)
                        .filter(argument -> !NO_KIND.contains(argument.thing()))
                        .forEach(argument -> members.computeIfAbsent(group.tag(), _ -> new HashMap<>())
                                .putIfAbsent(word(argument.name()), argument.thing()));
            }
        }
        this.lists = pages.stream()
                .filter(page -> page.hasRows() && !page.path().contains("{"))
                .filter(page -> page.given(Place.QUERY).stream().noneMatch(Argument::required))
                .toList();
    }

    /** Columns have blanks in their names where members have none. */
    private static String word(String name) {
        return name.replace(" ", "").toLowerCase(Locale.ROOT);
    }

    private static Stream<Argument> arguments(Operation<?, ?> operation) {
        return Stream.of(Place.QUERY, Place.BODY).flatMap(place -> operation.given(place).stream());
    }

    /** Returns the columns of an answer, those that lead somewhere as such. */
    List<Column> linked(Operation<?, ?> operation, List<Column> columns) {
        Map<String, String> kinds = members.getOrDefault(groups.getOrDefault(operation.id(), ""), Map.of());
        return columns.stream()
                .map(column -> column.holds() == Holds.TEXT
                        ? Optional.ofNullable(kinds.get(word(column.name())))
                                .map(kind -> new Column(column.name(), column.text(), Holds.THING, kind))
                                .orElse(column)
                        : column)
                .toList();
    }

    /** Returns the lists of what belongs to things of a kind. */
    List<Belonging> of(String kind) {
        return lists.stream()
                .flatMap(list -> list.given(Place.QUERY).stream()
                        .filter(argument -> argument.thing().equals(kind))
                        .map(argument -> new Belonging(list, argument)))
                .toList();
    }
}
