package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** One carrying out of an operation, as the door has it: who asks, when, and how what changes something is handed in. */
public interface Call {

    Instant now();

    /** Returns who asks; the name of the door if nobody is named. */
    String actor();

    /** Returns whose token it is, whoever is named. */
    Asker asker();

    /** Returns what to throw where the token may not do it; {@code reason} says what, and who may. */
    RuntimeException forbidden(String reason);

    /** Returns who asks, if somebody is named. */
    Optional<String> namedActor();

    /** Returns the door that is asked at, or what stands before it. */
    String source();

    /**
     * Returns a path of this machine that the caller names.
     *
     * @param argument that names it
     * @param what it is, such as {@code folder}
     * @throws dev.daybook.domain.Rejected if it is not absolute; a door refuses whoever may not reach it
     */
    Path path(String argument, String text, String what);

    /** Returns whether the caller may learn where the links in a path of this machine lead. */
    boolean mayLookAt(String path);

    /**
     * Refuses whom this takes more than the operation as such.
     *
     * @param to the argument that takes it
     */
    void wants(Role atLeast, String to);

    /** Returns what comes of something that keeps a processor busy for seconds. */
    default <T> T busily(String name, Supplier<T> work) {
        return work.get();
    }

    /** Returns what this door tells of a failure, as JSON. */
    Object told(RuntimeException failure);

    /** Returns a view as it is answered. */
    JsonNode tree(Object view);

    /** Says something beside the answer, where the door has a place for it. */
    default void says(String header, String value) {}

    /** Returns the position up to which is read. */
    long position();

    /** Returns where a page begins, if it is not the first one. */
    Optional<String> cursor();

    /** Returns which things a list is asked for, as far as their projects say it: one that can ask for only these is exact. */
    default Origin origin() {
        return Origin.ANY;
    }

    /** Returns how many items a page has at most. */
    int limit();

    /** Returns the command with who asks, when, under which key, and which revision was seen. */
    <C extends Command> Submission<C> submission(C command);

    /** Carries a command out as the caller and the operation want it. */
    Receipt submit(Command command);

    /** As {@link #submit(Command)}, by {@code how} in place of the bus. */
    default <C extends Command> Receipt submit(C command, Function<Submission<C>, Receipt> how) {
        return submit(command, Optional.empty(), how);
    }

    /**
     * As {@link #submit(Command, Function)}.
     *
     * @param told the revision of the thing as it was sent back, which its caller has seen unless another is named: what
     *     {@link #revision} returned
     */
    <C extends Command> Receipt submit(C command, Optional<Json> told, Function<Submission<C>, Receipt> how);

    /** Carries out what is needed besides what is asked for: its caller's key and revision are not meant. */
    Receipt submitBeside(Command command);

    /** Returns what stands for a revision of a stream in an answer: a number, or a text once there were rollbacks. */
    Json revision(StreamId stream, long revision);

    /** Returns the time that an argument means. */
    default Optional<Instant> time(String argument, Optional<String> text, When when) {
        return text.map(oneText -> Moments.of(argument, oneText, when, now()));
    }

    /** Returns an id that nothing has. */
    default String newId() {
        return UUID.randomUUID().toString();
    }

    /** As {@link #submit(Command)}, and tells what became of it. */
    default Outcome done(Command command) {
        return Outcome.done(command.key(), submit(command));
    }
}
