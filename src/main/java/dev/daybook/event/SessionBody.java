package dev.daybook.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.session.Instance;
import dev.daybook.session.LongText;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Sessions as a request tells them, with the keys that {@link SessionJson} writes. Nothing is guessed: what is missing
 * or of another type is a flaw, and all flaws are named at once. Members that nobody knows are kept.
 */
public final class SessionBody {

    /** The member that tells which revision the sender has seen; it is none of the session's own. */
    public static final String REVISION = "revision";

    private static final long U32_MAX = 4_294_967_295L;

    /** One mistake: the JSON pointer there, and what is wrong. */
    public record Flaw(String pointer, String detail) {}

    /** A request that tells no session. */
    @SuppressWarnings("serial")
    public static final class Flawed extends RuntimeException {

        private final List<Flaw> flaws;

        Flawed(List<Flaw> flaws) {
            super(
                    "%s %s%s"
                            .formatted(
                                    flaws.getFirst().pointer(),
                                    flaws.getFirst().detail(),
                                    flaws.size() > 1 ? " (and %d more)".formatted(flaws.size() - 1) : ""),
                    null,
                    false,
                    false); // an answer, not an accident
            this.flaws = List.copyOf(flaws);
        }

        public List<Flaw> flaws() {
            return flaws;
        }
    }

    private final List<Flaw> flaws = new ArrayList<>();

    private SessionBody() {}

    /**
     * Reads a whole session.
     *
     * @param at the JSON pointer of {@code node} in the request
     * @throws Flawed if it is none
     */
    public static SessionRecord session(JsonNode node, String at) {
        return read(body -> body.record(body.new Members(node, at)));
    }

    /** Reads a message; as {@link #session}. */
    public static Message message(JsonNode node, String at) {
        return read(body -> body.message(body.new Members(node, at)));
    }

    private static <T> T read(Function<SessionBody, T> reading) {
        var body = new SessionBody();
        T read = reading.apply(body);
        if (!body.flaws.isEmpty()) {
            throw new Flawed(body.flaws);
        }
        return read;
    }

    private SessionRecord record(Members it) {
        it.known(REVISION);
        String id = it.text("id");
        if (id.isEmpty() && it.isText("id")) {
            it.flaw("id", "is empty: want the id of the session");
        }
        it.known("instances");
        it.known("chatHistory");
        var profile = new Profile(
                it.text("type"),
                it.text("task"),
                it.text("status"),
                it.text("createdAt"),
                it.text("updatedAt"),
                it.maybeText("completedAt"),
                it.maybeText("model"),
                it.maybeNumber("timeoutSeconds", U32_MAX),
                it.maybeFlag("preserveWorktrees"),
                it.maybeNumber("winnerId", U32_MAX),
                it.maybeTexts("runtimeMix"),
                it.maybeNumber("totalDuration", Long.MAX_VALUE),
                it.maybeNumber("totalFilesChanged", U32_MAX),
                it.maybeNumber("totalLinesAdded", U32_MAX),
                it.maybeNumber("totalLinesDeleted", U32_MAX),
                it.maybeJson("evaluation"),
                it.maybeText("integrationPhase"),
                it.maybeNumber("integrationInstanceId", U32_MAX),
                it.extra());
        List<Instance> instances = it.list("instances", this::instance);
        List<Message> messages = it.list("chatHistory", this::message);
        return new SessionRecord(id, profile, instances, messages);
    }

    private Instance instance(Members it) {
        return new Instance(
                it.number("instanceId"),
                it.text("worktreePath"),
                it.text("branch"),
                it.text("agentName"),
                it.text("status"),
                it.text("tmuxSessionId"),
                it.maybeText("output").map(LongText::new),
                it.maybeText("startTime"),
                it.maybeText("endTime"),
                it.maybeNumber("filesChanged", U32_MAX),
                it.maybeNumber("linesAdded", U32_MAX),
                it.maybeNumber("linesDeleted", U32_MAX),
                it.maybeText("runtime"),
                it.maybeText("model"),
                it.maybeText("runtimeLabel"),
                it.maybeNumber("testsPassed", U32_MAX),
                it.maybeNumber("testsFailed", U32_MAX),
                it.maybeDecimal("codeComplexity"),
                it.maybeDecimal("executionTime"),
                it.extra());
    }

    private Message message(Members it) {
        return new Message(
                it.text("id"),
                it.text("role"),
                new LongText(it.text("content")),
                it.text("timestamp"),
                it.maybeNumber("instanceId", U32_MAX),
                it.extra());
    }

    /** The members of one object; those that were asked for are known. */
    private final class Members {

        private final JsonNode node;
        private final String at;
        private final Set<String> known = new HashSet<>();

        Members(JsonNode node, String at) {
            this.node = node;
            this.at = at;
            if (!node.isObject()) {
                flaws.add(new Flaw(at, "is %s: want an object".formatted(named(node))));
            }
        }

        void known(String name) {
            known.add(name);
        }

        void flaw(String name, String detail) {
            if (node.isObject()) {
                flaws.add(new Flaw(at + "/" + name, detail));
            }
        }

        boolean isText(String name) {
            return node.path(name).isTextual();
        }

        String text(String name) {
            known(name);
            JsonNode value = node.path(name);
            if (!value.isTextual()) {
                wrong(name, value, "a text");
            }
            return value.asText();
        }

        long number(String name) {
            known(name);
            JsonNode value = node.path(name);
            if (value.isMissingNode() || value.isNull()) {
                wrong(name, value, "a whole number");
                return 0;
            }
            return maybeNumber(name, U32_MAX).orElse(0L);
        }

        Optional<String> maybeText(String name) {
            return given(name).flatMap(value -> {
                if (!value.isTextual()) {
                    wrong(name, value, "a text or null");
                }
                return Optional.of(value.asText());
            });
        }

        Optional<Long> maybeNumber(String name, long max) {
            return given(name).flatMap(value -> {
                if (!value.isIntegralNumber()
                        || !value.canConvertToLong()
                        || value.asLong() < 0
                        || value.asLong() > max) {
                    wrong(name, value, "a whole number from 0 to %d, or null".formatted(max));
                    return Optional.empty();
                }
                return Optional.of(value.asLong());
            });
        }

        Optional<Json> maybeDecimal(String name) {
            return given(name).flatMap(value -> {
                if (!value.isNumber()) {
                    wrong(name, value, "a number or null");
                }
                return Optional.of(JsonText.of(value));
            });
        }

        Optional<Boolean> maybeFlag(String name) {
            return given(name).flatMap(value -> {
                if (!value.isBoolean()) {
                    wrong(name, value, "true, false or null");
                }
                return Optional.of(value.asBoolean());
            });
        }

        Optional<List<String>> maybeTexts(String name) {
            return given(name).map(value -> {
                var texts = new ArrayList<String>();
                if (!value.isArray()) {
                    wrong(name, value, "a list of texts or null");
                }
                for (JsonNode each : value) {
                    if (!each.isTextual()) {
                        wrong(name + "/" + texts.size(), each, "a text");
                    }
                    texts.add(each.asText());
                }
                return List.copyOf(texts);
            });
        }

        Optional<Json> maybeJson(String name) {
            return given(name).map(JsonText::of);
        }

        <T> List<T> list(String name, Function<Members, T> element) {
            known(name);
            JsonNode value = node.path(name);
            if (!value.isArray()) {
                wrong(name, value, "a list");
                return List.of();
            }
            var list = new ArrayList<T>();
            for (JsonNode each : value) {
                list.add(element.apply(new Members(each, "%s/%s/%d".formatted(at, name, list.size()))));
            }
            return list;
        }

        /** Returns what was not asked for. */
        Optional<Json> extra() {
            ObjectNode rest = JsonNodeFactory.instance.objectNode();
            node.properties().stream()
                    .filter(member -> !known.contains(member.getKey()))
                    .forEach(member -> rest.set(member.getKey(), member.getValue()));
            return rest.isEmpty() ? Optional.empty() : Optional.of(JsonText.of(rest));
        }

        private Optional<JsonNode> given(String name) {
            known(name);
            return node.hasNonNull(name) ? Optional.of(node.path(name)) : Optional.empty();
        }

        private void wrong(String name, JsonNode value, String wanted) {
            flaw(name, value.isMissingNode() ? "is missing" : "is %s: want %s".formatted(named(value), wanted));
        }
    }

    private static String named(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> value.asText();
            case BOOLEAN -> value.asText();
            case NULL -> "null";
            case ARRAY -> "a list";
            case MISSING -> "missing";
            default -> "an object";
        };
    }
}
