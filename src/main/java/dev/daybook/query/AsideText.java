package dev.daybook.query;

import dev.daybook.event.LargeValues;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * Looks for a text in the large values that rows refer to, letter case aside. Each value is read once, however many rows
 * refer to it. For one thread.
 */
final class AsideText {

    /** Whether the text stands in that many values is remembered. */
    private static final int VALUES_MAX = 10_000;

    private final Pattern text;
    private final Map<Sha256, Boolean> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256, Boolean> eldest) {
            return size() > VALUES_MAX;
        }
    };

    AsideText(String text) {
        this.text = Pattern.compile(Pattern.quote(text), Pattern.CASE_INSENSITIVE);
    }

    /** Whether a row refers to any large value. */
    static Condition isReferred(Field<String> json) {
        return json.contains("\"$blob\":");
    }

    /** Returns whether the text stands in a value that this refers to. */
    boolean isIn(String json, Blobs blobs) {
        return LargeValues.referred(json).stream().anyMatch(hash -> isIn(hash, blobs));
    }

    private boolean isIn(Sha256 hash, Blobs blobs) {
        Boolean is = known.get(hash);
        if (is == null) {
            is = blobs.read(hash)
                    .map(value -> new String(value.bytes(), StandardCharsets.UTF_8))
                    .filter(value -> text.matcher(value).find())
                    .isPresent();
            known.put(hash, is);
        }
        return is;
    }

    /** Returns a field that says whether a condition is true of the row itself. */
    static Field<Boolean> says(Condition condition) {
        return DSL.field(condition).as("itself");
    }
}
