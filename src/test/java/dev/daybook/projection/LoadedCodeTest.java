package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A load takes in files that changed many times: what was known of one goes before it is known anew. */
class LoadedCodeTest {

    @ParameterizedTest
    @ValueSource(strings = {"definitions", "imports", "symbols", "symbol_references", "file_tags"})
    void what_belongs_to_a_file_is_found_before_a_load_has_made_its_indexes(String table) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                var statement = connection.createStatement()) {
            for (String made : Ddl.load("code").tables()) {
                statement.executeUpdate(made);
            }
            var steps = new ArrayList<String>();
            try (var plan = statement.executeQuery(
                    "EXPLAIN QUERY PLAN DELETE FROM %s WHERE file_position = 1".formatted(table))) {
                while (plan.next()) {
                    steps.add(plan.getString("detail"));
                }
            }

            assertThat(steps).isNotEmpty().allMatch(step -> step.startsWith("SEARCH"));
        }
    }
}
