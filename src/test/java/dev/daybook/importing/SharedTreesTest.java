package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.Followed.Counts;
import dev.daybook.importing.Followed.State;
import dev.daybook.importing.Followers.Elsewhere;
import dev.daybook.importing.Followers.Request;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import dev.daybook.node.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trees of tools where several nodes serve: each is imported, and followed, by one of them at a time. */
class SharedTreesTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder;

    private Path root;
    private Path other;
    private PostgresNodes here;
    private PostgresNodes there;
    private ImportLeases ours;
    private ImportLeases theirs;
    private FollowLeases followedHere;
    private FollowLeases followedThere;

    @BeforeEach
    void given_two_nodes() throws IOException {
        var database = dev.daybook.journal.postgres.Database.begin();
        PostgresJournal.open(database.server(), InstantSource.system()).close();
        here = PostgresNodes.open(database.server(), "here", "here.example", SHORT);
        here.join(() -> "{}");
        there = PostgresNodes.open(database.server(), "there", "there.example", SHORT);
        there.join(() -> "{}");
        ours = new ImportLeases(here);
        theirs = new ImportLeases(there);
        followedHere = new FollowLeases(here);
        followedThere = new FollowLeases(there);
        root = Files.createDirectory(folder.resolve("root"));
        other = Files.createDirectory(folder.resolve("other"));
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void a_tree_is_imported_by_one_node_at_a_time_and_another_tree_beside_it() {
        Lease lease = ours.take("ONE", root, "ada");

        assertThatThrownBy(() -> theirs.take("TWO", root, "bob"))
                .isInstanceOf(Rejected.class)
                .hasMessage("%s is imported by here.example: wait for it", root);
        theirs.take("THREE", other, "bob").close();
        lease.close();

        theirs.take("TWO", root, "bob").close();
    }

    @Test
    void no_rollback_begins_beside_an_import_of_another_node() {
        Lease lease = ours.take("ONE", root, "ada");

        assertThatThrownBy(() -> theirs.alone("a rollback", () -> "undone"))
                .isInstanceOf(Rejected.class)
                .hasMessage("the import of %s is running on here.example: wait for it", root);
        lease.close();

        assertThat(theirs.<String>alone("a rollback", () -> "undone")).isEqualTo("undone");
    }

    @Test
    void no_import_and_no_rollback_begins_beside_a_rollback_of_another_node() {
        assertThat(ours.<String>alone("a rollback", () -> {
                    assertThatThrownBy(() -> theirs.take("ONE", root, "ada"))
                            .isInstanceOf(Rejected.class)
                            .hasMessage("a rollback is running on here.example: wait for it");
                    assertThatThrownBy(() -> theirs.alone("another rollback", () -> "undone"))
                            .isInstanceOf(Rejected.class)
                            .hasMessage("here.example does as much already: wait for it");
                    return "undone";
                }))
                .isEqualTo("undone");

        theirs.take("TWO", root, "ada").close(); // whoever was refused keeps nothing
        ours.take("ONE", root, "ada").close();
    }

    @Test
    void an_import_is_running_wherever_it_is_asked_until_its_node_is_gone() {
        Lease lease = ours.take("ONE", root, "ada");

        assertThat(theirs.isRunning("ONE")).isTrue();
        assertThat(ours.isRunning("ONE")).isTrue();
        assertThat(theirs.isRunning("TWO")).isFalse();
        lease.handOver();

        assertThat(theirs.isRunning("ONE")).isFalse();
    }

    @Test
    void what_a_node_left_half_way_is_known_to_one_that_sees_the_same_folder() throws IOException {
        Lease lease = ours.take("ONE", root, "ada");
        assertThat(theirs.left()).isEmpty();
        lease.handOver();

        assertThat(theirs.left()).singleElement().satisfies(left -> {
            assertThat(left.run()).isEqualTo("ONE");
            assertThat(left.root()).isEqualTo(root);
            assertThat(left.actor()).isEqualTo("ada");
        });
        ImportLeases.Left left = theirs.left().getFirst();
        Files.move(root, folder.resolve("away"));
        Files.createDirectory(root);
        assertThat(theirs.left()).isEmpty();

        theirs.forget(left);
        Files.delete(root);
        Files.move(folder.resolve("away"), root);
        assertThat(theirs.left()).isEmpty();
    }

    private static Followed followed(String run, Path root) {
        return new Followed(
                run,
                "deespec",
                root,
                "second",
                "ada",
                Instant.parse("2026-01-02T03:04:05Z"),
                State.FOLLOWING,
                Optional.of("a reason"),
                Optional.of(Instant.parse("2026-01-02T03:04:06Z")),
                new Counts(1, 2, 3, 4, 5),
                Duration.ofMillis(678));
    }

    private Request request() {
        return new Request(root, Optional.of("auto"), Optional.of("second"), "ada");
    }

    @Test
    void a_tree_is_followed_by_one_node_and_others_tell_who_it_is() {
        Lease lease = followedHere.take(request(), followed("ONE", root));

        assertThatThrownBy(() -> followedThere.take(request(), followed("TWO", root)))
                .isInstanceOf(Rejected.class)
                .hasMessageStartingWith("%s is followed already, by here.example: ".formatted(root));
        lease.close();

        followedThere.take(request(), followed("TWO", root)).close();
    }

    @Test
    void how_it_stands_is_told_elsewhere_as_it_was_told_last() {
        Lease lease = followedHere.take(request(), followed("ONE", root));
        ours.take("IMPORT", other, "ada");

        assertThat(followedThere.elsewhere())
                .containsExactly(new Elsewhere(followed("ONE", root), "here.example", false));
        assertThat(followedHere.elsewhere()).isEmpty();
        Followed waiting = followed("ONE", root).now(State.WAITING, Optional.empty(), Duration.ofMillis(9));
        lease.about(FollowLeases.text(request(), waiting));

        await().untilAsserted(() ->
                assertThat(followedThere.elsewhere()).containsExactly(new Elsewhere(waiting, "here.example", false)));
    }

    @Test
    void what_a_node_followed_that_is_gone_is_as_it_was_asked_for_to_one_that_sees_the_same_folder()
            throws IOException {
        Lease lease = followedHere.take(request(), followed("ONE", root));
        assertThat(followedThere.left()).isEmpty();
        lease.handOver();

        assertThat(followedThere.left()).containsExactly(request());
        assertThat(followedThere.elsewhere()).singleElement().satisfies(elsewhere -> {
            assertThat(elsewhere.isLeft()).isTrue();
            assertThat(elsewhere.followed().state()).isEqualTo(State.WAITING);
            assertThat(elsewhere.followed().why())
                    .contains("here.example is gone: a node that sees %s as it did goes on".formatted(root));
        });
        assertThat(followedHere.elsewhere()).hasSize(1);
        Files.move(root, folder.resolve("away"));
        Files.createDirectory(root);

        assertThat(followedThere.left()).isEmpty();
    }

    @Test
    void any_node_ends_what_another_one_follows() {
        Lease lease = followedHere.take(request(), followed("ONE", root));
        assertThat(followedThere.end("TWO")).isEmpty();

        assertThat(followedThere.end("ONE"))
                .contains(followed("ONE", root).now(State.STOPPED, Optional.empty(), Duration.ZERO));

        await().until(lease::isLost);
        assertThat(followedThere.elsewhere()).isEmpty();
    }
}
