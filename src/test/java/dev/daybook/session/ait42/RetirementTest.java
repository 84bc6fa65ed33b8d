package dev.daybook.session.ait42;

import static dev.daybook.session.ait42.Ait42ExportTest.file;
import static dev.daybook.session.ait42.Ait42ExportTest.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Hints;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.importing.run.Report;
import dev.daybook.importing.run.Retirement.How;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionShape;
import dev.daybook.session.WorkspaceEvent.Located;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetirementTest {

    private static final String ONE = "0123456789abcdef";
    private static final String OTHER = "fedcba9876543210";
    private static final String LOST = "00000000ffffffff";
    private static final String FOLDER = ".ait42/sessions/";

    @TempDir
    Path home;

    private final Ait42Fixture user = new Ait42Fixture();
    private int runs;

    /** What a read model would show; it can be made to lie. */
    private final class Shown implements ReadModelLookup {
        private boolean lies;

        @Override
        public void await(Position position) {
            // it is always there
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            var fields = new HashMap<String, Object>();
            ImportedSession.of(user.entries(stream))
                    .now()
                    .map(SessionShape.RECORD::fields)
                    .ifPresent(fields::putAll);
            user.fixture.events(stream).forEach(it -> {
                if (it instanceof Located located) {
                    fields.put("/canonical", located.canonical());
                    located.path().ifPresent(path -> fields.put("/path", path));
                } else if (it instanceof Written written) {
                    fields.put("/encoding", written.encoding());
                    fields.put(
                            "/sha256",
                            Sha256.hash(written.content().getBytes(StandardCharsets.UTF_8))
                                    .toString());
                }
            });
            if (lies) {
                fields.put("/task", "something else");
            }
            return Optional.of(fields);
        }
    }

    private final Shown shown = new Shown();

    @AfterEach
    void close() {
        user.close();
    }

    @Test
    void files_get_another_name_once_they_are_compared() throws IOException {
        given(ONE, file(plain("a")));
        Folder.write(home, ".ait42/sessions.json", file(plain("old")));

        Report report = run(How.RENAME);

        assertThat(report.verified().equal())
                .isPositive()
                .isEqualTo(report.verified().compared());
        assertThat(Folder.bytes(home).keySet())
                .containsExactlyInAnyOrder(FOLDER + ONE + ".json.migrated", ".ait42/sessions.json");
        assertThat(home.resolve(FOLDER + ONE + ".json.migrated")).hasContent(file(plain("a")));
        assertThat(report.findings())
                .contains(Finding.info(
                        FOLDER + ONE + ".json", "", "RETIRED", "is .ait42/sessions/%s.json.migrated from now on", ONE));
    }

    @Test
    void files_go_into_an_archive() throws IOException {
        given(ONE, file(plain("a")));
        given(OTHER, "[]");

        run(How.ARCHIVE);

        String archive = ".ait42/sessions_archive_20260102_030405/";
        assertThat(Folder.bytes(home).keySet())
                .containsExactlyInAnyOrder(archive + ONE + ".json", archive + OTHER + ".json");
    }

    @Test
    void a_second_run_changes_nothing() throws IOException {
        for (How how : How.values()) {
            given(ONE, file(plain("a")));
            run(how);
            var files = Folder.bytes(home);
            Position head = user.fixture.journal.head();

            Report again = run(how);

            assertThat(Folder.bytes(home)).isEqualTo(files);
            assertThat(user.fixture.journal.head()).isEqualTo(head);
            assertThat(again.findings()).extracting(Finding::code).contains("ALREADY_MIGRATED");
        }
    }

    @Test
    void a_file_with_errors_stays_and_is_named() throws IOException {
        given(ONE, file(plain("a")));
        given(OTHER, "[{\"id\": \"cut");
        given(LOST, "\0\0\0\0");

        Report report = run(How.RENAME);

        assertThat(Folder.bytes(home).keySet())
                .containsExactlyInAnyOrder(
                        FOLDER + ONE + ".json.migrated", FOLDER + OTHER + ".json", FOLDER + LOST + ".json");
        assertThat(report.findings())
                .anyMatch(it -> it.code().equals("NOT_RETIRED") && it.file().equals(FOLDER + OTHER + ".json"));
    }

    @Test
    void nothing_is_overwritten() throws IOException {
        given(ONE, file(plain("a")));
        Folder.write(home, FOLDER + ONE + ".json.migrated", "older");

        Report report = run(How.RENAME);

        assertThat(home.resolve(FOLDER + ONE + ".json")).hasContent(file(plain("a")));
        assertThat(home.resolve(FOLDER + ONE + ".json.migrated")).hasContent("older");
        assertThat(report.findings())
                .anyMatch(it -> it.code().equals("NOT_RETIRED") && it.message().contains("there already"));
    }

    @Test
    void nothing_is_set_aside_when_something_differs_or_in_a_rehearsal() throws IOException {
        given(ONE, file(plain("a")));

        run(How.RENAME, true);
        assertThat(home.resolve(FOLDER + ONE + ".json")).exists();

        shown.lies = true;
        Report report = run(How.RENAME);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.ROLLED_BACK);
        assertThat(home.resolve(FOLDER + ONE + ".json")).exists();
    }

    @Test
    void the_way_back_gives_the_same_files() throws IOException {
        given(ONE, file(plain("a"), plain("b")));
        var before = Folder.bytes(home);
        run(How.RENAME);

        user.export(home.resolve("back"));
        assertThat(Folder.bytes(home.resolve("back"))).isEqualTo(before);

        Files.move(home.resolve(FOLDER + ONE + ".json.migrated"), home.resolve(FOLDER + ONE + ".json"));
        Position head = user.fixture.journal.head();
        assertThat(user.fixture.run(home).events().appended()).isZero();
        assertThat(user.fixture.journal.head()).isEqualTo(head);
    }

    private void given(String key, String file) throws IOException {
        Folder.write(home, FOLDER + key + ".json", file);
    }

    private Report run(How how) {
        return run(how, false);
    }

    private Report run(How how, boolean dryRun) {
        var fixture = user.fixture;
        var imports = new Import(
                fixture.context(ImportFixture.CLOCK),
                shown,
                ImportFixture.undo(fixture.journal, fixture.codec),
                ImportFixture.ROOM);
        var options = new Import.Options(
                dryRun,
                true,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Scope.ALL,
                Hints.NONE,
                Optional.of(how),
                "ada",
                _ -> {});
        return imports.run(
                "RETIRE-" + ++runs,
                new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK),
                home,
                options);
    }
}
