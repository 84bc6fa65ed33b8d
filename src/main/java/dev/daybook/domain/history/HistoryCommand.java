package dev.daybook.domain.history;

import dev.daybook.domain.Command;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
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

    /**
     * Asks for a rollback as it is to be recorded.
     *
     * @param head the journal's last position as the caller saw it: nobody rolls back to what is yet to come
     */
    record RollBack(RolledBack rollback, long head) implements HistoryCommand {}
}
