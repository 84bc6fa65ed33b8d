package dev.daybook.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.InProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectCommandsTest {

    @TempDir
    Path temporary;

    private Path code;
    private String errors = "";

    @BeforeEach
    void aHome() throws IOException {
        Path home = temporary.toRealPath().resolve("ada");
        code = home.resolve("code");
        System.setProperty("daybook.home", home.toString());
        repository("local", "");
        repository("remote", "[remote \"origin\"]\n\turl = git@github.com:ada/remote.git\n");
    }

    @AfterEach
    void end() {
        System.clearProperty("daybook.home");
    }

    private void repository(String name, String config) throws IOException {
        Path git = Files.createDirectories(code.resolve(name).resolve(".git"));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(git.resolve("config"), config);
    }

    private String daybook(int code, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--data", temporary.resolve("data").toString()));
        int exit = InProcess.run(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(),
                all.toArray(String[]::new));
        errors = err.toString(UTF_8);
        assertThat(exit).as("%s%n%s", all, errors).isEqualTo(code);
        return out.toString(UTF_8);
    }

    @Test
    void scripts_find_the_lines_that_they_know() throws Exception {
        assertThat(daybook(0, "projects", "--refresh", "--format", "default"))
                .isEqualTo("%1$s/local\tmain%n%1$s/remote\tgit@github.com:ada/remote.git%n".formatted(code));
        assertThat(daybook(0, "projects", "--format", "simple")).isEqualTo("%1$s/local%n%1$s/remote%n".formatted(code));
        assertThat(daybook(0, "projects", "--format", "fzf", "--similar", "remote")
                        .lines())
                .containsExactly(
                        "%-60s %s".formatted(code + "/remote", "git@github.com:ada/remote.git"),
                        "%-60s %s".formatted(code + "/local", "main"),
                        "",
                        "Stats: 2 projects total | 1 with remotes | 1 local only");
        assertThat(new ObjectMapper().readTree(daybook(0, "projects", "--format", "json", "--search", "REMOTE")))
                .hasSize(1);
        daybook(3, "projects", "--format", "xml");
        assertThat(errors).contains("want one of table, json, ndjson, csv, default, simple, fzf");
    }

    @Test
    void projects_and_directories_are_found_by_their_words_and_shown() throws Exception {
        daybook(0, "update");
        daybook(0, "dir", "use", code.toString());

        var json = new ObjectMapper();
        assertThat(json.readTree(daybook(0, "search", "ada/remote.git", "--format", "json")))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.path("kind").asText()).isEqualTo("project");
                    assertThat(it.path("title").asText()).isEqualTo("remote");
                    assertThat(it.path("status").asText()).isEqualTo("present");
                });
        assertThat(json.readTree(daybook(0, "search", "code", "--kind", "directory", "--format", "json")))
                .hasSize(1);
        assertThat(daybook(0, "show", "project/" + code.resolve("remote"))).contains("github.com/ada/remote");
        assertThat(daybook(0, "show", "directory/" + code)).contains("directory");
        Files.move(code.resolve("remote"), code.resolve("gone"));
        daybook(0, "update");
        assertThat(daybook(0, "search", "remote", "--status", "vanished", "--kind", "project"))
                .contains("remote");
    }

    @Test
    void what_cannot_be_looked_through_is_told_beside_the_output_and_by_the_exit_code() throws Exception {
        repository("broken", "[remote \"origin\"\n");

        assertThat(daybook(5, "update")).contains(code + "/broken");
        assertThat(errors).contains("a folder could not be looked through: ");
    }

    @Test
    void a_host_that_cannot_be_asked_is_a_failure_and_the_rest_goes_on() {
        daybook(0, "update");
        assertThat(daybook(1, "sync")).contains("there is no token for api.github.com");
        assertThat(daybook(0, "projects", "--format", "simple", "--verbose")).contains("/remote");
        assertThat(errors)
                .containsPattern(
                        "projects: fresh, [0-9]+ s old, fresh for 5 min; asked for 1 times: 1 hits, 0 stale, 0 misses")
                .contains("github-repos: unknown, as nobody looked yet, fresh for 12 h");
        assertThat(daybook(0, "freshness").lines().findFirst())
                .hasValueSatisfying(heads -> assertThat(heads)
                        .containsSubsequence("cache", "state", "refreshed", "age", "ttl", "hits")
                        .doesNotContain("Seconds"));
        assertThat(daybook(0, "freshness", "--format", "csv")).contains("ageSeconds,ttlSeconds");
        assertThat(daybook(2, "doctor", "projects", "--format", "csv"))
                .contains("database,ok,sound")
                .contains("github,warning,there is no token for api.github.com");
        assertThat(daybook(2, "doctor", "projects").lines())
                .contains("ok       database: sound")
                .containsSubsequence(
                        "warning  freshness: github-repos: nobody looked yet", "         daybook sync asks for them");
        assertThat(daybook(0, "crontab")).contains("daybook sync --type full");
    }

    @Test
    void a_repository_is_cloned_to_where_others_of_its_owner_lie_and_known_at_once() throws Exception {
        try (var remote = new RemoteServer(temporary)) {
            repository("other/engine", "[remote \"origin\"]\n\turl = http://127.0.0.1/ada/engine.git\n");
            daybook(0, "update");

            assertThat(daybook(0, "clone", remote.url(), "--suggest", "--format", "json"))
                    .contains("\"path\" : \"%s/other/Tools\"".formatted(code), "\"cloned\" : false");
            assertThat(code.resolve("other/Tools")).doesNotExist();
            daybook(0, "clone", remote.url());

            assertThat(Files.readString(code.resolve("other/Tools/.git/config")))
                    .contains("url = " + remote.url());
            assertThat(daybook(0, "projects", "--format", "default"))
                    .contains("%s/other/Tools\t%s\n".formatted(code, remote.url()));
            daybook(1, "clone", remote.url());
            assertThat(errors).contains("127.0.0.1/ada/Tools is here already, at " + code);
            daybook(1, "clone", remote.url(), "--target", code.toString());
            assertThat(errors)
                    .contains(code + " is there already: name another target")
                    .doesNotContain("daybook history");
        }
    }

    @Test
    void what_remotes_have_is_fetched_into_all_projects_and_one_that_cannot_be_asked_is_listed() throws Exception {
        try (var remote = new RemoteServer(temporary)) {
            Path tools = code.resolve("Tools");
            daybook(0, "clone", remote.url(), "--target", tools.toString());
            assertThat(daybook(0, "sync", "--type", "repos")).contains("unchanged");
            remote.commit("More");

            assertThat(daybook(0, "sync", "-t", "repos", "-n", "--format", "json"))
                    .contains("\"changed\" : 1");
            assertThat(daybook(0, "sync", "-t", "repos", "--format", "json")).contains("\"changed\" : 1");
            assertThat(daybook(0, "sync", "-t", "repos", "--format", "json")).contains("\"changed\" : 0");

            repository("broken", "[remote \"origin\"]\n\turl = http://127.0.0.1:1/ada/broken.git\n");
            daybook(0, "update", "-n");
            assertThat(daybook(0, "projects", "--format", "simple")).doesNotContain("broken");
            daybook(0, "update", "--exclude", "remote");
            assertThat(daybook(5, "sync", "-t", "repos")).contains("partial", code + "/broken");
        }
    }

    @Test
    void what_cannot_be_cloned_is_told_with_the_way_out_and_nothing_is_left_of_it() {
        daybook(1, "clone", "http://127.0.0.1:1/ada/none.git", "--target", code + "/none");
        assertThat(errors).contains("http://127.0.0.1:1/ada/none.git: ");
        assertThat(code.resolve("none")).doesNotExist();
        daybook(3, "clone", "https://ada:secret@example.org/ada/x.git");
        assertThat(errors).contains("leave that out").doesNotContain("secret");
        daybook(3, "clone", "engine");
        assertThat(errors).contains("no repository that is known is called 'engine': want owner/name");
        daybook(3, "clone", "../../etc");
        daybook(3, "clone", "/etc");
        for (String url : List.of("ssh://-oProxyCommand=touch/ada/x", "ssh://-oProxyCommand=touch@host/ada/x")) {
            daybook(1, "clone", url, "--target", code + "/none");
            assertThat(errors).contains("begins with '-'");
        }
    }

    @Test
    void a_project_is_shown_by_the_command_that_shows_anything() {
        daybook(0, "update");

        assertThat(daybook(0, "show", "project/" + code + "/local"))
                .isEqualTo(daybook(0, "project", "show", code + "/local"))
                .contains(code + "/local");
    }

    @Test
    void roots_and_what_is_left_out_are_kept() throws Exception {
        repository("../elsewhere/deep", "");
        repository("node_modules/dep", "");
        daybook(0, "roots", "add", code.resolveSibling("elsewhere").toString());
        daybook(0, "roots", "exclude", "node_modules");
        daybook(0, "update");

        assertThat(daybook(0, "projects", "--format", "simple").lines())
                .containsExactly(code + "/local", code + "/remote", code.resolveSibling("elsewhere") + "/deep");
        assertThat(daybook(0, "roots", "list", "--format", "csv")).contains("node_modules,excluded,,");

        daybook(0, "roots", "remove", "node_modules");
        daybook(0, "roots", "exclude", code.toString());
        daybook(0, "update");
        assertThat(daybook(0, "projects", "--format", "simple").lines())
                .as("what is left out is listed no more")
                .containsExactly(code.resolveSibling("elsewhere") + "/deep");
        daybook(0, "roots", "remove", code.toString());
        daybook(0, "update");
        assertThat(daybook(0, "projects", "--format", "simple").lines()).hasSize(4);
        daybook(1, "roots", "remove", "node_modules");
        assertThat(errors).contains("daybook roots list").doesNotContain("daybook search");
        daybook(3, "roots", "exclude", "[");
    }
}
