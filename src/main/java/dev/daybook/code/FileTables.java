package dev.daybook.code;

import static dev.daybook.readmodel.Tables.DEFINITIONS;
import static dev.daybook.readmodel.Tables.FILES;
import static dev.daybook.readmodel.Tables.FILE_TAGS;
import static dev.daybook.readmodel.Tables.IMPORTS;
import static dev.daybook.readmodel.Tables.SYMBOLS;
import static dev.daybook.readmodel.Tables.SYMBOL_REFERENCES;

import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Reference;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.projection.Dialects;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Writes files with all that belongs to them. Rows of the large indexes wait until {@link #flush}, to be written in their
 * order: written file by file, each would go to another page. For one thread.
 */
final class FileTables {

    /** A file without what stands in it. */
    record Row(
            long position,
            String tool,
            SourceFile file,
            String language,
            String sha256,
            long sizeBytes,
            Instant modifiedAt,
            Instant indexedAt,
            long revision) {}

    /** In the order of the table. */
    private record TagRow(String tag, boolean isTest, double weight, long file) implements Comparable<TagRow> {
        @Override
        public int compareTo(TagRow other) {
            int order = tag.compareTo(other.tag);
            order = order != 0 ? order : Boolean.compare(isTest, other.isTest);
            order = order != 0 ? order : Double.compare(other.weight, weight);
            return order != 0 ? order : Long.compare(file, other.file);
        }
    }

    /** In the order of the table. */
    private record ReferenceRow(String name, long file, String lines) implements Comparable<ReferenceRow> {
        @Override
        public int compareTo(ReferenceRow other) {
            int order = name.compareTo(other.name);
            return order != 0 ? order : Long.compare(file, other.file);
        }
    }

    /** More are written before the batch ends: they hold memory. */
    private static final int WAITING_MAX = 200_000;

    /** How many go to one statement: its text is some hundred kilobytes then. */
    private static final int ROWS_MAX = 10_000;

    private static final Query WRITE = Statements.upsert(
            FILES,
            List.of(
                    FILES.POSITION,
                    FILES.TOOL,
                    FILES.PROJECT,
                    FILES.PATH,
                    FILES.FILENAME,
                    FILES.EXTENSION,
                    FILES.STEM,
                    FILES.LANGUAGE,
                    FILES.SHA256,
                    FILES.SIZE_BYTES,
                    FILES.MODIFIED_AT,
                    FILES.INDEXED_AT,
                    FILES.BROKEN,
                    FILES.IS_TEST,
                    FILES.EXPORTS,
                    FILES.REVISION),
            List.of(FILES.POSITION));
    private static final Query ADD_DEFINITIONS = insert(
            "INSERT INTO definitions (file_position, number, name, type,"
                    + " line, \"column\", end_line, exported, signature, docstring, decorators, scope)"
                    + " SELECT ?, ? + key, value ->> 0, value ->> 1, CAST(value ->> 2 AS BIGINT), CAST(value ->> 3 AS BIGINT),"
                    + " CAST(value ->> 4 AS BIGINT), CAST(value ->> 5 AS BIGINT), value ->> 6, value ->> 7, value ->> 8, value ->> 9");
    private static final Query ADD_IMPORTS = insert(
            "INSERT INTO imports (file_position, number, module, type, dynamic, alias, names, line, \"column\", leaf)"
                    + " SELECT ?, ? + key, value ->> 0, value ->> 1, CAST(value ->> 2 AS BIGINT), value ->> 3, value ->> 4,"
                    + " CAST(value ->> 5 AS BIGINT), CAST(value ->> 6 AS BIGINT), value ->> 7");
    private static final Query ADD_SYMBOLS =
            insert("INSERT INTO symbols (file_position, number, name, type, line, \"column\", scope)"
                    + " SELECT ?, ? + key, value ->> 0, value ->> 1, CAST(value ->> 2 AS BIGINT), CAST(value ->> 3 AS BIGINT),"
                    + " value ->> 4");
    private static final Query ADD_REFERENCES = insert("INSERT INTO symbol_references (name, file_position, lines)"
            + " SELECT value ->> 0, CAST(value ->> 1 AS BIGINT), value ->> 2");
    private static final Query ADD_TAGS = insert(
            "INSERT INTO file_tags (tag, is_test, minus_weight, file_position)"
                    + " SELECT value ->> 0, CAST(value ->> 1 AS BIGINT), CAST(value ->> 2 AS DOUBLE PRECISION), CAST(value ->> 3 AS BIGINT)");

    private static final Query REMOVE =
            DSL.deleteFrom(FILES).where(FILES.POSITION.eq(DSL.param("position", Long.class)));
    private static final List<Query> REMOVE_PARTS = List.of(
            removeOf(DEFINITIONS, DEFINITIONS.FILE_POSITION),
            removeOf(IMPORTS, IMPORTS.FILE_POSITION),
            removeOf(SYMBOLS, SYMBOLS.FILE_POSITION),
            removeOf(SYMBOL_REFERENCES, SYMBOL_REFERENCES.FILE_POSITION));
    private static final Query REMOVE_TAGS = removeOf(FILE_TAGS, FILE_TAGS.FILE_POSITION);

    private static final Query FIND_PATH =
            DSL.select(FILES.PATH).from(FILES).where(FILES.POSITION.eq(DSL.param("position", Long.class)));
    private static final Query FIND_DEFINITIONS = DSL.select(
                    DEFINITIONS.NAME, DEFINITIONS.SIGNATURE, DEFINITIONS.DOCSTRING)
            .from(DEFINITIONS)
            .where(DEFINITIONS.FILE_POSITION.eq(DSL.param("position", Long.class)))
            .orderBy(DEFINITIONS.NUMBER);
    private static final Query FIND_IMPORTS = DSL.select(IMPORTS.MODULE, IMPORTS.NAMES, IMPORTS.ALIAS)
            .from(IMPORTS)
            .where(IMPORTS.FILE_POSITION.eq(DSL.param("position", Long.class)))
            .orderBy(IMPORTS.NUMBER);
    private static final Query FIND_SYMBOLS = DSL.select(SYMBOLS.NAME)
            .from(SYMBOLS)
            .where(SYMBOLS.FILE_POSITION.eq(DSL.param("position", Long.class)))
            .orderBy(SYMBOLS.NUMBER);

    // The index is no table that jOOQ could know the statements of.
    private static final Query ADD_WORDS =
            DSL.query("INSERT INTO files_fts (rowid, filename, path, definitions, imports, docstrings, tags)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    private static final Query REMOVE_WORDS = DSL.query("DELETE FROM files_fts WHERE rowid = ?");
    private static final Query NO_MERGE = DSL.query("INSERT INTO files_fts (files_fts, rank) VALUES ('automerge', 0)");
    private static final Query MERGE = DSL.query("INSERT INTO files_fts (files_fts, rank) VALUES ('automerge', 4)");
    private static final Query OPTIMIZE = DSL.query("INSERT INTO files_fts (files_fts) VALUES ('optimize')");

    private final JsonRows rows = new JsonRows();
    private final List<TagRow> tags = new ArrayList<>();
    private final List<ReferenceRow> references = new ArrayList<>();

    /** Returns what inserts the rows of {@link JsonRows}. */
    private static Query insert(String columns) {
        return Dialects.query(columns + " FROM json_each(?)", columns + " FROM json_rows(?)");
    }

    private static Query removeOf(Table<?> table, TableField<?, Long> file) {
        return DSL.deleteFrom(table).where(file.eq(DSL.param("position", Long.class)));
    }

    /** Writes a file and all of it; {@code isNew}: nothing is stored under its number. */
    void write(Row row, boolean isNew, ParsedFile parsed, Collection<String> own, Tables tables) {
        long file = row.position();
        if (!isNew) {
            removeParts(file, tables);
        }
        String path = row.file().path();
        boolean isTest = FileName.isTest(path);
        tables.execute(
                WRITE,
                file,
                row.tool(),
                row.file().project(),
                path,
                row.file().filename(),
                FileName.extension(path),
                FileName.stem(path),
                row.language(),
                row.sha256(),
                row.sizeBytes(),
                Times.text(row.modifiedAt()),
                Times.text(row.indexedAt()),
                parsed.broken(),
                isTest,
                parsed.definitions().stream().filter(Definition::exported).count(),
                row.revision());
        addDefinitions(file, 0, parsed.definitions(), tables);
        addImports(file, 0, parsed.imports(), tables);
        addSymbols(file, 0, parsed.symbols(), tables);
        for (Reference it : parsed.references()) {
            references.add(new ReferenceRow(it.name(), file, lines(it)));
        }
        addWords(file, path, isTest, parsed, own, tables);
        if (tags.size() + references.size() >= WAITING_MAX) {
            flush(tables);
        }
    }

    private static String lines(Reference reference) {
        var lines = new StringBuilder();
        for (int line : reference.lines()) {
            lines.append(lines.isEmpty() ? "" : " ").append(line);
        }
        return lines.toString();
    }

    /** Adds definitions of a file; the first one gets that number. */
    void addDefinitions(long file, long number, List<Definition> definitions, Tables tables) {
        for (Definition it : definitions) {
            rows.row()
                    .text(it.name())
                    .text(it.kind())
                    .number(it.line())
                    .number(it.column())
                    .number(it.endLine())
                    .flag(it.exported())
                    .text(it.signature())
                    .text(it.docstring())
                    .list(it.decorators())
                    .text(it.scope())
                    .end();
        }
        add(ADD_DEFINITIONS, file, number, tables);
    }

    /** As {@link #addDefinitions}, of imports. */
    void addImports(long file, long number, List<Import> imports, Tables tables) {
        for (Import it : imports) {
            rows.row()
                    .text(it.module())
                    .text(it.kind())
                    .flag(it.dynamic())
                    .text(it.alias())
                    .list(it.names())
                    .number(it.line())
                    .number(it.column())
                    .text(Modules.leaf(it.module()))
                    .end();
        }
        add(ADD_IMPORTS, file, number, tables);
    }

    /** As {@link #addDefinitions}, of symbols. */
    void addSymbols(long file, long number, List<Symbol> symbols, Tables tables) {
        for (Symbol it : symbols) {
            rows.row()
                    .text(it.name())
                    .text(it.kind())
                    .number(it.line())
                    .number(it.column())
                    .text(it.scope())
                    .end();
        }
        add(ADD_SYMBOLS, file, number, tables);
    }

    private void add(Query query, long file, long number, Tables tables) {
        if (rows.size() > 0) {
            tables.execute(query, file, number, rows.take());
        }
    }

    /** Makes the words of a file anew of the rows that stand there: its tags are others, or its definitions are. */
    void refresh(long file, Collection<String> own, Tables tables) {
        for (String path : tables.fetch(FIND_PATH, row -> row.getString(1), file)) {
            tables.execute(REMOVE_TAGS, file);
            tables.execute(REMOVE_WORDS, file);
            addWords(file, path, FileName.isTest(path), stored(file, tables), own, tables);
        }
    }

    /** Returns of what is stored of a file as much as makes its words. */
    private static ParsedFile stored(long file, Tables tables) {
        return new ParsedFile(
                tables.fetch(
                        FIND_DEFINITIONS,
                        row -> new Definition(
                                row.getString(1),
                                "",
                                1,
                                0,
                                1,
                                false,
                                Optional.ofNullable(row.getString(2)),
                                Optional.ofNullable(row.getString(3)),
                                List.of(),
                                Optional.empty()),
                        file),
                tables.fetch(
                        FIND_IMPORTS,
                        row -> new Import(
                                row.getString(1),
                                "",
                                false,
                                Optional.ofNullable(row.getString(3)),
                                texts(row.getString(2)),
                                1,
                                0),
                        file),
                tables.fetch(FIND_SYMBOLS, row -> new Symbol(row.getString(1), "", 1, 0, Optional.empty()), file),
                List.of(),
                false);
    }

    /** Reads a column that holds a JSON array of texts, or nothing. */
    static List<String> texts(@Nullable String column) {
        return column == null
                ? List.of()
                : StreamSupport.stream(JsonText.tree(new Json(column)).spliterator(), false)
                        .map(it -> it.asText())
                        .toList();
    }

    private void addWords(
            long file, String path, boolean isTest, ParsedFile parsed, Collection<String> own, Tables tables) {
        for (Map.Entry<String, Double> it : Tags.of(path, parsed, own).entrySet()) {
            tags.add(new TagRow(it.getKey(), isTest, it.getValue(), file));
        }
        Words words = Words.of(path, parsed, own);
        tables.execute(
                ADD_WORDS,
                file,
                words.filename(),
                words.path(),
                words.definitions(),
                words.imports(),
                words.docstrings(),
                words.tags());
    }

    private static void removeParts(long file, Tables tables) {
        for (Query it : REMOVE_PARTS) {
            tables.execute(it, file);
        }
        tables.execute(REMOVE_TAGS, file);
        tables.execute(REMOVE_WORDS, file);
    }

    /** Takes out a file and all of it; what is not flushed yet of it must not be there. */
    static void remove(long file, Tables tables) {
        removeParts(file, tables);
        tables.execute(REMOVE, file);
    }

    /** Writes what waits. */
    void flush(Tables tables) {
        Collections.sort(tags);
        for (TagRow it : tags) {
            rows.row()
                    .text(it.tag())
                    .flag(it.isTest())
                    .number(-it.weight())
                    .number(it.file())
                    .end();
            write(ADD_TAGS, ROWS_MAX, tables);
        }
        write(ADD_TAGS, 1, tables);
        Collections.sort(references);
        for (ReferenceRow it : references) {
            rows.row().text(it.name()).number(it.file()).text(it.lines()).end();
            write(ADD_REFERENCES, ROWS_MAX, tables);
        }
        write(ADD_REFERENCES, 1, tables);
        forget();
    }

    private void write(Query query, int atLeast, Tables tables) {
        if (rows.size() >= atLeast) {
            tables.execute(query, rows.take());
        }
    }

    void forget() {
        tags.clear();
        references.clear();
    }

    static void beforeLoad(Tables tables) {
        if (tables.isSqlite()) {
            tables.execute(NO_MERGE);
        }
    }

    static void afterLoad(Tables tables) {
        if (tables.isSqlite()) {
            tables.execute(OPTIMIZE);
            tables.execute(MERGE);
        }
    }
}
