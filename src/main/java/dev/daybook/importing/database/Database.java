package dev.daybook.importing.database;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.file.FileStamp;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tool's SQLite file, read without changing a byte beside or inside it: on a copy, so that the tool may go on
 * writing. Thread-safe: one question at a time.
 */
public final class Database implements Closeable {

    static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** What SQLite answers to a value beyond the limit. */
    private static final int TOO_BIG = 18;

    private final String file;
    private final Path path;
    private final Instant modifiedAt;
    private final Connection connection;
    private final DatabaseCopy copy;
    private final DatabaseSchema schema;
    private final KeyedRows keyed;

    private Database(Node node, DatabaseCopy copy, Connection connection, DatabaseSchema schema) {
        this.file = node.file();
        this.path = node.path();
        this.modifiedAt = node.modifiedAt();
        this.copy = copy;
        this.connection = connection;
        this.schema = schema;
        this.keyed = new KeyedRows(connection, schema);
    }

    private static Database of(Node node, int valueBytesMax, boolean thorough) throws IOException, SQLException {
        DatabaseCopy copy = DatabaseCopy.of(node.path());
        try {
            // a value beyond the limit is refused, not loaded
            Connection connection = DriverManager.getConnection("jdbc:sqlite:file:%s?mode=rw&limit_length=%d"
                    .formatted(copy.file().toUri().getRawPath(), valueBytesMax));
            try {
                return new Database(node, copy, connection, DatabaseSchema.of(connection, thorough));
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            copy.close();
            throw e;
        }
    }

    /** Returns what SQLite puts beside a database of that path: rows can stand there only. */
    public static Stream<String> aside(String path) {
        return DatabaseCopy.ASIDE.stream().map(text -> path + text);
    }

    /** Returns whether a file of that name is the database, or what SQLite puts beside it. */
    public static boolean isOf(String database, String name) {
        return name.equals(database)
                || name.equals(database + "-shm")
                || aside(database).anyMatch(name::equals);
    }

    /**
     * Opens the database at that path below the top folder; nothing if there is none, or one that cannot be read: a
     * finding.
     *
     * @param thorough whether to read all of it first: for a part of a tree that takes too long
     */
    public static Optional<Database> open(SourceTree tree, String name, boolean thorough, Results results) {
        Optional<Node> node = tree.descend(tree.top(), name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!node.get().isFile()) {
            tree.passOver(node.get(), results);
            return Optional.empty();
        }
        List<Node> aside = aside(name)
                .flatMap(text -> tree.descend(tree.top(), text).stream())
                .filter(oneNode -> oneNode.isFile() && oneNode.sizeBytes() > 0)
                .toList();
        if (node.get().sizeBytes() == 0 && aside.isEmpty()) {
            results.file(node.get().file(), true);
            results.info(node.get().file(), "", "EMPTY_FILE", "is a database without tables");
            return Optional.empty();
        }
        return open(tree, node.get(), aside, thorough, results);
    }

    private static Optional<Database> open(
            SourceTree tree, Node node, List<Node> aside, boolean thorough, Results results) {
        try {
            if (!begins(node.path())) {
                throw new SQLException("does not begin as a database");
            }
            Database database = of(node, tree.limits().fileBytesMax(), thorough);
            results.file(node.file(), true);
            aside.forEach(oneNode -> results.info(oneNode.file(), "", "WAL_PRESENT", aside(oneNode)));
            return Optional.of(database);
        } catch (SQLException e) {
            corrupt(tree, node, String.valueOf(e.getMessage()), results);
        } catch (IOException e) {
            results.file(node.file(), false);
            results.finding(
                    e instanceof AccessDeniedException
                            ? SourceTree.unreadable(node, e)
                            : Finding.error(
                                    node.file(),
                                    "",
                                    "UNREADABLE_FILE",
                                    "cannot be read (%s): import again",
                                    String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static String aside(Node node) {
        return node.file().endsWith("-journal")
                ? "is of a change that was not finished: the rows are read as they were before it"
                : "holds rows that are read too";
    }

    /** Returns whether there is a file at that path that begins as a database. */
    public static boolean isReadable(SourceTree tree, String file) {
        try {
            Optional<Node> node = tree.descend(tree.top(), file).filter(Node::isFile);
            return node.isPresent() && begins(node.get().path());
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns whether it begins as a file of SQLite. */
    public static boolean begins(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    private static void corrupt(SourceTree tree, Node node, String why, Results results) {
        results.file(node.file(), false);
        Finding finding = Finding.error(
                node.file(), "", "CORRUPT_DB", "is damaged (%s): nothing of it is imported, the files are", why);
        Optional<byte[]> raw = node.sizeBytes() > tree.limits().fileBytesMax()
                ? Optional.empty() // too large to be kept
                : tree.read(node, new Results());
        raw.ifPresentOrElse(bytes -> results.rejected(finding, bytes), () -> results.finding(finding));
    }

    /** The path that findings name. */
    public String file() {
        return file;
    }

    /** Returns whether something stands at a path that begins with that of the database. */
    boolean isBeside(String name) {
        try {
            String rest = name.substring(file.length());
            return FileStamp.attributes(FileNames.resolve(path.resolveSibling(""), FileNames.of(path) + rest))
                    .isPresent();
        } catch (InvalidPathException _) {
            return false; // no file can be called so
        }
    }

    /** When it was written: of what no row has a time. */
    public Instant modifiedAt() {
        return modifiedAt;
    }

    /** Returns the names of the tables, without those in which SQLite keeps its indexes. */
    public Set<String> tables() {
        return schema.columns().keySet();
    }

    /** Returns the names of full-text indexes over other tables, which hold nothing of their own and are never read. */
    public Set<String> indexes() {
        return schema.indexes();
    }

    public boolean has(String table, String column) {
        return schema.has(table, column);
    }

    /**
     * Writes all of it into a new file, with what stands in the write-ahead log.
     *
     * @throws IOException if it cannot be read, or there is no room
     */
    public synchronized void copyTo(Path to) throws IOException {
        try {
            DatabaseCopy.backup(connection, to.toAbsolutePath());
        } catch (SQLException e) {
            throw new IOException("%s cannot be copied: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Returns the rows of a table in which a column is {@code key}, in the order in which they were put in; none if
     * there is no such column.
     */
    public synchronized List<ObjectNode> rows(String table, String column, String key, Results results) {
        if (!has(table, column)) {
            return List.of();
        }
        var rows = new ArrayList<ObjectNode>();
        try {
            keyed.add(table, column, key, rows);
        } catch (SQLException e) {
            results.finding(unreadable(e, table + " " + key));
        }
        return rows;
    }

    /** Has all rows of a table read, one at a time, in the order in which they were put in. */
    public void each(String table, Consumer<ObjectNode> row, Results results) {
        each(table, row, results, () -> {});
    }

    /** @param unread is run if not all of them can be read */
    public void each(String table, Consumer<ObjectNode> row, Results results, Runnable unread) {
        String order = schema.isNumbered(table) ? " ORDER BY rowid" : "";
        each("SELECT * FROM " + quoted(table) + order, table, row, results, unread);
    }

    /** Has the rows of a table read of which a column names no row of another table. */
    public void eachDangling(
            String table, String column, String other, String key, Consumer<ObjectNode> row, Results results) {
        if (has(table, column) && has(other, key)) {
            String sql = "SELECT * FROM %s AS it WHERE NOT EXISTS (SELECT 1 FROM %s AS other WHERE other.%s = it.%s)"
                    .formatted(quoted(table), quoted(other), quoted(key), quoted(column));
            each(sql, table, row, results, () -> {});
        }
    }

    /** Has the rows read in which a column holds a text that names no row of another table, in the order of these names. */
    public void eachOrphan(
            String table, String column, String other, String key, Consumer<ObjectNode> row, Results results) {
        if (has(table, column)) {
            String named = has(other, key)
                    ? " AND NOT EXISTS (SELECT 1 FROM %s AS other WHERE other.%s = it.%s)"
                            .formatted(quoted(other), quoted(key), quoted(column))
                    : "";
            String sql = "SELECT * FROM %1$s AS it WHERE typeof(%2$s) IN ('text', 'integer')%3$s ORDER BY %2$s%4$s"
                    .formatted(quoted(table), quoted(column), named, schema.isNumbered(table) ? ", rowid" : "");
            each(sql, table, row, results, () -> {});
        }
    }

    /** Has the rows read in which a column holds no text: what they are about cannot be told. */
    public void eachUnnamed(String table, String column, Consumer<ObjectNode> row, Results results) {
        if (has(table, column)) {
            String sql = "SELECT * FROM %s WHERE typeof(%s) <> 'text'".formatted(quoted(table), quoted(column));
            each(sql, table, row, results, () -> {});
        }
    }

    /** Has read how tables and indexes were made. */
    public void eachDefinition(Consumer<ObjectNode> row, Results results) {
        String sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT IN"
                + " (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow') ORDER BY rowid";
        each(sql, "sqlite_schema", row, results, () -> {});
    }

    private void each(String sql, String where, Consumer<ObjectNode> row, Results results, Runnable unread) {
        results.then(() -> {
            Rows rows = results.using(new Rows());
            results.each(
                    () -> {
                        try {
                            return rows.next(sql);
                        } catch (SQLException e) {
                            results.finding(unreadable(e, where));
                            unread.run();
                            return Optional.empty();
                        }
                    },
                    row::accept);
        });
    }

    /** Hands on all rows at once. */
    private void now(String sql, String where, Consumer<ObjectNode> row, Results results) {
        var now = new Results();
        each(sql, where, row, now, () -> {});
        results.add(now);
    }

    /** The rows that answer a question, one by one. */
    private final class Rows implements Closeable {
        private @Nullable DatabaseQuestion question;
        private @Nullable ResultSet answer;

        Optional<ObjectNode> next(String sql) throws SQLException {
            synchronized (Database.this) {
                if (question == null || answer == null) {
                    question = DatabaseQuestion.of(connection, sql);
                    answer = question.statement().executeQuery();
                }
                return answer.next() ? Optional.of(question.row(answer)) : Optional.empty();
            }
        }

        @Override
        public void close() throws IOException {
            synchronized (Database.this) {
                try {
                    if (question != null) {
                        question.statement().close();
                    }
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    /** Returns the keys of the rows that are {@code what}, sorted; a row of which the key is none is rejected. */
    public SortedSet<String> ids(String table, String column, Predicate<String> isId, String what, Results results) {
        SortedSet<String> ids = new TreeSet<>();
        for (String id : keys(table, column, results)) {
            if (isId.test(id)) {
                ids.add(id);
            } else {
                Finding illegal = Finding.error(file, table + " " + id, "ILLEGAL_ID", "is no id of %s: kept raw", what);
                rows(table, column, id, results).forEach(row -> reject(illegal, row, results));
            }
        }
        return ids;
    }

    /** Adds a row that is not imported. */
    public static void reject(Finding because, ObjectNode row, Results results) {
        results.rejected(because, JsonText.of(row).text().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the different texts of a column, sorted. */
    public synchronized List<String> keys(String table, String column, Results results) {
        if (!has(table, column)) {
            return List.of();
        }
        var keys = new ArrayList<String>();
        String sql = "SELECT DISTINCT %1$s AS key FROM %2$s WHERE typeof(%1$s) = 'text' ORDER BY 1"
                .formatted(quoted(column), quoted(table));
        now(sql, table, node -> keys.add(node.path("key").asText()), results);
        return keys;
    }

    private Finding unreadable(SQLException e, String where) {
        return e.getErrorCode() == TOO_BIG
                ? Finding.error(file, where, "RESOURCE_LIMIT", "holds a value beyond the limit: raise it to import")
                : Finding.error(file, where, "CORRUPT_DB", "cannot be read: %s", String.valueOf(e.getMessage()));
    }

    /** Returns a name as SQL takes it, whatever it is. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException _) {
            // nothing was written: nothing is lost
        } finally {
            copy.close();
        }
    }
}
