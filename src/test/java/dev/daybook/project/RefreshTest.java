package dev.daybook.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.operation.Progress;
import dev.daybook.project.Refresh.Result;
import dev.daybook.project.discovery.Commits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefreshTest {

    @TempDir
    Path temporary;

    private Path home;
    private Path code;
    private Catalog catalog;

    @BeforeEach
    void aHome() throws IOException {
        home = temporary.toRealPath().resolve("ada");
        code = Files.createDirectories(home.resolve("code"));
        catalog = new Catalog(Files.createDirectories(temporary.resolve("data")));
    }

    @AfterEach
    void end() {
        catalog.close();
    }

    private Result refresh(String... only) throws InterruptedException {
        return Refresh.run(catalog.queries, home, List.of(only), List.of(), catalog.now, catalog, Progress.UNHEARD);
    }

    /** A repository with a history of its own. */
    private Path repository(String name, String remote) throws Exception {
        Path path = code.resolve(name);
        try (Git git = Commits.begin(path)) {
            Commits.commit(git, "begin " + name);
        }
        Files.writeString(path.resolve(".git/config"), "[remote \"origin\"]\n\turl = %s\n".formatted(remote));
        return path;
    }

    private void move(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.move(from, to);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path it : all.toList()) {
                Files.copy(it, to.resolve(from.relativize(it).toString()));
            }
        }
    }

    @Test
    void what_is_found_is_seen_once() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");

        assertThat(refresh().seen()).isEqualTo(1);

        ProjectView view = catalog.queries.project(a.toString()).orElseThrow();
        assertThat(view.repository()).contains("github.com/ada/a");
        assertThat(view.branch()).contains("main");
        assertThat(view.rootCommit()).isPresent();
        assertThat(catalog.queries.roots()).singleElement().satisfies(it -> {
            assertThat(it.path()).isEqualTo(code.toString());
            assertThat(it.repositories()).contains(1L);
        });
        List<String> before = catalog.types();
        assertThat(refresh())
                .isEqualTo(new Result(1, 2, 0, 0, 0, 0, 0, 0, List.of(code.toString()), List.of(), List.of()));
        assertThat(catalog.types()).isEqualTo(before);
    }

    @Test
    void a_look_that_finds_nothing_new_says_so_once_the_last_one_is_old() throws Exception {
        repository("a", "git@github.com:ada/a.git");
        refresh();
        int before = catalog.types().size();
        catalog.now = catalog.now.plus(Duration.ofMinutes(6));

        refresh();

        assertThat(catalog.types()).hasSize(before + 1).endsWith("scan.refreshed");
        assertThat(catalog.queries.freshness("projects").orElseThrow().refreshedAt())
                .isEqualTo(catalog.now);
    }

    @Test
    void a_refresh_that_nobody_wants_any_more_says_nothing() throws Exception {
        repository("a", "git@github.com:ada/a.git");
        for (String phase : List.of("looked", "comparing")) {
            assertThatThrownBy(() -> Refresh.run(
                            catalog.queries, home, List.of(), List.of(), catalog.now, catalog, (_, _, what) -> {
                                if (what.startsWith(phase)) {
                                    throw new IllegalStateException("unwanted");
                                }
                            }))
                    .hasMessage("unwanted");
        }

        assertThat(catalog.types()).isEmpty();
    }

    @Test
    void how_far_a_refresh_is_follows_from_what_the_last_one_found() throws Exception {
        repository("a", "git@github.com:ada/a.git");
        repository("b", "git@github.com:ada/b.git");
        var totals = new ArrayList<Long>();
        Progress walking = (done, total, what) -> {
            assertThat(done).isLessThanOrEqualTo(total == 0 ? 2 : total);
            if (what.startsWith("looked")) {
                totals.add(total);
            }
        };
        Refresh.run(catalog.queries, home, List.of(), List.of(), catalog.now, catalog, walking);
        assertThat(totals).as("nobody knows").containsOnly(0L);
        totals.clear();
        Refresh.run(catalog.queries, home, List.of(), List.of(), catalog.now, catalog, walking);
        assertThat(totals).containsOnly(2L);
    }

    @Test
    void another_remote_or_branch_is_a_change() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        refresh();
        Files.writeString(a.resolve(".git/HEAD"), "ref: refs/heads/side\n");

        assertThat(refresh().changed()).isEqualTo(1);

        assertThat(catalog.queries.project(a.toString()).orElseThrow().branch()).contains("side");
    }

    @Test
    void a_token_in_the_url_of_a_remote_stays_where_it_is() throws Exception {
        Path a = repository("a", "https://x-access-token:ghp_secret@github.com/ada/a.git");
        refresh();

        assertThat(catalog.queries.project(a.toString()).orElseThrow().remote())
                .contains("https://github.com/ada/a.git");
        assertThat(refresh().changed()).isZero();
    }

    @Test
    void what_is_gone_has_vanished_and_may_come_back() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        repository("other", "git@github.com:ada/other.git");
        refresh();
        move(a, home.resolve("away"));

        assertThat(refresh().vanished()).isEqualTo(1);
        assertThat(catalog.state(a)).isEqualTo("vanished");
        assertThat(refresh().vanished()).isZero();

        move(home.resolve("away"), a);
        assertThat(refresh().reappeared()).isEqualTo(1);
        assertThat(catalog.state(a)).isEqualTo("present");
    }

    @Test
    void what_is_elsewhere_with_the_same_history_has_moved_with_its_link() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        Path other = repository("other", "git@github.com:ada/other.git");
        refresh();
        var link = new RemoteIdentity("github.com", "team", "a");
        catalog.write(List.of(new ProjectCommand.Link(a.toString(), Optional.of(link))));
        Path to = code.resolve("deep/b");
        move(a, to);

        Result result = refresh();

        assertThat(result.moved()).isEqualTo(1);
        assertThat(result.vanished()).isZero();
        assertThat(catalog.queries.project(a.toString()).orElseThrow().movedTo())
                .contains(to.toString());
        assertThat(catalog.queries.project(to.toString()).orElseThrow().repository())
                .contains("github.com/team/a");
        assertThat(catalog.state(other)).isEqualTo("present");
        assertThat(refresh().moved()).isZero();
    }

    @Test
    void the_same_history_beside_what_is_still_there_is_a_clone() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        refresh();
        copy(a, code.resolve("b"));

        Result result = refresh();

        assertThat(result.seen()).isEqualTo(1);
        assertThat(result.moved()).isZero();
        assertThat(catalog.state(a)).isEqualTo("present");
    }

    @Test
    void of_two_clones_that_moved_each_goes_to_the_one_that_is_called_the_same() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        copy(a, code.resolve("b"));
        refresh();
        move(a, code.resolve("z/a"));
        move(code.resolve("b"), code.resolve("y/b"));

        assertThat(refresh().moved()).isEqualTo(2);

        assertThat(catalog.queries.project(a.toString()).orElseThrow().movedTo())
                .contains(code.resolve("z/a").toString());
        assertThat(catalog.queries
                        .project(code.resolve("b").toString())
                        .orElseThrow()
                        .movedTo())
                .contains(code.resolve("y/b").toString());
    }

    @Test
    void what_moves_back_has_moved_with_its_link() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        repository("other", "git@github.com:ada/other.git");
        refresh();
        Path b = code.resolve("b");
        move(a, b);
        refresh();
        catalog.write(List.of(
                new ProjectCommand.Link(b.toString(), Optional.of(new RemoteIdentity("github.com", "team", "a")))));
        move(b, a);

        Result result = refresh();

        assertThat(result.moved()).isEqualTo(1);
        assertThat(result.vanished()).isZero();
        assertThat(catalog.state(a)).isEqualTo("present");
        assertThat(catalog.queries.project(b.toString()).orElseThrow().movedTo())
                .contains(a.toString());
        assertThat(catalog.queries.project(a.toString()).orElseThrow().repository())
                .contains("github.com/team/a");
        assertThat(refresh().moved()).isZero();
    }

    @Test
    void of_two_clones_that_were_gone_one_that_comes_back_is_not_the_other() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        Path b = code.resolve("b");
        copy(a, b);
        repository("other", "git@github.com:ada/other.git");
        refresh();
        move(a, home.resolve("away"));
        move(b, home.resolve("gone"));
        assertThat(refresh().vanished()).isEqualTo(2);
        move(home.resolve("away"), a);

        Result result = refresh();

        assertThat(result.moved()).isZero();
        assertThat(result.reappeared()).isEqualTo(1);
        assertThat(catalog.state(b)).isEqualTo("vanished");
    }

    @Test
    void another_repository_at_the_same_path_has_a_history_of_its_own() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        Path other = repository("other", "git@github.com:ada/other.git");
        refresh();
        Optional<String> history =
                catalog.queries.project(other.toString()).orElseThrow().rootCommit();
        move(a, code.resolve("b"));
        move(other, a);

        refresh();

        ProjectView now = catalog.queries.project(a.toString()).orElseThrow();
        assertThat(now.repository()).contains("github.com/ada/other");
        assertThat(now.rootCommit()).isEqualTo(history);
    }

    @Test
    void a_root_that_is_not_there_lets_nothing_vanish() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        refresh();
        move(code, home.resolve("unplugged"));

        Result result = refresh();

        assertThat(result.vanished()).isZero();
        assertThat(result.unknown()).isEqualTo(1);
        assertThat(result.absent()).containsExactly(code.toString());
        assertThat(catalog.state(a)).isEqualTo("present");
    }

    @Test
    void a_project_whose_path_is_relative_stays_as_it_is() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        catalog.imported("relative/dir", Facts.project("dir", "git@github.com:ada/dir.git"));
        catalog.imported("src", Facts.project("src", "git@github.com:ada/src.git"));
        catalog.catchUp();

        Result result = refresh();

        assertThat(result.seen()).isEqualTo(1);
        assertThat(result.unknown()).isEqualTo(2);
        assertThat(catalog.state(a)).isEqualTo("present");
        assertThat(catalog.state(Path.of("relative/dir"))).isEqualTo("present");
    }

    @Test
    void a_look_at_one_folder_judges_only_what_lies_there() throws Exception {
        Path a = repository("a/x", "git@github.com:ada/a.git");
        Path b = repository("b/y", "git@github.com:ada/b.git");
        repository("b/z", "git@github.com:ada/z.git");
        refresh();
        move(a, home.resolve("a"));
        move(b, home.resolve("b"));

        assertThat(refresh(code.resolve("b").toString()).vanished()).isEqualTo(1);

        assertThat(catalog.state(a)).isEqualTo("present");
        assertThat(catalog.state(b)).isEqualTo("vanished");
    }

    @Test
    void a_project_outside_of_all_roots_is_looked_at_by_itself() throws Exception {
        Path far = home.resolve("far/a");
        move(repository("a", "git@github.com:ada/a.git"), far);
        Files.createDirectories(home.resolve("far/other"));
        catalog.write(
                List.of(new ProjectCommand.Observe(far.toString(), Facts.project("a", "git@github.com:ada/a.git"))));

        assertThat(refresh().changed()).isEqualTo(1); // its history is known now
        assertThat(refresh().changed()).isZero();

        move(far, home.resolve("b"));
        assertThat(refresh().vanished()).isEqualTo(1);
    }

    @Test
    void a_worktree_is_part_of_its_repository() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        Path git = Files.createDirectories(a.resolve(".git/worktrees/side"));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/side\n");
        Files.writeString(git.resolve("commondir"), "../..\n");
        Path side = Files.createDirectories(code.resolve("side"));
        Files.writeString(side.resolve(".git"), "gitdir: " + git + "\n");

        refresh();

        ProjectView view = catalog.queries.project(side.toString()).orElseThrow();
        assertThat(view.kind()).isEqualTo("worktree");
        assertThat(view.partOf()).contains(a.toString());
        assertThat(view.repository()).contains("github.com/ada/a");
    }

    @Test
    void what_is_within_a_part_is_a_part_of_that() throws Exception {
        Path a = repository("a", "git@github.com:ada/a.git");
        Path lib = part(a.resolve("lib"), a.resolve(".git/modules/lib"));
        Path inner = part(lib.resolve("inner"), a.resolve(".git/modules/lib/modules/inner"));
        Path side = worktree(code.resolve("side"), a.resolve(".git/worktrees/side"));
        Path sideLib = part(side.resolve("lib"), a.resolve(".git/worktrees/side/modules/lib"));
        Path libSide = worktree(code.resolve("lib-side"), a.resolve(".git/modules/lib/worktrees/lib-side"));

        refresh();

        assertThat(catalog.queries.projects(ProjectQueries.Filter.PRESENT))
                .extracting(
                        ProjectView::path, ProjectView::kind, it -> it.partOf().orElse(""))
                .containsExactlyInAnyOrder(
                        tuple(a.toString(), "main", ""),
                        tuple(lib.toString(), "submodule", a.toString()),
                        tuple(inner.toString(), "submodule", lib.toString()),
                        tuple(side.toString(), "worktree", a.toString()),
                        tuple(sideLib.toString(), "submodule", side.toString()),
                        tuple(libSide.toString(), "worktree", lib.toString()));
    }

    private static Path part(Path at, Path git) throws IOException {
        Files.createDirectories(git);
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.createDirectories(at);
        Files.writeString(at.resolve(".git"), "gitdir: " + git + "\n");
        return at;
    }

    private static Path worktree(Path at, Path git) throws IOException {
        part(at, git);
        Files.writeString(git.resolve("commondir"), "../..\n");
        return at;
    }

    @Test
    void a_history_that_begins_anew_is_noticed() throws Exception {
        Path a = code.resolve("a");
        try (Git git = Commits.begin(a)) {
            Commits.commit(git, "begin");
        }
        catalog.now = Instant.now();
        refresh();
        try (Git git = Git.open(a.toFile())) {
            RevCommit again = git.commit()
                    .setAmend(true)
                    .setMessage("begin better")
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .setSign(false)
                    .call();
            catalog.now = Instant.now();

            assertThat(refresh().changed()).isEqualTo(1);

            assertThat(catalog.queries.project(a.toString()).orElseThrow().rootCommit())
                    .contains(again.name());
        }
    }

    @Test
    void what_was_moved_out_of_a_folder_of_its_own_has_moved() throws Exception {
        Path alone = repository("group/a", "git@github.com:ada/a.git");
        catalog.now = Instant.now();
        refresh();
        Path to = code.resolve("a");
        move(alone, to);

        assertThat(refresh().moved()).isEqualTo(1);

        assertThat(catalog.queries.project(alone.toString()).orElseThrow().movedTo())
                .contains(to.toString());
    }

    @Test
    void what_is_left_out_by_its_name_behind_a_link_stays_out() throws Exception {
        Path a = repository("old/a", "git@github.com:ada/a.git");
        repository("b", "git@github.com:ada/b.git");
        Path linked = Files.createSymbolicLink(temporary.toRealPath().resolve("linked"), home);
        home = linked;
        refresh();
        catalog.write(List.of(new ScanCommand(new ScanEvent.RootSet(
                linked.resolve("code/old").toString(), ScanEvent.EXCLUDED, Optional.empty(), Optional.empty()))));

        assertThat(refresh().vanished()).isEqualTo(1);
        Result again = refresh();

        assertThat(again.reappeared() + again.seen() + again.vanished()).isZero();
        assertThat(catalog.queries.projects(ProjectQueries.Filter.PRESENT))
                .extracting(ProjectView::name)
                .containsExactly("b");
        assertThat(a).exists();
    }

    @Test
    void another_remote_ends_the_link_to_a_repository_that_was_renamed() throws Exception {
        Path a = repository("a", "git@github.com:team/old.git");
        refresh();
        var old = RemoteIdentity.github("team/old").orElseThrow();
        var renamed = RemoteIdentity.github("team/new").orElseThrow();
        catalog.write(List.of(
                new RepositoryCommand(new RepositoryEvent.Seen(old, Facts.repository("team/old", "x"))),
                new RepositoryCommand(new RepositoryEvent.Gone(old)),
                new ProjectCommand.Link(a.toString(), Optional.of(renamed))));
        assertThat(refresh().changed()).isZero();
        assertThat(catalog.queries.project(a.toString()).orElseThrow().repository())
                .contains(renamed.text());
        Files.writeString(a.resolve(".git/config"), "[remote \"origin\"]\n\turl = https://github.com/ada/fork\n");

        refresh();

        assertThat(catalog.queries.project(a.toString()).orElseThrow().repository())
                .contains("github.com/ada/fork");
    }
}
