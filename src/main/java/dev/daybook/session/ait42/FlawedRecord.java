package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.session.Instance;
import dev.daybook.session.LongText;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.JsonScan;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Reads a record of which something is odd, and tells what: a bad field costs the field, a bad list is empty, a record
 * without an id is none.
 */
final class FlawedRecord {

    static final long U32_MAX = 0xFFFF_FFFFL;

    private static final Set<String> SESSION = Set.of(
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
            "totalLinesDeleted");
    private static final Set<String> SESSION_NEWER = Set.of("evaluation", "integrationPhase", "integrationInstanceId");
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
            "runtimeLabel");
    private static final Set<String> INSTANCE_NEWER =
            Set.of("testsPassed", "testsFailed", "codeComplexity", "executionTime");
    private static final Set<String> MESSAGE = Set.of("id", "role", "content", "timestamp", "instanceId");

    /** The status of what does not say one. */
    private static final String UNKNOWN = "unknown";

    /** Only tells which of two times is the earlier one. */
    private static final Timestamps TIMES = new Timestamps(ZoneOffset.UTC, Instant.EPOCH);

    /** More names of fields that nobody knows make no better sentence. */
    private static final int NAMES_MAX = 8;

    private final String file;
    private final String at;
    private final byte[] bytes;
    private final long start;
    private final Limits limits;
    private final List<String> unknown = new ArrayList<>();

    /**
     * @param at the place of the record in the file, such as {@code [3]}
     * @param start where its bytes begin in the file
     */
    FlawedRecord(String file, String at, byte[] bytes, long start, Limits limits) {
        this.file = file;
        this.at = at;
        this.bytes = bytes;
        this.start = start;
        this.limits = limits;
    }

    /** Returns the record, if it is one, and adds what is odd about it to {@code findings}. */
    Optional<SessionRecord> read(List<Finding> findings) {
        JsonFile read = JsonFile.read(file, bytes, limits, JsonFile.Role.RECORD);
        boolean nulInId = false;
        for (Finding it : read.findings()) {
            switch (it.code()) {
                case "BOM", "OVERSIZE_LINE" -> {
                    // told of the file, and of its fields
                }
                default -> findings.add(placed(it));
            }
            nulInId |= it.where().equals("id") || it.code().equals("NUL_IN_TEXT");
        }
        if (read.tree().isEmpty()) {
            if (findings.stream().noneMatch(it -> it.severity() == Severity.ERROR)) {
                findings.add(Finding.error(file, at, "INVALID_JSON", "is no record: kept as it is"));
            }
            return Optional.empty();
        }
        Optional<ObjectNode> object = read.object();
        if (object.isEmpty()) {
            findings.add(Finding.error(
                    file,
                    at,
                    "WRONG_TYPE",
                    "is %s, not a session: kept as it is",
                    kind(read.tree().get())));
            return Optional.empty();
        }
        Optional<String> id = id(object.get(), nulInId && hasNulInId(), findings);
        return id.map(it -> record(it, object.get(), findings));
    }

    private Finding placed(Finding it) {
        String where = it.where();
        if (where.startsWith("byte ")) {
            where = "byte " + (start + Long.parseLong(where.substring("byte ".length())));
        } else if (where.isEmpty() || where.startsWith("line")) {
            where = at;
        } else {
            where = at + "." + where;
        }
        String message = it.code().equals("RESOURCE_LIMIT")
                ? it.message() + "; the rest of the record is salvaged"
                : it.message();
        return new Finding(file, where, it.severity(), it.code(), message);
    }

    /** A NUL in a text is shown as U+FFFD: whether there was one only the bytes tell. */
    private boolean hasNulInId() {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new JsonScan(text)
                .container(0).members().stream()
                        .filter(it -> it.key().equals("id"))
                        .map(it -> text.substring(it.valueStart(), it.valueEnd()))
                        .anyMatch(it -> it.contains("\\u0000") || it.indexOf('\0') >= 0);
    }

    private Optional<String> id(ObjectNode object, boolean nul, List<Finding> findings) {
        JsonNode id = object.path("id");
        if (object.isEmpty()) {
            findings.add(Finding.error(file, at, "MISSING_FIELD", "is empty: kept as it is"));
            return Optional.empty();
        }
        if (id.isMissingNode() || id.isNull()) {
            findings.add(Finding.error(file, at + ".id", "MISSING_FIELD", "is not there: the record is kept as it is"));
            return Optional.empty();
        }
        if (!id.isTextual()) {
            findings.add(Finding.error(
                    file, at + ".id", "WRONG_TYPE", "is %s, not a text: the record is kept as it is", kind(id)));
            return Optional.empty();
        }
        if (nul) {
            findings.add(Finding.error(file, at + ".id", "ILLEGAL_ID", "holds a NUL: the record is kept as it is"));
            return Optional.empty();
        }
        return Optional.of(id.textValue());
    }

    private SessionRecord record(String id, ObjectNode object, List<Finding> findings) {
        var in = new RecordFields(file, at, object, findings);
        Optional<String> createdAt = in.time("createdAt");
        Optional<String> updatedAt = in.time("updatedAt");
        Optional<String> completedAt = in.text("completedAt");
        List<Instance> instances = elements("instances", object, findings, this::instance);
        List<Message> messages = elements("chatHistory", object, findings, this::message);
        Optional<String> earliest = earliest(completedAt, instances, messages);
        var profile = new Profile(
                in.required("type"),
                in.required("task"),
                in.required("status", UNKNOWN),
                createdAt.orElseGet(() -> otherTime(in, "createdAt", "updatedAt", updatedAt, earliest)),
                updatedAt.orElseGet(() -> otherTime(in, "updatedAt", "createdAt", createdAt, earliest)),
                completedAt,
                in.text("model"),
                in.number("timeoutSeconds", U32_MAX),
                in.flag("preserveWorktrees"),
                in.number("winnerId", U32_MAX),
                in.texts("runtimeMix"),
                in.number("totalDuration", Long.MAX_VALUE),
                in.number("totalFilesChanged", U32_MAX),
                in.number("totalLinesAdded", U32_MAX),
                in.number("totalLinesDeleted", U32_MAX),
                in.json("evaluation"),
                in.text("integrationPhase"),
                in.number("integrationInstanceId", U32_MAX),
                extra("", object, SESSION, SESSION_NEWER));
        if (!unknown.isEmpty()) {
            String names = String.join(", ", unknown.subList(0, Math.min(NAMES_MAX, unknown.size())));
            findings.add(Finding.info(
                    file,
                    at,
                    "UNKNOWN_FIELD",
                    "has %s%s beside what the tool reads: kept",
                    names,
                    unknown.size() > NAMES_MAX ? " and others" : ""));
        }
        return new SessionRecord(id, profile, instances, messages);
    }

    /** Returns what stands for a time that the record does not say. */
    private static String otherTime(
            RecordFields in, String key, String neighbour, Optional<String> other, Optional<String> earliest) {
        String time = other.or(() -> earliest).orElse("");
        in.lacking(
                key,
                time.isEmpty() ? "empty" : other.isPresent() ? "taken from " + neighbour : "the first time there is");
        return time;
    }

    private static Optional<String> earliest(
            Optional<String> completedAt, List<Instance> instances, List<Message> messages) {
        Stream<String> ofInstances =
                instances.stream().flatMap(it -> Stream.concat(it.startTime().stream(), it.endTime().stream()));
        return Stream.of(completedAt.stream(), ofInstances, messages.stream().map(Message::timestamp))
                .flatMap(it -> it)
                .filter(it -> TIMES.read(it).instant().isPresent())
                .min(Comparator.comparing(it -> TIMES.read(it).instant().orElseThrow()));
    }

    private <T> List<T> elements(
            String key, ObjectNode object, List<Finding> findings, BiFunction<RecordFields, Integer, T> element) {
        JsonNode list = object.get(key);
        var elements = new ArrayList<T>();
        String place = at + "." + key;
        if (list == null || list.isNull()) {
            findings.add(Finding.warn(file, place, "MISSING_FIELD", "is not there: none"));
        } else if (!(list instanceof ArrayNode array)) {
            findings.add(Finding.warn(file, place, "WRONG_TYPE", "is %s, not a list: none", kind(list)));
        } else {
            for (int i = 0; i < array.size(); i++) {
                String where = place + "[" + i + "]";
                if (array.get(i) instanceof ObjectNode it) {
                    elements.add(element.apply(new RecordFields(file, where, it, findings), i));
                } else {
                    findings.add(Finding.warn(
                            file, where, "WRONG_TYPE", "is %s, not an object: left out", kind(array.get(i))));
                }
            }
        }
        return elements;
    }

    private Instance instance(RecordFields in, int index) {
        return new Instance(
                in.requiredNumber("instanceId", index),
                in.required("worktreePath"),
                in.required("branch"),
                in.required("agentName"),
                in.required("status", UNKNOWN),
                in.required("tmuxSessionId"),
                in.text("output").map(LongText::new),
                in.text("startTime"),
                in.text("endTime"),
                in.number("filesChanged", U32_MAX),
                in.number("linesAdded", U32_MAX),
                in.number("linesDeleted", U32_MAX),
                in.text("runtime"),
                in.text("model"),
                in.text("runtimeLabel"),
                in.number("testsPassed", U32_MAX),
                in.number("testsFailed", U32_MAX),
                in.json("codeComplexity"),
                in.json("executionTime"),
                extra("instances[" + index + "].", in.object(), INSTANCE, INSTANCE_NEWER));
    }

    private Message message(RecordFields in, int index) {
        return new Message(
                in.required("id"),
                in.required("role"),
                new LongText(in.required("content")),
                in.time("timestamp").orElseGet(() -> in.required("timestamp")),
                in.number("instanceId", U32_MAX),
                extra("chatHistory[" + index + "].", in.object(), MESSAGE, Set.of()));
    }

    /** Returns the members that have no place of their own. */
    private Optional<dev.daybook.domain.Json> extra(
            String prefix, ObjectNode object, Set<String> known, Set<String> newer) {
        ObjectNode extra = object.objectNode();
        object.properties().forEach(it -> {
            if (!known.contains(it.getKey())) {
                unknown.add(prefix + it.getKey());
                if (!newer.contains(it.getKey())) {
                    extra.set(it.getKey(), it.getValue());
                }
            }
        });
        return extra.isEmpty() ? Optional.empty() : Optional.of(JsonText.of(extra));
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a truth value";
            default -> "null";
        };
    }
}
