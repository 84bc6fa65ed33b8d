package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.ArgumentForm;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.slice.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a command asks for: an operation with the values of its arguments, as a request. */
final class OperationRequest {

    /** The argument with which only what is old is brought up to date. */
    private static final String IF_STALE = "ifStale";

    private final Operation<?, ?> operation;
    private final CommandForm form;
    private final Optional<WriteOptions> writing;

    /** The parameters that say which thing is meant, whatever is done to it. */
    private final List<String> thing;

    /** What stands at options that many commands have. */
    private final Function<String, Optional<String>> common;

    OperationRequest(
            Operation<?, ?> operation,
            Optional<WriteOptions> writing,
            List<String> thing,
            Function<String, Optional<String>> common) {
        this.operation = operation;
        this.form = operation.form();
        this.writing = writing;
        this.thing = thing;
        this.common = common;
    }

    String path(Map<String, JsonNode> values) {
        return ArgumentValues.path(operation.path(), values);
    }

    /** Has what was then be built, where it takes long, before it is asked for. */
    void settle(CommandContext context, Map<String, JsonNode> values) {
        if (!operation.isBranched()) {
            return;
        }
        Stream<String> moments = operation.isTimed()
                ? Stream.of(OperationCommand.AT, OperationCommand.AS_RECORDED, OperationCommand.BRANCH)
                : Stream.of(OperationCommand.BRANCH);
        List<String> given =
                moments.filter(option -> common.apply(option).isPresent()).toList();
        if (given.size() > 1) {
            throw Failure.usage(
                    "%s and %s are both given".formatted(given.getFirst(), given.get(1)), "give one of them");
        }
        if (!given.isEmpty() || isOfPosition(values)) {
            LongWork.run(
                    context,
                    operation.name(),
                    operation.method(),
                    path(values) + asked(context, values),
                    Optional.empty(),
                    headers(values));
        }
    }

    /** Returns whether an operation with times of its own is asked as of a position: then it is answered as others are. */
    private boolean isOfPosition(Map<String, JsonNode> values) {
        return Optional.ofNullable(values.get(Operation.AS_OF))
                .filter(value -> Moment.isPosition(value.asText()))
                .isPresent();
    }

    /** Asks, and returns what is answered. */
    JsonNode answer(CommandContext context, Map<String, JsonNode> values) {
        String path = path(values);
        JsonNode body = operation.hasBody() ? body(values) : MissingNode.getInstance();
        Optional<JsonNode> sent = Optional.of(body).filter(node -> !node.isMissingNode());
        Map<String, String> given = headers(values);
        if (operation.isLong()) {
            if (operation.isArgument(IF_STALE) && context.connection().joins()) {
                ((ObjectNode) body).put(IF_STALE, true);
            }
            return LongWork.run(
                    context,
                    operation.name(),
                    operation.method(),
                    path + asked(context, values),
                    sent,
                    writing.map(options -> options.headers(given)).orElse(given));
        }
        if (writing.isEmpty()) {
            return context.client()
                    .send(operation.method(), path + asked(context, values), sent, given)
                    .body();
        }
        if (form.isUnseen()) {
            return writing.get().sendUnseen(context, operation.method(), path + query(context, values), body, given);
        }
        return operation.revision() == Revision.REQUIRED
                ? writing.get()
                        .sendTo(
                                context,
                                operation.method(),
                                path + shown(values),
                                path + query(context, values),
                                body,
                                given)
                : writing.get().send(context, operation.method(), path + query(context, values), body, given);
    }

    /** Returns the arguments that are given in headers: a lease that is not sent fences nobody off. */
    private Map<String, String> headers(Map<String, JsonNode> values) {
        var headers = new LinkedHashMap<String, String>();
        operation
                .given(Place.HEADER)
                .forEach(argument -> Optional.ofNullable(values.get(argument.name()))
                        .ifPresent(value -> headers.put(operation.header(argument.name()), text(value))));
        return headers;
    }

    private Client.Query shown(Map<String, JsonNode> values) {
        var query = Client.query();
        thing.forEach(name -> Optional.ofNullable(values.get(name)).ifPresent(value -> query.with(name, text(value))));
        return query;
    }

    /** What was written by the command before must not be missing, although a server's read models come behind. */
    Client.Query asked(CommandContext context, Map<String, JsonNode> values) {
        Client.Query query = query(context, values);
        Client client = context.client();
        return context.connection().isRemote() && !operation.readModel().isEmpty() ? query.asOf(client.head()) : query;
    }

    private Client.Query query(CommandContext context, Map<String, JsonNode> values) {
        var query = Client.query();
        if (operation.isTimed()) {
            common.apply(OperationCommand.AT)
                    .ifPresent(
                            text -> query.with(Operation.AS_OF, context.times().last(text)));
            common.apply(OperationCommand.AS_RECORDED)
                    .ifPresent(text ->
                            query.with(Operation.AS_RECORDED, context.times().last(text)));
        }
        if (operation.isBranched()) {
            common.apply(OperationCommand.BRANCH).ifPresent(text -> query.with(Operation.BRANCH, text));
        }
        if (operation.mayReveal()) {
            common.apply(OperationCommand.REVEAL).ifPresent(_ -> query.with(Operation.REVEAL, true));
        }
        if (operation.projects().isPresent()) {
            common.apply(OperationCommand.PROJECT)
                    .ifPresent(text -> query.with(
                            "project", text.equals(".") || text.contains("/") ? ArgumentValues.absolute(text) : text));
        }
        operation
                .given(Place.QUERY)
                .forEach(argument -> Optional.ofNullable(values.get(argument.name()))
                        .ifPresent(value -> {
                            if (operation.isRepeated(argument.name())) {
                                value.forEach(each -> query.and(argument.name(), each.asText()));
                            } else {
                                query.with(argument.name(), text(value));
                            }
                        }));
        return query;
    }

    static String text(JsonNode value) {
        var texts = new ArrayList<String>();
        value.forEach(node -> texts.add(node.asText()));
        return value.isArray() ? String.join(",", texts) : value.asText();
    }

    private ObjectNode body(Map<String, JsonNode> values) {
        if (!operation.wholeBody().isEmpty()) {
            return whole(values);
        }
        ObjectNode body = Bodies.object();
        operation
                .given(Place.BODY)
                .forEach(argument -> Optional.ofNullable(values.get(argument.name()))
                        .ifPresent(value -> body.set(argument.name(), value)));
        if (body.isEmpty() && operation.method().equals("PATCH")) {
            throw Failure.usage(
                    "nothing to change was given",
                    "daybook %s --help lists what can be changed".formatted(operation.name()));
        }
        return body;
    }

    /** Returns a body that is one argument as a whole, with the members that were given by themselves. */
    private ObjectNode whole(Map<String, JsonNode> values) {
        JsonNode json = values.getOrDefault(operation.wholeBody(), Bodies.object());
        if (!(json instanceof ObjectNode body)) {
            throw Failure.usage("the file is no JSON object", "want one, such as daybook %s prints".formatted(shows()));
        }
        form.members()
                .forEach(member -> Optional.ofNullable(values.get(ArgumentOptions.MEMBER + member.name()))
                        .ifPresent(value -> body.set(member.name(), value)));
        if (body.isEmpty()) {
            throw Failure.usage(
                    "nothing to %s with was given".formatted(operation.name()),
                    "want %s, or --file with all of it"
                            .formatted(form.members().stream()
                                    .map(ArgumentForm.Member::option)
                                    .collect(Collectors.joining(", "))));
        }
        return body;
    }

    private String shows() {
        return operation.name().substring(0, operation.name().indexOf(' ')) + " show";
    }
}
