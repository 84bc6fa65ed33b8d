package dev.daybook.code;

import java.util.List;

/** The phases of a source file, as its decider sees them. */
public sealed interface CodeFile {

    /** No indexer has seen it. */
    record Unknown() implements CodeFile {}

    /** It is there. */
    record Present(List<String> tags) implements CodeFile {}

    /** It is no more; its tags wait for it to come back. */
    record Gone(List<String> tags) implements CodeFile {}
}
