package dev.daybook.project.gum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ScanEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input beyond the samples: each is told, costs no more than itself, and is kept. */
final class GumBadTest {

    private static final String AT = "2025-10-05T18:00:00Z";
    private static final StreamId PROJECT = new StreamId("project", "/home/ada/a");
    private static final StreamId DIRECTORY = new StreamId("directory", "/home/ada/a");

    @TempDir
    Path folder;

    private final LegacySource source =
            Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK).source(Limits.DEFAULT);
    private final ImportFixture fixture = new ImportFixture(source);

    @AfterEach
    void close() {
        fixture.close();
    }

    private GumHome home() {
        return new GumHome(folder.resolve("home"));
    }

    private Report imported() {
        Report report = fixture.run(home().root());
        assertThat(report.failure()).isEmpty();
        return report;
    }

    private static List<String> codes(Report report) {
        return report.findings().stream()
                .map(it -> it.severity() + " " + it.code())
                .toList();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            projects.json     | [{"Path":99999999999999999999999,"Remote":""},{"Path":"/home/ada/a","Remote":""}] | ERROR WRONG_TYPE
            projects.json     | [{"Path":"/home/ada/x","Path":"/home/ada/a","Remote":""}]                          | WARN DUPLICATE_KEY
            projects.json     | [{"Path":"/home/ada/a","Remote":7}]                                              | WARN WRONG_TYPE
            projects.json     | [{"Path":"/home/ada/./a//","Remote":""},{"Path":"/home/ada/a","Remote":""}]      | WARN DUPLICATE
            projects.json     | [{"Path":"/home/ada/a","Remote":""},{"Path":"/home/ada/../a","Remote":""}]       | ERROR PATH_TRAVERSAL
            projects.json     | [{"Path":"/home/ada/a","Remote":"","Branch":["main"]}]                           | WARN WRONG_TYPE
            projects.json     | [{"Path":"/home/ada/a","Remote":""},null,[],"/home/ada/b"]                       | ERROR WRONG_TYPE
            dirs.json         | [{"Path":"/home/ada/a","Frequency":1e30}]                                        | WARN WRONG_TYPE
            dirs.json         | [{"Path":"/home/ada/a","Frequency":-3}]                                          | WARN WRONG_TYPE
            dirs.json         | [{"Path":"/home/ada/a","Frequency":99999999999999999999999999}]                  | WARN WRONG_TYPE
            dirs.json         | [{"Path":"/home/ada/a","Frequency":2,"LastSeen":"2025-13-45T00:00:00Z"}]          | WARN INVALID_TIMESTAMP
            dirs.json         | [{"Path":"/home/ada/a","Frequency":2,"LastSeen":"0001-01-01T00:00:00Z"}]          | INFO ZERO_TIME
            dirs.json         | [{"Path":"/home/ada/a","Frequency":2,"LastSeen":"2999-01-01T00:00:00Z"}]          | WARN FUTURE_TIMESTAMP
            project-dirs.json | [{"path":"/home/ada/a","git_count":"seven"}]                                     | WARN WRONG_TYPE
            project-dirs.json | [{"path":"/home/ada/a","git_count":-1}]                                          | WARN WRONG_TYPE
            project-dirs.json | [{"path":"/home/ada/a","last_scanned":1759680000}]                               | WARN WRONG_TYPE
            project-dirs.json | [{"path":"ada/a","git_count":1}]                                                 | WARN ILLEGAL_PATH
            project-dirs.json | {"path":"/home/ada/a"}                                                           | ERROR WRONG_TYPE
            github-repos.json | {"repos":[{"nameWithOwner":"ada/a","isPrivate":"yes"}]}                          | WARN WRONG_TYPE
            github-repos.json | {"repos":[{"nameWithOwner":"ada/a","updatedAt":"yesterday"}]}                    | WARN INVALID_TIMESTAMP
            github-repos.json | {"repos":[{"nameWithOwner":"","name":"a"}]}                                      | ERROR MISSING_FIELD
            github-repos.json | {"repos":{"ada/a":{}}}                                                           | ERROR WRONG_TYPE
            github-repos.json | {"repos":[{"nameWithOwner":"ada/a"},{"nameWithOwner":"Ada/A","isFork":true}]}    | WARN CONFLICT
            """)
    void a_bad_value_is_told_and_the_next_record_is_read(String file, String data, String code) throws IOException {
        home().cache(file, data, AT).cache("backup/projects.json", "[{\"Path\":\"/home/ada/a\",\"Remote\":\"\"}]", AT);
        assertThat(codes(imported())).contains(code);
        assertThat(fixture.events(PROJECT)).isNotEmpty();
        assertThat(imported().events().appended()).isZero();
    }

    static Stream<byte[]> torn() {
        String whole = "{\"data\":[{\"Path\":\"/home/ada/é\",\"Remote\":\"\"}],\"timestamp\":\"" + AT + "\",\"ttl\":1}";
        byte[] utf8 = whole.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arrays.copyOf(utf8, whole.indexOf('é') + 1), // in the middle of a character
                Arrays.copyOf(utf8, 1),
                new byte[64],
                "[".repeat(200_000).getBytes(StandardCharsets.UTF_8),
                (whole + whole).getBytes(StandardCharsets.UTF_8),
                "<html>502 Bad Gateway</html>".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("torn")
    void a_torn_cache_is_told_kept_and_costs_no_other(byte[] bytes) throws IOException {
        home().cache("dirs.json", "[{\"Path\":\"/home/ada/a\",\"Frequency\":2}]", AT);
        for (String name : List.of("projects.json", "project-dirs.json", "github-repos.json")) {
            Files.write(home().root().resolve(".cache/gum").resolve(name), bytes);
        }
        Report report = imported();
        assertThat(report.findings())
                .extracting("file")
                .contains(".cache/gum/projects.json", ".cache/gum/project-dirs.json", ".cache/gum/github-repos.json");
        assertThat(fixture.events(DIRECTORY)).hasSize(1);
        Path out = folder.resolve("out");
        fixture.export(Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK).writer(Limits.DEFAULT), out);
        assertThat(out.resolve(".cache/gum/projects.json")).hasBinaryContent(bytes);
    }

    @Test
    void paths_that_differ_by_case_are_two_projects() throws IOException {
        home().cache(
                        "projects.json",
                        "[{\"Path\":\"/home/ada/a\",\"Remote\":\"\"},{\"Path\":\"/home/ada/A\",\"Remote\":\"\"}]",
                        AT);
        assertThat(imported().entities()).containsEntry("projects", 2L);
    }

    @Test
    void the_highest_count_there_can_be_is_taken() throws IOException {
        home().cache("dirs.json", "[{\"Path\":\"/home/ada/a\",\"Frequency\":9223372036854775807}]", AT);
        imported();
        assertThat(fixture.events(DIRECTORY))
                .containsExactly(new DirectoryEvent.Used(DIRECTORY.key(), Long.MAX_VALUE, Optional.empty()));
    }

    @Test
    void a_database_of_an_older_gum_lacks_columns_and_has_one_folder_in_two_spellings()
            throws IOException, SQLException {
        Files.createDirectories(home().root().resolve(".cache/gum"));
        try (var connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + home().root().resolve(GumHome.DATABASE));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE projects(path TEXT, remote_url)");
            statement.execute(
                    "INSERT INTO projects VALUES('/home/ada/a', 'https://example.org/a/a'), ('/home/ada/a/', 3), (NULL, ''), (x'ff', '')");
            statement.execute("CREATE TABLE dir_usage(path TEXT, frequency, last_seen)");
            statement.execute(
                    "INSERT INTO dir_usage VALUES('/home/ada/a', 'many', 'never'), ('/home/ada/b', 9.5, 1759680000)");
        }
        assertThat(codes(imported())).contains("WARN DUPLICATE", "ERROR MISSING_FIELD", "WARN INVALID_TIMESTAMP");
        assertThat(fixture.events(PROJECT)).isNotEmpty();
        assertThat(fixture.events(DIRECTORY)).hasSize(1);
        assertThat(imported().events().appended()).isZero();
    }

    @Test
    void a_row_may_hold_anything_which_is_told_and_left_out_and_a_number_of_seconds_is_a_time() throws IOException {
        home().sql(
                        "INSERT INTO projects(path, name, remote_url, last_modified, github_repo_id) VALUES"
                                + "('/home/ada/a', 'a', x'ff', '1759680000', 'none'), (x'2f61', 'b', '', NULL, 0)",
                        "INSERT INTO dir_usage(path, frequency, last_seen) VALUES('/home/ada/a', 3.7, 1759680000.5)");

        assertThat(imported().findings())
                .extracting(finding -> finding.severity() + " " + finding.code() + " " + finding.message())
                .contains(
                        "WARN WRONG_TYPE has no text in remote_url: left out",
                        "WARN WRONG_TYPE has no whole number in github_repo_id: left out",
                        "WARN WRONG_TYPE has no whole number in frequency: left out",
                        "ERROR WRONG_TYPE has a path that names nothing: kept raw");
        assertThat(fixture.events(DIRECTORY))
                .containsExactly(new DirectoryEvent.Used(
                        DIRECTORY.key(), 1, Optional.of(Instant.parse("2025-10-05T16:00:00.500Z"))));
        assertThat(((ProjectEvent.Seen) fixture.events(PROJECT).getFirst())
                        .facts()
                        .modifiedAt())
                .contains(Instant.parse("2025-10-05T16:00:00Z"));
    }

    @Test
    void a_database_cut_in_the_middle_is_told_and_the_caches_are_read() throws IOException {
        home().sql("INSERT INTO projects(path, name) VALUES('/home/ada/b', 'b')")
                .cache("projects.json", "[{\"Path\":\"/home/ada/a\",\"Remote\":\"\"}]", AT);
        Path database = home().root().resolve(GumHome.DATABASE);
        byte[] whole = Files.readAllBytes(database);
        Files.write(database, Arrays.copyOf(whole, whole.length / 2 + 100));
        assertThat(codes(imported())).contains("ERROR CORRUPT_DB");
        assertThat(fixture.events(PROJECT)).hasSize(1);
    }

    @Test
    void a_database_that_gum_is_writing_is_read_as_it_was_before() throws IOException, SQLException {
        home().sql("INSERT INTO projects(path, name, updated_at) VALUES('/home/ada/a', 'a', '2025-10-05 18:00:00')");
        try (var gum = DriverManager.getConnection(
                        "jdbc:sqlite:" + home().root().resolve(GumHome.DATABASE));
                var statement = gum.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("UPDATE projects SET remote_url = 'https://example.org/not/yet'");
            imported();
            statement.execute("ROLLBACK");
        }
        assertThat(fixture.events(PROJECT)).hasSize(1);
        assertThat(((ProjectEvent.Seen) fixture.events(PROJECT).getFirst())
                        .facts()
                        .remotes())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            .cache/cwds                | NaN /home/ada/a              | WARN WRONG_TYPE
            .cache/cwds                | 1e999 /home/ada/a            |
            .cache/cwds                | -4.5 /home/ada/a             |
            .cache/cwds                | 3 /home/../etc               | ERROR PATH_TRAVERSAL
            .cache/cwds                | 3                            | WARN WRONG_TYPE
            .config/gum/config.yaml    | projects: {a: b}             | WARN WRONG_TYPE
            .config/gum/config.yaml    | projects: [7, true]          | WARN WRONG_TYPE
            .config/gum/config.yaml    | 'projects: [/a, /a]'         | INFO DUPLICATE
            .config/gum/config.yaml    | 'projects: ["/a'             | ERROR INVALID_YAML
            .config/gum/config.yaml    | 'projects: [ada/x]'          | WARN ILLEGAL_PATH
            .config/projects-dirs.list | ../etc                       | ERROR PATH_TRAVERSAL
            .config/projects-dirs.list | ~bob/x                       | WARN SUSPECT_PATH
            .config/projects-dirs.list | ada/x                        | WARN ILLEGAL_PATH
            """)
    void a_bad_line_is_told_and_costs_no_other_file(String file, String text, String code) throws IOException {
        home().cache("projects.json", "[{\"Path\":\"/home/ada/a\",\"Remote\":\"\"}]", AT);
        Folder.write(home().root(), file, text + "\n");
        Report report = imported();
        if (code != null) {
            assertThat(codes(report)).contains(code);
        }
        assertThat(fixture.events(PROJECT)).hasSize(1);
    }

    @Test
    void a_cache_that_is_a_link_out_of_the_home_is_not_followed() throws IOException {
        home().cache("projects.json", "[{\"Path\":\"/home/ada/a\",\"Remote\":\"\"}]", AT);
        Path secret = Files.writeString(
                folder.resolve("elsewhere.json"), "{\"data\":[{\"Path\":\"/home/ada/b\",\"Frequency\":1}]}");
        Files.createSymbolicLink(home().root().resolve(".cache/gum/dirs.json"), secret);
        assertThat(codes(imported())).contains("ERROR SYMLINK");
        assertThat(fixture.events(new StreamId("directory", "/home/ada/b"))).isEmpty();
    }

    @Test
    void a_cache_of_the_far_future_does_not_count_more_than_all_that_comes() throws IOException {
        home().cache(
                        "projects.json",
                        "[{\"Path\":\"/home/ada/a\",\"Remote\":\"https://example.org/a/b\"}]",
                        "2999-01-01T00:00:00Z");
        Path cache = home().root().resolve(".cache/gum/projects.json");
        Files.setLastModifiedTime(cache, FileTime.from(Instant.parse(AT)));
        assertThat(codes(imported())).contains("WARN FUTURE_TIMESTAMP");
        fixture.append(PROJECT, new ProjectEvent.Vanished(PROJECT.key()));
        imported();
        assertThat(fixture.events(PROJECT)).hasSize(2);
    }

    /** Of what contradicts itself Daybook's own look is fresh no longer, if it is older. */
    @Test
    void a_use_that_is_to_come_does_not_hide_those_that_are() throws IOException {
        home().cache(
                        "dirs.json",
                        "[{\"Path\":\"/home/ada/a\",\"Frequency\":2,\"LastSeen\":\"2999-01-01T00:00:00Z\"}]",
                        AT)
                .sql(
                        "INSERT INTO dir_usage(path, frequency, last_seen) VALUES('/home/ada/a', 2, '2999-01-01 00:00:00')");
        assertThat(codes(imported())).contains("WARN FUTURE_TIMESTAMP");

        var used = new DirectoryEvent.Used(DIRECTORY.key(), 3, Optional.of(Instant.parse("2026-01-01T00:00:00Z")));
        fixture.append(DIRECTORY, used);
        assertThat(imported().events().appended()).isZero();
        assertThat(fixture.events(DIRECTORY)).last().isEqualTo(used);
    }

    @Test
    void caches_that_contradict_each_other_after_a_look_make_it_stale() throws IOException {
        var stream = new StreamId("scan", "cache/projects");
        var looked = new ScanEvent.Refreshed("projects", Instant.parse(AT), 300, Optional.of("hash"));
        home().cache("backup/projects.json", "[{\"Path\":\"/home/ada/a\",\"Remote\":\"https://example.org/a/b\"}]", AT)
                .cache(
                        "projects.json",
                        "[{\"Path\":\"/home/ada/a\",\"Remote\":\"https://example.org/a/c\"}]",
                        "2025-10-05T19:00:00Z");
        imported();
        assertThat(fixture.events(stream)).isEmpty();

        fixture.append(stream, looked);
        imported();
        assertThat(fixture.events(stream))
                .containsExactly(looked, new ScanEvent.Refreshed("projects", looked.at(), 0, looked.hash()));
        var later = new ScanEvent.Refreshed("projects", Instant.parse("2025-10-05T20:00:00Z"), 300, Optional.empty());
        fixture.append(stream, later);
        imported();
        assertThat(fixture.events(stream)).last().isEqualTo(later);
    }
}
