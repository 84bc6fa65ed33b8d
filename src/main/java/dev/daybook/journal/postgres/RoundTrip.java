package dev.daybook.journal.postgres;

import dev.daybook.journal.sql.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Statements that go to the server together: the first one that fails keeps the others from being run. */
final class RoundTrip {

    /** Binds the parameters of a statement, from one on. */
    interface Binding {
        void bind(PreparedStatement statement, int first) throws SQLException;
    }

    /** Reads the rows that a statement answers. */
    interface Answer {
        void read(ResultSet rows) throws SQLException;
    }

    private record Step(String text, int first, Binding binding, Optional<Answer> answer) {}

    private final List<Step> steps = new ArrayList<>();
    private int next = 1;

    /** @param parameters how many the statement has */
    void add(String sql, int parameters, Binding binding) {
        add(sql, parameters, binding, Optional.empty());
    }

    /** As {@link #add}, for a statement that answers rows. */
    void ask(String sql, int parameters, Binding binding, Answer answer) {
        add(sql, parameters, binding, Optional.of(answer));
    }

    private void add(String sql, int parameters, Binding binding, Optional<Answer> answer) {
        steps.add(new Step(sql, next, binding, answer));
        next += parameters;
    }

    /** Sends them, if there are any. */
    void make(Statements statements) throws SQLException {
        if (steps.isEmpty()) {
            return;
        }
        PreparedStatement all = statements.of(steps.stream().map(Step::text).collect(Collectors.joining("; ")));
        for (Step step : steps) {
            step.binding.bind(all, step.first);
        }
        all.execute();
        for (Step step : steps) {
            if (step.answer.isPresent()) {
                try (ResultSet rows = all.getResultSet()) {
                    step.answer.get().read(rows);
                }
            }
            all.getMoreResults();
        }
    }
}
