package dev.daybook.project.gum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Witness;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectQueries;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import dev.daybook.projection.ReadModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gum's files tell together. */
final class GumTest {

    private static final StreamId BILLING = new StreamId("project", "/home/ada/projects/billing");
    private static final StreamId LANTERN = new StreamId("directory", "/home/ada/code/lantern");
    private static final String URL = "git@github.com:adalove/billing.git";

    /** After what others have said at the time of the fixture. */
    private static final String LATER = "2026-01-02T03:05:00Z";

    @TempDir
    Path folder;

    private final Format format = Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK);
    private final LegacySource source = format.source(Limits.DEFAULT);
    private final ImportFixture fixture = new ImportFixture(source);

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path sample(String name) throws IOException {
        return Folder.copy(GumSamplesTest.SAMPLES.resolve(name), folder.resolve("sample"));
    }

    /** Writes a cache of gum that holds that data. */
    private Path cache(String name, String data) throws IOException {
        return cache(name, data, "2025-10-05T18:22:07.5+02:00");
    }

    private Path cache(String name, String data, String at) throws IOException {
        Folder.write(
                folder.resolve("home"),
                ".cache/gum/" + name,
                "{\"data\":%s,\"timestamp\":\"%s\",\"ttl\":300000000000}".formatted(data, at));
        return folder.resolve("home");
    }

    private Report imported(Path root) {
        Report report = fixture.run(root);
        assertThat(report.failure()).isEmpty();
        return report;
    }

    private ProjectFacts project(StreamId stream) {
        return switch (fixture.events(stream).getLast()) {
            case ProjectEvent.Seen it -> it.facts();
            case ProjectEvent.Changed it -> it.facts();
            default -> throw new AssertionError(fixture.events(stream));
        };
    }

    private List<Recorded> known(StreamId stream) {
        return fixture.journal.readStream(stream, 0, Integer.MAX_VALUE).stream()
                .map(fixture.codec::recorded)
                .toList();
    }

    @Test
    void a_folder_is_one_project_however_it_is_spelled_and_the_last_word_of_its_file_counts() throws IOException {
        imported(sample("bad/03-duplicates"));

        assertThat(fixture.events(BILLING)).hasSize(4).first().isInstanceOf(ProjectEvent.Seen.class);
        assertThat(project(BILLING).remotes()).isEmpty();
        assertThat(project(BILLING).branch()).contains("main");
    }

    @Test
    void a_cache_counts_more_than_the_database_which_adds_what_only_it_knows() throws IOException {
        imported(sample("valid/v1-db"));

        String home = folder.resolve("sample").toAbsolutePath().toString();
        ProjectFacts lantern = project(new StreamId("project", home + "/code/lantern"));
        assertThat(lantern.primary().map(ProjectFacts.Remote::url)).contains("git@github.com:adalove/lantern.git");
        assertThat(lantern.modifiedAt()).contains(Instant.parse("2025-10-06T03:00:03.481920Z"));
    }

    @Test
    void nothing_is_lost_that_the_migration_of_gum_loses() throws IOException {
        imported(sample("valid/v2-db-migrated"));

        var root = (ScanEvent.RootSet)
                fixture.events(new StreamId("scan", "root//home/ada/projects")).getLast();
        assertThat(root.scannedAt()).contains(Instant.parse("2025-10-05T16:00:00.500Z"));
        assertThat(root.repositories()).isPresent();
        try (ReadModels models = fixture.models(folder.resolve("read"))) {
            models.catchUp();
            var queries = new ProjectQueries(models::read);
            assertThat(queries.linked()).isEqualTo(5);
            RepositoryFacts lantern = queries.repository("github.com/adalove/lantern")
                    .orElseThrow()
                    .facts();
            assertThat(lantern.stars()).contains(41L);
            assertThat(lantern.topics()).containsExactly("ssg", "go");
            assertThat(lantern.sshUrl()).contains("git@github.com:adalove/lantern.git");
            assertThat(queries.directory("/home/ada").orElseThrow().frequency()).isEqualTo(43);
            assertThat(queries.syncRuns(10)).extracting("status").containsExactly("failed", "running", "completed");
            assertThat(queries.freshness("gum/projects").orElseThrow().isStale(ImportFixture.CLOCK.instant()))
                    .isTrue();
            assertThat(queries.freshness("projects")).isEmpty();
        }
    }

    @Test
    void a_time_to_live_without_end_is_bounded() throws IOException, SQLException {
        Path root = sample("valid/v2-db-migrated");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(".cache/gum/gum.db"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE cache_metadata SET ttl_seconds = 9223372036854775807");
        }
        imported(root);

        var fresh = (ScanEvent.Refreshed)
                fixture.events(new StreamId("scan", "cache/gum/projects")).getLast();
        assertThat(fresh.ttlSeconds()).isEqualTo(3_153_600_000L);
    }

    @Test
    void a_synchronisation_is_known_by_its_number_whatever_its_user_called_it() throws IOException, SQLException {
        Path root = sample("valid/v2-db-migrated");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(".cache/gum/gum.db"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE github_sync_status SET sync_type = ''");
        }

        assertThat(imported(root).findings()).noneMatch(finding -> finding.severity() == Severity.ERROR);
        for (int number = 1; number <= 3; number++) {
            var sync = (ScanEvent.SyncReported)
                    fixture.events(new StreamId("scan", "sync/gum-" + number)).getLast();
            assertThat(sync.type()).isEmpty();
        }
    }

    @Test
    void what_others_found_out_stays_theirs_until_the_files_say_something_new() throws IOException {
        Path root =
                cache("projects.json", "[{\"Path\":\"/home/ada/projects/billing\",\"Remote\":\"%s\"}]".formatted(URL));
        imported(root);
        var found = new ProjectFacts(
                "billing",
                List.of(new ProjectFacts.Remote("origin", "https://github.com/adalove/billing-two")),
                Optional.of("retry"),
                ProjectFacts.Kind.MAIN,
                Optional.empty(),
                Optional.of("4b825dc6"),
                Optional.empty());
        fixture.append(BILLING, new ProjectEvent.Changed(BILLING.key(), found));

        assertThat(imported(root).events().appended()).isZero();
        assertThat(project(BILLING)).isEqualTo(found);

        cache(
                "projects.json",
                "[{\"Path\":\"/home/ada/projects/billing\",\"Remote\":\"https://example.org/new\"}]",
                LATER);
        imported(root);
        assertThat(project(BILLING).primary().map(ProjectFacts.Remote::url)).contains("https://example.org/new");
    }

    @Test
    void what_gum_does_not_speak_of_stays_as_the_host_told_it() throws IOException {
        var stream = new StreamId("repository", "github.com/adalove/billing");
        String entry = "[{\"nameWithOwner\":\"adalove/billing\",\"description\":\"Bills\",\"updatedAt\":\"%s\"}]";
        imported(cache("github-repos.json", entry.formatted("2025-10-01T00:00:00Z")));
        var gum = (RepositoryEvent.Seen) fixture.events(stream).getLast();
        var synced = new RepositoryFacts(
                "adalove/billing",
                Optional.of("Bills"),
                Optional.empty(),
                Optional.of("https://github.com/adalove/billing.git"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("money"),
                Optional.of(41L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                gum.facts().updatedAt(),
                Optional.empty(),
                Optional.of(ImportFixture.CLOCK.instant()));
        fixture.append(stream, new RepositoryEvent.Seen(gum.repository(), synced));

        Path root = cache("github-repos.json", entry.formatted("2025-10-04T00:00:00Z"), LATER);
        imported(root);

        RepositoryFacts facts = ((RepositoryEvent.Seen) fixture.events(stream).getLast()).facts();
        assertThat(facts.updatedAt()).contains(Instant.parse("2025-10-04T00:00:00Z"));
        assertThat(facts.stars()).contains(41L);
        assertThat(facts.topics()).containsExactly("money");
        assertThat(facts.cloneUrl()).isEqualTo(synced.cloneUrl());
        assertThat(facts.syncedAt()).isEqualTo(synced.syncedAt());
        assertThat(imported(root).events().appended()).isZero();
    }

    @Test
    void a_worktree_stays_one_with_its_remotes_when_gum_tells_another_branch() throws IOException {
        String entry = "[{\"Path\":\"/home/ada/projects/billing\",\"Remote\":\"%s\",\"Branch\":\"%s\"}]";
        imported(cache("projects.json", entry.formatted(URL, "main")));
        var fork = new ProjectFacts.Remote("fork", "git@github.com:bob/billing.git");
        var found = new ProjectFacts(
                "billing",
                List.of(fork, new ProjectFacts.Remote("origin", "https://github.com/adalove/billing")),
                Optional.of("main"),
                ProjectFacts.Kind.WORKTREE,
                Optional.of("/home/ada/projects/ledger"),
                Optional.of("4b825dc6"),
                Optional.empty());
        fixture.append(BILLING, new ProjectEvent.Changed(BILLING.key(), found));

        Path root = cache("projects.json", entry.formatted(URL, "retry"), LATER);
        imported(root);

        var known = new ProjectFacts(
                "billing",
                List.of(fork, new ProjectFacts.Remote("origin", URL)),
                Optional.of("retry"),
                ProjectFacts.Kind.WORKTREE,
                found.partOf(),
                found.rootCommit(),
                Optional.empty());
        assertThat(project(BILLING)).isEqualTo(known);
        assertThat(imported(root).events().appended()).isZero();

        imported(cache("projects.json", entry.formatted("", "retry-two"), "2026-01-02T03:06:00Z"));
        assertThat(project(BILLING).remotes()).isEqualTo(found.remotes());
        assertThat(project(BILLING).branch()).contains("retry-two");
    }

    @Test
    void secrets_in_the_url_of_a_remote_do_not_come_into_the_catalogue() throws IOException {
        Path root = cache(
                "projects.json",
                "[{\"Path\":\"/home/ada/projects/billing\","
                        + "\"Remote\":\"https://x-access-token:ghp_secret@github.com/adalove/billing.git\"}]");
        assertThat(imported(root).events().appended()).isPositive();

        assertThat(project(BILLING).remotes())
                .containsExactly(new ProjectFacts.Remote("", "https://github.com/adalove/billing.git"));
        var stated = new ArrayList<Witness.Statement>();
        source.witness().orElseThrow().read(Root.of(root), stated::add);
        assertThat(stated)
                .containsExactly(new Witness.Statement(
                        BILLING,
                        Map.of("/remote", "https://github.com/adalove/billing.git"),
                        Instant.parse("2025-10-05T16:22:07.5Z")));
    }

    @Test
    void a_tree_that_is_a_home_is_its_own_whatever_else_its_files_speak_of() {
        String brew = "/home/linuxbrew/.linuxbrew/Homebrew";

        for (String home : List.of("/home/ada", "/Users/ada", "/root", System.getProperty("user.home"))) {
            assertThat(GumMerge.home(home, Stream.of("~/a", "~/b", brew))).isEqualTo(home);
        }
        assertThat(GumMerge.home("/mnt/old", Stream.of("~/a", "/home/ada/b", "/home/ada", brew)))
                .isEqualTo("/home/ada");
        assertThat(GumMerge.home("/home/ada/old", Stream.of("/home/bob/b"))).isEqualTo("/home/bob");
    }

    @Test
    void the_home_of_who_runs_it_is_what_its_files_mean() throws IOException {
        Path root = cache(
                "projects.json",
                "[{\"Path\":\"~/a\",\"Remote\":\"%s\"},{\"Path\":\"/home/linuxbrew/b\",\"Remote\":\"%s\"}]"
                        .formatted(URL, URL));
        String before = System.setProperty("user.home", root.toAbsolutePath().toString());
        try {
            imported(root);
            var stated = new ArrayList<StreamId>();
            source.witness().orElseThrow().read(Root.of(root), it -> stated.add(it.stream()));

            var ours = new StreamId("project", root.toAbsolutePath() + "/a");
            assertThat(fixture.events(ours)).hasSize(1);
            assertThat(stated).containsExactlyInAnyOrder(ours, new StreamId("project", "/home/linuxbrew/b"));
        } finally {
            System.setProperty("user.home", before);
        }
    }

    @Test
    void an_old_cache_does_not_undo_what_was_found_since() throws IOException {
        var used = new DirectoryEvent.Used(LANTERN.key(), 99, Optional.of(ImportFixture.CLOCK.instant()));
        fixture.append(LANTERN, used);
        Path root = cache(
                "dirs.json",
                "[{\"Path\":\"/home/ada/code/lantern\",\"Score\":1,\"Frequency\":3,\"LastSeen\":\"2025-10-05T17:40:00+02:00\"}]");

        imported(root);

        assertThat(fixture.events(LANTERN)).containsExactly(used);
    }

    @Test
    void names_of_members_are_read_in_any_letters_as_go_reads_them() throws IOException {
        Path root = folder.resolve("home");
        Folder.write(
                root,
                ".cache/gum/projects.json",
                "{\"Data\":[{\"path\":\"/home/ada/projects/billing\",\"REMOTE\":\"%s\",\"Stars\":3}],\"ttl\":1}"
                        .formatted(URL));

        Report report = imported(root);

        assertThat(project(BILLING).primary().map(ProjectFacts.Remote::url)).contains(URL);
        assertThat(report.findings())
                .extracting(Finding::severity, Finding::code)
                .contains(tuple(Severity.INFO, "WRONG_ENVELOPE"), tuple(Severity.INFO, "UNKNOWN_FIELD"));
    }

    @Test
    void caches_that_contradict_each_other_are_told() throws IOException {
        cache("projects.json", "[{\"Path\":\"~/projects/billing\",\"Remote\":\"%s\"}]".formatted(URL));
        Path root = cache(
                "project-dirs.json",
                "[{\"path\":\"/home/ada/projects\",\"last_scanned\":\"2025-10-05T18:00:00+02:00\",\"git_count\":31}]");
        Folder.write(
                root,
                ".cache/gum/backup/projects.json",
                "{\"data\":[{\"Path\":\"~/projects/billing\","
                        + "\"Remote\":\"git@github.com:adalove/other.git\"}],\"timestamp\":\"2025-10-01T00:00:00Z\",\"ttl\":1}");
        Folder.write(root, ".config/gum/config.yaml", "projects:\n  - ~/projects\n  - ~/code\n");

        Report report = imported(root);

        assertThat(report.findings())
                .extracting(Finding::file, Finding::where, Finding::code)
                .contains(
                        tuple(".cache/gum/project-dirs.json", "data[0]", "INCONSISTENT_STATE"),
                        tuple(".config/gum/config.yaml", "projects[1]", "INCONSISTENT_STATE"),
                        tuple(".cache/gum/backup/projects.json", "data[0]", "CONFLICT"));
    }

    @Test
    void rows_that_stand_only_in_the_write_ahead_log_are_read() throws IOException, SQLException {
        Path root = sample("valid/v1-db");
        Path database = root.resolve(".cache/gum/gum.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA wal_autocheckpoint=0");
            statement.execute("INSERT INTO projects(path, name, remote_url) VALUES('/home/ada/late', 'late', '')");

            Report report = imported(root);

            assertThat(report.entities()).containsEntry("projects", 13L);
            assertThat(report.findings()).extracting(Finding::code).contains("WAL_PRESENT");
            assertThat(ImportFixture.streams(
                            source, LegacySource.Root.of(root), new Scope.Files(Set.of(".cache/gum/gum.db-wal"))))
                    .hasSizeGreaterThan(10);
            Path out = folder.resolve("out");
            fixture.export(format.writer(Limits.DEFAULT), out);
            assertThat(Folder.rows(out.resolve(".cache/gum/gum.db"))).isEqualTo(Folder.rows(database));
        }
    }

    @Test
    void a_table_that_is_no_record_comes_back_whatever_it_is_called() throws IOException, SQLException {
        Path root = sample("valid/v1-db");
        Path database = root.resolve(".cache/gum/gum.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            for (String table : List.of("of others", "others//0", "others[1]", "//", "#", "")) {
                statement.execute("CREATE TABLE \"%s\" (line TEXT)".formatted(table));
                statement.execute("INSERT INTO \"%s\" VALUES ('a line')".formatted(table));
            }
            statement.execute("CREATE TABLE numbered (id INTEGER PRIMARY KEY AUTOINCREMENT)");
            statement.execute("INSERT INTO numbered VALUES (7), (8)");
            statement.execute("DELETE FROM numbered WHERE id = 8"); // its number is not given again
        }

        Files.writeString(root.resolve(".cache/gum/gum.db#of others"), "of a file\n");

        imported(root);

        Path out = folder.resolve("out");
        assertThat(fixture.export(format.writer(Limits.DEFAULT), out).findings())
                .isEmpty();
        assertThat(Folder.rows(out.resolve(".cache/gum/gum.db"))).isEqualTo(Folder.rows(database));
        assertThat(out.resolve(".cache/gum/gum.db#of others")).hasContent("of a file");
        assertThat(imported(root).events().appended()).isZero();
    }

    @Test
    void a_change_of_one_file_is_read_with_what_the_others_say_and_told_alone() throws IOException {
        Path root = sample("bad/03-duplicates");
        imported(root);
        Files.writeString(
                root.resolve(".cache/gum/dirs.json"),
                Files.readString(root.resolve(".cache/gum/dirs.json")).replace("\"Frequency\":23", "\"Frequency\":24"));

        var files = new ArrayList<String>();
        var news = new ArrayList<String>();
        try (Reading reading =
                source.read(Root.of(root), new Scope.Files(Set.of(".cache/gum/dirs.json")), Known.NOTHING)) {
            reading.forEachRemaining(result -> {
                switch (result) {
                    case Finding finding -> files.add(finding.file());
                    case Reading.Found(LegacySource.Entity entity)
                    when !entity.facts(known(entity.stream())).isEmpty() ->
                        news.add(entity.stream().toString());
                    default -> {}
                }
            });
        }
        assertThat(files).isNotEmpty().allMatch(".cache/gum/dirs.json"::equals);
        assertThat(news).containsExactly("file/.cache/gum/dirs.json", "directory//home/ada/projects/api-gateway");
    }
}
