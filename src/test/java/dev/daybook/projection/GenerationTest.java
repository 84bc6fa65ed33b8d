package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import java.nio.file.Path;
import java.util.List;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a read model: its rows, and how far they are. */
final class GenerationTest {

    private static final Query INSERT = DSL.query("INSERT INTO number VALUES (1)");
    private static final Query REFUSE = DSL.query(
            "CREATE TRIGGER refused BEFORE UPDATE OF position ON checkpoint BEGIN SELECT RAISE(ABORT, 'refused'); END");
    private static final Link FIRST = new Link(new Position(1), Sha256.hash(new byte[] {1}));

    @TempDir
    private Path folder;

    private Generation generation;

    @BeforeEach
    void open() {
        var tables = List.of("CREATE TABLE number (value INTEGER PRIMARY KEY) STRICT");
        var ddl = new Ddl("numbers", 1, tables, List.of(), () -> PostgresDdl.of(tables, false, List.of()));
        generation = Generation.create(folder.resolve("numbers-v1-1.db"), ddl, true);
    }

    @AfterEach
    void close() {
        generation.close();
    }

    private long rows() {
        return generation
                .tables()
                .fetch(DSL.query("SELECT count(*) FROM number"), row -> row.getLong(1))
                .getFirst();
    }

    /** Of one transaction: the test that a checkpoint written behind it is noticed, at once. */
    @Test
    void rows_whose_checkpoint_is_refused_are_not_there() {
        generation.tables().execute(REFUSE);

        generation.begin();
        generation.tables().execute(INSERT);
        assertThatThrownBy(() -> {
                    generation.move(FIRST.position(), FIRST, 0);
                    generation.commit();
                })
                .isInstanceOf(TablesFailed.class);
        generation.rollback();

        assertThat(rows()).isZero();
        assertThat(generation.checkpoint().position()).isEqualTo(Position.START);
    }

    @Test
    void rows_and_their_checkpoint_are_there_together() {
        generation.begin();
        generation.tables().execute(INSERT);
        generation.move(FIRST.position(), FIRST, 0);
        generation.commit();

        assertThat(rows()).isEqualTo(1);
        assertThat(generation.checkpoint().position()).isEqualTo(FIRST.position());
    }
}
