package dev.daybook.code.scout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.code.IndexedPath;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.Format.Files;
import dev.daybook.importing.format.Format.Merging;
import dev.daybook.journal.Sha256;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells what the files of code-scout show together: of which schema each is, and what of the index is of no use any more. */
final class CodeScoutTree implements Merging {

    /** The tables, and a column without which their rows have no name. */
    private static final Map<String, String> TABLES = Map.of(
            "schema_migrations", "version",
            "files", "id",
            "definitions", "id",
            "imports", "id",
            "symbols", "id",
            "file_tags", "fileId");

    private static final Pattern BACKUP = Pattern.compile(".*\\.backup\\.\\d+");

    /** Whether it has the tables of code-scout's documents, not of its program. */
    static boolean isDocumented(Database database) {
        return database.has("imports", "imports");
    }

    @Override
    public void tell(Root root, Files files, Results results) {
        for (CodeScout.Index index : CodeScout.INDEXES) {
            files.database(index.file()).ifPresent(database -> {
                schema(database, results);
                stale(root, database, results);
            });
        }
        aside(files, results);
        config(files, results);
    }

    private static void schema(Database database, Results results) {
        if (database.tables().isEmpty()) {
            results.warn(database.file(), "", "UNKNOWN_SCHEMA", "has no tables: nothing is indexed yet");
        }
        if (isDocumented(database)) {
            results.info(
                    database.file(),
                    "",
                    "SCHEMA_VARIANT",
                    "has the tables of code-scout's documents, which differ in imports and symbols");
        }
        for (String table : database.tables()) {
            String key = TABLES.get(table);
            if (key == null) {
                results.warn(database.file(), table, "UNKNOWN_SCHEMA", "is a table that is not known: kept raw");
            } else if (!database.has(table, key)) {
                results.warn(database.file(), table, "UNKNOWN_SCHEMA", "has no column %s: kept raw", key);
            }
        }
    }

    /** Holds the rows against the files that they are about, as far as these stand in the project. */
    private static void stale(Root root, Database database, Results results) {
        if (!database.has("files", "path")) {
            return;
        }
        results.then(() -> {
            var tree = results.using(new SourceTree(root.path(), "", Limits.DEFAULT));
            var rows = new AtomicInteger();
            var there = new AtomicBoolean();
            database.each(
                    "files",
                    row -> {
                        rows.incrementAndGet();
                        if (!there.get()) {
                            there.set(file(tree, row).isPresent());
                        }
                    },
                    new Results());
            if (there.get()) {
                database.each("files", row -> stale(tree, row, database, results), results.silent());
            } else if (rows.get() > 0) {
                results.info(
                        database.file(),
                        "files",
                        "STALE_INDEX",
                        "none of its %d files stands here: it is not compared with them",
                        rows.get());
            }
        });
    }

    private static void stale(SourceTree tree, ObjectNode row, Database database, Results results) {
        String path = row.path("path").asText();
        if (!isInside(path)) {
            return; // told as such
        }
        Optional<Node> node = file(tree, row);
        String where = CodeScoutRows.abbreviated(path);
        if (node.isEmpty()) {
            results.info(database.file(), where, "STALE_ENTRY", "the file is not there any more");
        } else if (isChanged(tree, node.get(), row)) {
            results.info(
                    database.file(), where, "STALE_ENTRY", "the file has changed since it was indexed: index it again");
        }
    }

    /** Returns the file that a row is about, if it stands in the project. */
    private static Optional<Node> file(SourceTree tree, ObjectNode row) {
        String path = row.path("path").asText();
        return isInside(path)
                ? tree.descend(tree.top(), IndexedPath.plain(path)).filter(Node::isFile)
                : Optional.empty();
    }

    private static boolean isInside(String path) {
        return IndexedPath.flaw(path).isEmpty() && !IndexedPath.isAbsolute(path) && !IndexedPath.leadsOut(path);
    }

    private static boolean isChanged(SourceTree tree, Node node, JsonNode row) {
        String hash = row.path("hash").asText().toLowerCase(Locale.ROOT);
        return tree.read(node, new Results())
                .filter(bytes -> !Sha256.hash(bytes).toString().equals(hash))
                .isPresent();
    }

    /** Databases beside those that are read: what is left of some, and copies. */
    private static void aside(Files files, Results results) {
        Set<String> names = files.names();
        for (String file : names) {
            Stream.of("-wal", "-shm", "-journal")
                    .filter(file::endsWith)
                    .filter(end -> !names.contains(file.substring(0, file.length() - end.length())))
                    .forEach(_ -> results.info(
                            file, "", "ORPHAN_FILE", "stands beside a database that is not there: kept as it is"));
            if (BACKUP.matcher(file).matches()) {
                results.info(
                        file,
                        "",
                        "COPY",
                        "is what a database was before its schema changed: kept whole, its rows are not imported");
            }
        }
    }

    /** A database that the settings put elsewhere is not read. */
    private static void config(Files files, Results results) {
        Optional<String> path = files.bytes(CodeScout.CONFIG)
                .flatMap(bytes -> JsonFile.read(CodeScout.CONFIG, bytes, Limits.DEFAULT, JsonFile.Role.PIECE)
                        .object())
                .map(settings -> settings.at("/database/path").asText())
                .filter(text -> !text.isEmpty());
        List<String> read =
                CodeScout.INDEXES.stream().map(CodeScout.Index::file).toList();
        path.filter(text -> !read.contains(IndexedPath.plain(text)))
                .ifPresent(text -> results.warn(
                        CodeScout.CONFIG,
                        "database.path",
                        "SUSPECT_PATH",
                        "is '%s': not opened, only %s are read",
                        CodeScoutRows.abbreviated(text),
                        String.join(", ", read)));
    }
}
