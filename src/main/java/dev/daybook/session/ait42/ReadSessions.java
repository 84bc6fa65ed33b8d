package dev.daybook.session.ait42;

import dev.daybook.importing.frame.Seen;
import dev.daybook.session.SessionRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Which sessions were told, and roughly what: a few bytes for each. For one thread. */
final class ReadSessions {

    private final Seen seen = new Seen();
    private int[] digests = new int[64];
    private int count;

    /** Returns whether the session was told before: nothing if it was not, else whether it was the same record. */
    Optional<Boolean> before(SessionRecord record) {
        int digest = record.hashCode();
        int place = seen.before(bytes(record.id()), count + 1);
        if (place > 0) {
            return Optional.of(digests[place - 1] == digest);
        }
        if (count == digests.length) {
            digests = Arrays.copyOf(digests, 2 * count);
        }
        digests[count++] = digest;
        return Optional.empty();
    }

    /** Returns as the how manieth session it was told, from 1; 0 if it was not. */
    int place(String id) {
        return seen.find(bytes(id));
    }

    private static byte[] bytes(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
