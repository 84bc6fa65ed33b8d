package dev.daybook.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.InProcess;
import dev.daybook.importing.Folder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

/** Scripts written for gum go on by {@code daybook gum}. */
class GumCommandsTest {

    @TempDir
    Path temporary;

    private Path home;
    private String errors = "";

    @BeforeEach
    void aHomeOfGum() throws IOException {
        home = temporary.toRealPath().resolve("ada");
        Folder.copy(Path.of("src/test/resources/legacy/gum/valid/v0-json"), home);
        System.setProperty("daybook.home", home.toString());
    }

    @AfterEach
    void end() {
        System.clearProperty("daybook.home");
    }

    private String gum(int code, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var all = new ArrayList<>(List.of("gum"));
        all.addAll(List.of(args));
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

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void what_gum_knows_is_listed_in_its_formats_once_it_is_taken_over() throws Exception {
        assertThat(gum(0, "migrate", "--dry-run")).contains("dry run");
        assertThat(gum(0, "migrate", "--status")).contains("no migrations so far");
        gum(0, "migrate");

        assertThat(gum(0, "migrate", "--status", "--format", "csv").lines()).hasSize(2);
        assertThat(gum(0, "projects"))
                .contains("/code/lantern\tgit@github.com:adalove/lantern.git\n")
                .contains("/projects/scratch\tfeature/über-test\n");
        assertThat(gum(0, "projects-v2", "-f", "simple").lines()).hasSize(12);
        assertThat(json(gum(0, "projects", "-f", "json")).findValuesAsText("remote"))
                .contains("git@github.com:adalove/lantern.git");
        JsonNode directory = json(gum(0, "dirs", "-f", "json")).get(0);
        assertThat(directory.properties().stream().map(Map.Entry::getKey))
                .containsExactly("path", "score", "frequency", "last_seen");
        assertThat(gum(0, "dirs", "--jq", ".[0].frequency")).isEqualTo("44\n");
        assertThat(gum(0, "github")).contains("northwind-labs/billing (private) - Invoices\n");
        assertThat(gum(0, "dirs-cache")).contains("/projects").contains("cache");
        assertThat(gum(0, "status")).contains("github-repos").contains("unknown");
        assertThat(gum(0, "crontab")).contains("daybook update");
    }

    @Test
    void lines_stand_as_gum_prints_them() throws Exception {
        Files.writeString(home.resolve(".cache/gum/projects.json"), """
                {"data":[{"Path":"~/code/\uD842\uDFB7\uD83D\uDE00","Remote":"","Branch":"main"}],"timestamp":"2025-11-10T01:12:30Z","ttl":1}""");
        Files.delete(home.resolve(".cache/gum/project-dirs.json"));
        gum(0, "migrate");

        String path = home + "/code/\uD842\uDFB7\uD83D\uDE00";
        assertThat(gum(0, "projects", "-f", "fzf").lines().findFirst())
                .as("as many characters, whatever they take in memory")
                .hasValue(path + " ".repeat(Math.max(0, 60 - path.codePointCount(0, path.length()))) + " main");
        assertThat(gum(0, "dirs", "-f", "fzf")).isEqualTo(gum(0, "dirs"));
        assertThat(gum(0, "dirs", "--verbose").lines().toList())
                .isEqualTo(json(gum(0, "dirs", "-f", "json"))
                        .valueStream()
                        .map(row -> row.path("score").asLong() + "\t"
                                + row.path("path").asText())
                        .toList());
    }

    @Test
    void what_gums_own_scripts_say_is_understood() throws Exception {
        gum(0, "migrate");

        assertThat(gum(0, "github", "--list")).contains("northwind-labs/billing (private) - Invoices\n");
        assertThat(gum(0, "dirs-cache", "--list")).isEqualTo(gum(0, "dirs-cache"));
        assertThat(gum(0, "dirs-cache", "--refresh")).contains("/projects");
        assertThat(gum(0, "projects-v2", "--with-github", "--search", "billing"))
                .contains("/billing\tgit@github.com:northwind-labs/billing.git\t[GitHub: northwind-labs/billing]");
        assertThat(gum(0, "projects", "-g", "-f", "FZF", "--search", "billing"))
                .contains("billing.git [GitHub: northwind-labs/billing]");
        assertThat(gum(0, "version")).isEqualTo("daybook development\n");
        assertThat(gum(0, "version", "-v")).contains("Java 25");
        assertThat(gum(0, "--version")).isEqualTo("daybook development\n");
        assertThat(gum(0, "--crontab")).isEqualTo(gum(0, "crontab"));
        assertThat(gum(2, "integrity", "--format", "csv")).contains("database,ok,sound");
    }

    @Test
    void all_of_github_is_followed_by_what_the_remotes_of_projects_have() throws Exception {
        gum(0, "migrate");

        assertThat(json(gum(1, "sync", "--format", "json")).findValuesAsText("type"))
                .containsExactly("full", "repos");
        assertThat(errors).contains("there is no token for api.github.com").contains("it is not there now");
        assertThat(json(gum(5, "sync", "-t", "repos-fetch", "--format", "json")).findValuesAsText("type"))
                .containsExactly("repos");
        gum(3, "sync", "-t", "everything");
    }

    @Test
    void what_asks_nothing_that_is_recorded_begins_no_journal() {
        gum(0, "crontab");
        gum(0, "version");
        assertThat(gum(0, "dirs", "--demo", "--limit", "2").lines()).hasSize(2);
        assertThat(gum(0, "dirs", "--demo", "--limit", "0").lines()).hasSize(18);
        gum(0, "migrate", "--dry-run");
        gum(0, "migrate", "--status");
        gum(1, "migrate", "--rollback");
        gum(0, "migrate", "--backup", temporary.resolve("gum.tar.zst").toString());
        gum(1, "projects");

        assertThat(temporary.resolve("data")).doesNotExist();
    }

    @Test
    void a_list_that_is_empty_says_whether_there_may_be_more() {
        gum(0, "migrate");

        gum(0, "projects", "--search", "nothing", "--state", "any");
        assertThat(errors).contains("none fits: without --search and --state there may be more");
        gum(0, "github", "--search", "nothing");
        assertThat(errors).contains("none fits: without --search");
    }

    @Test
    void a_migration_is_taken_back_and_its_files_stay() {
        gum(0, "migrate");
        assertThat(gum(0, "migrate", "--rollback")).contains("undone");

        assertThat(gum(0, "projects")).isEmpty();
        assertThat(errors).contains("no projects: daybook update looks for them");
        assertThat(home.resolve(".cache/gum/projects.json")).exists();
        gum(3, "migrate", "--rollback", "--status");
        assertThat(errors).contains("exclude each other");
    }

    @Test
    void the_last_migration_that_counts_is_taken_back_and_that_of_a_home_where_one_is_named() throws IOException {
        Path other = temporary.toRealPath().resolve("eve");
        Folder.copy(Path.of("src/test/resources/legacy/gum/valid/v1-db"), other);
        gum(0, "migrate", other.toString());
        gum(0, "migrate");
        gum(0, "migrate", "--rollback");
        assertThat(errors).contains("an earlier migration still counts: --rollback once more takes back the next");
        gum(0, "migrate");

        assertThat(gum(0, "migrate", other.toString(), "--status", "--format", "csv"))
                .contains(other.toString())
                .doesNotContain(home.toString());
        gum(0, "migrate", other.toString(), "--rollback");
        assertThat(errors).doesNotContain("still count");
        assertThat(gum(0, "projects")).isNotEmpty();
        gum(0, "migrate", "--rollback");
        assertThat(gum(0, "projects")).isEmpty();
        gum(1, "migrate", "--rollback");
        assertThat(errors).contains("there is no migration to take back");
        assertThat(gum(0, "migrate", "--status", "--format", "json")).contains("rolledBack");
    }

    @Test
    void what_holds_nothing_of_gum_is_not_put_back_as_if_it_did() throws IOException {
        Path hive = temporary.resolve("hive.tar.zst");
        Path project = temporary.resolve("project");
        Folder.copy(Path.of("src/test/resources/legacy/hive/generated/small"), project);
        Path database = temporary.resolve("copied.db");
        Files.copy(Path.of("src/test/resources/legacy/gum/valid/v1-db/.cache/gum/gum.db"), database);

        gum(1, "migrate", "--restore", database.toString());
        assertThat(errors).contains("is a database, no archive");
        gum(1, "migrate", "--restore", hive.toString());
        assertThat(errors).contains("there is no file " + hive);
        String data = temporary.resolve("data").toString();
        String[] backup = {"migrate", project.toString(), "--kind", "hive", "--backup", hive.toString(), "--data", data
        };
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
        InProcess.run(nowhere, nowhere, Map.of(), backup);
        gum(1, "migrate", "--restore", hive.toString());
        assertThat(errors).contains(hive + " holds no files of gum");
    }

    @Test
    void a_backup_brings_gums_files_back_and_overwrites_only_if_told() throws IOException {
        Path archive = temporary.resolve("gum.tar.zst");
        Path cache = home.resolve(".cache/gum/projects.json");
        byte[] before = Files.readAllBytes(cache);
        Files.writeString(home.resolve(".config/other.ini"), "of another program");
        gum(0, "migrate", "--backup", archive.toString());
        gum(1, "migrate", "--backup", archive.toString());
        assertThat(errors).contains("a backup never replaces anything");

        Files.delete(cache);
        Files.writeString(home.resolve(".config/other.ini"), "changed since");
        assertThat(gum(0, "migrate", "--restore", archive.toString())).containsPattern("written +1\\b");
        assertThat(Files.readAllBytes(cache)).isEqualTo(before);
        assertThat(home.resolve(".config/other.ini")).hasContent("changed since");

        Files.writeString(cache, "{}");
        gum(1, "migrate", "--restore", archive.toString());
        assertThat(errors).contains(cache.toString()).contains("force").doesNotContain("daybook history");
        assertThat(cache).hasContent("{}");
        gum(0, "migrate", "--restore", archive.toString(), "--force");
        assertThat(Files.readAllBytes(cache)).isEqualTo(before);
        gum(1, "migrate", "--restore", cache.toString());
        assertThat(errors).contains("cannot be unpacked");
        gum(3, "migrate", "--force");
    }
}
