package dev.daybook.agent;

import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Json;
import dev.daybook.domain.lease.Lease;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The phases of a record, as its decider sees them. */
public sealed interface Thing {

    /** Never recorded. */
    record Unknown() implements Thing {}

    /**
     * On record.
     *
     * @param members what the record says, by pointers; of what is long only the fingerprint, but all tags
     * @param lease who works on it
     */
    record Present(Map<String, Json> members, Optional<Lease> lease) implements Thing {

        private static final int KEPT_CHARS_MAX = 200;

        Present after(Told event) {
            var after = new TreeMap<>(event instanceof Told.Whole ? Map.of() : members);
            event.set().forEach((pointer, value) -> after.put(pointer, kept(pointer, value)));
            event.unset().forEach(after::remove);
            return new Present(after, lease);
        }

        Present leased(Optional<Lease> lease) {
            return new Present(members, lease);
        }

        boolean has(String pointer, Json value) {
            return kept(pointer, value).equals(members.get(pointer));
        }

        /** Returns the text of a member; nothing if it has none, or something else. */
        Optional<String> text(String pointer) {
            String json = members.getOrDefault(pointer, Json.NULL).text();
            return json.startsWith("\"")
                    ? Optional.of(json.substring(1, json.length() - 1)
                            .replace("\\\"", "\"")
                            .replace("\\\\", "\\"))
                    : Optional.empty();
        }

        boolean isSet(String pointer) {
            return !members.getOrDefault(pointer, Json.NULL).equals(Json.NULL);
        }

        private static Json kept(String pointer, Json value) {
            return value.text().length() <= KEPT_CHARS_MAX || pointer.equals(MemoryRules.TAGS)
                    ? value
                    : new Json('"' + Fingerprint.of(value).sha256() + '"');
        }
    }

    /** No more. */
    record Removed() implements Thing {}
}
