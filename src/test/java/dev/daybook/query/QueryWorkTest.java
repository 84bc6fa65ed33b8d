package dev.daybook.query;

import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.labelled;
import static dev.daybook.sbi.Questions.registerMany;
import static dev.daybook.sbi.Questions.registered;
import static dev.daybook.sbi.TaskFilters.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.Candidate;
import dev.daybook.sbi.SbiEvent.Assigned;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiFilter;
import dev.daybook.sbi.SbiFilter.Sort;
import dev.daybook.sbi.SbiQueries;
import dev.daybook.sbi.SbiRow;
import dev.daybook.sbi.Status;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much work the questions are that are asked most. It is counted: how long it takes says nothing on another machine. */
class QueryWorkTest {

    private static final int ROWS = 50;

    /** The same statement, not another one that reads alike. */
    private static final Comparator<Query> SAME = (one, other) -> one == other ? 0 : 1;

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;
    private Map<String, Runnable> questions;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
        var sbis = new SbiQueries(models::read);
        var audit = new AuditQueries(models::read);
        var history = new HistoryQueries(models::read);
        questions = new TreeMap<>(Map.of(
                "list by priority", () -> sbis.list(tasks().by(Sort.PRIORITY), Optional.empty(), ROWS),
                "list what changed last", () -> sbis.list(tasks().by(Sort.UPDATED), Optional.empty(), ROWS),
                "show", () -> sbis.find("SBI-001"),
                "labels", () -> sbis.labels(List.of("SBI-001", "SBI-002", "SBI-003")),
                "history", () -> history.changes("sbi", "H", true, Span.ALWAYS, Optional.empty(), ROWS),
                "audit", () -> audit.list(AuditFilter.all(), Optional.empty(), ROWS),
                "audit of one", () -> audit.list(AuditFilter.all().ofEntity("sbi/H"), Optional.empty(), ROWS)));
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void given(int from, int to) {
        registerMany(chronicle, from, to);
        models.catchUp();
    }

    @Test
    void a_page_is_as_much_work_of_four_times_as_many_rows() throws SQLException {
        chronicle.append(registered("H", "With a history", 0));
        for (int i = 0; i < 2 * ROWS; i++) {
            chronicle.append(new Reprioritized(id("H"), i));
        }
        given(0, 100);
        Map<String, Long> few = steps();
        given(100, 400);

        Map<String, Long> many = steps();

        few.forEach((question, steps) ->
                assertThat(many.getOrDefault(question, 0L)).as(question).isLessThanOrEqualTo(steps + steps / 10 + 20));
        assertThat(few.get("list by priority")).isBetween(20L * ROWS, 60L * ROWS);
    }

    @Test
    void the_next_tasks_are_gone_on_with_behind_the_last_one_however_many_are_before_it() throws SQLException {
        given(0, 800);
        var sbis = new SbiQueries(models::read);
        Instant now = chronicle.clock.instant();
        var listed = new ArrayList<Candidate>();
        Optional<String> cursor = Optional.empty();
        while (listed.size() < 600) {
            var page = sbis.pickable(now, cursor, ROWS);
            listed.addAll(page.items());
            cursor = page.next();
        }
        Optional<String> late = cursor;

        long first = steps(() -> sbis.pickable(now, Optional.empty(), ROWS));
        long behind = steps(() -> sbis.pickable(now, late, ROWS));

        assertThat(listed).isEqualTo(sbis.pickable(now, listed.size()));
        assertThat(behind).isLessThan(2 * first);
    }

    @Test
    void the_few_tasks_of_a_plan_or_behind_another_are_looked_up_however_many_others_there_are() throws SQLException {
        chronicle.append(labelled("P", "Of a plan", "ui"));
        chronicle.append(registered("W", "Waits", 0, "P"));
        given(0, 100);
        var sbis = new SbiQueries(models::read);
        var ofPlan = tasks().of("PBI-1").by(Sort.CREATED);
        var behind = tasks().behind("P").by(Sort.CREATED);
        assertThat(sbis.list(ofPlan, Optional.empty(), ROWS).items()).hasSize(1);
        assertThat(sbis.list(behind, Optional.empty(), ROWS).items()).hasSize(1);
        long before = steps(() -> sbis.list(ofPlan, Optional.empty(), ROWS))
                + steps(() -> sbis.list(behind, Optional.empty(), ROWS));
        given(100, 400);

        long now = steps(() -> sbis.list(ofPlan, Optional.empty(), ROWS))
                + steps(() -> sbis.list(behind, Optional.empty(), ROWS));

        assertThat(now).isLessThan(before + 20);
    }

    @Test
    void the_few_tasks_of_a_status_a_label_an_assignee_or_a_priority_are_looked_up_in_every_order()
            throws SQLException {
        chronicle.append(labelled("F", "Of few", "rare"));
        chronicle.append(new Reprioritized(id("F"), 7));
        chronicle.append(new Assigned(id("F"), Optional.of("ada")));
        chronicle.append(new StatusChanged(id("F"), Status.FAILED, Optional.empty(), Optional.empty()));
        given(0, 100);
        var sbis = new SbiQueries(models::read);
        var filters = new TreeMap<String, SbiFilter>();
        for (Sort sort : Sort.values()) {
            filters.put("status by " + sort, tasks().in(Status.FAILED).by(sort));
            filters.put(
                    "statuses by " + sort, tasks().in(Status.FAILED, Status.WIP).by(sort));
            filters.put("label by " + sort, tasks().labelled("rare").by(sort));
            filters.put("assignee by " + sort, tasks().assignedTo("ada").by(sort));
            filters.put("priority by " + sort, tasks().urgent(7).by(sort));
        }
        var before = new TreeMap<String, Long>();
        for (var filter : filters.entrySet()) {
            assertThat(sbis.list(filter.getValue(), Optional.empty(), ROWS).items())
                    .as(filter.getKey())
                    .extracting(SbiRow::id)
                    .containsExactly("F");
            before.put(filter.getKey(), steps(() -> sbis.list(filter.getValue(), Optional.empty(), ROWS)));
        }
        given(100, 400);

        for (var filter : filters.entrySet()) {
            assertThat(steps(() -> sbis.list(filter.getValue(), Optional.empty(), ROWS)))
                    .as(filter.getKey())
                    .isLessThan(before.getOrDefault(filter.getKey(), 0L) + 20);
        }
    }

    @Test
    void what_is_leased_is_looked_up_however_much_is_not() throws SQLException {
        given(0, 100);
        var sbis = new SbiQueries(models::read);
        long before = steps(() -> sbis.leased(Instant.EPOCH, ROWS));
        given(100, 400);

        assertThat(steps(() -> sbis.leased(Instant.EPOCH, ROWS))).isLessThan(before + 20);
    }

    /** The few rows of a span that is long ago stand nowhere near those that were written down last. */
    @Test
    void a_span_of_time_is_looked_up_however_much_was_written_down_since() throws SQLException {
        given(0, 200);
        var audit = new AuditQueries(models::read);
        var longAgo = new Span(Optional.empty(), Optional.of(Instant.parse("2025-10-01T12:00:10Z")));
        AuditFilter all = AuditFilter.all();
        var filter = new AuditFilter(
                all.entity(),
                all.actor(),
                all.action(),
                all.source(),
                all.correlation(),
                all.session(),
                longAgo,
                all.recorded(),
                all.q(),
                true,
                true);
        assertThat(audit.list(filter, Optional.empty(), ROWS).items()).hasSize(9);
        long before = steps(() -> audit.list(filter, Optional.empty(), ROWS));
        given(200, 2_400); // more than are looked at one by one

        assertThat(steps(() -> audit.list(filter, Optional.empty(), ROWS))).isLessThan(before + 10 * 2_000);
    }

    @Test
    void a_question_that_was_asked_before_is_put_together_and_prepared_no_more() {
        given(0, 10);
        var search = new SearchQueries(models::read);
        questions.put("search", () -> search.search(SearchRequest.of("task")));
        questions.values().forEach(Runnable::run);
        var asked = new Asked();
        models.read(tables -> asked.of(tables));
        Map<String, List<Query>> first = asked.by(questions);

        Map<String, List<Query>> again = asked.by(questions);

        assertThat(first.values()).noneMatch(List::isEmpty);
        first.forEach((question, statements) -> {
            List<Query> others = again.getOrDefault(question, List.of());
            assertThat(others).as(question).usingElementComparator(SAME).containsExactlyElementsOf(statements);
        });
    }

    /** Notes which statements are asked for that are kept. */
    private static final class Asked implements Tables {

        private Tables tables = this;
        private final List<Query> statements = new ArrayList<>();

        DSLContext of(DSLContext lent) {
            tables = Tables.of(lent);
            lent.configuration().data(Tables.class, this);
            return lent;
        }

        Map<String, List<Query>> by(Map<String, Runnable> questions) {
            var by = new TreeMap<String, List<Query>>();
            questions.forEach((name, question) -> {
                statements.clear();
                question.run();
                by.put(name, List.copyOf(statements));
            });
            return by;
        }

        @Override
        public void execute(Query statement, @Nullable Object... values) {
            tables.execute(statement, values);
        }

        @Override
        public <T> List<T> fetch(Query query, RowReader<T> reader, @Nullable Object... values) {
            statements.add(query);
            return tables.fetch(query, reader, values);
        }
    }

    private Map<String, Long> steps() throws SQLException {
        var steps = new TreeMap<String, Long>();
        for (Map.Entry<String, Runnable> question : questions.entrySet()) {
            steps.put(question.getKey(), steps(question.getValue()));
        }
        return steps;
    }

    private long steps(Runnable question) throws SQLException {
        return Steps.of(models, question);
    }
}
