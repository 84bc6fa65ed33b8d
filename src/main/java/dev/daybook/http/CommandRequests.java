package dev.daybook.http;

import dev.daybook.access.Refusals.Why;
import dev.daybook.command.Commands;
import dev.daybook.command.Diverged;
import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Command;
import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Commands from requests, and what became of them as answers. */
final class CommandRequests {

    static final String ACTOR_HEADER = "Daybook-Actor";

    private static final String SOURCE = "http";

    private final Commands commands;
    private final Revisions revisions;
    private final InstantSource clock;
    private final Metrics metrics;

    CommandRequests(Commands commands, Revisions revisions, InstantSource clock, Metrics metrics) {
        this.commands = commands;
        this.revisions = revisions;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Returns the command with who asks, when, and what the request's headers say. */
    <C extends Command> Submission<C> submission(Request request, C command, OptionalLong expectedRevision) {
        Trace trace = Trace.of(request.headers(), request.instance());
        String actor = actor(request);
        String scope = request.caller().name() + "\n" + actor;
        return new Submission<>(
                command,
                actor,
                source(request),
                clock.instant(),
                request.header("Daybook-Session"),
                expectedRevision,
                Optional.of(trace.correlation()),
                trace.causation(),
                request.header("Idempotency-Key").map(key -> new IdempotencyKey(scope, key, request.fingerprint())));
    }

    /** Returns whom a request is recorded for: the name of its token, unless that one may act for others. */
    static String actor(Request request) {
        String own = request.caller().name();
        String named = request.header(ACTOR_HEADER).orElse(own);
        if (!named.equals(own) && !request.caller().mayAct()) {
            throw Problem.refusal(
                    Why.WEAK,
                    Kind.FORBIDDEN,
                    "the token '%s' may not act for '%s': leave %s out, or have one made with --may-act",
                    own,
                    named,
                    ACTOR_HEADER);
        }
        return named;
    }

    /** Returns the door that the request came in by: the command line says that it asks. */
    static String source(Request request) {
        return request.header("Daybook-Source").orElse(SOURCE);
    }

    /** Has a command carried out by {@code how}, and counts what becomes of it. */
    <C extends Command> Receipt submit(Submission<C> submission, Function<Submission<C>, Receipt> how) {
        String outcome = "failed";
        try {
            Receipt receipt = how.apply(submission);
            outcome = receipt.replayed() ? "replayed" : "done";
            return receipt;
        } catch (Rejected | Stale | Diverged | KeyReused | KeyInFlight refusal) {
            outcome = "refused";
            throw refusal;
        } catch (Unavailable unavailable) {
            outcome = "unavailable";
            throw unavailable;
        } finally {
            metrics.command(submission.command().work().getClass().getSimpleName(), outcome);
        }
    }

    Receipt submit(Submission<? extends Command> submission) {
        return submit(submission, commands::submit);
    }

    /** Answers with what became of a command. */
    Answer answer(int status, Receipt receipt, Map<String, Object> fields) {
        return stamped(Answer.json(status, fields), receipt);
    }

    /** Says in an answer's headers what became of a command. */
    Answer stamped(Answer answer, Receipt receipt) {
        StreamId stream = StreamId.parse(receipt.stream());
        answer.with("ETag", revisions.tag(stream, receipt.revision(), new Position(receipt.position())));
        if (receipt.replayed()) {
            answer.with("Idempotency-Replayed", "true");
        }
        return answer.at(receipt.position());
    }

    static Map<String, Object> fields(String id, Receipt receipt) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("revision", receipt.revision());
        fields.put("position", receipt.position());
        fields.put("events", receipt.events());
        fields.put("replayed", receipt.replayed());
        return fields;
    }

    static StreamId stream(Command command) {
        return new StreamId(command.category(), command.key());
    }
}
