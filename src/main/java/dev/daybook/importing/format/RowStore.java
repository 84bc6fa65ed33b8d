package dev.daybook.importing.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.database.DatabaseQuestion;
import dev.daybook.importing.database.DatabaseWrite;
import dev.daybook.importing.database.IndexedChange;
import dev.daybook.importing.database.RowLayout;
import dev.daybook.importing.database.SqlTables;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileStore.Check;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.file.FileSwaps;
import dev.daybook.importing.format.RecordMapping.Named;
import dev.daybook.importing.format.RecordMapping.RecordState;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of the databases that a {@link Format} describes, one record at a time, while the tool is in use: a command
 * is one transaction, which waits for those of the tool, and changes no column but those that it is about.
 */
record RowStore(Format format, Limits limits) {

    private static final Pattern NUMBERED = Pattern.compile("(.*)~(\\d{1,9})", Pattern.DOTALL);

    /** Which row is which, beside the columns. */
    private static final String ROW = "#row";

    boolean holds(StreamId stream) {
        return format.mapping()
                .named(stream.category(), FormatStore.plain(stream))
                .filter(named -> format.databases().stream()
                        .flatMap(file -> format.tables(file).stream())
                        .anyMatch(rows -> rows.kind().equals(named.kind())))
                .isPresent();
    }

    /** As {@link FileStore#each}. */
    void each(Path root, String unit, BiConsumer<StreamId, Map<String, Object>> told) throws IOException {
        var tree = new SourceTree(root, "", limits);
        var project = new Source.Project(format.tool(), unit.equals(FormatStore.FIRST) ? "" : unit);
        for (String file : format.databases()) {
            var results = new Results();
            try (Database database = Database.open(tree, file, true, results).orElse(null)) {
                if (database != null) {
                    for (String table : database.tables()) {
                        format.rows(database, table).ifPresent(rows -> each(project, database, rows, told, results));
                    }
                }
            }
            Optional<Finding> damage = results.findings().stream()
                    .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                    .findFirst();
            if (damage.isPresent()) {
                throw new IOException(
                        "%s %s".formatted(root.resolve(file), damage.get().message()));
            }
        }
    }

    private void each(
            Source.Project project,
            Database database,
            RowLayout rows,
            BiConsumer<StreamId, Map<String, Object>> told,
            Results results) {
        var keys = new RecordKeys(RecordKeys.CHARS_MAX);
        RecordMapping mapping = format.mapping();
        database.each(
                rows.table(),
                row -> {
                    FileRecord record = RowRecord.of(database, rows, keys, row, new Results());
                    String name = project.qualified(mapping.name(record.kind(), record.key()));
                    told.accept(new StreamId(mapping.category(rows.kind()), name), mapping.fields(record.value()));
                },
                results);
    }

    /** As {@link FileStore#fields}. */
    Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        for (Place place : places(root, stream)) {
            try (Connection connection = DriverManager.getConnection(
                    "jdbc:sqlite:file:%s?mode=ro".formatted(place.file().toUri().getRawPath()))) {
                DatabaseWrite.execute(connection, DatabaseWrite.WAITING);
                Optional<ObjectNode> row = row(connection, place);
                if (row.isPresent()) {
                    return row.map(it ->
                            format.mapping().fields(JsonText.of(it.without(List.of(ROW, DatabaseQuestion.BYTES)))));
                }
            } catch (SQLException e) {
                throw new IOException("%s cannot be read (%s): try again".formatted(place.file(), e.getMessage()), e);
            }
        }
        return Optional.empty();
    }

    /** Where a row may stand. */
    private record Place(Path file, RowLayout rows, String key) {}

    /** Returns where the record of a stream may stand, where its key says more of it first. */
    private List<Place> places(Path root, StreamId stream) {
        Optional<Named> named = format.mapping().named(stream.category(), FormatStore.plain(stream));
        return named.stream()
                .flatMap(it -> format.databases().stream()
                        .flatMap(file -> format.tables(file).stream())
                        .filter(rows -> rows.kind().equals(it.kind()))
                        .filter(rows -> it.key().startsWith(prefix(rows)))
                        .sorted(Comparator.comparing(rows -> -rows.names().size()))
                        .map(rows -> new Place(
                                FileNames.resolve(root, rows.database()),
                                rows,
                                it.key().substring(prefix(rows).length()))))
                .filter(place -> Files.isRegularFile(place.file()))
                .toList();
    }

    private static String prefix(RowLayout rows) {
        return String.join("", rows.names().stream().map(name -> name + "/").toList());
    }

    private static Optional<ObjectNode> row(Connection connection, Place place) throws SQLException {
        List<String> columns = SqlTables.of(connection).columns(place.rows().table());
        if (!columns.containsAll(place.rows().key())) {
            return Optional.empty();
        }
        Optional<ObjectNode> row = row(connection, place.rows(), place.key(), 0);
        Matcher numbered = NUMBERED.matcher(place.key());
        return row.isEmpty() && numbered.matches()
                ? row(connection, place.rows(), numbered.group(1), Integer.parseInt(numbered.group(2)) - 1)
                : row;
    }

    /** Returns what a column tells of a key: to SQLite a number is none of the texts that it looks like. */
    private static String text(String column) {
        return "CASE WHEN typeof(%1$s) IN ('integer', 'real') THEN CAST(%1$s AS TEXT) ELSE ifnull(nullif(%1$s, ''), '-') END"
                .formatted(column);
    }

    private static Optional<ObjectNode> row(Connection connection, RowLayout rows, String key, int number)
            throws SQLException {
        String[] values = key.split("/", rows.key().size());
        String where = String.join(
                " AND ",
                rows.key().stream()
                        .map(column -> text(Database.quoted(column)) + " = ?")
                        .toList());
        if (values.length < rows.key().size()) {
            return Optional.empty();
        }
        DatabaseQuestion question = DatabaseQuestion.of(
                connection,
                "SELECT rowid AS %s, * FROM %s WHERE %s ORDER BY rowid LIMIT 1 OFFSET %d"
                        .formatted(Database.quoted(ROW), Database.quoted(rows.table()), where, number));
        try (var statement = question.statement()) {
            for (int i = 0; i < values.length; i++) {
                boolean last = i == values.length - 1; // which stands there as it is
                statement.setString(
                        i + 1, last ? values[i] : values[i].replace("~1", "/").replace("~0", "~"));
            }
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() ? Optional.of(question.row(answer)) : Optional.empty();
            }
        }
    }

    /**
     * As {@link FileStore#write}.
     *
     * @param beside whether something else is written with it: then it is asked in any case
     */
    List<Written> write(
            Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, Check check, boolean beside)
            throws IOException {
        Map<Path, DatabaseWrite> open = new LinkedHashMap<>();
        var named = new ArrayList<NamedFile>();
        try (var swaps = new FileSwaps()) {
            for (StreamId thing : things) {
                for (Place place : places(root, thing)) {
                    if (!open.containsKey(place.file())) {
                        open.put(place.file(), DatabaseWrite.begin(root, place.file()));
                    }
                }
            }
            boolean more = false;
            for (StreamId thing : things) {
                more |= write(root, thing, known.apply(thing), open, named);
            }
            boolean changed = beside || !named.isEmpty();
            for (DatabaseWrite it : open.values()) {
                changed |= it.isChange();
            }
            if (!changed) {
                return List.of();
            }
            check.pass();
            for (NamedFile it : named) {
                swaps.replace(it.file(), it.bytes());
            }
            var written = new ArrayList<Written>();
            for (DatabaseWrite it : open.values()) {
                written.addAll(it.commit());
            }
            written.addAll(swaps.keep());
            return more ? List.of() : written;
        } catch (SQLException e) {
            throw new IOException(
                    "%s cannot be written (%s): nothing was changed; try again"
                            .formatted(open.keySet(), e.getMessage()),
                    e);
        } finally {
            for (DatabaseWrite it : open.values()) {
                it.close();
            }
        }
    }

    /** A file that a row names, as it was read, and what is to be in it. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record NamedFile(FileSwap file, byte[] bytes) {}

    /** Returns whether the row has more now than its record says: that is news. */
    private boolean write(
            Path root, StreamId stream, List<Recorded> entries, Map<Path, DatabaseWrite> open, List<NamedFile> named)
            throws IOException, SQLException {
        String unit = FormatStore.unitOf(stream);
        String project = unit.equals(FormatStore.FIRST) ? "" : unit;
        Optional<RecordState> said = Optional.of(entries)
                .filter(all -> !all.isEmpty())
                .map(all -> format.mapping().said(all, ProjectHistory.toldIn(format.tool(), project)));
        List<Place> places = places(root, stream);
        for (Place place : places) {
            SqlTables tables = tables(open, place);
            Optional<ObjectNode> row = row(tables.connection(), place);
            if (row.isPresent()) {
                Optional<ObjectNode> now = now(root, place, said, tables, true, named);
                put(tables, place, row.get(), said, now);
                return isMore(row(tables.connection(), place), said);
            }
        }
        for (Place place : places) {
            SqlTables tables = tables(open, place);
            if (!tables.columns(place.rows().table()).containsAll(place.rows().key())) {
                continue;
            }
            Optional<ObjectNode> now = now(root, place, said, tables, false, named);
            if (now.isPresent()) {
                ObjectNode added = now.get();
                new IndexedChange(tables, format.indexes())
                        .make(
                                place.rows().table(),
                                () -> tables.insert(place.rows().table(), added));
                return isMore(row(tables.connection(), place), said);
            }
        }
        return false;
    }

    /** Whether a row is more than its record: defaults and triggers of the tool, and what {@link Format.Completing} says. */
    private static boolean isMore(Optional<ObjectNode> row, Optional<RecordState> said) {
        JsonNode record = said.flatMap(RecordState::now).map(JsonText::tree).orElseGet(MissingNode::getInstance);
        return row.stream()
                .flatMap(ObjectNode::propertyStream)
                .filter(column ->
                        !column.getKey().equals(ROW) && !column.getKey().equals(DatabaseQuestion.BYTES))
                .filter(column -> !column.getValue().isNull() || record.hasNonNull(column.getKey()))
                .anyMatch(column -> !record.has(column.getKey())
                        || !json(column.getValue()).equals(json(record.get(column.getKey()))));
    }

    /**
     * Returns the columns that a row is to have by now; nothing if it is gone.
     *
     * @param isThere whether it is there, so that the files that it names are its own
     * @param named is given those of them that are to be otherwise
     */
    private Optional<ObjectNode> now(
            Path root,
            Place place,
            Optional<RecordState> said,
            SqlTables tables,
            boolean isThere,
            List<NamedFile> named)
            throws IOException, SQLException {
        String table = place.rows().table();
        if (!(said.flatMap(RecordState::now).map(JsonText::tree).orElse(null) instanceof ObjectNode record)) {
            return Optional.empty();
        }
        ObjectNode row = record.deepCopy().retain(tables.columns(table));
        if (said.get().file().isEmpty()) {
            for (Map.Entry<String, byte[]> it :
                    format.completing().complete(table, record, row, tables).entrySet()) {
                FileSwap file = FileSwap.read(root, FileNames.resolve(root, it.getKey()));
                if (!file.holds(it.getValue())) {
                    if (file.bytes().isPresent() && !isThere) {
                        throw new IOException(
                                "%s is there already and says something else: it is left as it is; set it aside, then try again"
                                        .formatted(file.file()));
                    }
                    named.add(new NamedFile(file, it.getValue()));
                }
            }
        }
        return Optional.of(row);
    }

    private static SqlTables tables(Map<Path, DatabaseWrite> open, Place place) {
        return Objects.requireNonNull(open.get(place.file())).tables();
    }

    private void put(
            SqlTables tables, Place place, ObjectNode row, Optional<RecordState> said, Optional<ObjectNode> now)
            throws SQLException {
        var indexed = new IndexedChange(tables, format.indexes());
        String table = place.rows().table();
        JsonNode number = row.path(ROW);
        if (now.isEmpty()) {
            indexed.make(table, () -> tables.delete(table, "rowid", number));
            return;
        }
        JsonNode told = said.flatMap(RecordState::record).map(JsonText::tree).orElseGet(row::nullNode);
        ObjectNode set = row.objectNode();
        for (String column : tables.columns(table)) {
            JsonNode value = now.get().path(column);
            if (value.isMissingNode() && told.has(column)) {
                value = row.nullNode(); // the tool's own columns that no record tells of stay
            }
            if (!value.isMissingNode() && !json(value).equals(json(row.path(column)))) {
                set.set(column, value);
            }
        }
        indexed.make(table, () -> tables.update(table, "rowid", number, set));
    }

    private static Json json(JsonNode value) {
        return JsonText.of(value);
    }
}
