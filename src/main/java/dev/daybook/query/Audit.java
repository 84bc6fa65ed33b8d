package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.LargeValues;
import dev.daybook.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;

/** How rows of the audit log are read. */
public final class Audit {

    /** A long old text stands in a row as this field: the revision whose new value has it. */
    static final String REVISION = "$revision";

    private static final Set<String> VALUES = Set.of(AUDIT_LOG.OLD_VALUE.getName(), AUDIT_LOG.NEW_VALUE.getName());

    private Audit() {}

    private static final Shape<AuditRow> ROW = Shape.of(AuditRow.class)
            .rest()
            .member("session")
            .column(AUDIT_LOG.SESSION_ID.getName())
            .build();

    static AuditRow row(DSLContext tables, Record it) {
        return row(tables, it, LargeValues.INLINE_BYTES_MAX);
    }

    static AuditRow row(DSLContext tables, Record it, long bytesMax) {
        String old = resolved(
                tables, it.get(AUDIT_LOG.ENTITY_TYPE), it.get(AUDIT_LOG.ENTITY_ID), it.get(AUDIT_LOG.OLD_VALUE));
        return ROW.ofRow(name -> {
            Object value = name.equals(AUDIT_LOG.OLD_VALUE.getName()) ? old : it.get(name);
            return value instanceof String text && VALUES.contains(name) ? whole(tables, text, bytesMax) : value;
        });
    }

    /** Puts values into the places of references to them; of a page, those that many rows may have. */
    static String whole(DSLContext tables, String values, long bytesMax) {
        return LargeValues.resolved(values, () -> Reads.blobs(tables), bytesMax);
    }

    /** Puts the long texts of an old value back where only the revision that had them is named. */
    private static String resolved(DSLContext tables, String type, String id, String oldValue) {
        if (!oldValue.contains(REVISION)) {
            return oldValue;
        }
        ObjectNode old = (ObjectNode) read(oldValue);
        for (Map.Entry<String, JsonNode> field : List.copyOf(old.properties())) {
            JsonNode revision = field.getValue().get(REVISION);
            if (revision != null && revision.isIntegralNumber()) {
                tables.select(AUDIT_LOG.NEW_VALUE)
                        .from(AUDIT_LOG)
                        .where(
                                AUDIT_LOG.ENTITY_TYPE.eq(type),
                                AUDIT_LOG.ENTITY_ID.eq(id),
                                AUDIT_LOG.REVISION.eq(revision.longValue()))
                        .fetchOptional(AUDIT_LOG.NEW_VALUE)
                        .ifPresent(text -> meant(tables, text, field.getKey(), field.getValue())
                                .ifPresentOrElse(
                                        node -> old.set(field.getKey(), node), () -> old.remove(field.getKey())));
            }
        }
        return JsonText.of(old).text();
    }

    /**
     * Returns the value that is meant: under its name, or where the reference says. There may be none: it was only known
     * where it would stand.
     */
    private static Optional<JsonNode> meant(DSLContext tables, String row, String name, JsonNode reference) {
        if (!reference.has("at")) {
            return Optional.ofNullable(read(row).get(name));
        }
        String at = reference.path("at").asText();
        return Stream.<Supplier<String>>of(
                        () -> row, () -> whole(tables, row, Long.MAX_VALUE)) // a list may stand aside
                .map(text -> read(text.get()).at(at))
                .filter(node -> !node.isMissingNode())
                .findFirst();
    }

    /** Returns the fields of an object, in their order. */
    public static Map<String, Json> fields(Json object) {
        var fields = new LinkedHashMap<String, Json>();
        for (Map.Entry<String, JsonNode> field : read(object.text()).properties()) {
            fields.put(field.getKey(), JsonText.of(field.getValue()));
        }
        return fields;
    }

    private static JsonNode read(String json) {
        return JsonText.tree(new Json(json));
    }
}
