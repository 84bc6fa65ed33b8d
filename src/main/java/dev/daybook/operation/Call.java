package dev.daybook.operation;

import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** One carrying out of an operation, as the door has it: who asks, when, and how what changes something is handed in. */
public interface Call {

    Instant now();

    /** Returns who asks; the name of the door if nobody is named. */
    String actor();

    /** Returns who asks, if somebody is named. */
    Optional<String> namedActor();

    /** Returns where a page begins, if it is not the first one. */
    Optional<String> cursor();

    /** Returns how many items a page has at most. */
    int limit();

    /** Returns the command with who asks, when, under which key, and which revision was seen. */
    <C extends Command> Submission<C> submission(C command);

    /** Carries a command out as the caller and the operation want it. */
    Receipt submit(Command command);

    /** As {@link #submit(Command)}, by {@code how} in place of the bus. */
    <C extends Command> Receipt submit(C command, Function<Submission<C>, Receipt> how);

    /** As {@link #submit(Command)}, and tells what became of it. */
    default Outcome done(Command command) {
        return Outcome.done(command.key(), submit(command));
    }
}
