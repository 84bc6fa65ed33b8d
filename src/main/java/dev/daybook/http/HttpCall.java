package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.access.Refusals.Why;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Origin;
import dev.daybook.operation.Role;
import dev.daybook.projection.AsOf;
import dev.daybook.query.Page;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** A request as a call of an operation. */
final class HttpCall implements Call {

    /** What calls are carried out with. */
    record Doing(
            Ground ground,
            CommandRequests writing,
            Revisions revisions,
            OperationRoutes.Paths paths,
            CpuBoundWork heavy) {

        /** Returns the position that an answer reflects: the newest one if nobody has waited for another. */
        Position reflected(long position) {
            return position < 0 ? ground.journal().head() : new Position(position);
        }
    }

    /** What of a list is asked for. */
    private record Span(Origin origin, Optional<String> cursor, int limit) {

        static Span of(Operation<?, ?> operation, Request request) {
            return operation.isPaged()
                    ? new Span(
                            Origin.ANY,
                            request.cursor(),
                            Math.toIntExact(request.number("limit").orElse(Page.LIMIT_DEFAULT)))
                    : new Span(Origin.ANY, Optional.empty(), 0);
        }
    }

    private final Doing doing;
    private final Operation<?, ?> operation;
    private final Request request;

    private final long position;
    private final Map<String, String> said;

    private final Span span;

    private final Optional<Instant> time;

    HttpCall(Doing doing, Operation<?, ?> operation, Request request, long position) {
        this(doing, operation, request, position, new LinkedHashMap<>(), Span.of(operation, request), Optional.empty());
    }

    private HttpCall(
            Doing doing,
            Operation<?, ?> operation,
            Request request,
            long position,
            Map<String, String> said,
            Span span,
            Optional<Instant> time) {
        this.time = time;
        this.doing = doing;
        this.operation = operation;
        this.request = request;
        this.position = position;
        this.said = said;
        this.span = span;
    }

    /** Returns this call for a part of the list. */
    HttpCall of(Origin which, Optional<String> from, int most) {
        return new HttpCall(doing, operation, request, position, said, new Span(which, from, most), time);
    }

    /** Returns this call as it had been made then. */
    HttpCall at(AsOf then) {
        return new HttpCall(doing, operation, request, then.end().value(), said, span, Optional.of(then.at()));
    }

    @Override
    public void says(String header, String value) {
        said.put(header, value);
    }

    @Override
    public Instant now() {
        return time.orElseGet(doing.ground().clock()::instant);
    }

    @Override
    public String actor() {
        return CommandRequests.actor(request);
    }

    @Override
    public Asker asker() {
        return request.caller().asker();
    }

    @Override
    public RuntimeException forbidden(String reason) {
        return Problem.refusal(Why.WEAK, Kind.FORBIDDEN, "%s", reason);
    }

    @Override
    public Optional<String> namedActor() {
        return request.header(CommandRequests.ACTOR_HEADER).isPresent()
                        || !request.caller().mayAct()
                ? Optional.of(actor())
                : Optional.empty();
    }

    @Override
    public String source() {
        return CommandRequests.source(request);
    }

    @Override
    public Path path(String argument, String text, String what) {
        return doing.paths().of(request, "/" + argument, text, what);
    }

    @Override
    public boolean mayLookAt(String path) {
        return doing.paths().reaches(request, path);
    }

    @Override
    public void wants(Role atLeast, String to) {
        Role role = request.caller().role();
        if (!role.covers(atLeast)) {
            throw Problem.refusal(
                    Why.WEAK,
                    Kind.FORBIDDEN,
                    "the token '%s' may %s, and to %s wants one that may %s: leave %s out to look",
                    request.caller().name(),
                    role.text(),
                    to,
                    atLeast.text(),
                    to);
        }
    }

    @Override
    public <T> T busily(String name, Supplier<T> work) {
        return doing.heavy().work(name, work);
    }

    @Override
    public Object told(RuntimeException failure) {
        return LongAnswers.told(failure, request.instance());
    }

    @Override
    public JsonNode tree(Object view) {
        return JsonOutput.tree(view);
    }

    @Override
    public long position() {
        return doing.reflected(position).value();
    }

    @Override
    public Origin origin() {
        return span.origin();
    }

    @Override
    public Optional<String> cursor() {
        return span.cursor();
    }

    @Override
    public int limit() {
        return span.limit();
    }

    @Override
    public <C extends Command> Submission<C> submission(C command) {
        return submission(command, Optional.empty());
    }

    private <C extends Command> Submission<C> submission(C command, Optional<Json> told) {
        var stream = CommandRequests.stream(command);
        boolean named = request.header("If-Match").isPresent();
        OptionalLong seen = switch (operation.revision()) {
            case NONE -> OptionalLong.empty();
            case OPTIONAL, REQUIRED ->
                !named && told.isPresent()
                        ? doing.revisions().told(told.get(), stream)
                        : operation.revision() == Revision.REQUIRED
                                ? doing.revisions().required(request, stream)
                                : doing.revisions().expected(request, stream);
        };
        return doing.writing().submission(request, command, seen);
    }

    @Override
    public <C extends Command> Receipt submit(C command, Optional<Json> told, Function<Submission<C>, Receipt> how) {
        return doing.writing().submit(submission(command, told), how);
    }

    @Override
    public Receipt submit(Command command) {
        return doing.writing().submit(submission(command));
    }

    @Override
    public Receipt submitBeside(Command command) {
        return doing.writing()
                .submit(doing.writing()
                        .submission(request, command, OptionalLong.empty())
                        .unkeyed());
    }

    @Override
    public Json revision(StreamId stream, long revision) {
        return doing.revisions().body(stream, revision, doing.reflected(position));
    }

    /** Returns what is to be said beside the answer, by header. */
    Map<String, String> said() {
        return said;
    }

    Request request() {
        return request;
    }
}
