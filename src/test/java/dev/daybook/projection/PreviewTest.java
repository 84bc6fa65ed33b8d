package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.projection.RebuildProgress.Phase;
import dev.daybook.projection.RowDifference.Field;
import dev.daybook.projection.RowDifference.Kind;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rebuild would change is shown before it is done. */
class PreviewTest {

    private static final List<String> SBI = List.of("sbi");

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private ReadModels models() {
        return chronicle.open(
                folder, List.of(() -> ProjectionContract.of("sbi"), () -> ProjectionContract.of("search")));
    }

    static Registered registered(String id, String title) {
        return new Registered(
                new SbiId(id),
                Optional.empty(),
                title,
                Optional.empty(),
                "",
                List.of(),
                1,
                Optional.empty(),
                List.of(),
                false,
                Json.EMPTY_OBJECT);
    }

    private static TableDifference table(Preview preview, String name) {
        return preview.models().getFirst().tables().stream()
                .filter(table -> table.table().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> fileNames() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(text -> text.endsWith(".db"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void what_a_rebuild_would_mend_is_told_row_by_row_and_mended_only_when_it_is_asked_for() throws Exception {
        for (String id : List.of("SBI-A", "SBI-B", "SBI-C")) {
            chronicle.append(registered(id, "Add login"));
        }
        ReadModels models = models();
        models.catchUp();
        String whole = models.tableHash("sbi");
        damage(
                models.files().getFirst(),
                "UPDATE sbi SET title = 'forged' WHERE id = 'SBI-A'",
                "DELETE FROM sbi WHERE id = 'SBI-B'",
                "CREATE TEMP TABLE copy AS SELECT * FROM sbi WHERE id = 'SBI-C'",
                "UPDATE copy SET id = 'SBI-Z'",
                "INSERT INTO sbi SELECT * FROM copy");
        String damaged = models.tableHash("sbi");
        var phases = new ArrayList<Phase>();

        Preview preview = models.preview("one", SBI, 10, it -> phases.add(it.phase()));

        TableDifference table = table(preview, "sbi");
        assertThat(List.of(table.before(), table.after(), table.added(), table.gone(), table.changed()))
                .containsExactly(3L, 3L, 1L, 1L, 1L);
        assertThat(table.rows())
                .extracting(RowDifference::row, RowDifference::kind)
                .containsExactly(
                        tuple("id=SBI-A", Kind.CHANGED), tuple("id=SBI-B", Kind.ADDED), tuple("id=SBI-Z", Kind.GONE));
        assertThat(table.rows().getFirst().fields())
                .containsExactly(new Field("title", Optional.of("forged"), Optional.of("Add login")));
        assertThat(preview.models().getFirst().position()).isEqualTo(new Position(3));
        assertThat(phases).contains(Phase.POSTING, Phase.COMPARING);
        assertThat(models.tableHash("sbi")).isEqualTo(damaged);

        chronicle.append(registered("SBI-D", "Written meanwhile"));
        models.swapIn("one", SBI, _ -> {});

        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(models.status("sbi").generation()).isEqualTo(2);
        chronicle.rollBackTo(new Position(3));
        models.catchUp();
        assertThat(models.tableHash("sbi")).isEqualTo(whole);
    }

    @Test
    void of_all_kinds_of_events_a_rebuild_would_change_nothing() {
        chronicle.append(new Histories(71, 20).events(700));
        ReadModels models = models();
        models.catchUp();

        Preview preview = models.preview("one", List.of("sbi", "search"), 10, _ -> {});

        assertThat(preview.models()).hasSize(2).allMatch(Preview.Model::isEqual);
        assertThat(preview.models())
                .allSatisfy(model -> assertThat(model.tables())
                        .anySatisfy(table -> assertThat(table.before()).isPositive()));
    }

    @Test
    void a_preview_that_nobody_wants_leaves_no_file() throws Exception {
        chronicle.append(new Histories(72, 5).events(50));
        ReadModels models = models();
        models.catchUp();
        List<String> before = fileNames();

        models.preview("one", SBI, 10, _ -> {});
        assertThat(fileNames()).hasSize(before.size() + 1);
        models.preview("two", SBI, 10, _ -> {});
        assertThat(fileNames()).hasSize(before.size() + 1);
        assertThatThrownBy(() -> models.swapIn("one", SBI, _ -> {}))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("there is no preview 'one' of sbi any more");
        assertThatThrownBy(() -> models.preview("three", SBI, 10, it -> {
                    if (it.phase() == Phase.COMPARING) {
                        throw new IllegalStateException("not wanted any more");
                    }
                }))
                .hasMessage("not wanted any more");
        models.close();

        assertThat(fileNames()).isEqualTo(before);
    }

    @Test
    void a_rollback_makes_a_preview_void() {
        chronicle.append(new Histories(73, 5).events(50));
        ReadModels models = models();
        models.catchUp();
        models.preview("one", SBI, 10, _ -> {});
        chronicle.rollBackTo(new Position(40));

        assertThatThrownBy(() -> models.swapIn("one", SBI, _ -> {}))
                .isInstanceOf(Rejected.class)
                .hasMessage("the preview of sbi was made before the last rollback: preview it again");
    }

    @Test
    void while_rows_of_another_version_are_made_anew_those_before_them_are_compared() throws Exception {
        chronicle.append(registered("SBI-A", "Add login"));
        ReadModels models = models();
        models.catchUp();
        Path live = models.files().getFirst();
        models.close();
        damage(
                live,
                "ALTER TABLE sbi DROP COLUMN por",
                "CREATE TABLE old (id TEXT PRIMARY KEY) STRICT",
                "INSERT INTO old VALUES ('one')");
        String older = live.getFileName().toString().replaceAll("-v\\d+-", "-v1-");
        Files.move(live, live.resolveSibling(older));
        Path manifest = folder.resolve(Manifest.FILE);
        Files.writeString(
                manifest, Files.readString(manifest).replace(live.getFileName().toString(), older));
        ReadModels newer = models();

        Preview.Model model = newer.preview("one", SBI, 10, _ -> {}).models().getFirst();

        assertThat(model.versionBefore()).isEqualTo(1);
        assertThat(model.reason()).hasValueSatisfying(why -> assertThat(why).contains("version 1"));
        assertThat(model.tables())
                .filteredOn(table -> !table.isEqual())
                .extracting(TableDifference::table, TableDifference::gone, TableDifference::columnsAdded)
                .containsExactly(tuple("old", 1L, List.of()), tuple("sbi", 0L, List.of("por")));
    }

    private void damage(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }
}
