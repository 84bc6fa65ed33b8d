package dev.daybook.project;

import static dev.daybook.project.github.GitHubServer.says;
import static dev.daybook.project.github.GitHubServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Progress;
import dev.daybook.project.GitHubSync.Result;
import dev.daybook.project.github.GitHub;
import dev.daybook.project.github.GitHub.Access;
import dev.daybook.project.github.GitHubServer;
import dev.daybook.project.github.Token;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubSyncTest {

    @TempDir
    Path temporary;

    private Catalog catalog;
    private GitHubServer server;
    private int runs;
    private Progress progress = Progress.UNHEARD;

    @BeforeEach
    void begin() throws IOException {
        catalog = new Catalog(temporary);
        server = new GitHubServer();
    }

    @AfterEach
    void end() {
        server.close();
        catalog.close();
    }

    private Result sync(String type) {
        var access = new Access(
                server.base(),
                Optional.of(new Token(GitHubServer.TOKEN)),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofMillis(1),
                Duration.ofMinutes(10));
        try (var github = new GitHub(access, () -> catalog.now)) {
            return GitHubSync.run(
                    catalog.queries, github, "github.com", type, "run-" + ++runs, catalog.now, catalog, progress);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RepositoryView repository(String id) {
        return catalog.queries.repository(id).orElseThrow();
    }

    private void project(String path, String remote) {
        catalog.write(List.of(new ProjectCommand.Observe(path, Facts.project("x", remote))));
    }

    @Test
    void all_that_the_host_tells_is_known_and_projects_are_linked_by_identity() {
        server.put("Ada/Tools");
        project("/home/ada/tools", "ssh://git@github.com:22/ada/tools.git/");

        Result result = sync("full");

        assertThat(result.status()).isEqualTo("completed");
        assertThat(result.seen()).isEqualTo(1);
        RepositoryFacts facts = repository("github.com/ada/tools").facts();
        assertThat(facts.fullName()).isEqualTo("Ada/Tools");
        assertThat(facts.language()).contains("Java");
        assertThat(facts.license()).contains("MIT License");
        assertThat(facts.topics()).containsExactly("cli", "tools");
        assertThat(facts.stars()).contains(3L);
        assertThat(facts.pushedAt()).contains(Instant.parse("2026-01-03T03:04:05Z"));
        assertThat(catalog.queries.linked()).isEqualTo(1);
        assertThat(catalog.queries.syncRuns(10)).singleElement().satisfies(it -> {
            assertThat(it.type()).isEqualTo("full");
            assertThat(it.status()).isEqualTo("completed");
        });
    }

    @Test
    void what_nobody_wants_any_more_leaves_the_host_alone_and_says_nothing() {
        server.put("ada/a");
        server.next(server.silence());
        progress = (_, _, _) -> {
            throw new IllegalStateException("unwanted");
        };

        assertThatThrownBy(() -> sync("full")).hasMessage("unwanted");

        assertThat(server.requests()).hasSizeLessThanOrEqualTo(1);
        assertThat(catalog.types()).isEmpty();
    }

    @Test
    void to_ask_again_says_nothing() {
        server.put("ada/a");
        sync("full");
        List<String> before = catalog.types();

        assertThat(sync("full").status()).isEqualTo("completed");
        assertThat(sync("incremental").status()).isEqualTo("unchanged");

        assertThat(catalog.types()).isEqualTo(before);
    }

    @Test
    void what_changed_since_is_heard_without_all_the_rest() {
        for (int i = 0; i < 250; i++) {
            server.put("ada/r" + i);
        }
        sync("full");
        int asked = server.requests().size();
        server.put("ada/r7").put("stargazers_count", 99).put("updated_at", "2026-11-26T12:30:00Z");

        Result result = sync("incremental");

        assertThat(result.changed()).isEqualTo(1);
        assertThat(repository("github.com/ada/r7").facts().stars()).contains(99L);
        assertThat(server.requests()).hasSize(asked + 1);
    }

    @Test
    void what_the_host_knows_no_more_is_gone_after_a_full_one() {
        server.put("ada/a");
        server.put("ada/b");
        sync("full");
        server.remove("ada/b");

        assertThat(sync("incremental").gone()).isZero();
        assertThat(sync("full").gone()).isEqualTo(1);
        assertThat(repository("github.com/ada/b").gone()).isTrue();
        assertThat(sync("full").gone()).isZero();

        server.put("ada/b");
        assertThat(sync("full").changed()).isEqualTo(1);
        assertThat(repository("github.com/ada/b").gone()).isFalse();
    }

    @Test
    void a_repository_of_others_is_asked_for_where_a_project_is_a_copy_of_it() {
        server.put("ada/mine");
        ObjectNode others = server.put("team/lib");
        project("/home/ada/lib", "https://github.com/team/lib");
        project("/home/ada/none", "https://github.com/team/none");
        project("/home/ada/elsewhere", "https://gitlab.com/team/lib");
        assertThat(others).isNotNull();

        sync("full");

        assertThat(repository("github.com/team/lib").gone()).isFalse();
        assertThat(catalog.queries.repositories()).hasSize(2);
        assertThat(server.requests()).noneMatch(it -> it.contains("elsewhere"));
    }

    @Test
    void a_repository_that_is_withheld_is_neither_gone_nor_keeps_others_from_being_asked_for() {
        for (String name : List.of("team/a", "team/b", "team/c")) {
            server.put(name);
        }
        sync("full");
        server.remove("team/a");
        server.remove("team/b");
        server.remove("team/c");
        server.withhold("team/b", "Resource protected by organization SAML enforcement.");

        Result result = sync("full");

        assertThat(result.status()).isEqualTo("partial");
        assertThat(result.gone()).isEqualTo(2);
        assertThat(repository("github.com/team/b").gone()).isFalse();
        assertThat(result.errors())
                .containsExactly(new GitHubSync.Flaw(
                        "github.com/team/b",
                        "127.0.0.1 lets this token not read it: Resource protected by organization SAML enforcement."));
        assertThat(catalog.queries.freshness("github-repos")).isPresent();
    }

    @Test
    void a_repository_that_is_never_told_does_not_keep_others_from_being_known() {
        project("/home/ada/bad", "https://github.com/team/bad");
        project("/home/ada/worse", "https://github.com/team/worse");
        for (int i = 0; i < 8; i++) {
            project("/home/ada/" + i, "https://github.com/team/r" + i);
            server.put("team/r" + i);
            server.hide("team/r" + i);
        }
        server.breaks("team/bad", status(502));
        server.breaks("team/worse", says(200, "{\"name\":"));

        Result result = sync("full");

        assertThat(result.status()).isEqualTo("partial");
        assertThat(result.error()).isEmpty();
        assertThat(result.errors())
                .extracting(GitHubSync.Flaw::repository)
                .containsExactlyInAnyOrder("github.com/team/bad", "github.com/team/worse");
        assertThat(catalog.queries.repositories()).hasSize(8);
        assertThat(catalog.queries.syncRuns(1))
                .singleElement()
                .satisfies(it -> assertThat(it.status()).isEqualTo("partial"));
    }

    @Test
    void metadata_are_asked_for_of_each_by_itself_with_its_languages() {
        server.put("ada/a");
        sync("full");
        int asked = server.requests().size();
        server.put("ada/a").put("stargazers_count", 9);

        assertThat(sync("metadata").changed()).isEqualTo(1);

        assertThat(repository("github.com/ada/a")
                        .facts()
                        .languages()
                        .orElseThrow()
                        .text())
                .isEqualTo("{\"Java\":700,\"HTML\":7}");
        assertThat(server.requests().subList(asked, asked + 2))
                .containsExactly("/repos/ada/a", "/repos/ada/a/languages");
        assertThat(sync("metadata").changed()).isZero();
        assertThat(sync("full").changed()).isZero();
        assertThat(repository("github.com/ada/a").facts().languages()).isPresent();
    }

    @Test
    void a_repository_that_was_renamed_is_gone_under_its_old_name() {
        server.put("team/old");
        sync("full");
        server.rename("team/old", "Team/New");

        assertThat(sync("full").gone()).isEqualTo(1);

        assertThat(repository("github.com/team/old").gone()).isTrue();
        assertThat(repository("github.com/team/new").gone()).isFalse();
        int asked = server.requests().size();
        assertThat(sync("full").gone()).isZero();
        assertThat(server.requests()).hasSize(asked + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_project_belongs_to_its_repository_also_after_that_was_renamed(boolean known) {
        server.put("team/old");
        catalog.imported("/home/ada/old", Facts.project("old", "https://github.com/team/old"));
        catalog.catchUp();
        if (known) {
            sync("full");
        }
        server.rename("team/old", "Team/New");

        sync("full");

        assertThat(catalog.queries.project("/home/ada/old").orElseThrow().repository())
                .contains("github.com/team/new");
        assertThat(repository("github.com/team/new").gone()).isFalse();
    }

    @Test
    void that_a_repository_was_renamed_is_noticed_where_only_what_changed_is_asked_for() {
        server.put("team/old");
        for (int i = 0; i < 150; i++) {
            server.put("ada/r" + i).put("created_at", "2025-01-02T03:04:05Z");
        }
        catalog.imported("/home/ada/old", Facts.project("old", "https://github.com/team/old"));
        catalog.catchUp();
        sync("full");
        server.rename("team/old", "Team/New").put("updated_at", "2026-11-26T12:30:00Z");
        int asked = server.requests().size();

        Result result = sync("incremental");

        assertThat(result.gone()).isEqualTo(1);
        assertThat(result.seen()).isEqualTo(1);
        assertThat(repository("github.com/team/old").gone()).isTrue();
        assertThat(catalog.queries.project("/home/ada/old").orElseThrow().repository())
                .contains("github.com/team/new");
        assertThat(server.requests())
                .as("the list, and the one that is as old, which leads on")
                .hasSize(asked + 3);
    }

    @Test
    void an_answer_that_tells_of_no_repository_is_an_error() {
        server.put("team/r");
        catalog.imported("/home/ada/r", Facts.project("r", "https://github.com/team/other"));
        catalog.catchUp();
        server.put("team/other");
        server.hide("team/other");
        server.breaks("team/other", says(200, "{\"message\":\"hm\"}"));

        assertThat(sync("full").errors()).hasSize(1);
    }

    @Test
    void where_there_are_too_many_to_ask_for_at_once_each_has_its_turn() {
        for (int i = 0; i < 1_050; i++) {
            catalog.imported("/home/ada/" + i, Facts.project("x", "https://github.com/team/r" + i));
        }
        catalog.catchUp();
        int runs = 0;
        while (Set.copyOf(server.requests()).size() < 1_051 && runs < 20) {
            sync("incremental");
            runs++;
            catalog.now = catalog.now.plusSeconds(1);
        }

        assertThat(Set.copyOf(server.requests())).hasSize(1_051);
        assertThat(server.requests()).hasSize(runs * 1_001);
    }

    @Test
    void an_answer_without_a_name_lets_nothing_be_gone() {
        project("/home/ada/a", "https://github.com/team/a");
        server.put("team/a");
        sync("full");
        server.remove("team/a");
        server.next(server.none(), says(200, "{\"stargazers_count\":4}"));

        assertThat(sync("full").gone()).isZero();
    }

    @Test
    void what_was_heard_before_it_failed_is_kept_and_all_else_goes_on() {
        for (int i = 0; i < 150; i++) {
            server.put("ada/r" + i);
        }
        server.next(server.none(), status(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "4102444800"));

        Result failed = sync("full");

        assertThat(failed.status()).isEqualTo("failed");
        assertThat(failed.error().orElseThrow()).contains("asked too often");
        assertThat(failed.retryAt()).contains(Instant.ofEpochSecond(4102444801L));
        assertThat(catalog.queries.repositories()).hasSize(100);
        assertThat(catalog.queries.freshness("github-repos")).isEmpty();

        assertThat(sync("full").seen()).isEqualTo(50);
        assertThat(catalog.queries.freshness("github-repos")).isPresent();
        assertThat(catalog.queries.syncRuns(10))
                .extracting(SyncRunView::status)
                .containsExactlyInAnyOrder("failed", "completed");
    }

    @Test
    void odd_answers_are_taken_as_far_as_they_go() {
        server.next(
                says(200, "[{},{\"full_name\":\"ada/a\",\"updated_at\":\"yesterday\",\"stargazers_count\":\"many\"}]"));

        sync("full");

        assertThat(catalog.queries.repositories()).singleElement().satisfies(it -> {
            assertThat(it.id()).isEqualTo("github.com/ada/a");
            assertThat(it.facts().updatedAt()).isEmpty();
            assertThat(it.facts().stars()).isEmpty();
        });
    }

    private Access access(String... environment) {
        var variables = new HashMap<String, String>();
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return GitHubSync.access(new Machine(temporary, variables));
    }

    @Test
    void where_to_ask_is_a_setting_of_the_machine() {
        assertThat(access().base()).isEqualTo(URI.create("https://api.github.com"));
        assertThat(access().token()).isEmpty();
        assertThat(access("GH_HOST", "git.example.org").base()).isEqualTo(URI.create("https://git.example.org/api/v3"));
        assertThat(access("GH_HOST", "ada.ghe.com").base()).isEqualTo(URI.create("https://api.ada.ghe.com"));
        assertThat(access("GITHUB_API_URL", "http://127.0.0.1:9/x").base())
                .isEqualTo(URI.create("http://127.0.0.1:9/x"));
    }

    @Test
    void the_tokens_of_github_go_to_hosts_of_github_only() {
        for (String token : List.of("GH_TOKEN", "GITHUB_TOKEN")) {
            assertThat(access(token, "t").token()).isPresent();
            assertThat(access(token, "t", "GH_HOST", "ada.ghe.com").token()).isPresent();
            assertThat(access(token, "t", "GH_HOST", "git.example.org").token()).isEmpty();
        }
        for (String token : List.of("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")) {
            assertThat(access(token, "t").token()).isEmpty();
            assertThat(access(token, "t", "GH_HOST", "git.example.org").token()).isPresent();
        }
    }

    @Test
    void a_token_goes_to_no_address_that_it_is_not_for() throws IOException {
        Files.createDirectories(temporary.resolve(".config/gh"));
        Files.writeString(
                temporary.resolve(".config/gh/hosts.yml"),
                "github.com: {oauth_token: kept}\ngit.example.org: {oauth_token: theirs}\n");
        for (String token :
                List.of("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "NONE")) {
            for (String url : List.of(
                    "http://api.github.com",
                    "https://api.github.com.evil.example",
                    "https://api.github.com:444",
                    "https://api.github.com@evil.example",
                    "http://git.example.org")) {
                assertThat(access(token, "t", "GITHUB_API_URL", url).token())
                        .as(token + " " + url)
                        .isEmpty();
            }
            assertThat(access(token, "t", "GITHUB_API_URL", "https://git.example.org/api/v3")
                            .token())
                    .isPresent();
        }
        assertThat(access("GH_TOKEN", "t", "GITHUB_API_URL", "https://API.github.com/")
                        .token())
                .isPresent();
        assertThat(access("DAYBOOK_GITHUB_TOKEN", "t", "GITHUB_API_URL", "http://127.0.0.1:9")
                        .token())
                .isPresent();
    }

    @Test
    void a_setting_that_is_blank_is_none_and_one_that_is_no_host_is_told() {
        assertThat(access("GH_HOST", " ", "GITHUB_API_URL", "").base()).isEqualTo(URI.create("https://api.github.com"));
        for (String url : List.of("api.github.com", "ftp://git.example.org", "https://", "https://a b", ":")) {
            assertThatThrownBy(() -> access("GITHUB_API_URL", url))
                    .isInstanceOf(Rejected.class)
                    .hasMessage("GITHUB_API_URL is '%s': want a URL such as https://api.github.com", url);
        }
        assertThatThrownBy(() -> access("GH_HOST", "https://git.example.org"))
                .isInstanceOf(Rejected.class)
                .hasMessage("GH_HOST is 'https://git.example.org': want a host such as github.com");
    }
}
