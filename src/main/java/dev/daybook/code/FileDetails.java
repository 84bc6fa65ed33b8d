package dev.daybook.code;

import dev.daybook.code.CodeViews.DefinitionView;
import dev.daybook.code.CodeViews.ImportView;
import dev.daybook.code.CodeViews.SymbolView;
import dev.daybook.code.parsing.Outcome;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Reads what is known of some files, all of them at once. For one thread. */
record FileDetails(Tables tables) {

    /** Of one that defines more than this, the first ones are read, and those that are called like what is looked for. */
    private static final int DEFINITIONS_MAX = 200;

    private static final Query FILES = DSL.query("SELECT f.position, f.tool, f.project, f.path, f.language, f.sha256,"
            + " f.size_bytes, f.modified_at, f.indexed_at, f.broken, f.is_test, f.exports, f.revision"
            + " FROM json_each(?) AS w CROSS JOIN files AS f WHERE f.position = CAST(w.value AS BIGINT)");
    private static final Query DEFINITIONS = DSL.query("SELECT d.file_position, d.name, d.type, d.line, d.end_line,"
            + " d.exported, d.signature, d.docstring, d.decorators, d.scope"
            + " FROM json_each(?) AS w CROSS JOIN definitions AS d"
            + " WHERE d.file_position = CAST(w.value AS BIGINT) ORDER BY w.key, d.number");
    private static final Query SOME_DEFINITIONS = DSL.query(
            "SELECT d.file_position, d.name, d.type, d.line, d.end_line,"
                    + " d.exported, d.signature, d.docstring, d.decorators, d.scope"
                    + " FROM json_each(?) AS w CROSS JOIN definitions AS d"
                    + " WHERE d.file_position = CAST(w.value AS BIGINT) AND (d.number < ? OR EXISTS ("
                    + "SELECT 1 FROM json_each(?) AS p WHERE instr(lower(d.name), p.value) > 0)) ORDER BY w.key, d.number");
    private static final Query COUNTS = DSL.query("SELECT w.value, (SELECT count(*) FROM definitions AS d"
            + " WHERE d.file_position = CAST(w.value AS BIGINT) AND (d.exported = 1 OR ? = 0)) FROM json_each(?) AS w");
    private static final Query MOST = DSL.query("SELECT count(*) AS items FROM definitions WHERE file_position = ?"
            + " UNION ALL SELECT count(*) FROM imports WHERE file_position = ?"
            + " UNION ALL SELECT count(*) FROM symbols WHERE file_position = ?"
            + " UNION ALL SELECT count(*) FROM symbol_references WHERE file_position = ? ORDER BY items DESC");
    private static final Query IMPORTS =
            DSL.query("SELECT i.file_position, i.module, i.type, i.dynamic, i.alias, i.names, i.line"
                    + " FROM json_each(?) AS w CROSS JOIN imports AS i"
                    + " WHERE i.file_position = CAST(w.value AS BIGINT) ORDER BY w.key, i.number");
    private static final Query SYMBOLS =
            DSL.query("SELECT name, type, line, scope FROM symbols WHERE file_position = ? ORDER BY number");
    private static final Query OWN_TAGS = DSL.query(
            "SELECT f.position, o.tag"
                    + " FROM json_each(?) AS w CROSS JOIN files AS f CROSS JOIN own_tags AS o"
                    + " WHERE f.position = CAST(w.value AS BIGINT) AND o.project = f.project AND o.path = f.path ORDER BY w.key, o.tag");

    /** A file as it stands in its table. */
    record Stored(
            long position,
            String tool,
            SourceFile file,
            String language,
            String sha256,
            long sizeBytes,
            Instant modifiedAt,
            Instant indexedAt,
            boolean broken,
            boolean test,
            long exports,
            long revision) {}

    /** Returns the files with these numbers, by number. */
    Map<Long, Stored> files(List<Long> numbers) {
        var files = new LinkedHashMap<Long, Stored>();
        tables.fetch(FILES, FileDetails::stored, numbers.toString()).forEach(file -> files.put(file.position(), file));
        return files;
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getLong(1),
                row.getString(2),
                new SourceFile(row.getString(3), row.getString(4)),
                row.getString(5),
                row.getString(6),
                row.getLong(7),
                Times.instant(row.getString(8)),
                Times.instant(row.getString(9)),
                row.getBoolean(10),
                row.getBoolean(11),
                row.getLong(12),
                row.getLong(13));
    }

    /** Returns all that a file defines. */
    List<DefinitionView> definitions(long number) {
        return byFile(DEFINITIONS, FileDetails::definition, "[" + number + "]").getOrDefault(number, List.of());
    }

    /**
     * Returns what files define, by file: the first ones, and of a file with very many those that are called like what is
     * looked for.
     *
     * @param parts of names, in small letters
     */
    Map<Long, List<DefinitionView>> definitions(List<Long> numbers, List<String> parts) {
        return byFile(
                SOME_DEFINITIONS,
                FileDetails::definition,
                numbers.toString(),
                DEFINITIONS_MAX,
                FileFilter.array(parts));
    }

    private static DefinitionView definition(ResultSet row) throws SQLException {
        return new DefinitionView(
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getBoolean(6),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getString(8)),
                FileTables.texts(row.getString(9)),
                Optional.ofNullable(row.getString(10)));
    }

    /** Returns how much files define, by file; only what others can use if {@code exported}. */
    Map<Long, Long> counts(List<Long> numbers, boolean exported) {
        var counts = new HashMap<Long, Long>();
        tables.fetch(COUNTS, row -> counts.put(row.getLong(1), row.getLong(2)), exported ? 1 : 0, numbers.toString());
        return counts;
    }

    /** Returns whether a file may have more of something than is kept of it. */
    boolean isFull(long number) {
        return tables.fetch(MOST, row -> row.getLong(1), number, number, number, number)
                        .getFirst()
                >= Outcome.ITEMS_MAX;
    }

    Map<Long, List<ImportView>> imports(List<Long> numbers) {
        return byFile(
                IMPORTS,
                row -> new ImportView(
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        Optional.ofNullable(row.getString(5)),
                        FileTables.texts(row.getString(6)),
                        row.getLong(7)),
                numbers.toString());
    }

    List<SymbolView> symbols(long number) {
        return tables.fetch(
                SYMBOLS,
                row -> new SymbolView(
                        row.getString(1), row.getString(2), row.getLong(3), Optional.ofNullable(row.getString(4))),
                number);
    }

    /** Returns the tags that somebody gave these files. */
    Map<Long, List<String>> ownTags(List<Long> numbers) {
        return byFile(OWN_TAGS, row -> row.getString(2), numbers.toString());
    }

    private <T> Map<Long, List<T>> byFile(Query query, Tables.RowReader<T> reader, Object... values) {
        var all = new HashMap<Long, List<T>>();
        tables.fetch(
                query,
                row -> all.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                        .add(reader.read(row)),
                values);
        return all;
    }
}
