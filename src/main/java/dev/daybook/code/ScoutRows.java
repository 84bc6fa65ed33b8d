package dev.daybook.code;

import static dev.daybook.readmodel.Tables.FILES;
import static dev.daybook.readmodel.Tables.INDEX_ROWS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.item.ItemRecord;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * The index of another tool, whose rows are items: files are made of them as soon as one says its path, whichever row is
 * told first. Of several rows of one path the oldest is shown. For one thread.
 */
final class ScoutRows {

    static final String TOOL = "codescout";

    private static final String FILE = "codescout.file";
    private static final String DEFINITION = "codescout.definition";
    private static final String IMPORT = "codescout.import";
    private static final String SYMBOL = "codescout.symbol";
    private static final String TAG = "codescout.tag";
    private static final Set<String> KINDS = Set.of(FILE, DEFINITION, IMPORT, SYMBOL, TAG);

    /** Words of older versions, and what they say now. */
    private static final Map<String, String> IMPORT_KINDS =
            Map.of("internal", "local", "built_in", "builtin", "built-in", "builtin");

    private static final Query WRITE = Statements.upsert(
            INDEX_ROWS,
            List.of(
                    INDEX_ROWS.ITEM,
                    INDEX_ROWS.OWNER,
                    INDEX_ROWS.KIND,
                    INDEX_ROWS.PROJECT,
                    INDEX_ROWS.PATH,
                    INDEX_ROWS.RECORD,
                    INDEX_ROWS.POSITION),
            List.of(INDEX_ROWS.ITEM));
    private static final Query REMOVE =
            DSL.deleteFrom(INDEX_ROWS).where(INDEX_ROWS.ITEM.eq(DSL.param("item", String.class)));
    private static final Query FIND = DSL.select(
                    INDEX_ROWS.OWNER, INDEX_ROWS.PROJECT, INDEX_ROWS.PATH, INDEX_ROWS.RECORD, INDEX_ROWS.POSITION)
            .from(INDEX_ROWS)
            .where(INDEX_ROWS.ITEM.eq(DSL.param("item", String.class)));
    private static final Query FIND_OWNED = DSL.select(INDEX_ROWS.KIND, INDEX_ROWS.RECORD)
            .from(INDEX_ROWS)
            .where(INDEX_ROWS.OWNER.eq(DSL.param("owner", String.class)))
            .orderBy(INDEX_ROWS.POSITION);
    private static final Query FIND_FIRST = DSL.select(INDEX_ROWS.ITEM, INDEX_ROWS.RECORD, INDEX_ROWS.POSITION)
            .from(INDEX_ROWS)
            .where(INDEX_ROWS.PROJECT.eq(DSL.param("project", String.class)))
            .and(INDEX_ROWS.PATH.eq(DSL.param("path", String.class)))
            .orderBy(INDEX_ROWS.POSITION)
            .limit(DSL.inline(1));
    private static final Query FIND_SHOWN = DSL.select(FILES.POSITION)
            .from(FILES)
            .where(FILES.PROJECT.eq(DSL.param("project", String.class)))
            .and(FILES.PATH.eq(DSL.param("path", String.class)))
            .and(FILES.TOOL.eq(DSL.inline(TOOL)));

    private static final Query FIND_ALL = DSL.selectDistinct(INDEX_ROWS.PROJECT, INDEX_ROWS.PATH)
            .from(INDEX_ROWS)
            .where(INDEX_ROWS.PATH.isNotNull());

    private final Map<ItemId, Row> rows = new LinkedHashMap<>(); // in this batch

    /** While very many rows come, files are not made: each would be made again with the rows of the next table. */
    private boolean isLoading;

    /** A row while a batch works on it; without a record it is to go. */
    private static final class Row {
        final Optional<Stored> stored;
        Optional<JsonNode> record;
        long position;

        Row(Optional<Stored> stored) {
            this.stored = stored;
            this.record = stored.map(Stored::tree);
            this.position = stored.map(Stored::position).orElse(0L);
        }
    }

    /** A row as it was before the batch. */
    private record Stored(String owner, Optional<SourceFile> file, JsonNode tree, long position) {}

    /** The row that says of a path what file is there. */
    private record Shown(String item, JsonNode tree, long position) {}

    static boolean isOne(String kind) {
        return KINDS.contains(kind);
    }

    /** Takes out a row, with what it shows. */
    void remove(ItemId item, Tables tables) {
        rows.computeIfAbsent(item, _ -> new Row(find(item, tables))).record = Optional.empty();
    }

    void apply(ItemEvent event, Recorded recorded, Tables tables) {
        Row row = rows.get(event.item());
        if (row == null) {
            boolean isNew = recorded.entry().revision() == 0;
            row = new Row(isNew ? Optional.empty() : find(event.item(), tables));
            rows.put(event.item(), row);
        }
        row.position = row.record.isEmpty() ? recorded.position().value() : row.position;
        row.record = ItemRecord.after(row.record, event);
    }

    private static Optional<Stored> find(ItemId item, Tables tables) {
        return tables
                .fetch(
                        FIND,
                        row -> new Stored(
                                row.getString(1),
                                Optional.ofNullable(row.getString(3)).map(path -> new SourceFile(project(item), path)),
                                JsonText.tree(new Json(row.getString(4))),
                                row.getLong(5)),
                        item.text())
                .stream()
                .findFirst();
    }

    /** What stands in the first project of the tool is found under the tool's name. */
    private static String project(ItemId item) {
        return item.project().isEmpty() ? TOOL : item.project();
    }

    /** Writes what the batch changed, and the files that it is about. */
    void flush(FileTables files, Tables tables) {
        Set<SourceFile> touched = new LinkedHashSet<>();
        Set<ItemId> owners = new LinkedHashSet<>();
        rows.forEach((item, row) -> {
            Optional<SourceFile> file =
                    row.record.filter(_ -> item.kind().equals(FILE)).flatMap(tree -> file(item, tree));
            Optional<ItemId> owner = row.record.flatMap(tree -> owner(item, tree));
            row.stored.flatMap(Stored::file).ifPresent(touched::add);
            file.ifPresent(touched::add);
            row.stored.map(Stored::owner).map(ItemId::parse).ifPresent(owners::add);
            owner.ifPresent(owners::add);
            if (row.record.isPresent() && owner.isPresent()) {
                tables.execute(
                        WRITE,
                        item.text(),
                        owner.get().text(),
                        item.kind(),
                        project(item),
                        file.map(SourceFile::path).orElse(null),
                        JsonText.of(row.record.get()).text(),
                        row.position);
            } else {
                tables.execute(REMOVE, item.text());
            }
        });
        if (!isLoading) {
            owners.forEach(owner -> find(owner, tables).flatMap(Stored::file).ifPresent(touched::add));
            show(touched, files, tables);
        }
        forget();
    }

    void beforeLoad() {
        isLoading = true;
    }

    /** Makes all files. */
    void afterLoad(FileTables files, Tables tables) {
        isLoading = false;
        show(
                new LinkedHashSet<>(tables.fetch(FIND_ALL, row -> new SourceFile(row.getString(1), row.getString(2)))),
                files,
                tables);
        files.flush(tables);
    }

    /** Returns which file a row is, if it can be shown. */
    private static Optional<SourceFile> file(ItemId item, JsonNode tree) {
        String path = tree.path("path").asText("");
        String plain = IndexedPath.plain(path);
        return plain.isEmpty() || IndexedPath.flaw(path).isPresent() || IndexedPath.leadsOut(path)
                ? Optional.empty()
                : Optional.of(new SourceFile(project(item), plain));
    }

    /** Returns the item that is the file of a row; what stands before the id of one stands before that of the other. */
    private static Optional<ItemId> owner(ItemId item, JsonNode tree) {
        if (item.kind().equals(FILE)) {
            return Optional.of(item);
        }
        String file = tree.path("fileId").asText("");
        String own = item.kind().equals(TAG)
                ? file + "/" + tree.path("tag").asText("")
                : tree.path("id").asText("");
        String before = item.key().endsWith("/" + own)
                ? item.key().substring(0, item.key().length() - own.length())
                : "";
        try {
            return Optional.of(new ItemId(FILE, before + file, item.project()));
        } catch (Rejected _) {
            return Optional.empty(); // no file has such a name
        }
    }

    private static void show(Set<SourceFile> touched, FileTables files, Tables tables) {
        var shown = new LinkedHashMap<SourceFile, Shown>();
        Set<Long> there = new LinkedHashSet<>();
        for (SourceFile it : touched) {
            Optional<Shown> first = tables
                    .fetch(
                            FIND_FIRST,
                            row -> new Shown(
                                    row.getString(1), JsonText.tree(new Json(row.getString(2))), row.getLong(3)),
                            it.project(),
                            it.path())
                    .stream()
                    .findFirst();
            first.ifPresent(row -> shown.put(it, row));
            for (long number : tables.fetch(FIND_SHOWN, row -> row.getLong(1), it.project(), it.path())) {
                if (first.filter(row -> row.position() == number).isPresent()) {
                    there.add(number);
                } else {
                    FileTables.remove(number, tables);
                }
            }
        }
        shown.entrySet().stream()
                .sorted(Comparator.comparingLong(it -> it.getValue().position()))
                .forEach(it -> write(
                        it.getKey(),
                        it.getValue(),
                        !there.contains(it.getValue().position()),
                        files,
                        tables));
    }

    private static void write(SourceFile file, Shown shown, boolean isNew, FileTables files, Tables tables) {
        var definitions = new ArrayList<Definition>();
        var imports = new ArrayList<Import>();
        var symbols = new ArrayList<Symbol>();
        Set<String> tags = new LinkedHashSet<>();
        tables.fetch(
                        FIND_OWNED,
                        row -> Map.entry(row.getString(1), JsonText.tree(new Json(row.getString(2)))),
                        shown.item())
                .forEach(row -> {
                    JsonNode tree = row.getValue();
                    switch (row.getKey()) {
                        case DEFINITION -> definitions.add(definition(tree));
                        case IMPORT -> imports.add(imported(tree));
                        case SYMBOL -> symbols.add(symbol(tree));
                        case TAG -> text(tree, "tag").ifPresent(tags::add);
                        default -> {} // the file itself
                    }
                });
        JsonNode tree = shown.tree();
        var row = new FileTables.Row(
                shown.position(),
                TOOL,
                file,
                text(tree, "language").orElse(""),
                text(tree, "hash").orElse("").toLowerCase(Locale.ROOT),
                Math.max(0, tree.path("size").asLong()),
                time(tree, "lastModified"),
                time(tree, "indexedAt"),
                0); // whoever changes the row asks for the revision of its item
        files.write(
                row,
                isNew,
                new ParsedFile(
                        definitions.stream().distinct().toList(),
                        imports.stream().distinct().toList(),
                        symbols.stream().distinct().toList(),
                        List.of(),
                        false),
                tags,
                tables);
    }

    private static Definition definition(JsonNode tree) {
        int line = line(tree);
        return new Definition(
                text(tree, "name").orElse(""),
                text(tree, "type").orElse("").toLowerCase(Locale.ROOT),
                line,
                Math.max(0, tree.path("column").asInt()),
                line,
                tree.path("exported").asInt() == 1,
                text(tree, "signature"),
                text(tree, "docstring"),
                texts(tree.path("decorators")),
                Optional.empty());
    }

    private static Import imported(JsonNode tree) {
        String kind = text(tree, "type").orElse("").toLowerCase(Locale.ROOT);
        return new Import(
                text(tree, "module").orElse(""),
                IMPORT_KINDS.getOrDefault(kind, kind),
                tree.path("isDynamic").asInt() == 1,
                text(tree, "alias"),
                texts(tree.path("imports")),
                line(tree),
                Math.max(0, tree.path("column").asInt()));
    }

    private static Symbol symbol(JsonNode tree) {
        return new Symbol(
                text(tree, "name").orElse(""),
                text(tree, "type").orElse("").toLowerCase(Locale.ROOT),
                line(tree),
                Math.max(0, tree.path("column").asInt()),
                text(tree, "scope"));
    }

    private static int line(JsonNode tree) {
        return Math.max(1, tree.path("line").asInt());
    }

    private static Optional<String> text(JsonNode tree, String column) {
        JsonNode value = tree.path(column);
        return Optional.of(value)
                .filter(it -> it.isValueNode() && !it.isNull())
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty());
    }

    /** Reads a JSON array in a text; what is none says nothing. */
    private static List<String> texts(JsonNode value) {
        try {
            return value.isTextual()
                    ? StreamSupport.stream(
                                    JsonText.tree(JsonText.parse(value.textValue()))
                                            .spliterator(),
                                    false)
                            .filter(JsonNode::isValueNode)
                            .map(JsonNode::asText)
                            .toList()
                    : List.of();
        } catch (Rejected _) {
            return List.of();
        }
    }

    private static Instant time(JsonNode tree, String column) {
        return text(tree, column)
                .flatMap(text -> Timestamps.ANY.read(text).instant())
                .orElse(Instant.EPOCH);
    }

    void forget() {
        rows.clear();
    }
}
