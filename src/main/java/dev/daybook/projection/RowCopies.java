package dev.daybook.projection;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a small database of SQLite as compressed bytes, and back into its tables while nothing is in them. They are
 * read in the order in which they were written, and so written again. Used by one thread at a time.
 */
final class RowCopies {

    private static final Query TABLES =
            DSL.query("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                    + " AND name NOT LIKE 'sqlite_%' ORDER BY name");
    private static final Query COLUMNS =
            DSL.query("SELECT name FROM pragma_table_info({0})", DSL.param("table", String.class));
    private static final Query VIRTUAL = DSL.query("SELECT name FROM pragma_table_list WHERE type = 'virtual'");
    private static final Query DEFER = DSL.query("PRAGMA defer_foreign_keys = ON"); // to the end of the transaction

    private static final int LEVEL = 1; // rows of one thing repeat each other: the quickest is enough

    private static final byte NULL = 0;
    private static final byte WHOLE = 1;
    private static final byte REAL = 2;
    private static final byte TEXT = 3;

    /** The rows of all tables. Immutable. */
    static final class Copy {

        private final byte[] compressed;

        private Copy(byte[] compressed) {
            this.compressed = compressed;
        }

        int sizeBytes() {
            return compressed.length;
        }
    }

    private record Table(Query all, Query insert, int columns) {

        static Table of(String name, JdbcTables tables) {
            List<Field<Object>> columns = tables.fetch(COLUMNS, row -> row.getString(1), name).stream()
                    .map(column -> DSL.field(DSL.name(column)))
                    .toList();
            var table = DSL.table(DSL.name(name));
            return new Table(DSL.select(columns).from(table), Statements.insert(table, columns), columns.size());
        }
    }

    private final JdbcTables tables;
    private final List<Table> copied;

    private RowCopies(JdbcTables tables, List<Table> copied) {
        this.tables = tables;
        this.copied = copied;
    }

    /** Returns nothing for tables that have more than their rows, such as an index of words. */
    static Optional<RowCopies> of(JdbcTables tables) {
        return tables.fetch(VIRTUAL, row -> row.getString(1)).isEmpty()
                ? Optional.of(new RowCopies(
                        tables,
                        tables.fetch(TABLES, row -> row.getString(1)).stream()
                                .map(name -> Table.of(name, tables))
                                .toList()))
                : Optional.empty();
    }

    /** Returns the rows; nothing if they take more than that before they are compressed. */
    Optional<Copy> take(int sizeBytesMax) {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        for (Table table : copied) {
            List<Boolean> _ = tables.fetch(table.all, row -> {
                boolean fits = bytes.size() <= sizeBytesMax;
                if (fits) {
                    write(out, row, table.columns);
                }
                return fits;
            });
            unchecked(() -> out.writeBoolean(false));
        }
        return bytes.size() > sizeBytesMax
                ? Optional.empty()
                : Optional.of(new Copy(Zstd.compress(bytes.toByteArray(), LEVEL)));
    }

    /** Writes rows that were taken; within a transaction, in tables of the same projection that are empty. */
    void put(Copy rows) {
        tables.execute(DEFER);
        var in = new DataInputStream(new ByteArrayInputStream(Zstd.decompress(rows.compressed)));
        for (Table table : copied) {
            @Nullable Object[] values = new Object[table.columns];
            unchecked(() -> {
                while (in.readBoolean()) {
                    for (int column = 0; column < values.length; column++) {
                        values[column] = value(in);
                    }
                    tables.execute(table.insert, values);
                }
            });
        }
    }

    private static void write(DataOutputStream out, ResultSet row, int columns) throws SQLException {
        var values = new ArrayList<@Nullable Object>(columns);
        for (int column = 1; column <= columns; column++) {
            values.add(row.getObject(column));
        }
        unchecked(() -> {
            out.writeBoolean(true);
            for (Object value : values) {
                write(out, value);
            }
        });
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeByte(NULL);
            case Double number -> {
                out.writeByte(REAL);
                out.writeDouble(number);
            }
            case Number number -> {
                out.writeByte(WHOLE);
                out.writeLong(number.longValue());
            }
            default -> { // no column holds anything else, see Tables
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                out.writeByte(TEXT);
                out.writeInt(text.length);
                out.write(text);
            }
        }
    }

    private static @Nullable Object value(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case NULL -> null;
            case WHOLE -> in.readLong();
            case REAL -> in.readDouble();
            case TEXT -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            default -> throw new IllegalStateException("%d is no kind of a value".formatted(kind));
        };
    }

    private interface InMemory {
        void run() throws IOException;
    }

    private static void unchecked(InMemory work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of bytes in memory, which would have to be cut
        }
    }
}
