package dev.daybook.rollout;

import dev.daybook.command.Submission.IdempotencyKey;
import java.util.UUID;

/** The ids of the facts of a command with an idempotency key: by them the journal knows the key again. */
@FunctionalInterface
public interface KeyedFacts {

    /**
     * Returns the id that a fact has if the command is carried out now.
     *
     * @param ordinal which of its facts, from 0 on
     */
    UUID id(IdempotencyKey key, int ordinal);
}
