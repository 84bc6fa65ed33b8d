package dev.daybook.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Call;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.projection.SqlQuestion;
import dev.daybook.projection.Tables;
import dev.daybook.query.Reads;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/** Questions in SQL over the read models, and those that are kept: as settings, so that each change of one is on record. */
final class SqlOperations {

    /** The settings in which questions are kept. */
    private static final String KEPT = "sql.";

    private static final int ROWS_MAX = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Asked(
            @Says(
                    value = "one SELECT; without one the tables are listed",
                    label = "SQL",
                    min = 1,
                    max = 20_000,
                    like = "SELECT status, count(*) FROM sbi GROUP BY status")
            Optional<String> q,

            @Says(
                    value = "the one that is kept under this name: the setting sql.NAME",
                    label = "NAME",
                    min = 1,
                    max = 190,
                    like = "by-status")
            Optional<String> saved,

            @Says(value = "how many rows at most", label = "N", min = 1, max = ROWS_MAX, standard = "100", like = "20")
            int rows) {}

    /** What comes of it. */
    private record Answered(
            @Says("one member for each column") List<Json> items,
            @Says("whether there would have been more") boolean more,

            @Says("the names under which questions are kept")
            List<String> kept) {}

    /** More at once wait: each may keep a connection for seconds, and there are few for all questions of a process. */
    private static final Semaphore TURNS = new Semaphore(2, true);

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "read models",
            "Questions in SQL.",
            List.of(Operation.<Asked, Ground>reads("sql", "askSql", "GET /sql", Asked.class)
                    .says(
                            "Asks the tables of the read models in SQL: one SELECT, which writes nothing and is ended after 5 s.",
                            "Likely secrets are masked as everywhere; expressions that take a text apart see it as it is, so it is for"
                                    + " those who may do all. A question is kept as the setting sql.NAME.")
                    .from(Operation.JOURNAL)
                    .wants(Role.ADMIN)
                    .drawn(new Drawing.Kept("saved", "/kept", "q", "setConfig", "value"))
                    .called(form ->
                            form.words("q").layout("tsv", SqlOperations::lines).format("tsv"))
                    .answers("SqlAnswer", Answered.class, SqlOperations::answer)));

    private static Outcome answer(Asked it, Call call, Ground ground) {
        if (it.q().isPresent() && it.saved().isPresent()) {
            throw Rejected.invalidAt("/saved", "is given, and so is q: want one of them");
        }
        Optional<String> sql = it.q().or(() -> it.saved().map(name -> kept(name, ground)));
        SqlQuestion.Answer answer =
                inTurn(() -> Reads.of(ground.readModels(), ground.readModels().names())
                        .read(tables -> {
                            refuseShared(tables);
                            return new SqlQuestion(
                                            sql.orElseGet(() -> allTables(tables)),
                                            sql.isPresent() ? it.rows() : ROWS_MAX,
                                            PATIENCE)
                                    .ask(tables);
                        }));
        return Outcome.shown(new Answered(
                answer.rows().stream().map(row -> JsonText.of(call.tree(row))).toList(),
                answer.isCut(),
                new ConfigQueries(ground.reads(ConfigOperations.READ_MODEL))
                        .keys(KEPT).stream()
                                .map(key -> key.substring(KEPT.length()))
                                .toList()));
    }

    private static <T> T inTurn(Supplier<T> question) {
        TURNS.acquireUninterruptibly();
        try {
            return question.get();
        } finally {
            TURNS.release();
        }
    }

    /** A database has more than read models, and what may be seen of it is for its own roles to say. */
    private static void refuseShared(DSLContext tables) {
        if (!Tables.of(tables).isSqlite()) {
            throw Rejected.conflict(
                    "the read models of this node are in the database of its journal: ask that itself, as with psql, where each is"
                            + " a schema, or a node with read.models=local");
        }
    }

    /** Returns the question which tables there are, with their columns. */
    private static String allTables(DSLContext tables) {
        String all = tables.fetch("SELECT name FROM pragma_database_list WHERE name <> 'main'").stream()
                .map(row -> row.get(0, String.class))
                .map("SELECT '%1$s' AS model, name FROM \"%1$s\".sqlite_master WHERE type = 'table'"::formatted)
                .collect(Collectors.joining(" UNION ALL "));
        return """
                SELECT m.name AS "table", group_concat(c.name, ', ') AS columns
                FROM (%s) m JOIN pragma_table_info(m.name, m.model) c
                WHERE m.name NOT LIKE '%%fts%%' AND m.name NOT LIKE 'sqlite_%%'
                GROUP BY m.model, m.name ORDER BY m.name""".formatted(all);
    }

    private static String kept(String name, Ground ground) {
        JsonNode value = JsonText.tree(new ConfigQueries(ground.reads(ConfigOperations.READ_MODEL))
                .find(KEPT + name)
                .map(ConfigView::value)
                .orElseThrow(() -> Rejected.notFound(
                        "no question is kept as '%s': daybook config set %s%s '\"SELECT …\"' keeps one",
                        name, KEPT, name)));
        if (!value.isTextual()) {
            throw Rejected.invalidAt("/saved", "the setting %s%s is no text: want SQL in quotes", KEPT, name);
        }
        return value.asText();
    }

    /** Returns the rows with tabs between their values, below the names of the columns. */
    private static Stream<String> lines(List<JsonNode> rows) {
        if (rows.isEmpty()) {
            return Stream.empty();
        }
        var names = new ArrayList<String>();
        rows.getFirst().fieldNames().forEachRemaining(names::add);
        return Stream.concat(
                Stream.of(String.join("\t", names)),
                rows.stream()
                        .map(row -> names.stream()
                                .map(name -> row.path(name).asText("").replaceAll("[\t\n\r]", " "))
                                .collect(Collectors.joining("\t"))));
    }

    private SqlOperations() {}
}
