package dev.daybook.journal.postgres;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sql.SchemaStep;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/**
 * The schema of a journal in a database, for whoever looks after it. Nodes may use it meanwhile.
 *
 * <p>All methods throw {@link JournalUnavailable} where the server does not answer, or is not as this program wants it.
 */
public final class DatabaseSchema {

    private final Server server;
    private final PostgresSchema schema;

    public DatabaseSchema(Server server, InstantSource clock) {
        this.server = server;
        this.schema = new PostgresSchema(server, clock);
    }

    /** Something that is asked of the schema. */
    private interface Question<T> {
        T ask() throws SQLException;
    }

    private <T> T ask(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new JournalUnavailable(Failures.explain(server, e), e);
        }
    }

    /** Lists all steps, of the database and of this program. Changes nothing. */
    public List<SchemaStep> info() {
        return ask(schema::info);
    }

    /** Returns why this program must not touch the database, in sentences; nothing if it may. */
    public List<String> validate() {
        return ask(schema::validate);
    }

    /** Applies the pending steps, all or none, and returns them. */
    public List<SchemaStep> migrate() {
        return ask(() -> {
            List<Integer> pending = schema.info().stream()
                    .filter(step -> step.state() == SchemaStep.State.PENDING)
                    .map(SchemaStep::version)
                    .toList();
            schema.migrate();
            return schema.info().stream()
                    .filter(step -> pending.contains(step.version()))
                    .toList();
        });
    }
}
