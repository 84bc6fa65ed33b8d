package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.command.Unavailable;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of tools where several nodes serve: one of them keeps them. */
class FilesLeaseTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path root;

    private PostgresNodes here;
    private PostgresNodes there;
    private FilesLease ours;
    private FilesLease theirs;

    @BeforeEach
    void given_two_nodes() {
        var database = Database.begin();
        PostgresJournal.open(database.server(), InstantSource.system()).close();
        here = PostgresNodes.open(database.server(), "here", "here.example", SHORT);
        here.join(() -> "{}");
        there = PostgresNodes.open(database.server(), "there", "there.example", SHORT);
        ours = lease(here);
        theirs = lease(there);
    }

    private FilesLease lease(PostgresNodes nodes) {
        var lease = new FilesLease(nodes);
        lease.of(() -> Set.of(root));
        return lease;
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void whoever_comes_second_is_told_who_keeps_them_and_takes_them_over_afterwards() {
        assertThat(ours.carry(() -> "written")).isEqualTo("written");

        assertThatThrownBy(() -> theirs.carry(() -> "written over"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("are kept by the node here.example");
        ours.close();

        await().until(theirs::isOurs);
        assertThat(theirs.carry(() -> "written by another")).isEqualTo("written by another");
        assertThat(ours.isOurs()).isFalse();
    }

    @Test
    void a_node_that_has_another_folder_of_that_path_does_not_take_them_over() throws IOException {
        ours.carry(() -> "written");
        ours.close();
        Path kept = Files.move(root, root.resolveSibling(root.getFileName() + ".kept"));
        Files.createDirectory(root);

        assertThatThrownBy(() -> theirs.carry(() -> "written elsewhere"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("does not see the same folders");

        Files.delete(root);
        Files.move(kept, root);
        await().until(theirs::isOurs);
    }
}
