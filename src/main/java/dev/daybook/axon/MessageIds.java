package dev.daybook.axon;

import dev.daybook.event.EventIds;
import java.time.Instant;
import org.axonframework.common.IdentifierFactory;

/**
 * Names Axon's messages. Its own names are from the system's source of secure randomness, a call into the kernel for each
 * message of each command, for names that nobody keeps.
 */
public final class MessageIds extends IdentifierFactory {

    @Override
    public String generateIdentifier() {
        return EventIds.timeOrdered(Instant.now()).toString();
    }
}
