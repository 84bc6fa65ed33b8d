package dev.daybook.journal;

import java.util.Set;

/** Which entries a read returns. */
public sealed interface Selection {

    record All() implements Selection {}

    /** One stream. */
    record OfStream(StreamId stream) implements Selection {}

    /** All streams of one kind. */
    record OfCategory(String category) implements Selection {}

    /** All entries of these types, such as {@code sbi.registered}, in any version. */
    record OfTypes(Set<String> types) implements Selection {}

    static Selection all() {
        return new All();
    }

    static Selection stream(StreamId stream) {
        return new OfStream(stream);
    }

    static Selection category(String category) {
        return new OfCategory(category);
    }
}
