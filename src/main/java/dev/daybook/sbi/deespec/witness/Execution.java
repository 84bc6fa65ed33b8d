package dev.daybook.sbi.deespec.witness;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The output of a turn with the line that names it, as far as there is one. */
final class Execution {

    private final String file;
    private final String name;
    private final String named;
    private final long turn;
    private final String form;
    private final @Nullable String at;
    private final @Nullable String before;
    private final @Nullable String decision;
    private final @Nullable String rollup;
    private final @Nullable String logged;

    /** @param row the file, its line and the database's log of it */
    Execution(ResultSet row) throws SQLException {
        this.file = row.getString("file");
        this.name = row.getString("name");
        this.named = row.getString("named");
        this.turn = row.getLong("turn");
        this.form = Optional.ofNullable(row.getString("form")).orElse("");
        this.at = row.getString("at");
        this.before = row.getString("before");
        this.decision = row.getString("decision");
        this.rollup = row.getString("rollup");
        this.logged = row.getString("logged");
    }

    void into(Map<String, Object> fields, TaskTree tree) {
        String place = "/executions/" + name + "/";
        fields.put(place + "turn", turn);
        tree.text(file).ifPresent(text -> fields.put(place + "content", text));
        step().ifPresent(step -> fields.put(place + "step", step));
        decision().ifPresent(word -> fields.put(place + "decision", word));
        time().ifPresent(time -> fields.put(place + "completedAt", time));
    }

    /** Until the database, line and file are named after the step that comes next. */
    private Optional<String> step() {
        return switch (form) {
            case "database", "report", "both" -> Optional.of(named);
            case "status" -> Optional.ofNullable(rollup).or(this::statusStep);
            case "var" -> Optional.ofNullable(rollup).or(this::varStep);
            default -> Optional.empty(); // nothing says what was done
        };
    }

    /** What decides was a review, whatever its name; one that is named so and decides is none of the tool's own. */
    private Optional<String> statusStep() {
        return switch (named) {
            case "implement", "review" ->
                decides() ? Optional.of("review").filter(_ -> bounced()) : Optional.of("implement");
            case "done" -> Optional.of("review");
            default -> Optional.empty();
        };
    }

    private boolean decides() {
        return !word().isEmpty() && !word().equals("PENDING");
    }

    /** A review that wants changes leads back to the implementation, and is named after that. */
    private boolean bounced() {
        return named.equals("implement") && word().equals("NEEDS_CHANGES");
    }

    private Optional<String> varStep() {
        return switch (named) {
            case "implement" ->
                bounced() ? Optional.of("review") : Optional.of("plan").filter(_ -> !decides());
            case "test" -> Optional.of("implement");
            case "review" -> Optional.of("test");
            case "done" -> Optional.of("done".equals(before) ? "done" : "review");
            default -> Optional.empty();
        };
    }

    /** The first journal had a decision on lines that decide nothing; two lines about one file need not agree. */
    private Optional<String> decision() {
        if (form.equals("root") || form.equals("both")) {
            return Optional.empty();
        }
        if (form.isEmpty()) {
            return Optional.ofNullable(logged).flatMap(Execution::normal);
        }
        String word = word();
        boolean decides = step().filter(step -> step.equals("review")).isPresent();
        if (word.isEmpty()) {
            return decides ? Optional.empty() : Optional.of("PENDING");
        }
        return normal(word);
    }

    private String word() {
        return decision == null ? "" : decision;
    }

    private static Optional<String> normal(String word) {
        return switch (word) {
            case "OK", "APPROVED", "PASS", "PASSED", "SUCCESS", "SUCCEEDED" -> Optional.of("SUCCEEDED");
            case "NEEDS_CHANGES", "NEEDS CHANGES", "FAIL", "REJECT", "REJECTED" -> Optional.of("NEEDS_CHANGES");
            case "FAILED", "FAILURE" -> Optional.of("FAILED");
            case "PENDING" -> Optional.of("PENDING");
            default -> Optional.empty();
        };
    }

    /** The journal keeps microseconds. */
    private Optional<Instant> time() {
        if (at == null || form.equals("both")) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(at))
                    .filter(offsetDateTime -> offsetDateTime.getYear() > 1) // the tool's zero time stands for none
                    .map(offsetDateTime -> offsetDateTime.toInstant().truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
