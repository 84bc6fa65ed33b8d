package dev.daybook.operation;

import dev.daybook.command.Receipt;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** What becomes of an operation; each door shows it in its own way. */
public sealed interface Outcome {

    /**
     * Something to be seen.
     *
     * @param view JSON as it is if it is bytes
     * @param at the position that it reflects, if it is not the one that was waited for, or the newest
     */
    record Shown(Object view, OptionalLong at) implements Outcome {}

    /** A view of items, with something said beside them: as rows it is the items alone. */
    interface WithItems {
        List<?> items();
    }

    /**
     * A thing that has a revision, to be seen.
     *
     * @param seen its revision in the read model
     * @param variant what else it looks like than its revision says; empty as a rule
     * @param view made of the revision that it is shown with, if it is wanted
     */
    record Thing(StreamId stream, long seen, String variant, LongFunction<Object> view) implements Outcome {}

    /** Some items of a list. */
    non-sealed interface Listing extends Outcome {

        List<?> items();

        /** Returns where the rest begins, if there is one. */
        Optional<String> next();

        /** Returns the same, if the items are kept as JSON. */
        default Optional<JsonPage> asJson() {
            return Optional.empty();
        }

        /** Returns a record whose components are told beside the items. */
        default Optional<Object> beside() {
            return Optional.empty();
        }
    }

    /** Some items of a list, and a record whose components are told beside them. */
    record Besides(Listing list, Object told) implements Listing {
        @Override
        public List<?> items() {
            return list.items();
        }

        @Override
        public Optional<String> next() {
            return list.next();
        }

        @Override
        public Optional<Object> beside() {
            return Optional.of(told);
        }
    }

    /**
     * A command that was carried out.
     *
     * @param id of the thing that it was about
     * @param isNew whether it made something
     * @param place the path of what it made, or is about; none if there is none to tell
     * @param more what else is told
     */
    record Done(String id, Receipt receipt, boolean isNew, Optional<String> place, Map<String, Object> more)
            implements Outcome {}

    /**
     * A command that was carried out, answered with the thing as it is now.
     *
     * @param isNew whether it made the thing
     * @param place the path of what it made; none if there is none to tell
     */
    record Became(Thing thing, Receipt receipt, boolean isNew, Optional<String> place) implements Outcome {}

    /**
     * What was read from another side than usual.
     *
     * @param side which, and why
     */
    record From(String side, Outcome what) implements Outcome {}

    /**
     * Something was begun that no command of the journal stands for.
     *
     * @param view how it stands now
     * @param place the path where it is seen from now on
     */
    record Begun(Object view, String place) implements Outcome {}

    /**
     * Something that goes on: to be seen as it is, or watched.
     *
     * @param now as it is whenever this is asked; an empty list may be waited for to have something in it
     */
    record Going(Supplier<Outcome> now, Watching.Source source) implements Outcome {}

    /**
     * Work that may take minutes: who does not wait for its end is told where to watch it.
     *
     * @param of what it is about; empty if the operation says it all
     * @param isShared whether it is the same for all: who asks while it is under way gets what comes of that
     * @param result makes what is answered in the end, and says meanwhile how far it is
     */
    record Work(String of, boolean isShared, Function<Progress, ?> result) implements Outcome {

        public Work(String of, Function<Progress, ?> result) {
            this(of, false, result);
        }
    }

    /** There is nothing to tell. */
    record Nothing() implements Outcome {}

    static Outcome shown(Object view) {
        return new Shown(view, OptionalLong.empty());
    }

    static Outcome thing(StreamId stream, long seen, Object view) {
        return new Thing(stream, seen, "", _ -> view);
    }

    static Outcome done(String id, Receipt receipt) {
        return new Done(id, receipt, false, Optional.empty(), Map.of());
    }

    static Outcome created(String place, String id, Receipt receipt) {
        return new Done(id, receipt, receipt.events() > 0, Optional.of(place), Map.of());
    }
}
