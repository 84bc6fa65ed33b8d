package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Path;
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
        try (var _ = program.serve()) {
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
}
