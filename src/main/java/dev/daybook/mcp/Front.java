package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Outcome;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Function;

/** What HTTP, by which agents come in, does as for everybody else. */
public interface Front {

    /** Reads exactly one value; a name twice in one object is a mistake. */
    JsonNode read(byte[] json) throws IOException;

    /**
     * Returns what became of an operation, as all doors tell it; a revision in it is one to send back.
     *
     * @param asOf a position whose rollbacks all are seen in it
     */
    JsonNode view(Outcome outcome, Position asOf);

    /** Returns how a stream's revision is told to who saw it at a position. */
    Json revision(StreamId stream, long revision, Position asOf);

    /** Returns the revision that was told so, unless it is one from before a rollback. */
    OptionalLong seen(Json revision, StreamId stream);

    /** Returns a value as it is answered. */
    JsonNode tree(Object view);

    /** Returns what to tell of a failure: all that is wrong, and no internals; an accident is logged. */
    String refusal(RuntimeException failure, Asked asked);

    /** Returns what an agent may see of an answer: without likely secrets. */
    JsonNode masked(JsonNode answer);

    /** Counts a request whose token may not do what it asks for. */
    void weak();

    /** Has a command carried out by {@code how}. */
    <C extends Command> Receipt submit(Submission<C> submission, Function<Submission<C>, Receipt> how);
}
