package dev.daybook.journal.postgres;

import dev.daybook.journal.sql.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Statements without answers that go to the server together: the first one that fails keeps the others from being run. */
final class RoundTrip {

    /** Binds the parameters of a statement, from one on. */
    interface Binding {
        void bind(PreparedStatement statement, int first) throws SQLException;
    }

    private final List<String> texts = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private int next = 1;

    /** @param parameters how many the statement has */
    void add(String sql, int parameters, Binding binding) {
        texts.add(sql);
        bindings.add(binding);
        firsts.add(next);
        next += parameters;
    }

    void make(Statements statements) throws SQLException {
        PreparedStatement all = statements.of(String.join("; ", texts));
        for (int i = 0; i < bindings.size(); i++) {
            bindings.get(i).bind(all, firsts.get(i));
        }
        all.execute();
    }
}
