package dev.daybook.query;

import static dev.daybook.readmodel.Tables.SBI;
import static dev.daybook.sbi.Questions.registered;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Metadata;
import dev.daybook.journal.Source;
import dev.daybook.journal.Source.Project;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Origin;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiFilter;
import dev.daybook.sbi.SbiQueries;
import dev.daybook.sbi.SbiRow;
import dev.daybook.session.SessionFilter;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionQueries;
import dev.daybook.session.SessionRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.TXTFormat;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginTest {

    private static final Project FIRST = new Project("deespec", "");
    private static final Project SHOP = new Project("deespec", "shop");
    private static final Project RARE = new Project("deespec", "rare");
    private static final Set<Project> KNOWN = Set.of(FIRST, SHOP, RARE);

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
        taken(FIRST, "A", "B");
        for (int i = 0; i < 120; i++) {
            taken(SHOP, "S%03d".formatted(i));
        }
        taken(RARE, "R1");
        made("OF-NONE");
        taken(RARE, "R2");
        models.catchUp();
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void taken(Project project, String... tasks) {
        for (String task : tasks) {
            from(project.file("specs/" + task + "/meta.yml"));
            chronicle.append(registered(task, "Task " + task, 0));
        }
    }

    private void made(String task) {
        from(new Source.Channel("cli"));
        chronicle.append(registered(task, "Task " + task, 0));
    }

    private void from(Source source) {
        chronicle.as(
                new Metadata("ada", source, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private List<String> tasks(Project of, int pageSize) {
        return tasks(Origin.of(Set.of(of), KNOWN, List.of()), pageSize);
    }

    private List<String> tasks(Origin of, int pageSize) {
        var queries = new SbiQueries(models::read).of(of);
        var tasks = new ArrayList<String>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<SbiRow> page = queries.list(SbiFilter.all(), cursor, pageSize);
            assertThat(page.next().isEmpty() || page.items().size() == pageSize)
                    .as("each page but the last is full")
                    .isTrue();
            page.items().forEach(row -> tasks.add(row.id()));
            cursor = page.next();
        } while (cursor.isPresent());
        return tasks;
    }

    @Test
    void a_list_has_what_is_of_a_project_page_by_page_and_nothing_else() {
        assertThat(tasks(RARE, 1)).containsExactly("R1", "R2");
        assertThat(tasks(SHOP, 50))
                .hasSize(120)
                .allMatch(id -> id.startsWith("S"))
                .isSorted();
    }

    @Test
    void the_first_project_of_a_tool_has_not_what_is_of_its_others() {
        assertThat(tasks(FIRST, 10)).containsExactly("A", "B");
    }

    @Test
    void what_is_found_and_what_happened_are_narrowed_likewise() {
        Origin rare = Origin.of(Set.of(RARE), KNOWN, List.of(new StreamId("sbi", "OF-NONE")));

        assertThat(new SearchQueries(models::read)
                        .of(rare)
                        .search(SearchRequest.of("task"))
                        .items())
                .extracting(Hit::id)
                .containsExactlyInAnyOrder("R1", "R2", "OF-NONE");
        assertThat(new AuditQueries(models::read)
                        .of(rare)
                        .list(AuditFilter.all(), Optional.empty(), 10)
                        .items())
                .extracting(AuditRow::entityId)
                .containsExactly("R2", "OF-NONE", "R1");
    }

    @Test
    void a_project_may_have_been_imported_any_number_of_times() {
        List<StreamId> imports = IntStream.range(0, 40_000)
                .mapToObj(i -> new StreamId("import", "run-" + i))
                .toList();
        for (int runs : List.of(600, 40_000)) {
            Origin often = Origin.of(Set.of(RARE), KNOWN, imports.subList(0, runs));

            assertThat(new SbiQueries(models::read)
                            .of(often)
                            .list(SbiFilter.all(), Optional.empty(), 10)
                            .items())
                    .as("after %d imports", runs)
                    .extracting(SbiRow::id)
                    .containsExactly("R1", "R2");
            assertThat(new SearchQueries(models::read)
                            .of(often)
                            .search(SearchRequest.of("task"))
                            .items())
                    .as("after %d imports", runs)
                    .extracting(Hit::id)
                    .containsExactlyInAnyOrder("R1", "R2");
        }
    }

    @Test
    void any_number_of_projects_may_lie_below_one_folder() {
        Set<Project> many = IntStream.range(0, 2_000)
                .mapToObj(i -> new Project("deespec", "p" + i))
                .collect(Collectors.toCollection(HashSet::new));
        many.addAll(KNOWN);

        assertThat(tasks(Origin.of(many, many, List.of()), 50)).hasSize(124);
        assertThat(tasks(Origin.of(Set.of(FIRST), many, List.of()), 50)).containsExactly("A", "B");
    }

    @Test
    void sessions_of_one_workspace_are_told_apart_by_the_homes_that_they_came_from() {
        Project tower = new Project("ait42", "tower");
        for (Project home : List.of(new Project("ait42", "laptop"), tower)) {
            from(home.file(".ait42/sessions/b9d4c43be3a91740.json"));
            chronicle.append(begun(new SessionId("b9d4c43be3a91740", "of-" + home.name()), profile(), List.of()));
        }
        models.catchUp();

        assertThat(new SessionQueries(models::read)
                        .list(
                                SessionFilter.of("b9d4c43be3a91740"),
                                Origin.of(Set.of(tower), Set.of(tower), List.of()),
                                Optional.empty(),
                                10)
                        .items())
                .extracting(SessionRow::id)
                .containsExactly("of-tower");
    }

    @Test
    void a_project_of_which_nothing_was_taken_over_has_nothing() {
        Origin nothing = Origin.of(Set.of(), KNOWN, List.of());
        assertThat(new SbiQueries(models::read)
                        .of(nothing)
                        .list(SbiFilter.all(), Optional.empty(), 10)
                        .items())
                .isEmpty();
        assertThat(new SearchQueries(models::read)
                        .of(nothing)
                        .search(SearchRequest.of("task"))
                        .items())
                .isEmpty();
    }

    @Test
    void few_things_are_looked_up_and_no_list_is_walked_through_for_them() {
        String plan = models.read(tables -> {
            Origin.Narrowed narrowed =
                    Origin.of(Set.of(RARE), KNOWN, List.of()).narrow(tables, SBI, DSL.inline("sbi"), SBI.ID);
            return tables.fetch(
                            "EXPLAIN QUERY PLAN {0}",
                            tables.select(SBI.TITLE)
                                    .from(narrowed.from())
                                    .where(narrowed.condition())
                                    .and(SBI.DELETED.eq(0L))
                                    .orderBy(SBI.PRIORITY.desc()))
                    .format(TXTFormat.DEFAULT.maxColWidth(200));
        });
        assertThat(plan)
                .contains("SEARCH first USING COVERING INDEX idx_audit_first")
                .contains("SEARCH sbi USING INDEX sqlite_autoindex_sbi_1");
    }
}
