package dev.daybook.agent;

import dev.daybook.journal.Blobs;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.Tables;
import dev.daybook.query.Reads;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.sqlite.ProgressHandler;

/** Lends read models, and tells by which way the database goes to what is asked of them, and how many steps it takes. */
final class QueryPlans implements Reads {

    private static final int COUNTED = 100;

    private final ReadModels models;
    private final List<String> statements = new ArrayList<>();
    private final AtomicLong steps = new AtomicLong();

    QueryPlans(ReadModels models) {
        this.models = models;
    }

    @Override
    public <T> T read(Function<DSLContext, T> question) {
        return models.read(tables -> tables.connectionResult(connection -> {
            DSLContext listening = DSL.using(told(connection));
            listening.data(Tables.class, Tables.of(tables));
            listening.data(Blobs.class, Reads.blobs(tables));
            ProgressHandler.setHandler(connection, COUNTED, new ProgressHandler() {
                @Override
                protected int progress() {
                    steps.addAndGet(COUNTED);
                    return 0;
                }
            });
            try {
                return question.apply(listening);
            } finally {
                ProgressHandler.clearHandler(connection);
            }
        }));
    }

    private Connection told(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) arguments[0]);
                    }
                    return method.invoke(connection, arguments);
                });
    }

    /** Returns how many instructions of its own the database carried out, about. */
    long steps() {
        return steps.get();
    }

    /** Returns what was asked. */
    List<String> statements() {
        return List.copyOf(statements);
    }

    /** Returns the plans of all that was asked. */
    List<String> plans() {
        return statements().stream().map(this::of).toList();
    }

    String of(String sql) {
        return models.read(tables -> tables.connectionResult(connection -> {
            var plan = new StringBuilder();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
                while (rows.next()) {
                    plan.append(rows.getString("detail")).append('\n');
                }
            }
            return plan.toString();
        }));
    }
}
