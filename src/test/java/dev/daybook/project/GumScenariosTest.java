package dev.daybook.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.InProcess;
import dev.daybook.importing.Folder;
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

/** The scenarios that gum's plan of its migration promises to users, by its names for them. */
class GumScenariosTest {

    @TempDir
    Path temporary;

    private Path home;
    private String errors = "";

    @BeforeEach
    void givenAHomeOfGum() throws IOException {
        home = temporary.toRealPath().resolve("ada");
        Folder.copy(Path.of("src/test/resources/legacy/gum/valid/v0-json"), home);
        System.setProperty("daybook.home", home.toString());
    }

    @AfterEach
    void end() {
        System.clearProperty("daybook.home");
    }

    private String when(int code, String command) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of("--data", temporary.resolve("data").toString()));
        int exit = InProcess.run(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(),
                all.toArray(String[]::new));
        errors = err.toString(UTF_8);
        assertThat(exit).as("%s%n%s%s", command, out.toString(UTF_8), errors).isEqualTo(code);
        return out.toString(UTF_8);
    }

    private List<String> names(String command) {
        return when(0, command + " --jq .[].name").lines().toList();
    }

    private void givenARepository(String path, String url) throws IOException {
        Folder.write(home, path + "/.git/HEAD", "ref: refs/heads/main\n");
        Folder.write(home, path + "/.git/config", "[remote \"origin\"]\n\turl = " + url + "\n");
    }

    @Test
    void migration_from_json_to_database() {
        String report = when(0, "gum migrate");

        assertThat(report).contains("12 projects", "5 projects linked to repo", "7 github repos", "compared, ");
        assertThat(when(0, "gum migrate")).contains("0 imported");
        assertThat(when(0, "gum migrate --status --format csv").lines()).hasSize(2);
    }

    @Test
    void migration_skips_invalid_json_files_with_a_warning() throws IOException {
        Path projects = home.resolve(".cache/gum/projects.json");
        Files.writeString(projects, Files.readString(projects).substring(0, 60));

        assertThat(when(5, "gum migrate")).contains("projects.json", "ERROR");

        assertThat(when(0, "gum dirs --limit 1").lines()).hasSize(1);
        assertThat(projects).exists();
    }

    @Test
    void linking_local_projects_with_github_repositories() {
        when(0, "gum migrate");

        assertThat(when(0, "gum projects-v2 --with-github --search billing"))
                .as("over SSH, where gum's own migration links nothing")
                .endsWith("\t[GitHub: northwind-labs/billing]\n");
        assertThat(when(0, "gum projects -g --search frontend"))
                .as("without .git")
                .endsWith("\t[GitHub: northwind-labs/web-frontend]\n");
        assertThat(when(0, "gum projects -g --search mirror"))
                .as("of another host")
                .doesNotContain("GitHub");
        assertThat(names("projects --repository github.com/northwind-labs/billing"))
                .containsExactly("billing");
    }

    @Test
    void linking_by_hand_stays_until_it_is_taken_back() {
        when(0, "gum migrate");
        String scratch = when(0, "projects --format simple --search scratch").strip();

        when(0, "project link " + scratch + " github.com/northwind-labs/billing");
        assertThat(names("projects --repository github.com/northwind-labs/billing"))
                .containsExactly("billing", "scratch");

        when(0, "undo --yes");
        assertThat(names("projects --repository github.com/northwind-labs/billing"))
                .containsExactly("billing");
    }

    @Test
    void cache_consistency_between_commands() throws IOException {
        givenARepository("projects/new", "git@github.com:ada/new.git");
        givenARepository("code/other", "git@github.com:ada/other.git");
        when(0, "gum projects --refresh");
        String first = when(0, "gum projects --format simple");

        when(0, "gum update");
        when(0, "gum dirs-cache --refresh");

        assertThat(when(0, "gum projects-v2 --format simple")).isEqualTo(first).contains("/new\n", "/other\n");
    }

    @Test
    void cache_ttl_says_how_old_an_answer_is() throws IOException {
        givenARepository("projects/new", "git@github.com:ada/new.git");

        when(0, "gum projects --refresh --verbose");
        assertThat(errors).contains("projects: fresh, ", "fresh for 5 min");
        when(0, "update --if-stale");
        assertThat(when(0, "freshness --format csv")).contains("projects,fresh,");
    }

    @Test
    void rollback_of_a_migration() {
        when(0, "gum migrate");
        when(0, "gum migrate --rollback");

        assertThat(when(0, "gum projects")).isEmpty();
        assertThat(home.resolve(".cache/gum/projects.json")).exists();
        when(0, "gum migrate");
        assertThat(when(0, "gum projects").lines()).hasSize(12);
    }

    @Test
    void cron_jobs_say_nothing_beside_their_output_while_all_is_well() throws IOException {
        givenARepository("projects/new", "git@github.com:ada/new.git");
        when(0, "dir use " + home);
        List<String> jobs = when(0, "gum --crontab")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("^(\\S+ +){5}daybook ", "").replaceFirst(" *>/dev/null$", ""))
                .toList();
        assertThat(jobs).hasSize(4);

        for (String job : jobs) {
            boolean asksGitHub = job.startsWith("sync");
            when(asksGitHub ? 1 : 0, job);
            if (asksGitHub) {
                assertThat(errors).as("mailed, as nobody sees the output").contains("there is no token");
            } else {
                assertThat(errors).as(job).isEmpty();
            }
        }
    }
}
