package dev.daybook.journal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections for questions, on a line that breaks. */
final class ReadersTest {

    private Line line;
    private Readers readers;

    @BeforeEach
    void given_readers_behind_a_line() {
        Database database = Database.begin();
        line = new Line(database.port());
        readers = database.through(line.port()).readers();
    }

    @AfterEach
    void close() {
        readers.close();
        line.close();
    }

    @Test
    void the_first_question_after_a_long_outage_is_answered() throws SQLException {
        ask();
        line.cut();
        assertThatThrownBy(this::ask).isInstanceOf(SQLException.class); // on the connection that was there
        for (int question = 1; question <= 3; question++) { // six seconds, in which a pool comes to pause for as long
            assertThatThrownBy(this::ask)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"))
                    .hasMessageContaining("connection attempt failed");
        }

        line.mend();

        ask();
    }

    @Test
    void a_question_for_which_no_connection_is_free_is_told_so() throws SQLException {
        Connection[] lent = new Connection[Readers.MAX];
        for (int i = 0; i < lent.length; i++) {
            lent[i] = readers.lend();
        }

        assertThatThrownBy(() -> readers.lend())
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("53"))
                .hasMessageContaining("all 8 connections for questions are in use");

        for (Connection connection : lent) {
            connection.close();
        }
        ask();
    }

    private void ask() throws SQLException {
        try (Connection lent = readers.lend();
                Statement statement = lent.createStatement();
                ResultSet row = statement.executeQuery("SHOW transaction_read_only")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("on");
        }
    }
}
