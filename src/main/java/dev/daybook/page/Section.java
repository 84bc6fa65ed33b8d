package dev.daybook.page;

import java.util.List;

/** A part of a page. */
public sealed interface Section {

    record Sentence(String text) implements Section {}

    /** A value by its name. */
    record Fact(String name, Cell value) {}

    record Facts(List<Fact> facts) implements Section {}

    /**
     * A table.
     *
     * @param title what it is of; empty if the page says it
     * @param none what is said if it is empty
     */
    record Rows(String title, List<String> heads, List<List<Cell>> rows, String none) implements Section {}

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
}
