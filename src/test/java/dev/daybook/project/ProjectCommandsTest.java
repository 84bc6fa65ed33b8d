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
    void a_host_that_cannot_be_asked_is_a_failure_and_the_rest_goes_on() {
        daybook(0, "update");
        assertThat(daybook(1, "sync")).contains("there is no token for api.github.com");
        assertThat(daybook(0, "projects", "--format", "simple", "--verbose")).contains("/remote");
        assertThat(errors).contains("projects: fresh").contains("github-repos: unknown");
        assertThat(daybook(0, "crontab")).contains("daybook sync --type full");
    }
}
