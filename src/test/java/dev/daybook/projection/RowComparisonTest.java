package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.projection.RowDifference.Field;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sides of a table are walked through in the order of SQLite, whatever their keys are. */
class RowComparisonTest {

    private static final String TABLE =
            "CREATE TABLE t (kind TEXT NOT NULL, n ANY, value TEXT, PRIMARY KEY (kind, n)) STRICT";

    private Connection before;
    private Connection after;

    @BeforeEach
    void open() throws SQLException {
        before = DriverManager.getConnection("jdbc:sqlite::memory:");
        after = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    @AfterEach
    void close() throws SQLException {
        before.close();
        after.close();
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private TableDifference compared() throws SQLException {
        return new RowComparison(before, after, 100, () -> {}).run().getFirst();
    }

    /** Texts order by code points, not as Java does; numbers stand before them, blobs behind. */
    @Test
    void any_keys_are_found_on_the_other_side() throws Exception {
        List<String> keys = new ArrayList<>(List.of(
                "1", "2", "10", "-5", "1.5", "'a'", "'A'", "'é'", "'～'", "'😀'", "'𝄞'", "''", "x'00'", "x'ff'",
                "x'7f'"));
        var random = new Random(7);
        run(before, TABLE);
        run(after, TABLE);
        var want = new TreeMap<String, Integer>();
        for (Connection side : List.of(before, after)) {
            Collections.shuffle(keys, random);
            for (String key : keys) {
                if (random.nextInt(4) > 0) {
                    run(side, "INSERT INTO t VALUES ('k', %s, 'same')".formatted(key));
                    want.merge(key, side == before ? 1 : 2, Integer::sum);
                }
            }
        }

        TableDifference table = compared();

        assertThat(table.gone())
                .isEqualTo(want.values().stream().filter(it -> it == 1).count())
                .isPositive();
        assertThat(table.added())
                .isEqualTo(want.values().stream().filter(it -> it == 2).count())
                .isPositive();
        assertThat(table.changed()).isZero();
        assertThat(table.before() - table.gone())
                .isEqualTo(want.values().stream().filter(it -> it == 3).count());
    }

    @Test
    void of_long_values_the_part_is_told_that_differs() throws Exception {
        run(before, TABLE, "INSERT INTO t VALUES ('k', 1, '%s')".formatted("x".repeat(500) + "old"));
        run(after, TABLE, "INSERT INTO t VALUES ('k', 1, '%s')".formatted("x".repeat(500) + "new"));

        assertThat(compared().rows().getFirst().fields())
                .containsExactly(new Field("value", Optional.of("…xxxxxxxxxxold"), Optional.of("…xxxxxxxxxxnew")));
    }

    @Test
    void an_empty_value_is_not_one_that_is_missing() throws Exception {
        run(before, TABLE, "INSERT INTO t VALUES ('k', 1, NULL)");
        run(after, TABLE, "INSERT INTO t VALUES ('k', 1, '')");

        assertThat(compared().rows().getFirst().fields())
                .containsExactly(new Field("value", Optional.empty(), Optional.of("")));
    }

    @Test
    void rows_without_a_key_are_counted_as_often_as_they_are_there() throws Exception {
        run(before, "CREATE TABLE t (value TEXT) STRICT", "INSERT INTO t VALUES ('a'), ('a'), ('b'), ('c')");
        run(after, "CREATE TABLE t (value TEXT) STRICT", "INSERT INTO t VALUES ('a'), ('b'), ('b'), ('c')");

        TableDifference table = compared();

        assertThat(List.of(table.before(), table.after(), table.added(), table.gone(), table.changed()))
                .containsExactly(4L, 4L, 1L, 1L, 0L);
    }
}
