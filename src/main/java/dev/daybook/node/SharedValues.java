package dev.daybook.node;

import dev.daybook.journal.JournalUnavailable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Values besides facts that all processes of a journal agree on, each for a while: none of them is missed when it is gone.
 * Thread-safe. With a journal in a file they are in memory, and end with the process.
 *
 * <p>All throw {@link JournalUnavailable} if the database does not answer.
 */
public interface SharedValues {

    /** Sets values of a kind, by their keys. */
    void put(String kind, Map<String, String> values, Duration lasting);

    /** Sets a value unless there is one, and returns the one that is there then. */
    String putIfAbsent(String kind, String key, String value, Duration lasting);

    Optional<String> find(String kind, String key);

    /** Returns all of a kind by their keys, in the order of these. */
    Map<String, String> all(String kind);

    /** Returns a value and removes it: of several that take it, one gets it. */
    Optional<String> take(String kind, String key);
}
