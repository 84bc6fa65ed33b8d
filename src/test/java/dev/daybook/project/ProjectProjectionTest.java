package dev.daybook.project;

import static dev.daybook.project.Facts.project;
import static dev.daybook.project.Facts.repository;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.operation.JsonPage;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Projection;
import dev.daybook.projection.ProjectionContract;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProjectProjectionTest extends ProjectionContract {

    private static final String BILLING = "/home/ada/billing";
    private static final RemoteIdentity REPOSITORY = new RemoteIdentity("github.com", "adalove", "billing");

    private ReadModels models;
    private ProjectQueries queries;

    @BeforeEach
    void open() {
        models = open("shown");
        queries = new ProjectQueries(models::read);
    }

    @Override
    protected Projection projection() {
        return of("project");
    }

    @Override
    protected String category() {
        return "project";
    }

    @Test
    void a_project_belongs_to_the_repository_that_its_origin_names_however_it_is_spelled() {
        chronicle.append(
                new ProjectEvent.Seen(BILLING, project("billing", "ssh://git@github.com/AdaLove/Billing.git/")),
                new ProjectEvent.Seen("/home/ada/notes", project("notes")),
                new ProjectEvent.Seen("/home/ada/else", project("else", "https://github.com/nobody/else")),
                new RepositoryEvent.Seen(REPOSITORY, repository("AdaLove/Billing", "Invoices")));
        models.catchUp();

        assertThat(queries.project(BILLING).flatMap(ProjectView::repository)).contains("github.com/adalove/billing");
        assertThat(queries.repository("github.com/adalove/billing")
                        .map(it -> it.facts().fullName()))
                .contains("AdaLove/Billing");
        assertThat(queries.linked()).isEqualTo(1);
    }

    @Test
    void what_somebody_said_of_its_repository_counts_until_it_is_taken_back() {
        var upstream = new RemoteIdentity("github.com", "upstream", "billing");
        chronicle.append(
                new ProjectEvent.Seen(BILLING, project("billing", "git@github.com:adalove/billing")),
                new ProjectEvent.Linked(BILLING, upstream),
                new ProjectEvent.Changed(BILLING, project("billing", "git@github.com:adalove/billing.git")));
        models.catchUp();
        assertThat(queries.project(BILLING).flatMap(ProjectView::repository)).contains(upstream.text());

        chronicle.append(new ProjectEvent.Unlinked(BILLING));
        models.catchUp();
        assertThat(queries.project(BILLING).flatMap(ProjectView::repository)).contains(REPOSITORY.text());
    }

    @Test
    void a_project_that_is_away_is_in_no_list_of_those_that_are_there() {
        chronicle.append(
                new ProjectEvent.Seen(BILLING, project("billing")),
                new ProjectEvent.Seen("/home/ada/notes", project("notes")),
                new ProjectEvent.Vanished("/home/ada/notes"),
                new ProjectEvent.Moved(BILLING, "/srv/billing"),
                new ProjectEvent.Seen("/srv/billing", project("billing")));
        models.catchUp();

        assertThat(queries.projects(ProjectQueries.Filter.PRESENT))
                .extracting(ProjectView::path)
                .containsExactly("/srv/billing");
        assertThat(queries.project(BILLING).flatMap(ProjectView::movedTo)).contains("/srv/billing");

        chronicle.append(new ProjectEvent.Reappeared("/home/ada/notes"));
        models.catchUp();
        assertThat(queries.projects(
                                new ProjectQueries.Filter(
                                        Optional.of("NOTES"), Optional.empty(), Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                10)
                        .items())
                .extracting(ProjectView::state)
                .containsExactly("present");
    }

    @Test
    void a_list_goes_on_behind_a_path_with_control_characters() {
        List<String> paths = List.of(
                "/home/ada/\u001da\u001d", "/home/ada/\u001fb\u001f\u001f", "/home/ada/c\u001d1", "/home/ada/d");
        paths.forEach(path -> chronicle.append(new ProjectEvent.Seen(path, project("odd"))));
        models.catchUp();

        var listed = new ArrayList<String>();
        var cursor = Optional.<String>empty();
        do {
            Page<ProjectView> page = queries.projects(ProjectQueries.Filter.PRESENT, cursor, 1);
            page.items().forEach(it -> listed.add(it.path()));
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(listed).isEqualTo(paths);
    }

    @Test
    void a_list_is_answered_page_by_page_as_each_project_of_it_is_shown() {
        for (int i = 0; i < 5; i++) {
            chronicle.append(
                    new ProjectEvent.Seen("/home/ada/\"" + i, project("line\nend", "https://github.com/ada/" + i)));
        }
        chronicle.append(new ProjectEvent.Vanished("/home/ada/\"3"));
        models.catchUp();

        var cursor = Optional.<String>empty();
        for (int number : new int[] {2, 2, 0}) {
            var filter = ProjectQueries.Filter.PRESENT;
            JsonPage page = queries.listed(filter, cursor, 2);
            assertThat(page.items())
                    .hasSize(number)
                    .hasSize(page.size())
                    .extracting(Json::text)
                    .isEqualTo(queries.projects(filter, cursor, 2).items().stream()
                            .map(it -> it.path().endsWith("0")
                                    ? "{\"path\":\"/home/ada/\\\"0\",\"name\":\"line\\nend\","
                                            + "\"remote\":\"https://github.com/ada/0\",\"remotes\":[{\"name\":\"origin\","
                                            + "\"url\":\"https://github.com/ada/0\"}],\"branch\":\"main\",\"kind\":\"main\","
                                            + "\"repository\":\"github.com/ada/0\",\"state\":\"present\","
                                            + "\"updatedAt\":\"2025-10-01T12:00:01Z\",\"revision\":0}"
                                    : shown(it))
                            .toList());
            assertThat(page.next())
                    .isEqualTo(queries.projects(filter, cursor, 2).next());
            if (page.next().isEmpty()) {
                return;
            }
            cursor = page.next();
        }
    }

    private static String shown(ProjectView project) {
        String kept = ProjectRow.kept(project);
        return "%s,\"revision\":%d}".formatted(kept.substring(0, kept.length() - 1), project.revision());
    }

    @Test
    void directories_are_listed_by_how_much_they_are_used_and_pinned_ones_first() {
        var now = Chronicle.START.plus(Duration.ofDays(2));
        chronicle.append(
                new DirectoryEvent.Used("/often-long-ago", 500, Optional.of(Chronicle.START)),
                new DirectoryEvent.Used("/just-now", 3, Optional.of(now)),
                new DirectoryEvent.Used("/pinned", 1, Optional.empty()),
                new DirectoryEvent.Pinned("/pinned", true),
                new DirectoryEvent.Used("/forgotten", 99, Optional.of(now)),
                new DirectoryEvent.Forgotten("/forgotten"));
        models.catchUp();

        assertThat(queries.directories(now, 10))
                .extracting(DirectoryView::path)
                .containsExactly("/pinned", "/just-now", "/often-long-ago");
    }

    @Test
    void a_part_of_the_catalogue_is_stale_after_its_time_to_live() {
        chronicle.append(
                new ScanEvent.Refreshed("projects", Chronicle.START, 300, Optional.of("abc")),
                new ScanEvent.RootSet("/home/ada/a", "config", Optional.empty(), Optional.empty()),
                new ScanEvent.RootSet("/home/ada/b", "cache", Optional.of(Chronicle.START), Optional.of(3L)),
                new ScanEvent.RootRemoved("/home/ada/a"));
        models.catchUp();

        FreshnessView fresh = queries.freshness("projects").orElseThrow();
        assertThat(fresh.isStale(Chronicle.START.plusSeconds(300))).isFalse();
        assertThat(fresh.isStale(Chronicle.START.plusSeconds(301))).isTrue();
        assertThat(new FreshnessView("projects", Chronicle.START, Long.MAX_VALUE, Optional.empty(), 0, 1)
                        .isStale(Instant.MAX))
                .isFalse();
        assertThat(queries.roots()).extracting(ScanRootView::path).containsExactly("/home/ada/b");
    }
}
