package dev.daybook.secret;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;

/** What people say of likely secrets, and who looked at them. These facts count whatever is rolled back. */
public sealed interface SecretEvent extends Event {

    /** It is none. */
    @EventType(name = "secret.allowed")
    @Words("allowed {thing}, which {rule} takes for a secret: {why}")
    record Allowed(String fingerprint, String rule, String why) implements SecretEvent {}

    /** It is taken for one again. */
    @EventType(name = "secret.disallowed")
    @Words("took {thing} for a secret again: {why}")
    record Disallowed(String fingerprint, String why) implements SecretEvent {}

    /**
     * Somebody read an answer without masks.
     *
     * @param operation what was asked, by its name in the contract
     * @param path of what
     */
    @EventType(name = "secret.revealed")
    @Words("read {path} without masks")
    @Part(value = "reveals", begins = true)
    record Revealed(String operation, String path) implements SecretEvent {}
}
