package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.node.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trees of tools where several nodes serve: each is imported by one of them at a time. */
class SharedImportsTest {

    @TempDir
    private Path folder;

    private Path root;
    private Path other;
    private TwoNodes nodes;
    private ImportLeases ours;
    private ImportLeases theirs;

    @BeforeEach
    void given_two_nodes() throws IOException {
        nodes = TwoNodes.begin();
        ours = new ImportLeases(nodes.here());
        theirs = new ImportLeases(nodes.there());
        root = Files.createDirectory(folder.resolve("root"));
        other = Files.createDirectory(folder.resolve("other"));
    }

    @AfterEach
    void close() {
        nodes.close();
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
}
