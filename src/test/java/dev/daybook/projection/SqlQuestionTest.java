package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** A question in SQL. */
class SqlQuestionTest {

    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

    @Test
    void one_without_end_is_ended_and_the_connection_goes_on() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            var tables = DSL.using(connection);
            assertThatThrownBy(() -> new SqlQuestion(ENDLESS, 10, Duration.ofMillis(1)).ask(tables))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("took longer");
            var answer = new SqlQuestion("SELECT 1 AS a, 2 AS a, NULL, x'00ff'", 10, Duration.ofMinutes(1)).ask(tables);
            assertThat(answer.rows().getFirst())
                    .containsEntry("a", 1)
                    .containsEntry("a_2", 2)
                    .containsValue("2 bytes");
        }
    }
}
