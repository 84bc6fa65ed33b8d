package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.LargeValues;
import dev.daybook.projection.Tables;
import dev.daybook.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** How rows of the audit log are read. */
public final class Audit {

    /** A long old text stands in a row as this field: the revision whose new value has it. */
    static final String REVISION = "$revision";

    private Audit() {}

    private static final Shape<AuditRow> SHAPE = Shape.of(AuditRow.class)
            .rest()
            .member("session")
            .column(AUDIT_LOG.SESSION_ID.getName())
            .build();

    /** Rows as they stand: values in them may be references, see {@link #whole(DSLContext, AuditRow, long)}. */
    static final Rows<AuditRow> ROWS = Rows.of(SHAPE, AUDIT_LOG);

    private static final Query NEW_VALUE = DSL.select(AUDIT_LOG.NEW_VALUE)
            .from(AUDIT_LOG)
            .where(
                    AUDIT_LOG.ENTITY_TYPE.eq(DSL.param("type", String.class)),
                    AUDIT_LOG.ENTITY_ID.eq(DSL.param("id", String.class)),
                    AUDIT_LOG.REVISION.eq(DSL.param("revision", Long.class)));

    /** Returns rows with the values that they refer to, as far as many rows may have them. */
    static List<AuditRow> whole(DSLContext tables, List<AuditRow> rows) {
        return rows.stream()
                .map(row -> whole(tables, row, LargeValues.INLINE_BYTES_MAX))
                .toList();
    }

    static AuditRow whole(DSLContext tables, AuditRow row, long bytesMax) {
        String old = row.oldValue().text();
        String now = row.newValue().text();
        String wholeOld = whole(tables, resolved(tables, row.entityType(), row.entityId(), old), bytesMax);
        String wholeNow = whole(tables, now, bytesMax);
        if (wholeOld.equals(old) && wholeNow.equals(now)) {
            return row; // as a rule
        }
        return new AuditRow(
                row.position(),
                row.timestamp(),
                row.recordedAt(),
                row.entityType(),
                row.entityId(),
                row.revision(),
                row.action(),
                row.changedFields(),
                new Json(wholeOld),
                new Json(wholeNow),
                row.user(),
                row.session(),
                row.source(),
                row.correlation(),
                row.causation(),
                row.eventId(),
                row.title(),
                row.undoneBy());
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
                Tables.of(tables).fetch(NEW_VALUE, row -> row.getString(1), type, id, revision.longValue()).stream()
                        .findFirst()
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
