package dev.daybook.secret;

import dev.daybook.domain.Command;

/** What may be asked of likely secrets. */
public sealed interface SecretCommand extends Command {

    String CATEGORY = "secret";

    @Override
    default String category() {
        return CATEGORY;
    }

    /** @param key the fingerprint */
    record Allow(String key, String rule, String why) implements SecretCommand {}

    /** @param key the fingerprint */
    record Disallow(String key, String why) implements SecretCommand {}

    /** Writes down that an answer is read without masks, see {@link SecretEvent.Revealed}. */
    record Reveal(String operation, String path) implements SecretCommand {

        @Override
        public String key() {
            return "revealed";
        }
    }
}
