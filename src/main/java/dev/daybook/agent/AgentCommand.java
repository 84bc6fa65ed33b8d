package dev.daybook.agent;

import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.domain.lease.Worker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller may ask of a record of agents. {@code set} is what members of the record are after it, by their
 * pointers.
 */
public sealed interface AgentCommand extends Command {

    String id();

    Kind kind();

    @Override
    default String category() {
        return kind().category();
    }

    @Override
    default String key() {
        return id();
    }

    /** What is asked of an agent. */
    sealed interface OfAgent extends AgentCommand {
        @Override
        default Kind kind() {
            return Kind.AGENT;
        }
    }

    /** What is asked of a message. */
    sealed interface OfMessage extends AgentCommand {
        @Override
        default Kind kind() {
            return Kind.MESSAGE;
        }
    }

    /** What is asked of a task. */
    sealed interface OfTask extends AgentCommand {
        @Override
        default Kind kind() {
            return Kind.TASK;
        }
    }

    /** What is asked of a memory. */
    sealed interface OfMemory extends AgentCommand {
        @Override
        default Kind kind() {
            return Kind.MEMORY;
        }
    }

    /** Makes a record; the same again changes nothing. */
    record Put(Kind kind, String id, Map<String, Json> set) implements AgentCommand {}

    /** Changes what is given and leaves the rest. */
    record Revise(Kind kind, String id, Map<String, Json> set, List<String> unset) implements AgentCommand {}

    record Remove(Kind kind, String id) implements AgentCommand {}

    /** Says that an agent is otherwise than it was. */
    record SetStatus(String id, String status, Optional<String> why, Map<String, Json> set) implements OfAgent {}

    /** Says that nothing was heard of an agent that is expected to be there. */
    record Crash(String id, String why, Map<String, Json> set) implements OfAgent {}

    /** Says that an agent was heard of: from the first time on it is expected, and it is back if it was missing. */
    record Beat(String id, Map<String, Json> set) implements OfAgent {}

    /**
     * Says how much of a context is used, whether anything was known of it or not.
     *
     * @param thresholds what it is said of that they are crossed, in percent
     */
    record Measure(String id, double usagePercent, List<Integer> thresholds, Map<String, Json> set)
            implements AgentCommand {
        @Override
        public Kind kind() {
            return Kind.CONTEXT;
        }
    }

    /**
     * Takes a task; a claim that has expired is taken over.
     *
     * @param renews whether {@code holder} may have it already and only goes on
     * @param generation what a new claim gets: greater than that of every one before
     */
    record Claim(
            String id,
            String holder,
            Instant at,
            Instant expiresAt,
            boolean renews,
            long generation,
            Map<String, Json> set)
            implements OfTask {

        /** Claims are numbered by the revisions of their events: a state that was rolled back forgets what it gave. */
        @Override
        public Claim foundAt(long revision) {
            return new Claim(id, holder, at, expiresAt, renews, revision + 1, set);
        }
    }

    /** Gives a task back. */
    record Release(String id, Worker by, Map<String, Json> set) implements OfTask {}

    /** Ends a task. */
    record Finish(String id, String status, Worker by, Map<String, Json> set) implements OfTask {}

    /** Has {@code work} done only while the claim of that generation lasts. */
    record UnderClaim(AgentCommand work, long generation, Instant at) implements OfTask {

        @Override
        public String id() {
            return work.id();
        }

        @Override
        public UnderClaim foundAt(long revision) {
            return new UnderClaim((AgentCommand) work.foundAt(revision), generation, at);
        }
    }

    /** Hands a message in; the same again, whenever it is sent, changes nothing. */
    record Send(String id, Map<String, Json> set) implements OfMessage {}

    record Deliver(String id, Map<String, Json> set) implements OfMessage {}

    /** Says that it is dealt with, also if it was given up as dead. */
    record Acknowledge(String id, Map<String, Json> set) implements OfMessage {}

    /**
     * Says which message answers it: only one does.
     *
     * @param acknowledged what it is as well if nobody has dealt with it yet
     */
    record Answer(String id, String answer, Map<String, Json> set, Map<String, Json> acknowledged)
            implements OfMessage {}

    /** Gives up a message that nobody dealt with. */
    record DeadLetter(String id, String why, Map<String, Json> set) implements OfMessage {}

    /** Puts a dead message into the inbox again. */
    record Redeliver(String id, Instant at) implements OfMessage {}

    /** Makes a memory, or adds to what is known of it; the same again changes nothing. */
    record Remember(String id, Map<String, Json> set) implements OfMemory {}

    record Retract(String id, String why, Map<String, Json> set) implements OfMemory {}

    record Consolidate(String id, String into, Map<String, Json> set) implements OfMemory {}

    /** Has a memory stand for itself again that {@code from} said. */
    record RevertConsolidation(String id, String from) implements OfMemory {}

    /**
     * Says that the time of a memory is over.
     *
     * @param expiresAt when it was over: if it is another by now, it is not
     */
    record Expire(String id, String expiresAt, Map<String, Json> set) implements OfMemory {}
}
