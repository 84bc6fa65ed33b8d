package dev.daybook.query;

import dev.daybook.projection.ReadModels;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/** How much work a question is: how long it takes says nothing on another machine. */
public final class Steps {

    private Steps() {}

    /** Counts the steps of the database's own machine over the connection that is lent again and again. */
    public static long of(ReadModels models, Runnable question) throws SQLException {
        question.run(); // prepares it
        var steps = new AtomicLong();
        SQLiteConnection connection =
                models.read(tables -> tables.connectionResult(lent -> lent.unwrap(SQLiteConnection.class)));
        ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
            @Override
            protected int progress() {
                steps.incrementAndGet();
                return 0;
            }
        });
        question.run();
        ProgressHandler.clearHandler(connection);
        return steps.get();
    }
}
