package dev.daybook.importing;

import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder of a test, as bytes. */
public final class Folder {

    /** Copies a tree, links as links. */
    public static Path copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path it : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(it).toString());
                if (Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(it, target, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        return to;
    }

    /** Writes a file and the folders that it needs. */
    public static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Deletes all files in a folder that holds no others. */
    public static void empty(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            for (Path it : (Iterable<Path>) all::iterator) {
                Files.delete(it);
            }
        }
    }

    /** Deletes all that is in a folder, with what is below. */
    public static void clear(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path it : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!it.equals(folder)) {
                    Files.delete(it);
                }
            }
        }
    }

    /** Returns what stands at each path: two trees with the same answer are the same. */
    public static SortedMap<String, String> contents(Path root) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var all = Files.walk(root)) {
            for (Path it : (Iterable<Path>) all::iterator) {
                contents.put(root.relativize(it).toString(), content(it));
            }
        }
        return contents;
    }

    /** Returns the hash of each file below a folder. */
    public static SortedMap<String, String> bytes(Path root) throws IOException {
        var bytes = new TreeMap<String, String>();
        try (var all = Files.walk(root)) {
            for (Path it : (Iterable<Path>) all::iterator) {
                if (Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(it)) {
                    bytes.put(
                            root.relativize(it).toString(),
                            Sha256.hash(Files.readAllBytes(it)).toString());
                }
            }
        }
        return bytes;
    }

    /** Returns the rows of each table of an SQLite file, those in its log beside it too; the file stays as it is. */
    public static SortedMap<String, List<String>> rows(Path database) throws IOException, SQLException {
        Path folder = Files.createTempDirectory("rows");
        Path copy = folder.resolve("copy.db");
        Files.copy(database, copy);
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        if (Files.exists(log)) {
            Files.copy(log, folder.resolve("copy.db-wal"));
        }
        var rows = new TreeMap<String, List<String>>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                var names = connection.createStatement();
                var tables =
                        names.executeQuery("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                                + " AND (name NOT LIKE 'sqlite!_%' ESCAPE '!' OR name = 'sqlite_sequence')")) {
            while (tables.next()) {
                rows.put(tables.getString(1), rows(connection, tables.getString(1)));
            }
        }
        for (String it : List.of("copy.db", "copy.db-wal", "copy.db-shm", "")) {
            Files.deleteIfExists(folder.resolve(it));
        }
        return rows;
    }

    private static List<String> rows(Connection connection, String table) throws SQLException {
        var rows = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT * FROM \"" + table.replace("\"", "\"\"") + "\"")) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    Object value = result.getObject(i);
                    row.add(result.getMetaData().getColumnName(i) + "="
                            + (value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value));
                }
                rows.add(String.join("|", row));
            }
        }
        rows.sort(null);
        return rows;
    }

    private static String content(Path it) throws IOException {
        if (Files.isSymbolicLink(it)) {
            return "-> " + Files.readSymbolicLink(it);
        }
        if (Files.isDirectory(it) || !Files.isReadable(it)) {
            return Files.isDirectory(it) ? "folder" : "closed";
        }
        return Files.getLastModifiedTime(it) + " " + Sha256.hash(Files.readAllBytes(it));
    }

    private Folder() {}
}
