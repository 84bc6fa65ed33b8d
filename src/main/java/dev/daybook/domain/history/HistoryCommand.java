package dev.daybook.domain.history;

import dev.daybook.domain.Command;
import java.util.Optional;

/** What a caller may ask of the journal itself. */
public sealed interface HistoryCommand extends Command {

    @Override
    default String category() {
        return "journal";
    }

    @Override
    default String key() {
        return "journal";
    }

    record NameCheckpoint(String name, Optional<String> why) implements HistoryCommand {}

    /** {@code head} is the journal's last position as the caller saw it: nobody rolls back to what is yet to come. */
    record RollBack(
            Optional<Long> to,
            Optional<String> run,
            Optional<String> entity,
            Optional<String> checkpoint,
            Optional<String> why,
            long head)
            implements HistoryCommand {}
}
