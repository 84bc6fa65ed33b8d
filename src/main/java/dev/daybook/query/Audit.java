package dev.daybook.query;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.text.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** How rows of the audit log are read. */
final class Audit {

    /** A long old text stands in a row as this field: the revision whose new value has it. */
    static final String REVISION = "$revision";

    private Audit() {}

    static AuditRow row(DSLContext tables, Record it) {
        String type = it.get(AUDIT_LOG.ENTITY_TYPE);
        String id = it.get(AUDIT_LOG.ENTITY_ID);
        var changed = new ArrayList<String>();
        read(it.get(AUDIT_LOG.CHANGED_FIELDS)).forEach(name -> changed.add(name.textValue()));
        return new AuditRow(
                it.get(AUDIT_LOG.POSITION),
                Times.instant(it.get(AUDIT_LOG.TIMESTAMP)),
                Times.instant(it.get(AUDIT_LOG.RECORDED_AT)),
                type,
                id,
                it.get(AUDIT_LOG.REVISION),
                it.get(AUDIT_LOG.ACTION),
                List.copyOf(changed),
                resolved(tables, type, id, it.get(AUDIT_LOG.OLD_VALUE)),
                new Json(it.get(AUDIT_LOG.NEW_VALUE)),
                it.get(AUDIT_LOG.USER),
                Optional.ofNullable(it.get(AUDIT_LOG.SESSION_ID)),
                it.get(AUDIT_LOG.SOURCE),
                Optional.ofNullable(it.get(AUDIT_LOG.CORRELATION)),
                Optional.ofNullable(it.get(AUDIT_LOG.CAUSATION)),
                it.get(AUDIT_LOG.EVENT_ID),
                Optional.ofNullable(it.get(AUDIT_LOG.UNDONE_BY)));
    }

    /** Puts the long texts of an old value back where only the revision that had them is named. */
    private static Json resolved(DSLContext tables, String type, String id, String oldValue) {
        if (!oldValue.contains(REVISION)) {
            return new Json(oldValue);
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
                        .map(it -> read(it).get(field.getKey()))
                        .ifPresent(it -> old.set(field.getKey(), it));
            }
        }
        return JsonText.of(old);
    }

    /** Returns the fields of an object, in their order. */
    static Map<String, Json> fields(Json object) {
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
