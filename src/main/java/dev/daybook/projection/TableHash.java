package dev.daybook.projection;

import dev.daybook.journal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A digest of all rows of a projection's database that does not depend on their order.
 *
 * <p>Each row is hashed alone, and the hashes are added up modulo 2^256: equal sets of rows give equal sums in one
 * pass, without sorting gigabytes. Left out are rowids, the full-text index' own tables (its text is taken from the
 * index itself) and the bookkeeping; and, unless everything is wanted, the columns that say where in the journal a
 * row comes from, so that the same facts written again give the same hash.
 */
final class TableHash {

    /** Columns that say where in the journal a row comes from. */
    static final Predicate<String> PLACE =
            text -> text.equals("position") || text.equals("revision") || text.endsWith("_position");

    /** Rows that a server sends at a time. */
    private static final int FETCHED = 1_000;

    /** A table and the columns that make up its rows. */
    record Table(String name, List<String> columns, List<String> key) {

        String select() {
            return "SELECT " + quoted(columns) + " FROM \"" + name + "\"";
        }

        static String quoted(List<String> names) {
            return String.join(
                    ", ", names.stream().map(text -> '"' + text + '"').toList());
        }
    }

    private TableHash() {}

    /** Hashes everything in the main database of {@code connection}; {@code everything}: places in the journal, too. */
    static String of(Connection connection, boolean everything) throws SQLException {
        MessageDigest all = Sha256.digest();
        for (Table table : tables(connection, everything)) {
            all.update((table.name() + table.columns()).getBytes(StandardCharsets.UTF_8));
            all.update(ofTable(connection, table));
        }
        return HexFormat.of().formatHex(all.digest());
    }

    static byte[] ofTable(Connection connection, Table table) throws SQLException {
        var sum = new long[Sha256.SIZE_BYTES / Long.BYTES];
        long rows = 0;
        MessageDigest row = Sha256.digest();
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED);
            try (ResultSet result = statement.executeQuery(table.select())) {
                while (result.next()) {
                    for (int i = 1; i <= table.columns().size(); i++) {
                        update(row, result.getObject(i));
                    }
                    add(sum, ByteBuffer.wrap(row.digest()));
                    rows++;
                }
            }
        }
        ByteBuffer digest = ByteBuffer.allocate(Sha256.SIZE_BYTES + Long.BYTES).putLong(rows);
        for (long part : sum) {
            digest.putLong(part);
        }
        return digest.array();
    }

    private static void update(MessageDigest digest, @Nullable Object value) {
        byte[] bytes = switch (value) {
            case null -> new byte[0];
            case byte[] blob -> blob;
            case Double number ->
                ByteBuffer.allocate(Double.BYTES).putDouble(number).array();
            case Number number ->
                ByteBuffer.allocate(Long.BYTES).putLong(number.longValue()).array();
            default -> value.toString().getBytes(StandardCharsets.UTF_8);
        };
        char kind = switch (value) {
            case null -> '0';
            case byte[] _ -> 'b';
            case Double _ -> 'r';
            case Number _ -> 'i';
            default -> 't';
        };
        digest.update((byte) kind);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    /** Adds modulo 2^256. */
    private static void add(long[] sum, ByteBuffer digest) {
        long carry = 0;
        for (int i = sum.length - 1; i >= 0; i--) {
            long before = sum[i];
            long partial = before + digest.getLong(i * Long.BYTES);
            long after = partial + carry;
            carry = Long.compareUnsigned(partial, before) < 0 || Long.compareUnsigned(after, partial) < 0 ? 1 : 0;
            sum[i] = after;
        }
    }

    /** Returns the tables with rows of the projection, ordered by name. */
    static List<Table> tables(Connection connection, boolean everything) throws SQLException {
        return JdbcTables.isPostgres(connection)
                ? PostgresColumns.tables(connection, everything)
                : sqliteTables(connection, everything);
    }

    private static List<Table> sqliteTables(Connection connection, boolean everything) throws SQLException {
        var names = new ArrayList<String>();
        var virtual = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_schema"
                        + " WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                        + " AND name NOT IN ('checkpoint', 'quarantine') ORDER BY name")) {
            while (row.next()) {
                names.add(row.getString(1));
                if (row.getBoolean(2)) {
                    virtual.add(row.getString(1));
                }
            }
        }
        names.removeIf(name -> virtual.stream().anyMatch(text -> name.startsWith(text + "_")));
        var tables = new ArrayList<Table>();
        for (String name : names) {
            tables.add(table(connection, name, everything));
        }
        return tables;
    }

    private static Table table(Connection connection, String name, boolean everything) throws SQLException {
        var columns = new ArrayList<String>();
        var key = new ArrayList<String>();
        boolean keyIsRowid = false;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA table_xinfo(\"" + name + "\")")) {
            while (row.next()) {
                if (row.getInt("hidden") != 0) {
                    continue;
                }
                columns.add(row.getString("name"));
                if (row.getInt("pk") > 0) {
                    key.add(row.getString("name"));
                    keyIsRowid = row.getString("type").equals("INTEGER");
                }
            }
        }
        return of(name, columns, key, keyIsRowid, unique(connection, name), everything);
    }

    /**
     * Returns what makes up the rows of a table.
     *
     * @param primary its primary key, which {@code keyIsNumber} says to be one whole number
     * @param unique what else tells its rows apart
     */
    static Table of(
            String name,
            List<String> all,
            List<String> primary,
            boolean keyIsNumber,
            List<String> unique,
            boolean everything) {
        var columns = new ArrayList<>(all);
        var key = new ArrayList<>(primary);
        if (keyIsNumber && key.size() == 1 && !PLACE.test(key.getFirst())) {
            columns.remove(key.getFirst()); // a rowid only says in which order rows were made
            key.clear();
        }
        if (key.isEmpty()) {
            key.addAll(unique);
        }
        if (!everything) {
            columns.removeIf(PLACE);
        }
        return new Table(name, List.copyOf(columns), key.isEmpty() ? List.copyOf(columns) : List.copyOf(key));
    }

    /** Returns what tells the rows of a table without primary key apart, if it says so. */
    private static List<String> unique(Connection connection, String table) throws SQLException {
        var columns = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT info.name FROM pragma_index_list('" + table
                        + "') AS list, pragma_index_info(list.name) AS info WHERE list.origin = 'u'"
                        + " ORDER BY list.seq, info.seqno")) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        return columns;
    }
}
