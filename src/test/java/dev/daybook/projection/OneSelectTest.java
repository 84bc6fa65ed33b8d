package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be asked in SQL. */
class OneSelectTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                " select 1 ; ",
                "-- a remark; with an end\nSELECT 1",
                "/* one; */ WITH a AS (SELECT 1) SELECT * FROM a",
                "SELECT ';', \"a;b\", `c;`, [d;e], 'it''s; so'",
                "VALUES (1), (2)"
            })
    void one_statement_that_reads_may_be_asked(String sql) {
        assertThat(OneSelect.is(sql)).isTrue();
    }

    @Test
    void a_text_in_it_may_be_long() {
        assertThat(OneSelect.is("SELECT '" + "it''s ".repeat(3_000) + "'")).isTrue();
        assertThat(OneSelect.is("SELECT '" + "x".repeat(19_000) + "'; DELETE FROM sbi"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ATTACH 'x.db' AS x",
                "PRAGMA query_only = OFF",
                "DELETE FROM sbi",
                "SELECT 1; DELETE FROM sbi",
                "SELECT 1; SELECT 2",
                "SELECT ';'; ATTACH 'x.db' AS x",
                "/* SELECT 1 */ DROP TABLE sbi",
                "-- SELECT 1\nVACUUM",
                "EXPLAIN SELECT 1"
            })
    void nothing_else_may(String sql) {
        assertThat(OneSelect.is(sql)).isFalse();
    }
}
