package dev.daybook.page;

import java.util.List;

/** A piece of a text, as it is drawn. */
public sealed interface Passage {

    record Prose(String text) implements Passage {}

    /** What is read as it stands, such as a program. */
    record Code(String text) implements Passage {}

    /** What is there, and what was. */
    record Diff(List<Line> lines) implements Passage {}

    /** What few want to read: it is folded away under its name. */
    record Folded(String name, List<Passage> inside) implements Passage {}

    /** @param style added, removed, place or same */
    record Line(String style, String text) {

        /** Returns a line of a unified diff. */
        static Line of(String text) {
            return new Line(
                    text.startsWith("@@")
                            ? "place"
                            : text.startsWith("+") ? "added" : text.startsWith("-") ? "removed" : "same",
                    text);
        }
    }
}
