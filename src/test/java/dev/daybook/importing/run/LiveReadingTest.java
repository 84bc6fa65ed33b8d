package dev.daybook.importing.run;

import static dev.daybook.importing.container.LinesDocument.jsonLines;
import static dev.daybook.importing.container.YamlDocument.frontMatter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.run.LiveReading.Taken;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.files.ItemMapping;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are read while their tool may write to them: what did not stand still counts when it does. */
final class LiveReadingTest {

    private static final String ONE = "store/one.jsonl";
    private static final String DATABASE = "store/tool.db";
    private static final String TWO = "store/two.jsonl";

    @TempDir
    private Path root;

    private final LegacySource source = Format.of("storekeeper", new ItemMapping())
            .file(ONE, jsonLines(), "one", "/id")
            .file(TWO, jsonLines(), "two", "/id")
            .database(DATABASE)
            .table(DATABASE, "rows", "row", List.of(), "id")
            .file("lists/*.jsonl", jsonLines(), "list", "/id")
            .file("notes/*.md", frontMatter(), "note", Format.NAME)
            .source(Limits.DEFAULT);
    private final ImportFixture fixture = new ImportFixture(source);
    private final ImportContext context = fixture.context(InstantSource.system());
    private Run run;

    @BeforeEach
    void given_records_in_some_files() throws IOException {
        Folder.write(root, ONE, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
        Folder.write(root, TWO, "{\"id\":\"c\"}\n");
        Folder.write(root, "lists/first.jsonl", "{\"id\":\"d\"}\n{\"id\":\"e\"}\n");
        Folder.write(root, "lists/second.jsonl", "{\"id\":\"f\"}\n");
        Folder.write(root, "notes/n.md", "# Note\n");
        fixture.run(root);
        run = LiveReading.following(context, "follow", source, Root.of(root), "ada");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Taken take(Scope scope, Set<String> moving) {
        return LiveReading.take(
                run, context, scope, file -> !moving.contains(file), reading -> reading, Optional.empty());
    }

    /** Takes what such a source tells. */
    private Taken take(Scope scope, Set<String> moving, Consumer<Results> told) {
        return LiveReading.take(
                run,
                context,
                scope,
                file -> !moving.contains(file),
                reading -> {
                    reading.close();
                    return Results.reading(told);
                },
                Optional.empty());
    }

    private Event last(String item) {
        return fixture.events(new StreamId("item", item)).getLast();
    }

    private static FileEntity whole(String file) {
        return FileEntity.whole(
                Root.of(Path.of("/")),
                file,
                file.getBytes(StandardCharsets.UTF_8),
                Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void what_a_file_lacks_that_did_not_stand_still_is_not_gone() throws IOException {
        Folder.write(root, ONE, "");
        Folder.write(root, TWO, "{\"id\":\"c\",\"n\":2}\n");

        Taken taken = take(new Scope.Files(Set.of(ONE, TWO)), Set.of(ONE));

        assertThat(taken.unsteady()).containsExactly(ONE);
        assertThat(last("one/a")).isNotInstanceOf(ItemEvent.Removed.class);
        assertThat(last("two/c").toString()).contains("2");

        Folder.write(root, ONE, "{\"id\":\"a\"}\n");
        take(new Scope.Files(Set.of(ONE)), Set.of());

        assertThat(last("one/a")).isNotInstanceOf(ItemEvent.Removed.class);
        assertThat(last("one/b")).isInstanceOf(ItemEvent.Removed.class);
    }

    @Test
    void what_went_with_its_file_is_gone_though_the_last_file_that_was_read_did_not_stand_still() throws IOException {
        Files.delete(root.resolve("lists/first.jsonl"));
        Folder.write(root, "notes/n.md", "# Another\n");

        Taken taken = take(new Scope.Files(Set.of("lists/first.jsonl", "notes/n.md")), Set.of("notes/n.md"));

        assertThat(taken.unsteady()).containsExactly("notes/n.md");
        assertThat(last("list/d")).isInstanceOf(ItemEvent.Removed.class);
    }

    @Test
    void what_is_told_of_a_file_after_its_records_does_not_wait_for_the_next_file() {
        Finding flaw = Finding.error("one", "", "INVALID_JSON", "is no record");
        Finding odd = Finding.warn("one", "", "UNKNOWN_FIELD", "is odd");

        Taken taken = take(new Scope.Files(Set.of("one", "two")), Set.of("two"), results -> {
            results.file("one", true);
            results.found(whole("one"));
            results.rejected(flaw, new byte[] {'{'});
            results.finding(odd);
            results.file("two", true);
            results.found(whole("two"));
            results.file("three", true);
            results.found(whole("three"));
        });

        assertThat(taken.unsteady()).containsExactly("two");
        assertThat(taken.findings()).containsExactly(flaw, odd);
        assertThat(fixture.eventsOfRun("follow")).hasAtLeastOneElementOfType(ImportRejected.class);
        assertThat(fixture.events(new StreamId("file", "two"))).isEmpty();
    }

    @Test
    void what_is_told_of_several_files_counts_when_all_of_them_stand_still() {
        var files = new Scope.Files(Set.of("one", "two"));
        Consumer<Results> together = results -> {
            results.file("one", true);
            results.file("beside", true);
            results.file("two", true);
            results.found(whole("one"));
            results.found(whole("two"));
        };

        Taken moving = take(files, Set.of("one"), together);

        assertThat(moving.unsteady()).containsExactlyInAnyOrder("one", "two"); // what stands beside is read with them
        assertThat(moving.appended()).isZero();
        assertThat(take(files, Set.of(), together).appended()).isEqualTo(2);
        assertThat(take(files, Set.of(), together).appended()).isZero();
    }

    @Test
    void a_finding_is_told_of_the_files_that_changed_and_of_their_neighbours() {
        Finding changed = Finding.warn(ONE, "", "UNKNOWN_FIELD", "is odd");
        Finding neighbour = Finding.warn(TWO, "", "UNKNOWN_FIELD", "is odd");
        Finding elsewhere = Finding.warn("else/where", "", "UNKNOWN_FIELD", "is odd");
        Consumer<Results> findings =
                results -> List.of(changed, elsewhere, neighbour).forEach(results::finding);

        assertThat(take(new Scope.Files(Set.of(ONE)), Set.of(), findings).findings())
                .containsExactly(changed, neighbour);
        assertThat(take(Scope.ALL, Set.of(), findings).findings()).containsExactly(changed, elsewhere, neighbour);
    }

    @Test
    void what_a_reading_told_that_broke_off_is_read_again() {
        assertThatThrownBy(() -> take(Scope.ALL, Set.of(), results -> {
                    results.file("one", true);
                    results.found(whole("one"));
                    results.then(() -> {
                        throw new IllegalStateException("the disk is gone");
                    });
                }))
                .hasMessage("the disk is gone");
        assertThat(fixture.events(new StreamId("file", "one"))).isEmpty();

        Taken taken = take(Scope.ALL, Set.of(), results -> {
            results.file("two", true);
            results.found(whole("two"));
        });

        assertThat(taken.appended()).isEqualTo(1);
        assertThat(fixture.events(new StreamId("file", "one"))).isEmpty();
    }

    @Test
    void what_a_file_among_others_lacks_when_it_changed_is_gone() throws IOException {
        take(new Scope.Files(Set.of("lists/first.jsonl", "lists/second.jsonl", "notes/n.md")), Set.of());
        Folder.write(root, "lists/first.jsonl", "{\"id\":\"e\"}\n");
        Folder.write(root, "lists/second.jsonl", "");

        take(new Scope.Files(Set.of("lists/first.jsonl")), Set.of());

        assertThat(last("list/d")).isInstanceOf(ItemEvent.Removed.class);
        assertThat(last("list/e")).isNotInstanceOf(ItemEvent.Removed.class);
        assertThat(last("list/f")).isNotInstanceOf(ItemEvent.Removed.class); // of a file that is not asked for
        assertThat(last("one/a")).isNotInstanceOf(ItemEvent.Removed.class);
    }

    @Test
    void of_a_file_among_others_that_is_gone_the_records_are_and_of_the_one_that_the_tool_needs_they_are_not()
            throws IOException {
        Files.delete(root.resolve("lists/first.jsonl"));
        Files.delete(root.resolve("lists/second.jsonl"));
        Files.delete(root.resolve("notes/n.md"));
        Files.delete(root.resolve(ONE));

        take(new Scope.Files(Set.of("lists/first.jsonl", "notes/n.md", ONE)), Set.of());

        assertThat(last("list/d")).isInstanceOf(ItemEvent.Removed.class);
        assertThat(last("note/n.md")).isInstanceOf(ItemEvent.Removed.class);
        assertThat(last("list/f")).isNotInstanceOf(ItemEvent.Removed.class);
        assertThat(last("one/a")).isNotInstanceOf(ItemEvent.Removed.class);
        assertThat(fixture.run(root).events().appended()).isEqualTo(1);
        assertThat(last("list/f")).isInstanceOf(ItemEvent.Removed.class);
    }

    @Test
    void a_file_that_came_back_meanwhile_is_not_gone() throws IOException {
        Files.delete(root.resolve("notes/n.md"));

        take(new Scope.Files(Set.of("notes/n.md")), Set.of("notes/n.md"));

        assertThat(last("note/n.md")).isNotInstanceOf(ItemEvent.Removed.class);
    }

    @Test
    void the_end_of_a_run_says_what_it_took_and_a_run_that_took_nothing_has_none() {
        LiveReading.finish(run);
        assertThat(fixture.eventsOfRun("follow")).isEmpty();
        Finding odd = Finding.warn("one", "", "UNKNOWN_FIELD", "is odd");

        take(new Scope.Files(Set.of("one", "two")), Set.of(), results -> {
            results.file("beside", true); // read with the others
            results.file("one", true);
            results.file("two", false);
            results.finding(odd);
            results.kept(odd, "one", new byte[] {'{'});
            results.found(whole("one"));
            results.found(whole("one"));
        });
        LiveReading.finish(run);

        Report report = fixture.report("follow");
        assertThat(report.files().read()).isEqualTo(1);
        assertThat(report.files().skipped()).isEqualTo(1);
        assertThat(report.entities()).isEqualTo(Map.of("files", 1L));
        assertThat(report.events().appended()).isEqualTo(1);
        assertThat(report.findings()).containsExactly(odd);
        assertThat(fixture.eventsOfRun("follow")).hasAtLeastOneElementOfType(ImportRejected.class);
    }

    @Test
    void rows_that_come_and_go_in_the_log_beside_a_database_are_taken_over() throws IOException, SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(DATABASE));
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("CREATE TABLE rows (id TEXT PRIMARY KEY)");
            statement.execute("INSERT INTO rows VALUES ('g'), ('h')");

            take(new Scope.Files(Set.of(DATABASE + "-wal")), Set.of());
            assertThat(last("row/g")).isInstanceOf(ItemEvent.Recorded.class);
            statement.execute("DELETE FROM rows WHERE id = 'g'");
            take(new Scope.Files(Set.of(ONE)), Set.of());
            assertThat(last("row/g")).isInstanceOf(ItemEvent.Recorded.class); // nobody has asked for it
            take(new Scope.Files(Set.of(DATABASE + "-wal")), Set.of());

            assertThat(last("row/g")).isInstanceOf(ItemEvent.Removed.class);
            assertThat(last("row/h")).isInstanceOf(ItemEvent.Recorded.class);
            assertThat(last("one/a")).isInstanceOf(ItemEvent.Recorded.class);
        }
    }
}
