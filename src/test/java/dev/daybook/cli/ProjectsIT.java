package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.daybook.importing.Folder;
import dev.daybook.project.discovery.Commits;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was taken over of several projects is told apart in every list. */
class ProjectsIT {

    private static final String ONE = "SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0";
    private static final String TWO = "SBI-01K6GCQ7M4X2V9B8N0C5D3F1R2";

    @TempDir
    private Path root;

    @Test
    void each_list_shows_of_which_project_something_is_and_only_what_is_of_one() throws IOException {
        var program = Program.in(root);
        Path bakery = tree(program, "bakery", ONE);
        assertThat(program.command("sbi", "list").out())
                .as("who has one project needs no column for it")
                .doesNotContain("project");
        tree(program, "shop", TWO);
        program.command("sbi", "register", "of no project");

        assertLists(program, bakery);
        try (var _ = program.served()) {
            assertLists(program, bakery);
        }
    }

    private Path tree(Program program, String name, String task) throws IOException {
        Path tree = root.resolve(name);
        Folder.write(tree, ".deespec/specs/sbi/" + task + "/spec.md", "# 直す " + name + "\n");
        var taken = program.command("migrate", tree.toString());
        assertThat(taken.code()).as(taken.out() + taken.err()).isZero();
        return tree;
    }

    private static void assertLists(Program program, Path bakery) {
        assertThat(program.command("sbi", "list").lines())
                .anyMatch(line -> line.startsWith("id ") && line.endsWith("project"))
                .anyMatch(line -> line.startsWith(ONE) && line.endsWith("bakery"))
                .anyMatch(line -> line.startsWith(TWO) && line.endsWith("shop"))
                .anyMatch(line -> line.contains("of no project"));
        for (String meant : new String[] {
            "bakery", "bak", bakery.toString(), bakery.resolve(".deespec").toString()
        }) {
            assertThat(program.command("sbi", "list", "--project", meant, "--jq", ".[].id")
                            .out())
                    .as(meant)
                    .isEqualTo(ONE + "\n");
        }
        assertThat(program.command("sbi", "ready", "--project", "shop", "--jq", ".[].project")
                        .out())
                .isEqualTo("shop\n");
        assertThat(program.command("search", "直す", "--project", "shop", "--jq", ".[].id")
                        .out())
                .isEqualTo(TWO + "\n");
        for (String list : new String[] {"audit", "log"}) {
            assertThat(program.command(list, "--project", "bakery", "--jq", "map(.project) | unique | .[]")
                            .out())
                    .as(list)
                    .isEqualTo("bakery\n");
            assertThat(program.command(list, "--project", "bakery").out())
                    .contains(ONE)
                    .doesNotContain(TWO);
        }
        var unknown = program.command("sbi", "list", "--project", "kitchen");
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.err()).startsWith("daybook: --project is 'kitchen': want one of bakery, shop, or a path");
    }

    @Test
    void a_project_that_was_found_and_of_which_nothing_was_taken_over_has_nothing() throws IOException {
        var program = Program.in(root);
        tree(program, "bakery", ONE);
        Path found = repository("mill");
        assertThat(program.command("roots", "add", root.resolve("found").toString())
                        .code())
                .isZero();
        assertThat(program.command("projects", "--refresh").code()).isZero();

        for (String meant : new String[] {"mill", found.toString()}) {
            var nothing = program.command("sbi", "list", "--project", meant);
            assertThat(nothing.code()).as(nothing.err()).isZero();
            assertThat(nothing.out()).doesNotContain(ONE);
        }
        assertThat(program.command("sbi", "list", "--project", "mull").code()).isEqualTo(3);
    }

    /**
     * Keys, agents and jump hosts are that program's affair. What stands for it here runs the other side as a remote host
     * does, without any variable of this one.
     */
    @Test
    void what_lies_behind_ssh_is_brought_by_the_program_of_it() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "git-upload-pack"))),
                "NOT TESTED: repositories behind SSH: there is no git-upload-pack here");
        Path asked = root.resolve("asked");
        Path ssh = root.resolve("bin/ssh");
        Folder.write(
                root,
                "bin/ssh",
                "#!/bin/sh\necho \"$@\" >>'%s'\nfor last; do :; done\nexec env -i PATH=\"$PATH\" sh -c \"$last\"\n"
                        .formatted(asked));
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
        var program = Program.in(root).with("PATH", ssh.getParent() + ":" + System.getenv("PATH"));
        Path target = root.resolve("tools");
        try (Git origin = Commits.begin(root.resolve("origin"))) {
            Commits.commit(origin, "Begin");
            var url = "ssh://ada@forge.example:2222" + root.resolve("origin");

            var cloned = program.run("clone", url, "--target", target.toString());
            Commits.commit(origin, "More");
            var fetched = program.run("sync", "--type", "repos", "--format", "json");

            assertThat(cloned.code()).as(cloned.err()).isZero();
            assertThat(Files.readString(target.resolve(".git/config"))).contains("url = " + url);
            assertThat(fetched.json().path("changed").asInt()).as(fetched.out()).isEqualTo(1);
            assertThat(Files.readAllLines(asked))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(line -> assertThat(line)
                            .contains(
                                    "2222",
                                    "ada@forge.example",
                                    "git-upload-pack '%s'".formatted(root.resolve("origin"))));
        }
    }

    private Path repository(String name) throws IOException {
        Path tree = root.resolve("found").resolve(name);
        Folder.write(tree, ".git/HEAD", "ref: refs/heads/main\n");
        Folder.write(tree, ".git/config", "[core]\n\trepositoryformatversion = 0\n");
        Files.createDirectories(tree.resolve(".git/objects"));
        Files.createDirectories(tree.resolve(".git/refs"));
        return tree;
    }

    @Test
    void turns_sessions_follows_and_what_was_rejected_say_of_which_project_they_are() throws Exception {
        var program = Program.in(root);
        tree(program, "bakery", ONE);
        Path shop = root.resolve("shop");
        Folder.write(shop, ".deespec/specs/sbi/" + TWO + "/meta.yml", "id: [\n");
        program.command("migrate", shop.toString());
        program.command("sbi", "start", ONE, "implement");
        for (String home : new String[] {"laptop", "tower"}) {
            Folder.write(root.resolve(home), ".ait42/sessions/b9d4c43be3a91740.json", """
                    [{"id":"on-%s","type":"competition","task":"Add retry","status":"running",\
                    "createdAt":"2025-10-01T10:00:00Z","updatedAt":"2025-10-01T10:00:00Z","instances":[]}]""".formatted(home));
            var taken = program.command("migrate", root.resolve(home).toString());
            assertThat(taken.code()).as(taken.out() + taken.err()).isEqualTo(2); // nobody names the folder
        }
        String run = program.command("migrations", "--project", "shop", "--jq", ".[].run")
                .out()
                .strip();

        assertThat(program.command("sbi", "turns", ONE, "--jq", ".[].project").out())
                .isEqualTo("bakery\n");
        assertThat(program.command("sbi", "turns", ONE, "--project", "shop", "--jq", ".[].project")
                        .out())
                .isEmpty();
        String[] sessions = {"session", "list", "--workspace", "b9d4c43be3a91740"};
        assertThat(program.command(and(sessions, "--jq", ".[].project")).lines())
                .containsExactlyInAnyOrder("laptop", "tower");
        assertThat(program.command(and(sessions, "--project", "tower", "--jq", ".[].id"))
                        .out())
                .isEqualTo("on-tower\n");
        try (var server = program.serve()) {
            for (String tree : new String[] {"bakery", "shop"}) {
                assertThat(answer(server.request("/follows")
                                .POST(BodyPublishers.ofString("{\"path\":\"%s\"}".formatted(root.resolve(tree))))))
                        .contains("\"id\"");
            }
            assertThat(answer(server.request("/follows.csv?project=shop"))
                            .lines()
                            .skip(1))
                    .singleElement()
                    .asString()
                    .contains(shop.toString())
                    .contains(",shop,");
            assertThat(answer(server.request("/migrations/" + run + "/rejected.csv"))
                            .lines()
                            .skip(1))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("shop"));
        }
    }

    private static String[] and(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    private static String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            request.header("Content-Type", "application/json").build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
