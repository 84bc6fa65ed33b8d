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

    /**
     * {@code head} is the journal's last position as the caller saw it: nobody rolls back to what is yet to come.
     *
     * @param first of the entries that one command wrote, {@code last} of them
     */
    record RollBack(
            Optional<Long> to,
            Optional<String> run,
            Optional<String> entity,
            Optional<String> checkpoint,
            Optional<String> why,
            Optional<Long> first,
            Optional<Long> last,
            long head)
            implements HistoryCommand {

        public RollBack(
                Optional<Long> to,
                Optional<String> run,
                Optional<String> entity,
                Optional<String> checkpoint,
                Optional<String> why,
                long head) {
            this(to, run, entity, checkpoint, why, Optional.empty(), Optional.empty(), head);
        }

        /** Takes back the entries from {@code first} to {@code last}. */
        public static RollBack entries(long first, long last, Optional<String> why, long head) {
            return new RollBack(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    why,
                    Optional.of(first),
                    Optional.of(last),
                    head);
        }
    }
}
