package dev.daybook.code.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.code.tree.SourceTree.Limits;
import dev.daybook.code.tree.TreeChanges.Batch;
import dev.daybook.project.discovery.Commits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a tree is to be looked at again. */
class TreeChangesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path root;

    @Test
    void files_that_are_written_together_are_one_batch() throws Exception {
        Files.createDirectories(root.resolve("src"));
        try (var changes = new TreeChanges(tree(), 100)) {
            Files.writeString(root.resolve("a.ts"), "1");
            Files.writeString(root.resolve("src/b.ts"), "2");

            Batch batch = changes.next(LONG, System.nanoTime()).orElseThrow();

            assertThat(batch.paths()).containsExactlyInAnyOrder("a.ts", "src/b.ts");
            assertThat(changes.limited()).isEmpty();
        }
    }

    @Test
    void what_is_ignored_is_not_watched() throws Exception {
        Files.createDirectories(root.resolve("node_modules/x"));
        try (var changes = new TreeChanges(tree(), 100)) {
            Files.writeString(root.resolve("node_modules/x/i.js"), "1");

            assertThat(changes.next(Duration.ofMillis(500), System.nanoTime())).isEmpty();
        }
    }

    @Test
    void it_is_told_when_git_tracks_other_files_and_not_what_else_it_does() throws Exception {
        Files.writeString(root.resolve("a.log"), "1");
        try (Git git = Commits.begin(root);
                var changes = new TreeChanges(tree(), 100)) {
            Files.writeString(root.resolve(".git/ORIG_HEAD"), "1");
            assertThat(changes.next(Duration.ofMillis(500), System.nanoTime())).isEmpty();

            git.add().addFilepattern("a.log").call();

            assertThat(changes.next(LONG, System.nanoTime()).orElseThrow().paths())
                    .as("it is not known which")
                    .isEmpty();
        }
    }

    @Test
    void a_folder_that_has_come_is_watched_from_the_next_look_on() throws Exception {
        try (var changes = new TreeChanges(tree(), 100)) {
            Files.createDirectories(root.resolve("new"));
            assertThat(changes.next(LONG, System.nanoTime())).isPresent();
            changes.watch();
            Files.writeString(root.resolve("new/c.ts"), "1");

            assertThat(changes.next(LONG, System.nanoTime()).orElseThrow().paths())
                    .containsExactly("new/c.ts");
        }
    }

    @Test
    void a_folder_in_the_place_of_one_that_was_moved_away_is_watched() throws Exception {
        Path src = Files.createDirectories(root.resolve("src"));
        Path away = Files.createDirectories(root.resolve("away"));
        Path tree = Files.createDirectories(root.resolve("tree"));
        try (var changes = new TreeChanges(tree(), 100)) {
            Files.move(src, root.resolve("src.old"));
            Files.createDirectories(src);
            Files.move(tree, away.resolve("tree"));
            Files.createDirectories(tree);
            settle(changes);

            Files.writeString(src.resolve("a.ts"), "1");
            assertThat(changes.next(LONG, System.nanoTime()).orElseThrow().paths())
                    .contains("src/a.ts");
            Files.writeString(away.resolve("tree/b.ts"), "1");
            assertThat(changes.next(LONG, System.nanoTime()).orElseThrow().paths())
                    .contains("away/tree/b.ts");
        }
    }

    @Test
    void a_tree_that_is_gone_is_looked_for_until_there_is_one_again() throws Exception {
        Path top = Files.createDirectories(root.resolve("top"));
        try (var changes = new TreeChanges(new SourceTree(top, Limits.USUAL, Map.of()), 100)) {
            Files.move(top, root.resolve("away"));

            assertThat(changes.next(Duration.ofMillis(1), System.nanoTime())).isPresent();
            changes.watch();
            assertThat(changes.limited()).contains("there is no such file");
            assertThat(changes.next(Duration.ofMillis(1), System.nanoTime())).isEmpty();

            Files.createDirectories(top);
            long longAgo = System.nanoTime() - Duration.ofMinutes(1).toNanos();
            assertThat(changes.next(Duration.ofMillis(1), longAgo)).isPresent();
            settle(changes);
            assertThat(changes.limited()).isEmpty();
            Files.writeString(top.resolve("a.ts"), "1");
            assertThat(changes.next(LONG, System.nanoTime()).orElseThrow().paths())
                    .containsExactly("a.ts");
        }
    }

    @Test
    void a_folder_that_came_while_folders_were_listed_is_watched_too() throws Exception {
        try (var changes = new TreeChanges(tree(), 10_000)) {
            for (int i = 0; i < 2_000; i++) {
                Files.createDirectories(root.resolve("many/" + i));
            }
            Thread maker = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 200; i++) {
                    new File(root.toFile(), "late/" + i + "/in").mkdirs();
                }
            });
            changes.watch();
            maker.join();
            settle(changes);

            Files.writeString(root.resolve("late/199/in/d.ts"), "1");
            assertThat(changes.next(LONG, System.nanoTime()).orElseThrow().paths())
                    .contains("late/199/in/d.ts");
        }
    }

    @Test
    void where_there_are_more_folders_than_notices_it_says_so_and_looks_now_and_then() throws Exception {
        Files.createDirectories(root.resolve("a"));
        Files.createDirectories(root.resolve("b"));
        try (var changes = new TreeChanges(tree(), 2)) {
            assertThat(changes.limited()).contains("more than 2 folders");

            long longAgo = System.nanoTime() - Duration.ofMinutes(1).toNanos();
            Optional<Batch> batch = changes.next(Duration.ofMillis(1), longAgo);

            assertThat(batch.orElseThrow().paths()).as("nobody knows which").isEmpty();
            assertThat(changes.next(Duration.ofMillis(1), System.nanoTime())).isEmpty();
        }
    }

    /** Watches on after each notice, as who follows a tree does, until there are no more. */
    private static void settle(TreeChanges changes) throws Exception {
        do {
            changes.watch();
        } while (changes.next(Duration.ofMillis(500), System.nanoTime()).isPresent());
    }

    private SourceTree tree() throws IOException {
        return new SourceTree(root, Limits.USUAL, Map.of());
    }
}
