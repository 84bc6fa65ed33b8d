package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import dev.daybook.journal.postgres.Server;
import dev.daybook.node.Nodes;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read models in a database are compared with a replay, and the server cannot answer all of it: that is no flaw of theirs. */
final class SharedVerifyTest {

    @TempDir
    private Path folder;

    private final Database database = Database.begin();
    private final Chronicle chronicle = new Chronicle(clock -> PostgresJournal.open(database.server(), clock));
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void given_rows_of_a_history() {
        chronicle.append(new Histories(3, 40).events(400));
        models(database.server()).catchUp();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        chronicle.close();
    }

    private ReadModels models(Server server) {
        String name = "node" + opened.size();
        Nodes nodes = PostgresNodes.open(database.server(), name, name, Duration.ofSeconds(3));
        opened.add(nodes);
        ReadModels models = ReadModels.shared(
                server,
                nodes,
                folder.resolve(name),
                chronicle.journal,
                chronicle.codec,
                chronicle.timelines,
                AllSlices.of().projections(chronicle.codec.catalog(), chronicle.journal::blobs),
                chronicle.clock);
        opened.add(models);
        nodes.join(() -> models.shared().stream()
                .collect(Collectors.joining("\",\"", "{\"%s\":[\"".formatted(ReadModels.SHARED), "\"]}")));
        return models;
    }

    /** The role's own limits make the server run out of room just where others would have enough. */
    @Test
    void where_the_server_has_no_room_to_sort_them() {
        database.run("CREATE ROLE roomless_%s LOGIN SUPERUSER".formatted(database.schema()));
        for (String limit : List.of(
                "temp_file_limit = 0",
                "work_mem = '64kB'",
                "enable_indexscan = off",
                "enable_indexonlyscan = off",
                "enable_bitmapscan = off")) {
            database.run("ALTER ROLE roomless_%s SET %s".formatted(database.schema(), limit));
        }
        ReadModels models = models(database.server("roomless_" + database.schema()));

        assertThatThrownBy(() -> models.verify(_ -> {}))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("temp_file_limit");
    }

    @Test
    void where_the_server_ends_meanwhile() {
        ReadModels models = models(database.server());

        assertThatThrownBy(() -> models.verify(progress -> {
                    if (progress.phase() == Phase.COMPARING) {
                        database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()");
                    }
                }))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("cannot be asked");

        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void a_schema_that_is_gone_is_one() {
        ReadModels models = models(database.server());
        String schema = database.texts(
                        "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%s_sbi_v%%'".formatted(database.schema()))
                .getFirst();
        database.run("DROP SCHEMA %s CASCADE".formatted(schema));

        assertThat(models.verify(_ -> {})).singleElement().satisfies(flaw -> {
            assertThat(flaw.projection()).isEqualTo("sbi");
            assertThat(flaw.what()).contains("its schema cannot be compared");
        });
    }
}
