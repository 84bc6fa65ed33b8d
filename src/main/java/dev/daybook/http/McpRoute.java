package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.access.Refusals.Why;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.mcp.Asked;
import dev.daybook.mcp.Front;
import dev.daybook.mcp.McpServer;
import dev.daybook.mcp.Reply;
import dev.daybook.mcp.Tools;
import dev.daybook.operation.Outcome;
import java.io.IOException;
import java.util.function.Function;

/** Lets agents in: their messages are bodies of requests to one route. */
final class McpRoute implements Routes.Handler {

    private final OperationRoutes operations;
    private final CommandRequests writing;
    private final Services services;
    private final McpServer server;

    McpRoute(Services services, OperationRoutes operations, CommandRequests writing) {
        this.operations = operations;
        this.writing = writing;
        this.services = services;
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
        on.postAtRoot("/mcp", this);
    }

    @Override
    public boolean readsBody() {
        return true; // what is wrong with it is told in the words of the protocol
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
        public JsonNode view(Outcome outcome) {
            return JsonOutput.tree(operations.view(outcome));
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
        public void weak() {
            services.safety().refusals().refused(Why.WEAK);
        }

        @Override
        public <C extends Command> Receipt submit(Submission<C> submission, Function<Submission<C>, Receipt> how) {
            return writing.submit(submission, how);
        }
    }
}
