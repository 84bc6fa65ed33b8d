package dev.daybook.access;

import dev.daybook.domain.Command;
import dev.daybook.operation.Role;
import java.time.Instant;

/** What may be asked of tokens. */
public sealed interface AccessCommand extends Command {

    @Override
    default String category() {
        return Access.CATEGORY;
    }

    /** @param sha256 the hash of the token's text */
    record AddToken(String key, Role role, boolean mayAct, String sha256) implements AccessCommand {}

    record RevokeToken(String key) implements AccessCommand {}

    /** Writes down how many requests were refused, see {@link AccessEvent.Refused}. */
    record NoteRefused(Instant since, long missing, long unknown, long weak, long outside, long hasty)
            implements AccessCommand {

        @Override
        public String key() {
            return Access.REFUSED;
        }
    }
}
