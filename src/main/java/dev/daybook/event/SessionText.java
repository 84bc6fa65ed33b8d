package dev.daybook.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.daybook.domain.Json;
import dev.daybook.session.Instance;
import dev.daybook.session.LongText;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sessions back from what {@link SessionJson} made of them. Members that nobody knows keep order and repetitions. */
public final class SessionText {

    /** What the tool, or a newer editor, says of a session as a whole. */
    private static final Set<String> PROFILE = Set.of(
            "id",
            "type",
            "task",
            "status",
            "createdAt",
            "updatedAt",
            "completedAt",
            "instances",
            "chatHistory",
            "model",
            "timeoutSeconds",
            "preserveWorktrees",
            "winnerId",
            "runtimeMix",
            "totalDuration",
            "totalFilesChanged",
            "totalLinesAdded",
            "totalLinesDeleted",
            "evaluation",
            "integrationPhase",
            "integrationInstanceId");

    private static final Set<String> INSTANCE = Set.of(
            "instanceId",
            "worktreePath",
            "branch",
            "agentName",
            "status",
            "tmuxSessionId",
            "output",
            "startTime",
            "endTime",
            "filesChanged",
            "linesAdded",
            "linesDeleted",
            "runtime",
            "model",
            "runtimeLabel",
            "testsPassed",
            "testsFailed",
            "codeComplexity",
            "executionTime");

    private static final Set<String> MESSAGE = Set.of("id", "role", "content", "timestamp", "instanceId");

    /** What is JSON of any kind. */
    private static final Set<String> JSON = Set.of("evaluation", "codeComplexity", "executionTime");

    /** Returns the record that {@link SessionJson#compact(SessionRecord)} wrote. */
    public static SessionRecord record(String json) {
        return read(json, in -> {
            var instances = new ArrayList<Instance>();
            var messages = new ArrayList<Message>();
            Members it = members(in, PROFILE, (name, parser) -> {
                boolean list = parser.currentToken() == JsonToken.START_ARRAY;
                if (list && name.equals("instances")) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        instances.add(instance(parser));
                    }
                    return true;
                }
                if (list && name.equals("chatHistory")) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        messages.add(message(parser));
                    }
                    return true;
                }
                return false;
            });
            return new SessionRecord(it.text("id"), profile(it), instances, messages);
        });
    }

    /** Returns the profile of an object that has no instances and messages: head and tail with a comma between. */
    public static Profile profile(String json) {
        return read(json, in -> profile(members(in, PROFILE, (_, _) -> false)));
    }

    /** Returns the instance that {@link SessionJson#compact(Instance)} wrote. */
    public static Instance instance(String json) {
        return read(json, SessionText::instance);
    }

    /** Returns the message that {@link SessionJson#compact(Message)} wrote. */
    public static Message message(String json) {
        return read(json, SessionText::message);
    }

    private static Profile profile(Members it) {
        return new Profile(
                it.text("type"),
                it.text("task"),
                it.text("status"),
                it.text("createdAt"),
                it.text("updatedAt"),
                it.maybeText("completedAt"),
                it.maybeText("model"),
                it.maybeNumber("timeoutSeconds"),
                it.maybe("preserveWorktrees", Boolean.class),
                it.maybeNumber("winnerId"),
                it.texts("runtimeMix"),
                it.maybeNumber("totalDuration"),
                it.maybeNumber("totalFilesChanged"),
                it.maybeNumber("totalLinesAdded"),
                it.maybeNumber("totalLinesDeleted"),
                it.maybeJson("evaluation"),
                it.maybeText("integrationPhase"),
                it.maybeNumber("integrationInstanceId"),
                it.extra());
    }

    private static Instance instance(JsonParser in) throws IOException {
        Members it = members(in, INSTANCE, (_, _) -> false);
        return new Instance(
                it.maybeNumber("instanceId").orElse(0L),
                it.text("worktreePath"),
                it.text("branch"),
                it.text("agentName"),
                it.text("status"),
                it.text("tmuxSessionId"),
                it.maybeText("output").map(LongText::new),
                it.maybeText("startTime"),
                it.maybeText("endTime"),
                it.maybeNumber("filesChanged"),
                it.maybeNumber("linesAdded"),
                it.maybeNumber("linesDeleted"),
                it.maybeText("runtime"),
                it.maybeText("model"),
                it.maybeText("runtimeLabel"),
                it.maybeNumber("testsPassed"),
                it.maybeNumber("testsFailed"),
                it.maybeJson("codeComplexity"),
                it.maybeJson("executionTime"),
                it.extra());
    }

    private static Message message(JsonParser in) throws IOException {
        Members it = members(in, MESSAGE, (_, _) -> false);
        return new Message(
                it.text("id"),
                it.text("role"),
                new LongText(it.text("content")),
                it.text("timestamp"),
                it.maybeNumber("instanceId"),
                it.extra());
    }

    private interface Reading<T> {
        T from(JsonParser in) throws IOException;
    }

    private interface Elsewhere {
        boolean takes(String name, JsonParser in) throws IOException;
    }

    private static <T> T read(String json, Reading<T> reading) {
        try (JsonParser in = JsonText.FACTORY.createParser(json)) {
            in.nextToken();
            return reading.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException("a session that stands in a read model cannot be read", e);
        }
    }

    /** Reads the object that the parser stands at the beginning of. */
    private static Members members(JsonParser in, Set<String> known, Elsewhere elsewhere) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        var others = new StringWriter();
        boolean any = false;
        try (JsonGenerator out = JsonText.FACTORY.createGenerator(others)) {
            out.writeStartObject();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken token = in.nextToken();
                if (!known.contains(name)) {
                    any = true;
                    out.writeFieldName(name);
                    JsonText.copy(in, out, 0);
                } else if (!elsewhere.takes(name, in) && token != JsonToken.VALUE_NULL) {
                    values.put(name, value(name, in));
                } else if (token == JsonToken.VALUE_NULL && JSON.contains(name)) {
                    values.put(name, Json.NULL); // it is written only where it is there
                }
            }
            out.writeEndObject();
        }
        return new Members(values, any ? Optional.of(new Json(JsonText.escaped(others.toString()))) : Optional.empty());
    }

    private static Object value(String name, JsonParser in) throws IOException {
        if (JSON.contains(name)) {
            return JsonText.read(in);
        }
        return switch (in.currentToken()) {
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_ARRAY -> {
                var texts = new ArrayList<String>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    texts.add(in.getText());
                }
                yield List.copyOf(texts);
            }
            default -> JsonText.read(in);
        };
    }

    private record Members(Map<String, Object> values, Optional<Json> extra) {

        String text(String name) {
            return maybeText(name).orElse("");
        }

        Optional<String> maybeText(String name) {
            return maybe(name, String.class);
        }

        Optional<Long> maybeNumber(String name) {
            return maybe(name, Long.class);
        }

        Optional<Json> maybeJson(String name) {
            return maybe(name, Json.class);
        }

        Optional<List<String>> texts(String name) {
            return values.get(name) instanceof List<?> list
                    ? Optional.of(list.stream().map(String.class::cast).toList())
                    : Optional.empty();
        }

        <T> Optional<T> maybe(String name, Class<T> type) {
            return Optional.ofNullable(values.get(name))
                    .filter(type::isInstance)
                    .map(type::cast);
        }
    }

    private SessionText() {}
}
