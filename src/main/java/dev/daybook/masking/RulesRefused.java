package dev.daybook.masking;

/** Rules that cannot be read, or one that is none; the message names the rule, what is, and what is wanted. */
public final class RulesRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    RulesRefused(String format, Object... values) {
        super(format.formatted(values));
    }
}
