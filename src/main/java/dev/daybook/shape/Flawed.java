package dev.daybook.shape;

import java.util.List;

/** A text that was to be read strictly and is not as the shape has it; all that is wrong is named at once. */
@SuppressWarnings("serial")
public final class Flawed extends RuntimeException {

    private final List<Flaw> flaws;

    public Flawed(List<Flaw> flaws) {
        super(sentence(flaws), null, false, false); // an answer, not an accident
        this.flaws = List.copyOf(flaws);
    }

    private static String sentence(List<Flaw> flaws) {
        Flaw first = flaws.getFirst();
        String more = flaws.size() > 1 ? " (and %d more)".formatted(flaws.size() - 1) : "";
        return "%s %s%s".formatted(first.pointer(), first.detail(), more).strip();
    }

    public List<Flaw> flaws() {
        return flaws;
    }
}
