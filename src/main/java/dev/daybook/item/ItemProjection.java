package dev.daybook.item;

import static dev.daybook.readmodel.Tables.ITEM;
import static dev.daybook.readmodel.Tables.ITEM_FIELD;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Projection;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Records of tools that have no slice of their own, as they are now. A record that is removed leaves no row. */
final class ItemProjection implements Projection {

    /** A text that is longer or has several lines is looked for by its words, not as a whole. */
    private static final int VALUE_CHARS_MAX = 200;

    private static final Query WRITE = Statements.upsert(
            ITEM,
            List.of(
                    ITEM.ID,
                    ITEM.KIND,
                    ITEM.PROJECT,
                    ITEM.KEY,
                    ITEM.FILE,
                    ITEM.TITLE,
                    ITEM.STATUS,
                    ITEM.RECORD,
                    ITEM.CREATED_AT,
                    ITEM.UPDATED_AT,
                    ITEM.REVISION,
                    ITEM.POSITION),
            List.of(ITEM.ID));
    private static final Query FIND = DSL.select(
                    ITEM.FILE, ITEM.RECORD, ITEM.CREATED_AT, ITEM.UPDATED_AT, ITEM.POSITION)
            .from(ITEM)
            .where(ITEM.ID.eq(DSL.param("id", String.class)));
    private static final Query REMOVE = DSL.deleteFrom(ITEM).where(ITEM.ID.eq(DSL.param("id", String.class)));
    private static final Query TAKE_REVISION = DSL.update(ITEM)
            .set(ITEM.REVISION, DSL.param("revision", Long.class))
            .where(ITEM.ID.eq(DSL.param("id", String.class)));
    private static final Query ADD_FIELD = Statements.insert(
            ITEM_FIELD, List.of(ITEM_FIELD.ID, ITEM_FIELD.NAME, ITEM_FIELD.VALUE, ITEM_FIELD.POSITION));
    private static final Query REMOVE_FIELDS =
            DSL.deleteFrom(ITEM_FIELD).where(ITEM_FIELD.ID.eq(DSL.param("id", String.class)));

    private final Map<ItemId, Row> rows = new LinkedHashMap<>(); // touched in this batch

    /** A row while a batch works on it. */
    private static final class Row {
        final boolean isNew;
        Optional<JsonNode> record = Optional.empty();

        @Nullable
        String file;

        String createdAt = "";
        String updatedAt = "";
        long revision;
        long position;

        Row(boolean isNew) {
            this.isNew = isNew;
        }
    }

    @Override
    public String name() {
        return "item";
    }

    @Override
    public boolean posts(StreamId stream) {
        return stream.category().equals(ItemCommand.CATEGORY);
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        if (!(first.event() instanceof ItemEvent it)) {
            return false;
        }
        tables.execute(REMOVE, it.item().text());
        tables.execute(REMOVE_FIELDS, it.item().text());
        return true;
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        if (!(recorded.event() instanceof ItemEvent event)) {
            return;
        }
        Row row = rows.get(event.item());
        if (row == null) {
            row = recorded.entry().revision() == 0 ? new Row(true) : find(event.item(), tables);
            rows.put(event.item(), row);
        }
        String at = Times.text(recorded.occurredAt());
        Optional<JsonNode> before = row.record;
        String createdAt = before.isEmpty() ? at : row.createdAt;
        row.record = ItemRecord.after(before, event);
        row.createdAt = row.record
                .flatMap(record -> before.isPresent()
                        ? CreationTime.of(record, before.get(), Instant.parse(createdAt), recorded.occurredAt())
                        : CreationTime.of(record, recorded.occurredAt()))
                .map(Times::text)
                .orElse(createdAt);
        row.file = file(recorded).orElse(row.file);
        row.updatedAt = at;
        row.revision = recorded.entry().revision();
        row.position = recorded.position().value();
    }

    private static Optional<String> file(Recorded recorded) {
        return recorded.entry().metadata().source() instanceof Source.File file
                ? Optional.of(file.path())
                : Optional.empty();
    }

    private static Row find(ItemId item, Tables tables) {
        return tables
                .fetch(
                        FIND,
                        found -> {
                            var row = new Row(false);
                            row.file = found.getString(1);
                            row.record = Optional.of(JsonText.tree(new Json(found.getString(2))));
                            row.createdAt = found.getString(3);
                            row.updatedAt = found.getString(4);
                            row.position = found.getLong(5);
                            return row;
                        },
                        item.text())
                .stream()
                .findFirst()
                .orElseGet(() -> new Row(false));
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        if (recorded.event() instanceof ItemEvent event) {
            long revision = recorded.entry().revision();
            Row row = rows.get(event.item());
            if (row == null) {
                tables.execute(TAKE_REVISION, revision, event.item().text());
            } else {
                row.revision = revision;
            }
        }
    }

    @Override
    public void flush(Tables tables) {
        rows.forEach((item, row) -> write(item, row, tables));
        rows.clear();
    }

    private static void write(ItemId item, Row row, Tables tables) {
        String id = item.text();
        if (!row.isNew) {
            tables.execute(REMOVE_FIELDS, id);
        }
        if (row.record.isEmpty()) {
            tables.execute(REMOVE, id);
            return;
        }
        JsonNode record = row.record.get();
        tables.execute(
                WRITE,
                id,
                item.kind(),
                item.project(),
                item.key(),
                row.file,
                MemberDocuments.title(record).orElse(item.key()),
                MemberDocuments.status(record).orElse(null),
                JsonText.of(record).text(),
                row.createdAt,
                row.updatedAt,
                row.revision,
                row.position);
        for (Map.Entry<String, JsonNode> member : record.properties()) {
            if (isFilter(member.getValue())) {
                tables.execute(ADD_FIELD, id, member.getKey(), member.getValue().asText(), row.position);
            }
        }
    }

    private static boolean isFilter(JsonNode value) {
        return value.isNumber()
                || value.isBoolean()
                || (value.isTextual()
                        && value.textValue().length() <= VALUE_CHARS_MAX
                        && value.textValue().indexOf('\n') < 0);
    }

    @Override
    public void forget() {
        rows.clear();
    }
}
