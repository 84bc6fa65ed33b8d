package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Link;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nodes sign with that share a journal, each with a data directory of its own. */
class SharedHeadKeyTest {

    private static final int NODES = 4;

    @TempDir
    private Path folder;

    private final Database database = Database.begin();

    @BeforeEach
    void a_journal() {
        PostgresJournal.open(database.server(), InstantSource.system()).close();
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private PostgresNodes node(String name) {
        return PostgresNodes.open(database.server(), name, name + ".example", Duration.ofMinutes(5));
    }

    /** Returns what a node that begins now signs. */
    private SignedHead signed(String name) throws IOException {
        try (var node = node(name)) {
            return HeadKey.shared(node.values(), directory(name)).sign(Link.START, Instant.EPOCH);
        }
    }

    @Test
    void nodes_that_make_a_key_at_once_all_sign_with_that_of_one_of_them() throws Exception {
        var ready = new CyclicBarrier(NODES);
        var heads = new ArrayList<SignedHead>();
        var own = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(NODES)) {
            var asked = new ArrayList<Callable<SignedHead>>();
            for (int number = 0; number < NODES; number++) {
                String name = "node-" + number;
                own.add(HeadKey.make(directory(name)).publicKey());
                asked.add(() -> {
                    try (var node = node(name)) {
                        ready.await();
                        return HeadKey.shared(node.values(), directory(name)).sign(Link.START, Instant.EPOCH);
                    }
                });
            }
            for (var made : threads.invokeAll(asked)) {
                heads.add(made.get());
            }
        }

        assertThat(own).doesNotHaveDuplicates().contains(heads.getFirst().key());
        assertThat(heads).allMatch(SignedHead::isWhole).containsOnly(heads.getFirst());
    }

    @Test
    void a_node_that_comes_later_signs_with_the_key_that_is_there_and_so_does_the_first_one_after_its_end()
            throws IOException {
        SignedHead first = signed("first");
        assertThat(first.key())
                .isEqualTo(HeadKey.read(directory("first")).orElseThrow().publicKey());
        HeadKey.make(directory("had-one-before"));

        List<SignedHead> later = List.of(signed("late"), signed("had-one-before"), signed("first"));

        assertThat(later).containsOnly(first);
        assertThat(HeadKey.read(directory("late"))).isEmpty(); // none that another Daybook would take for its own
    }

    @Test
    void a_directory_that_is_new_does_not_change_the_key() throws IOException {
        SignedHead first = signed("node");
        Files.delete(directory("node").resolve(HeadKey.FILE));

        assertThat(signed("node")).isEqualTo(first);
    }

    @Test
    void what_is_no_key_in_the_database_is_refused_and_not_replaced() throws IOException {
        try (var node = node("node")) {
            node.values().put("head-key", Map.of("", "no key"), Duration.ofDays(1));

            assertThatThrownBy(() -> HeadKey.shared(node.values(), directory("node")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the database holds no key");
            assertThat(node.values().find("head-key", "")).contains("no key");
        }
    }
}
