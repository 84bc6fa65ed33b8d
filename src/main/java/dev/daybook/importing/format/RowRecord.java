package dev.daybook.importing.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.database.DatabaseQuestion;
import dev.daybook.importing.database.RowLayout;
import dev.daybook.importing.format.RecordMapping.RecordState;
import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A row of a database as a record, and a record as a row. */
final class RowRecord {

    /** Returns the record; whatever its key is, it gets a name. */
    static FileRecord of(Database database, RowLayout layout, RecordKeys keys, ObjectNode row, Results results) {
        List<String> names = names(layout, row);
        String id = names.getLast();
        RecordKeys.Key key = keys.next(names.subList(0, names.size() - 1), id)
                .orElseGet(() -> keys.next(
                                layout.names(),
                                Sha256.hash(String.join("/", names).getBytes(StandardCharsets.UTF_8))
                                        .toString())
                        .orElseThrow());
        String where = "%s %s".formatted(layout.table(), id);
        if (layout.key().stream().anyMatch(column -> text(row, column).isEmpty())) {
            results.warn(
                    database.file(),
                    where,
                    "MISSING_FIELD",
                    "has no %s: imported as '%s'",
                    String.join(" and ", layout.key()),
                    key.numbered());
        }
        Optional<String> damaged =
                row.has(DatabaseQuestion.BYTES) ? Optional.of(JsonText.of(row).text()) : Optional.empty();
        ObjectNode value = row.deepCopy().without(DatabaseQuestion.BYTES);
        row.path(DatabaseQuestion.BYTES)
                .fieldNames()
                .forEachRemaining(column -> results.warn(
                        database.file(),
                        where,
                        "INVALID_UTF8",
                        "%s.%s holds bytes that are no UTF-8: shown as U+FFFD, the bytes are kept",
                        layout.table(),
                        column));
        Json json = JsonText.of(value);
        return new FileRecord(
                layout.kind(),
                key.numbered(),
                json,
                JsonText.tree(json), // numbers as they are when it is read again
                json.text(),
                damaged,
                database.file(),
                where,
                database.modifiedAt(),
                true);
    }

    /** Returns what a row stands under, and its id last. */
    private static List<String> names(RowLayout layout, ObjectNode row) {
        var names = new ArrayList<>(layout.names());
        layout.key().forEach(column -> names.add(text(row, column).orElse("-")));
        return names;
    }

    private static Optional<String> text(ObjectNode row, String column) {
        JsonNode value = row.path(column);
        return Optional.of(value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString())
                .filter(text -> !text.isEmpty());
    }

    /** Returns the row as it was, with what is otherwise by now set into its columns; nothing if it is gone. */
    static Optional<ObjectNode> row(RecordState said) {
        if (said.now().isEmpty() || !(JsonText.tree(said.now().get()) instanceof ObjectNode now)) {
            return Optional.empty();
        }
        Optional<ObjectNode> was = said.spelling()
                .map(Json::new)
                .or(said::record)
                .map(JsonText::tree)
                .flatMap(tree -> tree instanceof ObjectNode object ? Optional.of(object.deepCopy()) : Optional.empty());
        if (was.isEmpty() || said.now().equals(said.record())) {
            return was.or(() -> Optional.of(now));
        }
        ObjectNode row = was.get();
        JsonNode before = JsonText.tree(said.record().orElseThrow());
        Stream.concat(before.propertyStream(), now.propertyStream())
                .map(member -> member.getKey())
                .distinct()
                .filter(column -> !now.path(column).equals(before.path(column)))
                .forEach(column -> {
                    row.replace(column, now.has(column) ? now.get(column) : row.nullNode());
                    if (row.path(DatabaseQuestion.BYTES) instanceof ObjectNode bytes) {
                        bytes.remove(column);
                    }
                });
        return Optional.of(row);
    }

    private RowRecord() {}
}
