package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.access.Refusals.Why;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.masking.Masking;
import dev.daybook.mcp.Asked;
import dev.daybook.mcp.Front;
import dev.daybook.mcp.McpServer;
import dev.daybook.mcp.Reply;
import dev.daybook.mcp.Tools;
import dev.daybook.operation.Outcome;
import dev.daybook.secret.Masks;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Lets agents in: their messages are bodies of requests to one route. */
final class McpRoute implements Routes.Handler {

    private final OperationRoutes operations;
    private final CommandRequests writing;
    private final Revisions revisions;
    private final Services services;
    private final Masking masking;
    private final McpServer server;

    McpRoute(Services services, OperationRoutes operations) {
        this.operations = operations;
        this.writing = operations.writing();
        this.revisions = operations.revisions();
        this.services = services;
        this.masking = Masks.of(services.ground());
        var front = new HttpFront();
        this.server = new McpServer(
                new Tools(
                        services.catalogue(),
                        services.questions().audit(),
                        services.questions().history(),
                        services.ground(),
                        front),
                front);
    }

    void mount(Routes on) {
        Parameter.Check told = Parameter.text(0, 1_000);
        on.atRoot(
                "POST /mcp",
                RouteForm.ofMessages(
                        "mcp",
                        Parameter.flag("lines"),
                        Parameter.header("MCP-Protocol-Version", told),
                        Parameter.header("Mcp-Method", told),
                        Parameter.header("Mcp-Name", told),
                        Parameter.header("Mcp-Session-Id", told)),
                this);
    }

    @Override
    public Answer answer(Request request) {
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        Trace trace = Trace.of(request.headers(), request.instance());
        Reply reply = server.answer(new Asked(
                request.instance(),
                request::header,
                body,
                request.flag("lines"),
                request.caller(),
                CommandRequests.actor(request),
                trace.correlation(),
                trace.causation()));
        Answer answer = reply.message()
                .map(message -> Answer.json(reply.status(), message))
                .orElseGet(() -> Answer.empty(reply.status()));
        reply.session().ifPresent(id -> answer.with("Mcp-Session-Id", id));
        return answer;
    }

    private final class HttpFront implements Front {

        @Override
        public JsonNode read(byte[] json) throws IOException {
            return JsonOutput.read(json);
        }

        @Override
        public JsonNode view(Outcome outcome, Position asOf) {
            JsonNode view = JsonOutput.tree(operations.view(outcome));
            JsonNode revision = view.path("revision");
            if (view instanceof ObjectNode thing && revision.isIntegralNumber()) {
                stream(outcome)
                        .ifPresent(streamId -> thing.set(
                                "revision",
                                JsonText.tree(revision(
                                        streamId,
                                        revision.longValue(),
                                        at(outcome).orElse(asOf)))));
            }
            return view;
        }

        private static Optional<StreamId> stream(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Thing it -> Optional.of(it.stream());
                case Outcome.Became it -> Optional.of(it.thing().stream());
                case Outcome.Done it -> Optional.of(StreamId.parse(it.receipt().stream()));
                case Outcome.From it -> stream(it.what());
                default -> Optional.empty(); // has no revision
            };
        }

        /** Returns the position of what was written. */
        private static Optional<Position> at(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Became it -> Optional.of(new Position(it.receipt().position()));
                case Outcome.Done it -> Optional.of(new Position(it.receipt().position()));
                default -> Optional.empty();
            };
        }

        @Override
        public Json revision(StreamId stream, long revision, Position asOf) {
            return revisions.body(stream, revision, asOf);
        }

        @Override
        public OptionalLong seen(Json revision, StreamId stream) {
            return revisions.told(revision, stream);
        }

        @Override
        public JsonNode tree(Object view) {
            return JsonOutput.tree(view);
        }

        @Override
        public String refusal(RuntimeException failure, Asked asked) {
            return ProblemAnswers.of(failure, asked.instance()).detail();
        }

        @Override
        public JsonNode masked(JsonNode answer) {
            return JsonOutput.masked(answer, masking::json);
        }

        @Override
        public void weak() {
            services.safety().refusals().refused(Why.WEAK);
        }

        @Override
        public <C extends Command> Receipt submit(Submission<C> submission, Function<Submission<C>, Receipt> how) {
            return writing.submit(submission, how);
        }
    }
}
