package dev.daybook.page;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A part of a page. */
public sealed interface Section {

    /** Returns the name of a member as people read it: {@code createdAt} is {@code created at}. */
    static String label(String name) {
        return name.replaceAll("(?<=[a-z])([A-Z])(?=[a-z])", " $1").toLowerCase(Locale.ROOT);
    }

    record Sentence(String text) implements Section {}

    /** What the parts below it are about. */
    record Heading(String text) implements Section {}

    /**
     * A value by its name.
     *
     * @param by who made it so, and when: the fact of it
     * @param isSure whether there is what it leads to
     */
    record Fact(String name, Cell value, Optional<By> by, boolean isSure) {

        Fact(String name, Cell value) {
            this(name, value, Optional.empty(), true);
        }

        /** Returns the same, which may lead to what there is not. */
        Fact unsure() {
            return new Fact(name, value, by, value.link().isEmpty());
        }

        /** Returns the same, which leads somewhere only if that is there. */
        Fact sure(Predicate<String> isThere) {
            return isSure || isThere.test(value.link()) ? this : new Fact(name, Cell.of(value.text()), by, true);
        }

        /** Returns its name as people read it. */
        public String label() {
            return Section.label(name);
        }
    }

    /** @param to the fact */
    record By(String actor, String at, String to) {}

    record Facts(List<Fact> facts) implements Section {}

    /**
     * A table.
     *
     * @param title what it is of; empty if the page says it
     * @param none what is said if it is empty
     * @param unsure the heads below which something may lead to what there is not
     */
    record Rows(String title, List<String> heads, List<List<Cell>> rows, String none, Set<String> unsure)
            implements Section {

        public Rows(String title, List<String> heads, List<List<Cell>> rows, String none) {
            this(title, heads, rows, none, Set.of());
        }

        /** Returns the same, in which below these heads something may lead to what there is not. */
        Rows unsure(Set<String> heads) {
            return new Rows(title, this.heads, rows, none, heads);
        }

        /** Returns the same, in which what is not sure leads somewhere only if that is there. */
        Rows sure(Predicate<String> isThere) {
            var known = new HashMap<String, Boolean>();
            List<List<Cell>> all = rows.stream()
                    .map(row -> IntStream.range(0, row.size())
                            .mapToObj(at -> {
                                Cell cell = row.get(at);
                                return !unsure.contains(heads.get(at))
                                                || cell.link().isEmpty()
                                                || known.computeIfAbsent(cell.link(), isThere::test)
                                        ? cell
                                        : Cell.of(cell.text());
                            })
                            .toList())
                    .toList();
            return unsure.isEmpty() ? this : new Rows(title, heads, all, none);
        }
    }

    /** How many there are of each, and where only they are. */
    record Facets(List<Facet> facets) implements Section {}

    record Facet(String name, List<Link> values) {}

    /** Something that may be asked to be done. */
    record Asking(Form form) implements Section {}

    /**
     * The moments at which a thing has changed.
     *
     * @param moments the oldest first
     */
    record Times(List<Moment> moments) implements Section {}

    /**
     * @param to the page of the thing as it was then
     * @param current whether it is shown as of then
     */
    record Moment(String at, String what, String by, String to, boolean current) {}

    /** What is to be seen at a glance. */
    record Tiles(List<Tile> tiles) implements Section {}

    /**
     * @param value what stands large
     * @param tells what stands below it
     * @param to where more of it is; empty: nowhere
     * @param warns whether somebody should look
     */
    record Tile(String title, Cell value, List<Cell> tells, String to, boolean warns) {}

    /**
     * Who did how much when.
     *
     * @param hours when each column begins
     * @param none what is said if nothing happened
     */
    record Heat(String title, List<String> hours, List<HeatRow> rows, String none) implements Section {}

    record HeatRow(String name, long total, List<HeatCell> cells) {}

    /**
     * @param level how much it is beside the others, from 0 to 4
     * @param to where it is told one by one; empty: nowhere
     */
    record HeatCell(long count, int level, String to) {}

    /**
     * What was said.
     *
     * @param which of all that was; empty: it is all
     * @param others where the rest is
     */
    record Talk(List<Said> said, String which, List<Link> others) implements Section {}

    /**
     * @param style how whoever said it is told from others
     * @param about what it is about; empty if that is not said
     */
    record Said(String who, String style, String at, String about, List<Passage> passages) {}

    /** Several that tried the same. */
    record Beside(String title, List<Column> columns) implements Section {

        /**
         * @param text what it has to say at length; empty: nothing
         */
        record Column(List<Fact> facts, List<Passage> text) {}
    }

    /** Numbers as a drawing; the same stand in a table below it. */
    record Drawn(Plot plot) implements Section {}

    /** Cards in columns. */
    record Board(List<Pile> piles) implements Section {}

    /**
     * @param state of all in it
     * @param to the list of them
     * @param more whether there are more than are shown
     */
    record Pile(String state, String to, boolean more, List<Card> cards) {}

    /**
     * @param to the page of the thing; empty if it has none
     * @param moves where it can be taken from here
     */
    record Card(String title, String to, List<Fact> facts, List<Link> moves) {}

    /** How far something is. */
    record Bar(String text, long done, long total) implements Section {}

    /** Where one goes on from here. */
    record Next(List<Link> links) implements Section {}

    /** What there is of each, the most first. */
    record Groups(String title, List<Group> groups) implements Section {}

    record Group(String name, int count, Rows rows) {}

    /** Files, with what is in them. */
    record Contents(List<Content> files) implements Section {}

    /**
     * @param says how large it is, and what is not shown of it
     * @param text as much of it as is shown; empty if it is no text
     * @param whole where the browser has its very bytes; empty if it has not
     */
    record Content(String name, String says, String text, String whole) {}

    /** What a field was and is. */
    record Change(String field, List<Passage> passages) {}

    /** How something changes, field by field. */
    record Changes(String title, List<Change> changes) implements Section {}
}
