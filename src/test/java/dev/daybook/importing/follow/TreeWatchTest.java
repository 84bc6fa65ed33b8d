package dev.daybook.importing.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Watched;
import dev.daybook.importing.Limits;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a tree have changed and are whole again. */
class TreeWatchTest {

    private static final Duration MOMENT = Duration.ofMillis(600);
    private static final Instant LONG_AGO = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path root;

    private Optional<TreeWatch> open = Optional.empty();

    @BeforeEach
    void files_of_long_ago() throws IOException {
        old("tool/a", "a");
        old("tool/below/b", "b");
    }

    @AfterEach
    void close() {
        open.ifPresent(TreeWatch::close);
    }

    private void old(String file, String text) throws IOException {
        Folder.write(root, file, text);
        Files.setLastModifiedTime(root.resolve(file), FileTime.from(LONG_AGO));
    }

    private TreeWatch watch(boolean below, boolean notices) throws IOException {
        var watch = new TreeWatch(
                List.of(new Watched(root.resolve("tool"), below)),
                root,
                Limits.DEFAULT,
                notices ? Optional.of(FileSystems.getDefault().newWatchService()) : Optional.empty());
        open = Optional.of(watch);
        return watch;
    }

    /** Waits until so many files have come. */
    private static Set<String> next(TreeWatch watch, int count) {
        var all = new TreeSet<String>();
        long endNs = System.nanoTime() + Patience.LIMIT.toNanos();
        while (all.size() < count && System.nanoTime() < endNs) {
            all.addAll(watch.next(Duration.ofMillis(50)));
        }
        return all;
    }

    @Test
    void what_stands_there_since_long_is_taken() throws IOException {
        TreeWatch watch = watch(true, true);

        assertThat(watch.next(MOMENT)).isEmpty();
        assertThat(watch.isAsTaken("tool/a")).isTrue();
        assertThat(watch.isAsTaken("tool/below/b")).isTrue();
        assertThat(watch.waiting()).isZero();
        assertThat(watch.isThere()).isTrue();
    }

    @Test
    void what_is_gone_when_it_is_to_be_looked_at_again_is_told_to_be() throws IOException {
        TreeWatch watch = watch(true, false);
        Files.delete(root.resolve("tool/a"));

        watch.again(List.of("tool/a", "tool/below/b", "tool/never"));

        assertThat(watch.removed()).containsExactly("tool/a");
        assertThat(watch.removed()).isEmpty();
        assertThat(next(watch, 1)).containsExactly("tool/below/b");
    }

    @Test
    void what_was_written_just_before_is_waited_for() throws IOException {
        Folder.write(root, "tool/c", "c");
        TreeWatch watch = watch(true, true);

        assertThat(watch.isAsTaken("tool/c")).isFalse();
        assertThat(watch.waiting()).isPositive();

        assertThat(next(watch, 1)).containsExactly("tool/c");
        assertThat(watch.isAsTaken("tool/c")).isTrue();
    }

    @Test
    void what_changes_or_comes_is_told_once_wherever_it_is() throws IOException {
        TreeWatch watch = watch(true, true);

        Folder.write(root, "tool/a", "changed");
        Folder.write(root, "tool/new/deep/c", "c");
        assertThat(watch.isAsTaken("tool/a")).isFalse();

        assertThat(next(watch, 2)).containsExactly("tool/a", "tool/new/deep/c");
        assertThat(watch.isAsTaken("tool/a")).isTrue();
        assertThat(watch.next(MOMENT)).isEmpty();
        Folder.write(root, "tool/new/deep/c", "changed");
        assertThat(next(watch, 1)).containsExactly("tool/new/deep/c");
    }

    @Test
    void what_changed_and_is_again_as_it_was_taken_is_not_told() throws IOException {
        TreeWatch watch = watch(true, true);
        Files.writeString(root.resolve("tool/a"), "b");
        assertThat(watch.next(Duration.ofMillis(50))).isEmpty(); // noticed, and not whole yet
        assertThat(watch.waiting()).isPositive();

        old("tool/a", "a");

        assertThat(watch.next(MOMENT)).isEmpty();
        assertThat(watch.waiting()).isZero();
    }

    @Test
    void what_is_removed_is_told_once() throws IOException {
        TreeWatch watch = watch(true, true);

        Files.delete(root.resolve("tool/a"));
        watch.next(MOMENT);

        assertThat(watch.removed()).containsExactly("tool/a");
        assertThat(watch.removed()).isEmpty();
        assertThat(watch.isAsTaken("tool/a")).isTrue();
    }

    @Test
    void what_was_taken_and_removed_since_does_not_stand_there_as_it_was() throws IOException {
        TreeWatch watch = watch(true, true);

        Files.delete(root.resolve("tool/a"));

        assertThat(watch.isAsTaken("tool/a")).isFalse();
        assertThat(watch.isAsTaken("tool/never")).isTrue();
    }

    @Test
    void what_could_not_be_used_is_told_again() throws IOException {
        TreeWatch watch = watch(true, true);

        watch.again(List.of("tool/a"));

        assertThat(next(watch, 1)).containsExactly("tool/a");
    }

    @Test
    void of_a_folder_that_is_not_the_tools_alone_only_its_own_files_are_told() throws IOException {
        TreeWatch watch = watch(false, true);

        Folder.write(root, "tool/below/b", "changed");
        Folder.write(root, "tool/later/c", "c");
        Folder.write(root, "tool/a", "changed");

        assertThat(next(watch, 1)).containsExactly("tool/a");
        assertThat(watch.next(MOMENT)).isEmpty();
    }

    @Test
    void a_link_is_never_followed() throws IOException {
        Folder.write(root, "elsewhere/c", "c");
        TreeWatch watch = watch(true, true);

        Files.createSymbolicLink(root.resolve("tool/link"), root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("tool/file"), root.resolve("elsewhere/c"));

        assertThat(watch.next(MOMENT)).isEmpty();
    }

    @Test
    void a_tree_that_is_away_has_lost_nothing_and_is_looked_at_when_it_is_back() throws IOException {
        TreeWatch watch = watch(true, false);
        Files.move(root.resolve("tool"), root.resolve("away"));

        watch.next(Duration.ofMillis(2_500)); // a walk comes every two seconds
        assertThat(watch.isThere()).isFalse();
        assertThat(watch.removed()).isEmpty();
        Files.writeString(root.resolve("away/a"), "changed");
        Files.move(root.resolve("away"), root.resolve("tool"));

        assertThat(next(watch, 1)).containsExactly("tool/a");
        assertThat(watch.isThere()).isTrue();
    }

    @Test
    void without_notices_all_is_found_too_and_what_is_gone_as_well() throws IOException {
        TreeWatch watch = watch(true, false);

        Folder.write(root, "tool/new/c", "c");
        Files.delete(root.resolve("tool/below/b"));

        assertThat(next(watch, 1)).containsExactly("tool/new/c");
        assertThat(watch.removed()).containsExactly("tool/below/b");
    }

    @Test
    void whoever_waits_is_free_when_watching_ends() throws IOException, ExecutionException, InterruptedException {
        for (boolean notices : List.of(true, false)) {
            TreeWatch watch = watch(true, notices);
            try (var threads = Executors.newSingleThreadExecutor()) {
                var waiting = threads.submit(() -> watch.next(Duration.ofHours(1)));
                watch.close();

                assertThat(waiting.get()).isEmpty();
            }
            assertThat(watch.next(Duration.ofHours(1))).isEmpty();
        }
    }
}
