package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Role;
import dev.daybook.shape.Argument;
import dev.daybook.slice.Ground;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tool that is one operation of the catalogue, or several that are told apart by an action, and by the kind of things
 * that they are about. Lists of several kinds are one list.
 */
final class DescribedTool {

    private static final int LIMIT_MAX = 100;
    private static final int LIMIT_DEFAULT = 20;

    private static final String ID = "id";
    private static final char CURSOR = '~';

    /** Nobody comes upon such a key by chance; a UUID has 36. */
    private static final int RANDOM_CHARS_MIN = 16;

    /** @param kind of the things that it is about */
    record Part(String kind, Operation<?, Ground> operation) {

        boolean takes(String argument) {
            return operation.arguments().described().stream()
                    .anyMatch(oneArgument -> oneArgument.name().equals(argument));
        }
    }

    private final String name;
    private final List<Part> parts;
    private final Things things;
    private final boolean hasActions;
    private final boolean writes;
    private final ObjectNode definition;

    private DescribedTool(String name, List<Part> parts, Things things) {
        this.name = name;
        this.parts = parts;
        this.things = things;
        this.hasActions = parts.stream()
                .anyMatch(part -> !part.operation().tool().action().isEmpty());
        this.writes = parts.stream().anyMatch(DescribedTool::isWriting);
        this.definition = define();
    }

    private static boolean isWriting(Part part) {
        return part.operation().effect() != Effect.READS;
    }

    static Tool of(String name, List<Part> parts, Things things) {
        var tool = new DescribedTool(name, parts, things);
        Role role = parts.stream()
                .map(part -> part.operation().role())
                .max(Role::compareTo)
                .orElseThrow();
        return new Tool(name, role, tool.definition, tool::answer);
    }

    private ObjectNode define() {
        var definition = new Definition(name, says());
        if (hasActions) {
            ObjectNode action = McpServer.object().put("type", "string");
            actions().forEach(action.putArray("enum")::add);
            definition.with("action", action, true);
        }
        kinds().forEach((action, kinds) -> {
            ObjectNode kind = Definition.text(action + ": of which kind").put("default", kinds.getFirst());
            kinds.forEach(kind.putArray("enum")::add);
            definition.with("kind", kind, false);
        });
        List<Part> named = parts.stream().filter(this::isNamed).toList();
        if (!named.isEmpty()) {
            definition.with("id", Definition.text(Things.ID), named.size() == parts.size());
        }
        arguments().forEach((argument, takers) -> {
            boolean all = takers.size() == actions().size();
            String says = all ? argument.says() : String.join(", ", takers) + ": " + argument.says();
            definition.with(argument, says, argument.required() && all);
        });
        if (parts.stream().anyMatch(part -> part.operation().isPaged())) {
            definition.with("limit", Definition.number("how many at most"), false);
            definition.with("cursor", Definition.text("next page"), false);
        }
        List<String> guarded = parts.stream()
                .filter(part -> part.operation().revision() == Revision.REQUIRED)
                .map(part -> part.operation().tool().action())
                .distinct()
                .toList();
        if (!guarded.isEmpty()) {
            definition.with(
                    "revision",
                    Definition.text("the one that you have seen; %s needs it".formatted(String.join(", ", guarded)))
                            .putPOJO("type", List.of("integer", "string")),
                    false);
        }
        if (writes) {
            boolean always = parts.stream().allMatch(DescribedTool::isWriting);
            definition.with(
                    "key", Definition.text("a random UUID for each thing to do; the same to try again"), always);
        }
        return definition.of(
                parts.stream().map(part -> part.operation().effect()).toList());
    }

    private String says() {
        if (!hasActions) {
            return String.join(" ", parts.getFirst().operation().says());
        }
        var said = new LinkedHashMap<String, String>();
        parts.forEach(part -> said.putIfAbsent(
                part.operation().tool().action(), part.operation().says().getFirst()));
        return said.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Returns the kinds of things that an action has, where no id says which one is meant. */
    private Map<String, List<String>> kinds() {
        var kinds = new LinkedHashMap<String, List<String>>();
        parts.stream()
                .filter(part -> hasActions && !isNamed(part))
                .forEach(part -> kinds.computeIfAbsent(part.operation().tool().action(), _ -> new ArrayList<>())
                        .add(part.kind()));
        kinds.values().removeIf(all -> all.size() == 1);
        return kinds;
    }

    private Set<String> actions() {
        return parts.stream()
                .map(part -> part.operation().tool().action())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns what may be given beside the name, each with the actions that take it. */
    private Map<Argument, Set<String>> arguments() {
        var byName = new LinkedHashMap<String, Argument>();
        var takers = new LinkedHashMap<String, Set<String>>();
        for (Part part : parts) {
            for (Argument it : part.operation().arguments().described()) {
                if (!things.isPartOfName(part.kind(), it.name())
                        && !part.operation().tool().without().contains(it.name())) {
                    byName.putIfAbsent(it.name(), it);
                    takers.computeIfAbsent(it.name(), _ -> new LinkedHashSet<>())
                            .add(taker(part, it.name()));
                }
            }
        }
        var arguments = new LinkedHashMap<Argument, Set<String>>();
        byName.forEach((argument, oneArgument) -> arguments.put(oneArgument, takers.getOrDefault(argument, Set.of())));
        return arguments;
    }

    /** Returns the action that takes an argument, and of which kind if it does so of another one than usual. */
    private String taker(Part part, String argument) {
        String action = part.operation().tool().action();
        boolean byAll = possible(action).stream().allMatch(other -> other.takes(argument));
        return byAll || things.isUsual(part.kind()) ? action : action + " of " + part.kind();
    }

    private boolean isNamed(Part part) {
        return part.operation().arguments().described().stream()
                .anyMatch(argument -> things.isPartOfName(part.kind(), argument.name()));
    }

    private JsonNode answer(ObjectNode arguments, Turn turn) {
        if (!hasActions && parts.size() > 1) {
            refuseIdle(parts.getFirst(), "", arguments);
            Arguments.refuseUnknown(arguments, definition);
            return lists(new Arguments(arguments), turn);
        }
        var given = new Arguments(arguments);
        String action = hasActions ? given.text("action").orElse("") : "";
        Optional<Things.Name> id = given.text("id").map(things::name);
        Part part = part(action, id, kinds().containsKey(action) ? given.text("kind") : Optional.empty());
        refuseIdle(part, action, arguments);
        Arguments.refuseUnknown(arguments, definition);
        var beside = new Turn.Beside(
                given.value("revision"),
                isWriting(part) ? Optional.of(key(given, turn)) : Optional.empty(),
                Turn.fingerprint(name, without(arguments, "key")),
                given.text("cursor"),
                given.limit(LIMIT_DEFAULT, LIMIT_MAX));
        if (part.operation().revision() == Revision.REQUIRED
                && beside.revision().isEmpty()) {
            throw Rejected.invalidAt(
                    "/revision",
                    "%s %s wants the revision that you have seen: get tells it, and it is refused if others changed it"
                            + " since",
                    name,
                    action);
        }
        if (isNamed(part)) {
            id.ifPresent(name -> given.rest().setAll(things.arguments(name)));
        } else if (part.takes(ID)) { // whose it is: the caller's own if nobody else is meant
            given.rest().put(ID, id.map(Things.Name::key).orElse(turn.asked().actor()));
        }
        if (part.takes("holder") && !given.rest().has("holder")) {
            given.rest().put("holder", turn.client().holder(turn.asked()));
        }
        JsonNode answer = turn.carryOut(part.operation(), given.rest(), beside);
        if (answer.isEmpty()) {
            return McpServer.object().put("hint", part.operation().form().none());
        }
        return possible(action).size() > 1 ? things.named(part.kind(), answer) : answer;
    }

    private List<Part> possible(String action) {
        return parts.stream()
                .filter(part -> part.operation().tool().action().equals(action))
                .toList();
    }

    /** Lists what each kind has, one behind the other: a cursor begins with the number of the one that it is of. */
    private ObjectNode lists(Arguments given, Turn turn) {
        Optional<String> cursor = given.text("cursor");
        int limit = given.limit(LIMIT_DEFAULT, LIMIT_MAX);
        int number = cursor.map(this::number).orElse(0);
        Optional<String> at =
                cursor.map(text -> text.substring(text.indexOf(CURSOR) + 1)).filter(text -> !text.isEmpty());
        ObjectNode all = McpServer.object();
        ArrayNode items = all.putArray("items");
        for (; number < parts.size(); number++) {
            if (items.size() == limit) {
                all.put("next", "" + number + CURSOR);
                break;
            }
            Part part = parts.get(number);
            JsonNode page = turn.carryOut(
                    part.operation(), given.rest().deepCopy(), Turn.Beside.page(at, limit - items.size()));
            page.path("items").forEach(item -> items.add(things.named(part.kind(), item)));
            if (page.hasNonNull("next")) {
                all.put("next", "" + number + CURSOR + page.path("next").asText());
                break;
            }
            at = Optional.empty();
        }
        return all;
    }

    private int number(String cursor) {
        String number = cursor.substring(0, Math.max(0, cursor.indexOf(CURSOR)));
        if (!number.matches("[0-9]") || Integer.parseInt(number) >= parts.size()) {
            throw Rejected.invalidAt("/cursor", "'%s' is no cursor of this list: want the next of a page", cursor);
        }
        return Integer.parseInt(number);
    }

    /** What an action has no use for is refused: who gives it believes that it does something. */
    private void refuseIdle(Part part, String action, ObjectNode arguments) {
        List<String> idle = Stream.of(
                        isNamed(part) || part.takes(ID) ? Stream.<String>empty() : Stream.of(ID),
                        part.operation().isPaged() ? Stream.<String>empty() : Stream.of("limit", "cursor"),
                        part.operation().revision() == Revision.NONE ? Stream.of("revision") : Stream.<String>empty())
                .flatMap(names -> names)
                .filter(arguments::hasNonNull)
                .toList();
        if (!idle.isEmpty()) {
            throw Rejected.invalidAt(
                    "/" + idle.getFirst(),
                    "%s has no %s: leave it out",
                    (name + " " + action).strip(),
                    String.join(" and no ", idle));
        }
    }

    private Part part(String action, Optional<Things.Name> id, Optional<String> ofKind) {
        if (hasActions && !actions().contains(action)) {
            throw Rejected.invalidAt(
                    "/action", "'%s' is no action of %s: want one of %s", action, name, String.join(", ", actions()));
        }
        List<Part> possible = possible(action);
        Part any = possible.getFirst();
        Optional<String> kind = isNamed(any) ? id.map(Things.Name::kind) : ofKind;
        if (isNamed(any) && kind.isEmpty()) {
            throw Rejected.invalidAt("/id", "%s %s wants to know what: want id, %s", name, action, Things.ID);
        }
        return possible.stream()
                .filter(part -> kind.isEmpty() || kind.get().equals(part.kind()))
                .findFirst()
                .orElseThrow(() -> Rejected.invalidAt(
                        isNamed(any) ? "/id" : "/kind",
                        "%s %s is for %s, and %s is none",
                        name,
                        action,
                        possible.stream().map(Part::kind).collect(Collectors.joining(", ")),
                        isNamed(any) ? id.orElseThrow() : kind.orElse("")));
    }

    /**
     * Keys of two conversations are two, even if both call theirs 1. Two clients of one name that send no session cannot be
     * told apart, so theirs have to be such that nobody else comes upon them.
     */
    private static String key(Arguments given, Turn turn) {
        String key = given.text("key")
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> Rejected.invalidAt(
                        "/key", "there is no key: want a text of your choice, new for each thing that you want done"));
        if (turn.client().session().isEmpty() && key.length() < RANDOM_CHARS_MIN) {
            throw Rejected.invalidAt(
                    "/key",
                    "'%s' may be the key of another client, too: want a random one of at least %d characters, such as a"
                            + " UUID, or a session (header %s)",
                    key,
                    RANDOM_CHARS_MIN,
                    Client.SESSION);
        }
        return "mcp:"
                + Turn.fingerprint(
                        turn.client().holder(turn.asked()), McpServer.object().put("key", key));
    }

    private static ObjectNode without(ObjectNode arguments, String name) {
        ObjectNode copy = arguments.deepCopy();
        copy.remove(name);
        return copy;
    }
}
