package dev.daybook.importing.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.follow.Followed.Counts;
import dev.daybook.importing.follow.Followed.State;
import dev.daybook.importing.follow.Followers.Elsewhere;
import dev.daybook.importing.follow.Followers.Request;
import dev.daybook.importing.run.TwoNodes;
import dev.daybook.node.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trees of tools where several nodes serve: each is followed by one of them at a time. */
class SharedFollowersTest {

    @TempDir
    private Path folder;

    private Path root;
    private TwoNodes nodes;
    private FollowLeases followedHere;
    private FollowLeases followedThere;

    @BeforeEach
    void given_two_nodes() throws IOException {
        nodes = TwoNodes.begin();
        followedHere = new FollowLeases(nodes.here());
        followedThere = new FollowLeases(nodes.there());
        root = Files.createDirectory(folder.resolve("root"));
    }

    @AfterEach
    void close() {
        nodes.close();
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
        assertThat(nodes.here().leases().claim("import x", "{}")).isPresent();

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
