package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.journal.Position;
import dev.daybook.projection.RebuildProgress.Phase;
import dev.daybook.projection.RowDifference.Field;
import dev.daybook.projection.RowDifference.Kind;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Live rows that are not as a replay makes them are found, and the fact from which on they are not. */
class DriftTest {

    private static final List<String> SBI = List.of("sbi");

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private ReadModels models() {
        ReadModels models = chronicle.open(
                folder, List.of(() -> ProjectionContract.of("sbi"), () -> ProjectionContract.of("search")));
        models.catchUp();
        return models;
    }

    private static void damage(ReadModels models, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + models.files().getFirst());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private Position register(String id, String title) {
        return chronicle.append(PreviewTest.registered(id, title));
    }

    private Position retitle(String id, String title) {
        return chronicle.append(new Retitled(new SbiId(id), title));
    }

    private static Drift drift(ReadModels models) {
        return models.drift(SBI, 10, _ -> {}).getFirst();
    }

    private static Optional<Long> parted(Drift.Row row) {
        return row.parted().map(entry -> entry.position().value());
    }

    @Test
    void a_changed_a_missing_and_a_foreign_row_are_named_with_the_fact_that_made_them() throws Exception {
        chronicle.append(new Histories(81, 10).events(1_200)); // more than one batch before, and behind
        Position first = register("SBI-A", "Add login");
        Position second = register("SBI-B", "Add logout");
        register("SBI-C", "Whole");
        chronicle.append(new Histories(82, 10).events(1_200));
        ReadModels models = models();
        damage(
                models,
                "UPDATE sbi SET title = 'forged' WHERE id = 'SBI-A'",
                "DELETE FROM sbi WHERE id = 'SBI-B'",
                "CREATE TEMP TABLE copy AS SELECT * FROM sbi WHERE id = 'SBI-C'",
                "UPDATE copy SET id = 'SBI-ZZ'",
                "INSERT INTO sbi SELECT * FROM copy");

        Drift drift = drift(models);

        assertThat(drift.isEqual()).isFalse();
        assertThat(drift.position()).isEqualTo(chronicle.journal.head());
        assertThat(drift.rows())
                .extracting(
                        Drift.Row::table,
                        row -> row.difference().row(),
                        row -> row.difference().kind(),
                        DriftTest::parted)
                .containsExactly(
                        tuple("sbi", "id=SBI-A", Kind.CHANGED, Optional.of(first.value())),
                        tuple("sbi", "id=SBI-B", Kind.ADDED, Optional.of(second.value())),
                        tuple("sbi", "id=SBI-ZZ", Kind.GONE, Optional.empty()));
        assertThat(drift.rows().getFirst().difference().fields())
                .containsExactly(new Field("title", Optional.of("forged"), Optional.of("Add login")));
    }

    @Test
    void a_fact_that_the_live_table_missed_is_named() throws Exception {
        register("SBI-A", "one");
        retitle("SBI-A", "two");
        retitle("SBI-A", "three");
        retitle("SBI-A", "two");
        Position missed = retitle("SBI-A", "four");
        register("SBI-B", "gone");
        ReadModels models = models();
        damage(models, "UPDATE sbi SET title = 'two' WHERE id = 'SBI-A'");

        assertThat(drift(models).rows()).extracting(DriftTest::parted).containsExactly(Optional.of(missed.value()));
    }

    @Test
    void what_a_later_fact_wrote_over_is_equal_again_and_the_rest_is_traced() throws Exception {
        Position made = register("SBI-A", "one");
        ReadModels models = models();
        damage(models, "UPDATE sbi SET title = 'forged', label = 'forged' WHERE id = 'SBI-A'");
        retitle("SBI-A", "two");
        models.catchUp();

        Drift drift = drift(models);

        assertThat(drift.rows()).singleElement().satisfies(row -> {
            assertThat(row.difference().fields()).extracting(Field::column).containsExactly("label");
            assertThat(parted(row)).contains(made.value());
        });
    }

    @Test
    void whole_tables_are_equal_while_others_write_and_roll_back() {
        chronicle.append(new Histories(83, 10).events(1_200));
        ReadModels models = models();
        var written = new AtomicInteger();
        var phases = EnumSet.noneOf(Phase.class);

        List<Drift> drifts = models.drift(List.of("sbi", "search"), 10, now -> {
            phases.add(now.phase());
            register("SBI-N%d".formatted(written.incrementAndGet()), "meanwhile");
            if (written.get() == 4) {
                chronicle.rollBackTo(new Position(1_000));
            }
            models.catchUp();
        });

        assertThat(drifts)
                .hasSize(2)
                .allSatisfy(drift ->
                        assertThat(drift.isEqual()).as(drift.toString()).isTrue());
        assertThat(written.get()).isGreaterThan(6);
        assertThat(drifts.getLast().position()).isGreaterThan(new Position(1_202));
        assertThat(phases).containsExactly(Phase.POSTING, Phase.COMPARING);
    }

    @Test
    void what_is_built_anew_is_not_compared() {
        register("SBI-A", "one");
        ReadModels models = models();
        models.live("sbi").unfit("its file is damaged");

        assertThat(drift(models).problem()).contains("it is built anew and not whole yet: its file is damaged");
    }
}
