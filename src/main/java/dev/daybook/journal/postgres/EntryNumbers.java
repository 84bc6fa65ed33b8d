package dev.daybook.journal.postgres;

import dev.daybook.journal.Draft;
import dev.daybook.journal.Source;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Prepared.Fact;
import dev.daybook.journal.sql.Sources;
import dev.daybook.journal.sql.Statements;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** The numbers that the texts of entries have which repeat: their types, actors and sources. */
final class EntryNumbers {

    /** Those of one entry. */
    record Of(long type, long actor, long source) {}

    private record TypeKey(String category, String name, int version) {

        static TypeKey of(Fact fact) {
            Draft draft = fact.draft();
            return new TypeKey(draft.stream().category(), draft.type(), draft.version());
        }
    }

    private final Numbers<TypeKey> types = new Numbers<>(
            "type",
            List.of(
                    Numbers.Column.text("category"),
                    Numbers.Column.text("name"),
                    new Numbers.Column("version", "integer")),
            type -> List.of(type.category(), type.name(), Integer.toString(type.version())),
            Names.CACHED_MAX);
    private final Numbers<String> actors =
            new Numbers<>("actor", List.of(Numbers.Column.text("name")), List::of, Names.CACHED_MAX);
    private final Numbers<Source> sources = new Numbers<>(
            "source",
            List.of(Numbers.Column.text("name"), Numbers.Column.text("project"), Numbers.Column.text("path")),
            EntryNumbers::texts,
            Sources.CACHED_MAX);

    private static List<String> texts(Source source) {
        return switch (source) {
            case Source.Channel(String name) -> List.of(name, "", "");
            case Source.File(Source.Project(String tool, String project), String path) -> List.of(tool, project, path);
        };
    }

    /** Has looked up those that are not known. */
    void ask(RoundTrip trip, List<Fact> facts) {
        types.ask(trip, types(facts));
        actors.ask(trip, actors(facts));
        sources.ask(trip, sources(facts));
    }

    /** Has looked up which were given out last, if some of them may have none. Only whoever holds the head may. */
    void askForLast(RoundTrip trip, List<Fact> facts) {
        types.askForLast(trip, types(facts));
        actors.askForLast(trip, actors(facts));
        sources.askForLast(trip, sources(facts));
    }

    private static List<TypeKey> types(List<Fact> facts) {
        return facts.stream().map(TypeKey::of).toList();
    }

    private static List<String> actors(List<Fact> facts) {
        return facts.stream().map(fact -> fact.draft().metadata().actor()).toList();
    }

    private static List<Source> sources(List<Fact> facts) {
        return facts.stream().map(fact -> fact.draft().metadata().source()).toList();
    }

    /** Returns those of an entry; what has none gets one, which only whoever holds the head may give. */
    Of of(Statements statements, Fact fact) throws SQLException {
        return new Of(
                number(statements, types, TypeKey.of(fact)),
                number(statements, actors, fact.draft().metadata().actor()),
                number(statements, sources, fact.draft().metadata().source()));
    }

    private static <T> long number(Statements statements, Numbers<T> numbers, T text) throws SQLException {
        var found = numbers.find(text);
        if (found.isPresent()) {
            return found.getAsLong();
        }
        numbers.load(statements, Set.of(text)); // more of them in a batch than are kept in memory
        found = numbers.find(text);
        return found.isPresent() ? found.getAsLong() : numbers.add(statements, text);
    }

    /** Another process may have given out numbers. */
    void othersWrote() {
        types.othersWrote();
        actors.othersWrote();
        sources.othersWrote();
    }

    /** Has sent what was given out. */
    void send(RoundTrip trip) {
        types.send(trip);
        actors.send(trip);
        sources.send(trip);
    }
}
