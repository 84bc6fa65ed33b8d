package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees that are not there yet when somebody is to follow them. */
class FollowLaterTest {

    @TempDir
    private Path root;

    private final List<Path> tried = new CopyOnWriteArrayList<>();

    @Test
    void a_tree_that_comes_later_is_followed_once_its_tool_has_written_to_it() throws Exception {
        Path here = root.resolve("here");
        Files.createDirectories(here.resolve(".tool"));
        Path late = root.resolve("late");
        var later = new FollowLater(this::follow);
        later.add(here);
        later.add(late);
        assertThat(tried).containsExactly(here, late);

        Thread thread = Thread.ofPlatform().daemon().start(later);
        Files.createDirectory(late);
        await().until(() -> tried.size() == 3); // there, and nothing in it
        Files.createDirectory(late.resolve(".tool"));

        thread.join();
        assertThat(tried).as("and no more once it is followed").containsExactly(here, late, late, late);
    }

    @Test
    void what_can_be_followed_at_once_is_tried_once() throws IOException {
        Files.createDirectory(root.resolve(".tool"));
        var later = new FollowLater(this::follow);
        later.add(root);

        later.run();
        assertThat(tried).containsExactly(root);
    }

    private boolean follow(Path tree) {
        tried.add(tree);
        return Files.isDirectory(tree.resolve(".tool"));
    }
}
