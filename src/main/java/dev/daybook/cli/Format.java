package dev.daybook.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How results are written. The names are those of {@code --format}. */
enum Format {
    table,
    json,
    ndjson,
    csv;

    static Optional<Format> of(String word) {
        return Stream.of(values())
                .filter(format -> format.name().equalsIgnoreCase(word))
                .findFirst();
    }

    /** Returns all names, with those of formats that one command has. */
    static List<String> words(Collection<String> own) {
        var words = new ArrayList<String>();
        Stream.of(values()).map(Format::name).forEach(words::add);
        own.stream().filter(text -> of(text).isEmpty()).forEach(words::add);
        return words;
    }

    /** The names, for the command line. */
    @SuppressWarnings("serial")
    static final class Words extends ArrayList<String> {
        Words() {
            super(words(Set.of()));
        }
    }
}
