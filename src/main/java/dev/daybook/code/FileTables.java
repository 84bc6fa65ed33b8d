package dev.daybook.code;

import static dev.daybook.readmodel.Tables.DEFINITIONS;
import static dev.daybook.readmodel.Tables.FILES;
import static dev.daybook.readmodel.Tables.FILE_TAGS;
import static dev.daybook.readmodel.Tables.IMPORTS;
import static dev.daybook.readmodel.Tables.SYMBOLS;
import static dev.daybook.readmodel.Tables.SYMBOL_REFERENCES;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Reference;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

    private record TagRow(String tag, boolean isTest, double weight, long file) {}

    private record ReferenceRow(String name, long file, String lines) {}

    /** More are written before the batch ends: they hold memory. */
    private static final int WAITING_MAX = 400_000;

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
    private static final Query ADD_DEFINITION = Statements.insert(
            DEFINITIONS,
            List.of(
                    DEFINITIONS.FILE_POSITION,
                    DEFINITIONS.NUMBER,
                    DEFINITIONS.NAME,
                    DEFINITIONS.TYPE,
                    DEFINITIONS.LINE,
                    DEFINITIONS.COLUMN,
                    DEFINITIONS.END_LINE,
                    DEFINITIONS.EXPORTED,
                    DEFINITIONS.SIGNATURE,
                    DEFINITIONS.DOCSTRING,
                    DEFINITIONS.DECORATORS,
                    DEFINITIONS.SCOPE));
    private static final Query ADD_IMPORT = Statements.insert(
            IMPORTS,
            List.of(
                    IMPORTS.FILE_POSITION,
                    IMPORTS.NUMBER,
                    IMPORTS.MODULE,
                    IMPORTS.TYPE,
                    IMPORTS.DYNAMIC,
                    IMPORTS.ALIAS,
                    IMPORTS.NAMES,
                    IMPORTS.LINE,
                    IMPORTS.COLUMN,
                    IMPORTS.LEAF));
    private static final Query ADD_SYMBOL = Statements.insert(
            SYMBOLS,
            List.of(
                    SYMBOLS.FILE_POSITION,
                    SYMBOLS.NUMBER,
                    SYMBOLS.NAME,
                    SYMBOLS.TYPE,
                    SYMBOLS.LINE,
                    SYMBOLS.COLUMN,
                    SYMBOLS.SCOPE));
    private static final Query ADD_REFERENCE = Statements.insert(
            SYMBOL_REFERENCES,
            List.of(SYMBOL_REFERENCES.NAME, SYMBOL_REFERENCES.FILE_POSITION, SYMBOL_REFERENCES.LINES));
    private static final Query ADD_TAG = Statements.insert(
            FILE_TAGS, List.of(FILE_TAGS.TAG, FILE_TAGS.IS_TEST, FILE_TAGS.WEIGHT, FILE_TAGS.FILE_POSITION));

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

    private final List<TagRow> tags = new ArrayList<>();
    private final List<ReferenceRow> references = new ArrayList<>();

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
        for (int i = 0; i < parsed.definitions().size(); i++) {
            addDefinition(file, i, parsed.definitions().get(i), tables);
        }
        for (int i = 0; i < parsed.imports().size(); i++) {
            addImport(file, i, parsed.imports().get(i), tables);
        }
        for (int i = 0; i < parsed.symbols().size(); i++) {
            addSymbol(file, i, parsed.symbols().get(i), tables);
        }
        for (Reference it : parsed.references()) {
            references.add(new ReferenceRow(
                    it.name(), file, it.lines().stream().map(String::valueOf).collect(Collectors.joining(" "))));
        }
        addWords(file, path, isTest, parsed, own, tables);
        if (tags.size() + references.size() >= WAITING_MAX) {
            flush(tables);
        }
    }

    static void addDefinition(long file, long number, Definition it, Tables tables) {
        tables.execute(
                ADD_DEFINITION,
                file,
                number,
                it.name(),
                it.kind(),
                it.line(),
                it.column(),
                it.endLine(),
                it.exported(),
                text(it.signature()),
                text(it.docstring()),
                list(it.decorators()),
                text(it.scope()));
    }

    static void addImport(long file, long number, Import it, Tables tables) {
        tables.execute(
                ADD_IMPORT,
                file,
                number,
                it.module(),
                it.kind(),
                it.dynamic(),
                text(it.alias()),
                list(it.names()),
                it.line(),
                it.column(),
                Modules.leaf(it.module()));
    }

    static void addSymbol(long file, long number, Symbol it, Tables tables) {
        tables.execute(ADD_SYMBOL, file, number, it.name(), it.kind(), it.line(), it.column(), text(it.scope()));
    }

    private static @Nullable String text(Optional<String> text) {
        return text.orElse(null);
    }

    private static @Nullable String list(List<String> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        var array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return JsonText.of(array).text();
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
        tags.sort(Comparator.comparing(TagRow::tag)
                .thenComparing(TagRow::isTest)
                .thenComparing(Comparator.comparingDouble(TagRow::weight).reversed())
                .thenComparingLong(TagRow::file));
        for (TagRow it : tags) {
            tables.execute(ADD_TAG, it.tag(), it.isTest(), it.weight(), it.file());
        }
        references.sort(Comparator.comparing(ReferenceRow::name).thenComparingLong(ReferenceRow::file));
        for (ReferenceRow it : references) {
            tables.execute(ADD_REFERENCE, it.name(), it.file(), it.lines());
        }
        forget();
    }

    void forget() {
        tags.clear();
        references.clear();
    }

    static void beforeLoad(Tables tables) {
        tables.execute(NO_MERGE);
    }

    static void afterLoad(Tables tables) {
        tables.execute(OPTIMIZE);
        tables.execute(MERGE);
    }
}
