package dev.daybook.session;

import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import java.util.Optional;

/**
 * One message of a session's conversation. Which one it is, is its place: ids come from a clock and repeat.
 *
 * @param role {@code user}, {@code assistant}, {@code system}, or what the file says
 * @param timestamp as its writer spelled it
 * @param instanceId the instance it is about; the tool turns 0 into none
 * @param extra an object of the members that nobody knows, in their order
 */
public record Message(
        String id, String role, LongText content, String timestamp, Optional<Long> instanceId, Optional<Json> extra) {

    /** Returns a number by which another message in its place can be told from it. */
    public long digest() {
        return Long.parseUnsignedLong(
                Fingerprint.of(id, role, content.text(), timestamp, instanceId, extra)
                        .sha256()
                        .substring(0, 16),
                16);
    }
}
