package dev.daybook.project.gum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.JsonFile.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON cache of gum: an envelope around some data. Names of members may be capitalised in any way, as Go takes them.
 *
 * @param at when it was written
 * @param ttlNanos for how long it was fresh
 */
record JsonCache(Odd odd, JsonNode data, Optional<Instant> at, long ttlNanos) {

    private static final Set<String> ENVELOPE = Set.of("data", "timestamp", "ttl");

    /** A longer text is told of. */
    private static final int TEXT_CHARS_MAX = 4_096;

    /** Reads a cache; nothing if there is no telling what it holds. */
    static Optional<JsonCache> read(Odd odd, byte[] bytes) {
        if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            odd.warn("", "EMPTY_FILE", "is empty: gum was stopped while it wrote it");
            return Optional.empty();
        }
        JsonFile json = JsonFile.read(odd.file, bytes, Limits.DEFAULT, Role.SCANNED);
        for (Finding finding : json.findings()) {
            if (finding.severity() == Severity.ERROR) {
                odd.results.rejected(finding, bytes);
            } else {
                odd.results.finding(finding);
            }
        }
        if (json.tree().isEmpty()) {
            return Optional.empty();
        }
        JsonNode whole = json.tree().get();
        var bare = new JsonCache(odd, whole, Optional.empty(), 0);
        if (whole.isArray()) {
            odd.warn("", "WRONG_ENVELOPE", "is a bare list: taken as the data of a cache");
            return Optional.of(bare);
        }
        if (!whole.isObject()) {
            odd.results.rejected(
                    Finding.error(odd.file, "", "WRONG_TYPE", "is %s: want an object", JsonFile.kind(whole)), bytes);
            return Optional.empty();
        }
        bare.known(whole, "", ENVELOPE);
        JsonNode data = bare.member(whole, "data", "");
        if (data.isMissingNode()) {
            odd.warn("", "MISSING_FIELD", "has no data: taken as empty");
        } else if (data.isNull()) {
            odd.info("data", "NULL_DATA", "is null: an empty list, as Go writes it");
        }
        return Optional.of(new JsonCache(
                odd,
                data,
                odd.time(bare.text(whole, "timestamp", ""), "timestamp"),
                bare.member(whole, "ttl", "").asLong()));
    }

    /** Returns a member of an object, however it is capitalised; a missing node if it has none. */
    JsonNode member(JsonNode object, String name, String where) {
        JsonNode exact = object.path(name);
        if (!exact.isMissingNode()) {
            return exact;
        }
        return object.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(found -> {
                    odd.once(where, "WRONG_ENVELOPE", name, "has '%s' in other letters: taken all the same", name);
                    return found;
                })
                .orElse(MissingNode.getInstance());
    }

    /** Tells of members that nobody knows. */
    void known(JsonNode object, String where, Set<String> names) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!names.contains(member.getKey()) && names.stream().noneMatch(member.getKey()::equalsIgnoreCase)) {
                odd.once(where, "UNKNOWN_FIELD", member.getKey(), "has a field '%s': kept raw", member.getKey());
            }
        }
    }

    /** Returns a text; an empty one, and a finding, if it is something else. */
    String text(JsonNode object, String name, String where) {
        JsonNode value = member(object, name, where);
        if (value.isTextual()) {
            String text = value.textValue();
            if (text.length() > TEXT_CHARS_MAX) {
                odd.warn(where + "." + name, "OVERSIZE_FIELD", "has %d characters: imported all", text.length());
            }
            return text;
        }
        if (!value.isMissingNode() && !value.isNull()) {
            odd.warn(where + "." + name, "WRONG_TYPE", "is %s, not a text: left out", JsonFile.kind(value));
        }
        return "";
    }

    /** As {@link #text}, of a text that says something. */
    Optional<String> optional(JsonNode object, String name, String where) {
        return Optional.of(text(object, name, where)).filter(text -> !text.isEmpty());
    }

    /** Returns a number; nothing, and a finding, if it is something else, or less than nothing. */
    Optional<Long> number(JsonNode object, String name, String where) {
        JsonNode value = member(object, name, where);
        if (value.isNumber()
                && value.canConvertToExactIntegral()
                && value.canConvertToLong()
                && value.longValue() >= 0) {
            return Optional.of(value.longValue());
        }
        if (!value.isMissingNode() && !value.isNull()) {
            odd.warn(where + "." + name, "WRONG_TYPE", "is '%s', no count: left out", value.toString());
        }
        return Optional.empty();
    }

    Optional<Boolean> flag(JsonNode object, String name, String where) {
        JsonNode value = member(object, name, where);
        if (!value.isBoolean() && !value.isMissingNode() && !value.isNull()) {
            odd.warn(where + "." + name, "WRONG_TYPE", "is %s, not a flag: left out", JsonFile.kind(value));
        }
        return Optional.of(value).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    Optional<Instant> time(JsonNode object, String name, String where) {
        return odd.time(text(object, name, where), where + "." + name);
    }

    /** Takes a record of a list and its place. */
    interface Each {
        void take(JsonNode record, String where);
    }

    /** Goes through the records of a list, each an object with a path or name that tells it from others. */
    void each(JsonNode list, String at, String key, Set<String> names, Each each) {
        if (!list.isArray()) {
            if (!list.isNull() && !list.isMissingNode()) {
                odd.rejected(at, "WRONG_TYPE", JsonText.of(list).text(), "is %s: want a list", JsonFile.kind(list));
            }
            return;
        }
        int number = 0;
        for (JsonNode record : list) {
            String where = at + "[" + number++ + "]";
            JsonNode id = record.isObject() ? member(record, key, where) : MissingNode.getInstance();
            if (id.isTextual()) {
                known(record, where, names);
                each.take(record, where);
            } else {
                boolean missing = record.isObject() && (id.isMissingNode() || id.isNull());
                odd.rejected(
                        where,
                        missing ? "MISSING_FIELD" : "WRONG_TYPE",
                        JsonText.of(record).text(),
                        "%s: kept raw",
                        missing
                                ? "has no " + key
                                : "is %s where a %s is wanted"
                                        .formatted(JsonFile.kind(record.isObject() ? id : record), key));
            }
        }
    }
}
