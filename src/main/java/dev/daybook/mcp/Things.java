package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.query.HistoryQueries;
import dev.daybook.slice.Ground;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The things that are on record, by what agents call them: {@code kind/key}. Immutable. */
final class Things {

    /** What agents are told of ids, wherever they are asked for one. */
    static final String ID = "kind/id, or id as ready tells it";

    private static final int BYTES_PER_TOKEN = 4;

    /** The name of a thing. */
    record Name(String kind, String key) {
        @Override
        public String toString() {
            return kind + "/" + key;
        }
    }

    private final Map<String, Operation<?, Ground>> shows = new LinkedHashMap<>();
    private final HistoryQueries history;
    /** The kind of an id that stands alone: the one that agents work on. */
    private final String usual;

    Things(Catalogue<Ground> catalogue, HistoryQueries history) {
        this.history = history;
        for (Operations<Ground> group : catalogue.groups()) {
            group.all().stream()
                    .filter(operation -> operation.key().isPresent())
                    .forEach(operation -> shows.put(operation.kind(group.name()), operation));
        }
        this.usual = catalogue.groups().stream()
                .filter(group -> shows.containsKey(group.name()))
                .filter(group -> group.all().stream()
                        .anyMatch(operation -> !operation.tool().name().isEmpty()))
                .findFirst()
                .orElseThrow()
                .name();
    }

    /** Returns what an id names. */
    Name name(String id) {
        int slash = id.indexOf('/');
        if (slash <= 0) {
            return new Name(usual, id);
        }
        return new Name(id.substring(0, slash), id.substring(slash + 1));
    }

    /** Returns an id, or a kind alone, as the audit log calls what it means. */
    String entity(String id) {
        return shows.containsKey(id) ? id : name(id).toString();
    }

    boolean isUsual(String kind) {
        return kind.equals(usual);
    }

    /** Returns an answer about a thing whose id says of which kind it is, unless that may be left out. */
    JsonNode named(String kind, JsonNode answer) {
        if (isUsual(kind) || !(answer instanceof ObjectNode object) || !object.hasNonNull("id")) {
            return answer;
        }
        return object.put("id", kind + "/" + object.path("id").asText());
    }

    /** Returns which arguments of a kind's operations a name is. */
    ObjectNode arguments(Name name) {
        ObjectNode arguments = McpServer.object();
        shown(name.kind()).key().orElseThrow().apply(name.key()).forEach(arguments::put);
        return arguments;
    }

    /** Returns whether an argument of a kind's operations is part of its name. */
    boolean isPartOfName(String kind, String argument) {
        return shows.containsKey(kind)
                && shown(kind).arguments().described().stream()
                        .anyMatch(oneArgument ->
                                oneArgument.required() && oneArgument.name().equals(argument));
    }

    private Operation<?, Ground> shown(String kind) {
        Operation<?, Ground> shown = shows.get(kind);
        if (shown == null) {
            throw Rejected.invalidAt(
                    "/id", "'%s' is no kind of things: want one of %s", kind, String.join(", ", shows.keySet()));
        }
        return shown;
    }

    /**
     * Returns a thing with all there is; what its events say where nothing else shows it.
     *
     * @throws Rejected if there is none
     */
    ObjectNode show(Name name, Turn turn) {
        if (shows.containsKey(name.kind())) {
            return (ObjectNode)
                    turn.carryOut(shown(name.kind()), arguments(name), Turn.Beside.page(Optional.empty(), 1));
        }
        turn.await("audit");
        return history.state(name.kind(), name.key())
                .map(state -> (ObjectNode) turn.front().tree(state))
                .orElseThrow(() -> Rejected.notFound("there is no %s: want %s", name, ID));
    }

    /**
     * Returns a thing as {@link #show}, as agents get it: what it is called stands first, and once.
     *
     * @throws Rejected if there is none
     */
    ObjectNode whole(Name name, Turn turn) {
        ObjectNode shown = show(name, turn);
        shown.remove(List.of("id", "kind"));
        ObjectNode thing = McpServer.object().put("id", name.toString());
        return thing.setAll(shown);
    }

    /** Returns about how many tokens a reader of a value has to take in. */
    static int tokens(JsonNode value) {
        return (value.toString().getBytes(StandardCharsets.UTF_8).length + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
