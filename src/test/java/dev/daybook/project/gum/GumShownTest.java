package dev.daybook.project.gum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Stores;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectFacts.Kind;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.project.RemoteIdentity;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said to Daybook shows in gum's files: in an export, and where they stand while gum is still in use. */
final class GumShownTest {

    private static final String AT = "2025-10-05T18:00:00Z";
    private static final Instant SEEN = Instant.parse("2026-01-01T10:00:00.5Z");
    private static final StreamId BILLING = new StreamId("project", "/home/ada/projects/billing");
    private static final StreamId LANTERN = new StreamId("directory", "/home/ada/code/lantern");
    private static final StreamId REPOSITORY = new StreamId("repository", "github.com/adalove/billing");

    @TempDir
    Path folder;

    private final Format format = Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK);
    private final LegacySource source = format.source(Limits.DEFAULT);
    private final ImportFixture fixture = new ImportFixture(source);
    private GumHome home;

    /** What was said since, by the thing. */
    private final Map<StreamId, Event> said = new LinkedHashMap<>();

    @BeforeEach
    void home() throws IOException {
        home = new GumHome(folder.resolve("home"))
                .cache(
                        "projects.json",
                        "[{\"Path\":\"~/projects/billing\",\"Remote\":\"git@github.com:adalove/billing.git\",\"Branch\":\"\"},"
                                + "{\"Path\":\"~/code/<a> \\u0026 b\",\"Remote\":\"\",\"Branch\":\"main\",\"Own\":1}]",
                        AT)
                .cache(
                        "project-dirs.json",
                        "[{\"path\":\"/home/ada/projects\",\"last_scanned\":\"" + AT + "\",\"git_count\":1}]",
                        AT)
                .cache(
                        "dirs.json",
                        "[{\"Path\":\"~/code/lantern\",\"Score\":693,\"Frequency\":1,\"LastSeen\":\"" + AT + "\"}]",
                        AT)
                .cache(
                        "github-repos.json",
                        "{\"repos\":[{\"name\":\"billing\",\"nameWithOwner\":\"adalove/billing\",\"description\":\"Bills\"}],\"user\":\"ada\"}",
                        AT)
                .sql(
                        "INSERT INTO projects(path, name, remote_url, branch, updated_at, created_at) VALUES('~/projects/billing', 'billing', 'git@github.com:adalove/billing.git', '', '2025-10-05 17:00:00', '2025-10-05 17:00:00')",
                        "INSERT INTO dir_usage(path, frequency, last_seen, updated_at, created_at) VALUES('~/code/lantern', 1, '2025-10-05 17:00:00', '2025-10-05 17:00:00', '2025-10-05 17:00:00')",
                        "INSERT INTO github_repos(name, full_name, description, last_discovered, created_at) VALUES('billing', 'adalove/billing', 'Bills', '2025-10-05 17:00:00', '2025-10-05 17:00:00')");
        assertThat(fixture.run(home.root()).failure()).isEmpty();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void said(StreamId stream, Event event) {
        fixture.append(stream, event);
        said.put(stream, event);
    }

    private static ProjectFacts facts(String name, String url, String branch) {
        return new ProjectFacts(
                name,
                List.of(new Remote("origin", url)),
                Optional.of(branch),
                Kind.MAIN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A project moves, a directory is used, a folder is added, a repository is asked for anew. */
    private void commands() {
        said(BILLING, new ProjectEvent.Moved(BILLING.key(), "/home/ada/projects/bills"));
        said(
                new StreamId("project", "/home/ada/projects/bills"),
                new ProjectEvent.Seen("/home/ada/projects/bills", facts("bills", "https://example.org/a&b", "retry")));
        said(LANTERN, new DirectoryEvent.Used(LANTERN.key(), 2, Optional.of(SEEN)));
        said(
                new StreamId("scan", "root//home/ada/work"),
                new ScanEvent.RootSet("/home/ada/work", "config", Optional.of(SEEN), Optional.of(3L)));
        RepositoryFacts gum = ((RepositoryEvent.Seen) fixture.events(REPOSITORY).getLast()).facts();
        said(
                REPOSITORY,
                new RepositoryEvent.Seen(
                        RemoteIdentity.parse(REPOSITORY.key()).orElseThrow(),
                        new RepositoryFacts(
                                gum.fullName(),
                                Optional.of("Sends <bills>"),
                                gum.url(),
                                gum.cloneUrl(),
                                gum.sshUrl(),
                                gum.visibility(),
                                gum.fork(),
                                gum.archived(),
                                gum.template(),
                                gum.defaultBranch(),
                                gum.license(),
                                gum.language(),
                                gum.languages(),
                                gum.topics(),
                                Optional.of(41L),
                                gum.forks(),
                                gum.openIssues(),
                                gum.sizeKb(),
                                gum.createdAt(),
                                gum.updatedAt(),
                                gum.pushedAt(),
                                Optional.of(SEEN))));
    }

    private void shows(Path root) throws IOException {
        assertThat(data(root, "projects.json"))
                .isEqualTo(
                        "[{\"Path\":\"~/code/<a> \\u0026 b\",\"Remote\":\"\",\"Branch\":\"main\",\"Own\":1},"
                                + "{\"Path\":\"~/projects/bills\",\"Remote\":\"https://example.org/a\\u0026b\",\"Branch\":\"retry\"}]");
        assertThat(data(root, "dirs.json"))
                .isEqualTo(
                        "[{\"Path\":\"~/code/lantern\",\"Score\":1098,\"Frequency\":2,\"LastSeen\":\"2026-01-01T10:00:00.5Z\"}]");
        assertThat(data(root, "project-dirs.json"))
                .isEqualTo("[{\"path\":\"/home/ada/projects\",\"last_scanned\":\"" + AT + "\",\"git_count\":1},"
                        + "{\"path\":\"/home/ada/work\",\"last_scanned\":\"2026-01-01T10:00:00.5Z\",\"git_count\":3}]");
        assertThat(data(root, "github-repos.json"))
                .isEqualTo(
                        "{\"repos\":[{\"name\":\"billing\",\"nameWithOwner\":\"adalove/billing\",\"description\":\"Sends \\u003cbills\\u003e\"}],\"user\":\"ada\"}");
        assertThat(rows(root, "SELECT path || '|' || remote_url || '|' || branch FROM projects"))
                .containsExactly("~/projects/bills|https://example.org/a&b|retry");
        assertThat(rows(root, "SELECT frequency || '|' || last_seen FROM dir_usage"))
                .containsExactly("2|2026-01-01 10:00:00.5+00:00");
        assertThat(rows(root, "SELECT description FROM github_repos")).containsExactly("Sends <bills>");
        assertThat(rows(root, "SELECT path || '|' || git_count FROM project_dirs"))
                .containsExactly("/home/ada/work|3");
    }

    private static String data(Path root, String name) throws IOException {
        String text = Files.readString(root.resolve(".cache/gum").resolve(name));
        assertThat(text).startsWith("{\"data\":").endsWith(",\"timestamp\":\"" + AT + "\",\"ttl\":300000000000}");
        return text.substring(8, text.indexOf(",\"timestamp\""));
    }

    private static List<String> rows(Path root, String sql) throws IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(GumHome.DATABASE));
                var statement = connection.createStatement();
                var answer = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (answer.next()) {
                rows.add(answer.getString(1));
            }
            return rows;
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Test
    void an_export_shows_what_was_said_since_and_comes_back_as_the_same_catalogue() throws IOException {
        commands();
        Path out = folder.resolve("out");
        assertThat(fixture.export(format.writer(Limits.DEFAULT), out).findings())
                .isEmpty();

        shows(out);
        try (var again = new ImportFixture(source)) {
            again.run(out);
            assertThat(again.events(BILLING)).isEmpty();
            assertThat(again.events(new StreamId("project", "/home/ada/projects/bills")))
                    .hasSize(1);
            assertThat(again.events(LANTERN))
                    .last()
                    .isEqualTo(new DirectoryEvent.Used(LANTERN.key(), 2, Optional.of(SEEN)));
        }
    }

    @Test
    void a_row_that_is_new_is_as_old_as_what_was_said_and_not_as_its_export() throws IOException, SQLException {
        commands();
        Path out = folder.resolve("out");
        fixture.export(format.writer(Limits.DEFAULT), out);

        Map<String, List<String>> rows = Folder.rows(out.resolve(GumHome.DATABASE));
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        assertThat(rows.toString()).contains("/projects/bills").doesNotContain(today);
    }

    @Test
    void a_later_word_of_gum_hides_nothing_that_others_have_said() throws IOException {
        Instant later = SEEN.plus(Duration.ofDays(1));
        said(LANTERN, new DirectoryEvent.Used(LANTERN.key(), 15, Optional.of(SEEN)));
        home.cache(
                "dirs.json",
                "[{\"Path\":\"~/code/lantern\",\"Score\":693,\"Frequency\":11,\"LastSeen\":\"" + later + "\"}]",
                later.toString());
        fixture.run(home.root());
        assertThat(fixture.events(LANTERN))
                .last()
                .isEqualTo(new DirectoryEvent.Used(LANTERN.key(), 15, Optional.of(later)));

        Path out = folder.resolve("out");
        fixture.export(format.writer(Limits.DEFAULT), out);

        assertThat(Files.readString(out.resolve(Gum.CACHE + "dirs.json")))
                .contains("\"Frequency\":15,\"LastSeen\":\"" + later + "\"");
    }

    @Test
    void without_a_word_of_others_no_byte_and_no_row_is_otherwise() throws IOException, SQLException {
        Path out = folder.resolve("out");
        fixture.export(format.writer(Limits.DEFAULT), out);
        for (Store store : Store.CACHES) {
            Path name = Path.of(Gum.CACHE + store.name());
            assertThat(out.resolve(name)).hasSameBinaryContentAs(home.root().resolve(name));
        }
        assertThat(Folder.rows(out.resolve(GumHome.DATABASE)))
                .isEqualTo(Folder.rows(home.root().resolve(GumHome.DATABASE)));
    }

    @Test
    void what_no_file_of_gum_ever_told_is_written_as_gum_would_write_it() throws IOException {
        try (var other = new ImportFixture(source)) {
            other.append(
                    BILLING, new ProjectEvent.Seen(BILLING.key(), facts("billing", "https://example.org/x", "main")));
            other.append(REPOSITORY, ((RepositoryEvent.Seen)
                    fixture.events(REPOSITORY).getLast()));
            Path out = folder.resolve("out");
            other.export(format.writer(Limits.DEFAULT), out);
            assertThat(out.resolve(".cache/gum/projects.json"))
                    .hasContent(
                            "{\"data\":[{\"Path\":\"/home/ada/projects/billing\",\"Remote\":\"https://example.org/x\",\"Branch\":\"main\"}],"
                                    + "\"timestamp\":\"2026-01-02T03:04:05.678901Z\",\"ttl\":300000000000}");
            assertThat(out.resolve(".cache/gum/github-repos.json"))
                    .content()
                    .startsWith("{\"data\":{\"repos\":[{\"name\":\"billing\",\"nameWithOwner\":\"adalove/billing\"")
                    .endsWith(
                            "\"user\":\"unknown\"},\"timestamp\":\"2026-01-02T03:04:05.678901Z\",\"ttl\":43200000000000}");
        }
    }

    private List<Recorded> known(StreamId stream) {
        return fixture.journal.readStream(stream, 0, 99).stream()
                .map(fixture.codec::recorded)
                .toList();
    }

    @Test
    void each_command_is_written_where_the_files_stand_and_is_no_news_to_the_next_import() throws IOException {
        var files = new GumFiles(source);
        commands();
        for (StreamId stream : said.keySet()) {
            assertThat(Stores.write(files, home.root(), stream, known(stream)))
                    .as(stream.toString())
                    .isNotEmpty();
            assertThat(Stores.write(files, home.root(), stream, known(stream)))
                    .as(stream + " again")
                    .isEmpty();
        }
        shows(home.root());
        long before = fixture.journal.head().value();
        fixture.run(home.root());
        assertThat(fixture.journal.readForward(Selection.all(), new Position(before), 99).stream()
                        .filter(it -> GumShowing.CATEGORIES.contains(it.stream().category())))
                .isEmpty();
        assertThat(files.fields(home.root(), LANTERN).orElseThrow()).containsEntry("/frequency", 2L);
        assertThat(files.fields(home.root(), BILLING)).isEmpty();
    }

    @Test
    void all_that_was_said_is_written_at_once_as_one_after_the_other() throws IOException {
        var files = new GumFiles(source);
        commands();
        var things = List.copyOf(said.keySet());

        assertThat(files.write(home.root(), things, this::known, () -> {})).isNotEmpty();

        shows(home.root());
        assertThat(files.write(home.root(), things, this::known, () -> {})).isEmpty();
    }

    @Test
    void while_gum_writes_its_database_nothing_is_written_to_any_file() throws IOException, SQLException {
        said(LANTERN, new DirectoryEvent.Used(LANTERN.key(), 2, Optional.of(SEEN)));
        Map<String, String> before = Folder.contents(home.root());
        try (var gum = DriverManager.getConnection("jdbc:sqlite:" + home.root().resolve(GumHome.DATABASE));
                var statement = gum.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            assertThatThrownBy(() -> Stores.write(new GumFiles(source), home.root(), LANTERN, known(LANTERN)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nothing was changed");
            statement.execute("ROLLBACK");
        }
        assertThat(Folder.contents(home.root())).isEqualTo(before);
    }

    @Test
    void what_gum_writes_after_its_news_were_taken_is_not_written_over_and_no_row_changes() throws IOException {
        said(LANTERN, new DirectoryEvent.Used(LANTERN.key(), 2, Optional.of(SEEN)));
        var files = new GumFiles(source);
        FileStore.Check asNow = Stores.asNow(files, home.root(), "main");
        Path cache = home.root().resolve(".cache/gum/dirs.json");
        String theirs = Files.readString(cache).replace("693", "700");
        Files.writeString(cache, theirs);

        assertThatThrownBy(() -> files.write(home.root(), List.of(LANTERN), this::known, asNow))
                .isInstanceOf(FilesChanged.class);
        assertThat(cache).hasContent(theirs);

        assertThatThrownBy(() -> files.write(
                        home.root(), List.of(LANTERN), this::known, () -> Files.writeString(cache, theirs + "\n")))
                .isInstanceOf(FilesChanged.class);
        assertThat(cache).hasContent(theirs + "\n");
        assertThat(rows(home.root(), "SELECT frequency FROM dir_usage")).containsExactly("1");
    }

    @Test
    void a_damaged_cache_is_left_as_it_is_and_no_row_without_it() throws IOException {
        said(LANTERN, new DirectoryEvent.Used(LANTERN.key(), 2, Optional.of(SEEN)));
        Folder.write(home.root(), ".cache/gum/dirs.json", "{\"data\":[{\"Path\":\"~/co");

        assertThatThrownBy(() -> Stores.write(new GumFiles(source), home.root(), LANTERN, known(LANTERN)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("dirs.json is damaged");
        assertThat(rows(home.root(), "SELECT frequency FROM dir_usage")).containsExactly("1");
    }

    @Test
    void what_vanished_and_was_forgotten_is_taken_out_and_the_rest_stays_byte_by_byte() throws IOException {
        String before = Files.readString(home.root().resolve(".cache/gum/projects.json"));
        said(BILLING, new ProjectEvent.Vanished(BILLING.key()));
        said(LANTERN, new DirectoryEvent.Forgotten(LANTERN.key()));
        Path out = folder.resolve("out");
        fixture.export(format.writer(Limits.DEFAULT), out);

        int from = before.indexOf("{\"Path\":\"~/projects");
        assertThat(out.resolve(".cache/gum/projects.json"))
                .hasContent(before.substring(0, from) + before.substring(before.indexOf("{\"Path\":\"~/code")));
        assertThat(data(out, "dirs.json")).isEqualTo("[]");
        assertThat(rows(out, "SELECT path FROM dir_usage UNION ALL SELECT path FROM projects"))
                .isEmpty();
    }

    @Test
    void what_was_taken_back_is_taken_back_where_the_files_stand() throws IOException {
        var files = new GumFiles(source);
        Map<StreamId, List<Recorded>> before = new LinkedHashMap<>();
        for (StreamId stream : List.of(BILLING, LANTERN)) {
            before.put(stream, known(stream));
        }
        commands();
        for (StreamId stream : said.keySet()) {
            Stores.write(files, home.root(), stream, known(stream));
        }
        for (StreamId stream : said.keySet()) {
            Stores.write(files, home.root(), stream, before.getOrDefault(stream, List.of()));
        }
        assertThat(data(home.root(), "dirs.json"))
                .isEqualTo("[{\"Path\":\"~/code/lantern\",\"Score\":693,\"Frequency\":1,\"LastSeen\":\"" + AT + "\"}]");
        assertThat(data(home.root(), "projects.json"))
                .contains("~/projects/billing")
                .doesNotContain("bills");
        assertThat(rows(home.root(), "SELECT path || '|' || remote_url FROM projects"))
                .containsExactly("~/projects/billing|git@github.com:adalove/billing.git");
        assertThat(rows(home.root(), "SELECT path FROM project_dirs")).isEmpty();
    }
}
