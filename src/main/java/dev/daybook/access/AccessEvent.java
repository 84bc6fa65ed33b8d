package dev.daybook.access;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import dev.daybook.operation.Role;
import java.time.Instant;

/** What happens to tokens, and to those who come without one. These facts count whatever is rolled back. */
public sealed interface AccessEvent extends Event {

    /**
     * A token was made.
     *
     * @param sha256 the hash of its text, in hexadecimal; the text itself is shown once and kept nowhere
     */
    @EventType(name = "access.token-added")
    @Words("made the token {name} that may {role}")
    record TokenAdded(String name, Role role, boolean mayAct, String sha256) implements AccessEvent {}

    @EventType(name = "access.token-revoked")
    @Words("revoked the token {name}")
    @Part(removes = true)
    record TokenRevoked(String name) implements AccessEvent {}

    /**
     * Requests were refused since the last such fact.
     *
     * @param since when the first of them came
     * @param missing how many came without a token
     * @param unknown how many with one that is none, or was revoked
     * @param weak how many with one whose role does not do
     * @param outside how many named files that no token may reach
     * @param hasty how many were too many of their token
     */
    @EventType(name = "access.refused")
    @Words(
            "refused requests[: {missing} without a token, {unknown} with one that is none, {weak} that may not, {outside} outside, {hasty} too many]")
    @Part(value = "refusals", begins = true)
    record Refused(Instant since, long missing, long unknown, long weak, long outside, long hasty)
            implements AccessEvent {}
}
