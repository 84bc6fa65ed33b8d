package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.sbi.SbiEvent.Assigned;
import dev.daybook.sbi.SbiEvent.Described;
import dev.daybook.sbi.SbiEvent.Moved;
import dev.daybook.sbi.SbiEvent.OnlyImplementChanged;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.shape.Limit;
import dev.daybook.shape.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a task consists of. The state that rules see, the row of the read model, the answer, the body and the options of
 * an edit, the comparison with files: all of them follow from here. A field that is one value is named only here, by
 * its event, and where others describe it: in the table, the contract and the schema of the event.
 */
public final class SbiShape {

    private static final int PRIORITY_MAX = 2;

    /** What is said of a task in single values. */
    public record Details(
            String title,
            String label,
            int priority,
            Optional<String> parent,
            boolean onlyImplement,
            Optional<String> assignee) {

        /** Returns what is said of a task that only its id is known of. */
        static Details nothing(String id) {
            return new Details(id, "", 0, Optional.empty(), false, Optional.empty());
        }

        static Details of(Registered it) {
            return new Details(
                    it.title(), it.label(), it.priority(), it.parent(), it.onlyImplement(), Optional.empty());
        }
    }

    public static final Shape<Details> SAID = Shape.of(Details.class)
            .text("title", Details::title)
            .limit(Limit.NAME)
            .text("label", Details::label)
            .limit(TaskChecks::mainLabel)
            .number("priority", Details::priority)
            .limit(SbiShape::priority)
            .text("parent", Details::parent)
            .limit((String pointer, String id) -> Texts.key(pointer, id))
            .flag("onlyImplement", Details::onlyImplement)
            .text("assignee", Details::assignee)
            .limit(Limit.NAME)
            .build();

    /** What is edited by itself. An option is called as its member. */
    static final Edited<String, Retitled> TITLE =
            new Edited<>("title", Details::title, Retitled.class, Retitled::title, Retitled::new);

    /** The same of all others, in the order of their events. */
    static final List<Edited<?, ?>> OTHERS = List.of(
            new Edited<>(
                    "priority", Details::priority, Reprioritized.class, Reprioritized::priority, Reprioritized::new),
            new Edited<>("parent", Details::parent, Moved.class, Moved::parent, Moved::new),
            new Edited<>("assignee", Details::assignee, Assigned.class, Assigned::assignee, Assigned::new));

    /** What is edited by itself: a field that is one value, and has an event of its own. */
    public static final List<Edited<?, ?>> EDITED =
            Stream.concat(Stream.of(TITLE), OTHERS.stream()).toList();

    /** A task with all that queries answer. */
    public static final Shape<SbiView> VIEW = Shape.of(SbiView.class)
            .rest()
            .member("spec")
            .after("title")
            .member("labels")
            .after("label")
            .member("status")
            .after("labels")
            .member("originalStatus")
            .after("status")
            .member("por")
            .after("priority")
            .member("dependsOn")
            .after("parent")
            .build();

    /**
     * A field that is edited by itself.
     *
     * @param <T> what it is, an Optional if there may be none
     */
    public record Edited<T, E extends Described>(
            String name, Function<Details, T> of, Class<E> type, Function<E, T> told, BiFunction<SbiId, T, E> event) {

        @SuppressWarnings("unchecked") // what is of another type makes no record
        Change<T> to(Object given) {
            return new Change<>(this, (T) given);
        }

        Optional<SbiEvent> between(SbiId sbi, Details before, Details now) {
            T value = of.apply(now);
            return value.equals(of.apply(before)) ? Optional.empty() : Optional.of(event.apply(sbi, value));
        }

        Details after(Details before, Described event) {
            return type.isInstance(event) ? SAID.with(before, name, told.apply(type.cast(event))) : before;
        }
    }

    /** What somebody wants a field to be. */
    public record Change<T>(Edited<T, ?> field, T value) {

        Details on(Details said) {
            return SAID.with(said, field.name(), value);
        }

        @Override
        public String toString() {
            return field.name() + "=" + value;
        }
    }

    /**
     * Returns what an edit asks for.
     *
     * @param given the values by their names, in an Optional where there may be none; other names mean nothing
     */
    public static List<Change<?>> changes(Map<String, Object> given) {
        return EDITED.stream()
                .filter(edited -> given.containsKey(edited.name()))
                .<Change<?>>map(edited -> edited.to(Objects.requireNonNull(given.get(edited.name()))))
                .toList();
    }

    /** Returns what is said once these are made; refuses values that are not accepted. */
    static Details changed(Details before, List<Change<?>> changes) {
        Details now = before;
        for (Change<?> it : changes) {
            now = it.on(now);
        }
        SAID.check("", Optional.of(before), now);
        return now;
    }

    static List<SbiEvent> events(List<? extends Edited<?, ?>> fields, SbiId sbi, Details before, Details now) {
        return fields.stream()
                .flatMap(value -> value.between(sbi, before, now).stream())
                .toList();
    }

    static Details after(Details said, Described event) {
        if (event instanceof Relabelled it) {
            return SAID.with(said, "label", it.label());
        }
        if (event instanceof OnlyImplementChanged it) {
            return SAID.with(said, "onlyImplement", it.onlyImplement());
        }
        Details now = said;
        for (Edited<?, ?> it : EDITED) {
            now = it.after(now, event);
        }
        return now;
    }

    private static void priority(String pointer, int priority) {
        if (priority < 0 || priority > PRIORITY_MAX) {
            throw Rejected.invalidAt(pointer, "%d is no priority: want 0 (normal), 1 (high) or 2 (urgent)", priority);
        }
    }

    private SbiShape() {}
}
