package dev.daybook.code.parsing;

/** By which rules files are read: what was read by others may say less, or something else, of the same file. */
public final class Extraction {

    /** Another number wherever something else is found in any file. */
    public static final int RULES = 5;

    private Extraction() {}
}
