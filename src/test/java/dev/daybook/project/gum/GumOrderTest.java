package dev.daybook.project.gum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
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
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of each field counts what was said of it last, in whatever order gum's stores are imported. */
final class GumOrderTest {

    private static final String FOLDER = "/home/ada/projects/billing";
    private static final StreamId PROJECT = new StreamId("project", FOLDER);
    private static final StreamId DIRECTORY = new StreamId("directory", FOLDER);
    private static final StreamId ROOT = new StreamId("scan", "root/" + FOLDER);
    private static final StreamId REPOSITORY = new StreamId("repository", "github.com/adalove/billing");

    private static final String OLD = "2025-10-05T18:00:00Z";
    private static final String NEW = "2025-10-05T19:00:00Z";

    /** Behind what others say at the time of the fixture, and before a day has gone by. */
    private static final String LATER = "2026-01-02T04:00:00Z";

    @TempDir
    Path folder;

    private final LegacySource source =
            Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK).source(Limits.DEFAULT);

    private Report imported(ImportFixture fixture, GumHome home) {
        Report report = fixture.run(home.root());
        assertThat(report.failure()).isEmpty();
        return report;
    }

    /** Writes what one store says. */
    private interface Store {
        void write(GumHome home, String at, String says) throws IOException;
    }

    private record Pair(
            String name, Store file, Store database, StreamId stream, Function<ImportFixture, String> shown) {}

    private static String sql(String at) {
        return at.replace('T', ' ').replace("Z", "");
    }

    private static final List<Pair> PAIRS = List.of(
            new Pair(
                    "projects.json",
                    (home, at, says) -> home.cache(
                            "projects.json", "[{\"Path\":\"%s\",\"Remote\":\"%s\"}]".formatted(FOLDER, says), at),
                    (home, at, says) -> home.sql(
                            "INSERT INTO projects(path, name, remote_url, updated_at) VALUES('%s', 'billing', '%s', '%s')"
                                    .formatted(FOLDER, says, sql(at))),
                    PROJECT,
                    fixture -> facts(fixture).primary().orElseThrow().url()),
            new Pair(
                    "project-dirs.json",
                    (home, at, says) -> home.cache(
                            "project-dirs.json",
                            "[{\"path\":\"%s\",\"last_scanned\":\"%s\",\"git_count\":%d}]"
                                    .formatted(FOLDER, at, says.length()),
                            at),
                    (home, at, says) -> home.sql(
                            "INSERT INTO project_dirs(path, last_scanned, git_count, updated_at) VALUES('%s', '%s', %d, '%s')"
                                    .formatted(FOLDER, sql(at), says.length(), sql(at))),
                    ROOT,
                    fixture -> "x"
                            .repeat(last(fixture, ROOT, ScanEvent.RootSet.class)
                                    .repositories()
                                    .orElseThrow()
                                    .intValue())),
            new Pair(
                    "github-repos.json",
                    (home, at, says) -> home.cache(
                            "github-repos.json",
                            "{\"repos\":[{\"nameWithOwner\":\"adalove/billing\",\"description\":\"%s\"}]}"
                                    .formatted(says),
                            at),
                    (home, at, says) -> home.sql(
                            "INSERT INTO github_repos(name, full_name, description, last_discovered) VALUES('billing', 'adalove/billing', '%s', '%s')"
                                    .formatted(says, sql(at))),
                    REPOSITORY,
                    fixture -> last(fixture, REPOSITORY, RepositoryEvent.Seen.class)
                            .facts()
                            .description()
                            .orElseThrow()));

    private static <E> E last(ImportFixture fixture, StreamId stream, Class<E> type) {
        return fixture.events(stream).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static ProjectFacts facts(ImportFixture fixture) {
        return fixture.events(PROJECT).stream()
                .flatMap(it -> switch (it) {
                    case ProjectEvent.Seen seen -> Stream.of(seen.facts());
                    case ProjectEvent.Changed changed -> Stream.of(changed.facts());
                    default -> Stream.empty();
                })
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    static Stream<Arguments> pairs() {
        return PAIRS.stream()
                .flatMap(pair -> Stream.of(
                        Arguments.of(pair.name() + " is older", pair, OLD, NEW, "db"),
                        Arguments.of(pair.name() + " is newer", pair, NEW, OLD, "file"),
                        Arguments.of(pair.name() + " is as old", pair, NEW, NEW, "file")));
    }

    @ParameterizedTest(name = "{0} than the database")
    @MethodSource("pairs")
    @DisplayName("the store that was written later counts, whichever is imported first")
    void the_later_store_counts(String name, Pair pair, String file, String database, String wins) throws IOException {
        String wanted = pair.equals(PAIRS.get(1)) ? "x".repeat(wins.length()) : wins;
        for (List<String> order : List.of(List.of("file+db"), List.of("file", "db"), List.of("db", "file"))) {
            try (var fixture = new ImportFixture(source)) {
                var home = new GumHome(folder.resolve(String.join("-", order)));
                for (String stores : order) {
                    if (stores.contains("file")) {
                        pair.file().write(home, file, "file");
                    }
                    if (stores.contains("db")) {
                        pair.database().write(home, database, "db");
                    }
                    imported(fixture, home);
                }
                assertThat(pair.shown().apply(fixture)).as(order.toString()).isEqualTo(wanted);
                assertThat(imported(fixture, home).events().appended())
                        .as("again")
                        .isZero();
                assertThat(contradicted(fixture, home)).isEmpty();
            }
        }
    }

    static Stream<Arguments> edited() {
        return PAIRS.stream()
                .flatMap(pair -> Stream.of(
                        Arguments.of(pair.name(), pair, pair.file()),
                        Arguments.of("the rows of " + pair.name(), pair, anew(pair.database()))));
    }

    private static Store anew(Store rows) {
        return (home, at, says) -> {
            home.sql("DELETE FROM projects", "DELETE FROM project_dirs", "DELETE FROM github_repos");
            rows.write(home, at, says);
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edited")
    @DisplayName("what is edited and says the old time still has happened when it was seen, and counts from then on")
    void an_edit_that_leaves_the_time_as_it_was_is_none_of_that_time(String name, Pair pair, Store store)
            throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            store.write(home, OLD, "first");
            imported(fixture, home);
            assertThat(occurred(fixture, pair.stream())).isEqualTo(Instant.parse(OLD));

            for (String says : List.of("second", "a third one", "first")) {
                store.write(home, OLD, says);
                imported(fixture, home);
                assertThat(pair.shown().apply(fixture)).as(says).hasSize(says.length());
                assertThat(occurred(fixture, pair.stream())).as(says).isEqualTo(ImportFixture.CLOCK.instant());
                assertThat(imported(fixture, home).events().appended())
                        .as("again")
                        .isZero();
                assertThat(contradicted(fixture, home)).isEmpty();
            }

            store.write(home, LATER, "later");
            imported(fixture, home);
            assertThat(pair.shown().apply(fixture)).hasSize("later".length());
            assertThat(occurred(fixture, pair.stream())).isEqualTo(Instant.parse(LATER));
        }
    }

    @Test
    void an_edit_of_the_older_store_counts_more_than_what_the_other_said_before() throws IOException {
        Pair remotes = PAIRS.getFirst();
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            remotes.file().write(home, OLD, "https://example.org/a/old");
            remotes.database().write(home, NEW, "https://example.org/a/new");
            imported(fixture, home);

            remotes.file().write(home, OLD, "https://example.org/a/edited");
            imported(fixture, home);

            assertThat(remotes.shown().apply(fixture)).isEqualTo("https://example.org/a/edited");
            assertThat(occurred(fixture, PROJECT)).isEqualTo(ImportFixture.CLOCK.instant());
            assertThat(imported(fixture, home).events().appended()).isZero();
            assertThat(contradicted(fixture, home)).isEmpty();
        }
    }

    @Test
    void a_branch_that_a_row_tells_from_now_on_is_none_of_the_time_that_it_tells_still() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            PAIRS.getFirst().database().write(home, OLD, "https://example.org/a/b");
            imported(fixture, home);

            home.sql("UPDATE projects SET branch = 'retry'");
            imported(fixture, home);

            assertThat(facts(fixture).branch()).contains("retry");
            assertThat(occurred(fixture, PROJECT)).isEqualTo(ImportFixture.CLOCK.instant());
        }
    }

    @Test
    void what_a_store_does_not_say_any_more_of_a_repository_is_no_more() throws IOException {
        Pair repositories = PAIRS.getLast();
        for (String at : List.of(OLD, NEW)) { // with the time as it was, and with a newer one
            try (var fixture = new ImportFixture(source)) {
                var home = new GumHome(folder.resolve("home-" + at.charAt(12)));
                repositories.file().write(home, OLD, "first");
                imported(fixture, home);

                repositories.file().write(home, at, "");
                imported(fixture, home);
                assertThat(described(fixture)).as(at).isEmpty();
                assertThat(imported(fixture, home).events().appended())
                        .as("again")
                        .isZero();

                repositories.database().write(home, OLD, "older");
                imported(fixture, home);
                assertThat(described(fixture)).as("of before").isEmpty();
                repositories.file().write(home, LATER, "later");
                imported(fixture, home);
                assertThat(described(fixture)).contains("later");
            }
        }
    }

    @Test
    void what_a_store_never_said_of_a_repository_takes_nothing_away() throws IOException {
        Pair repositories = PAIRS.getLast();
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            repositories.database().write(home, OLD, "first");
            imported(fixture, home);

            repositories.file().write(home, NEW, "");
            imported(fixture, home);

            assertThat(described(fixture)).contains("first");
        }
    }

    private static Optional<String> described(ImportFixture fixture) {
        return last(fixture, REPOSITORY, RepositoryEvent.Seen.class).facts().description();
    }

    private static Instant occurred(ImportFixture fixture, StreamId stream) {
        return fixture.journal.readStream(stream, 0, 99).getLast().occurredAt();
    }

    /** Returns what the witness says otherwise than is known, and does not find said later by somebody else. */
    private List<String> contradicted(ImportFixture fixture, GumHome home) {
        var contradicted = new ArrayList<String>();
        Root root = Root.of(home.root());
        source.witness().orElseThrow().read(root, it -> {
            Object shown = it.stream().equals(PROJECT)
                    ? facts(fixture).primary().map(Remote::url).orElse("")
                    : last(fixture, it.stream(), DirectoryEvent.Used.class).frequency();
            List<Recorded> known = fixture.journal.readStream(it.stream(), 0, 99).stream()
                    .map(fixture.codec::recorded)
                    .toList();
            if (!it.fields().containsValue(shown)
                    && source.witness()
                            .orElseThrow()
                            .changedSince(root, it, it.fields().keySet(), known)
                            .isEmpty()) {
                contradicted.add(it.stream() + " " + it.fields());
            }
        });
        return contradicted;
    }

    @Test
    void the_witness_allows_a_later_word_a_higher_count_and_nothing_else() throws IOException {
        String use = "[{\"Path\":\"%s\",\"Frequency\":%d,\"LastSeen\":\"%s\"}]";
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            PAIRS.getFirst().file().write(home, NEW, "https://example.org/a/new");
            home.cache("dirs.json", use.formatted(FOLDER, 7, NEW), NEW);
            imported(fixture, home);
            assertThat(contradicted(fixture, home)).isEmpty();

            PAIRS.getFirst().file().write(home, OLD, "https://example.org/a/old"); // set back by gum migrate --rollback
            home.cache("dirs.json", use.formatted(FOLDER, 5, OLD), OLD);
            imported(fixture, home);
            assertThat(contradicted(fixture, home)).isEmpty();

            PAIRS.getFirst().file().write(home, LATER, "https://example.org/a/later"); // and not read
            home.cache("dirs.json", use.formatted(FOLDER, 9, OLD), OLD);
            assertThat(contradicted(fixture, home)).hasSize(2);
            imported(fixture, home);
            assertThat(contradicted(fixture, home)).isEmpty();

            fixture.append(DIRECTORY, new DirectoryEvent.Used(FOLDER, 10, Optional.empty()));
            fixture.append(PROJECT, new ProjectEvent.Vanished(FOLDER));
            assertThat(contradicted(fixture, home)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "true", "1e3", "[\"a\"]", "{\"url\":\"a\"}"})
    void the_witness_takes_nothing_but_a_text_for_a_remote(String remote) throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            home.cache("projects.json", "[{\"Path\":\"%s\",\"Remote\":%s}]".formatted(FOLDER, remote), NEW);
            imported(fixture, home);
            assertThat(contradicted(fixture, home)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.7", "1e300", "'many'", "x'07'", "NULL", "-5", "9223372036854775807"})
    void the_witness_counts_a_row_as_it_is_read_whatever_sqlite_keeps_in_it(String frequency) throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            home.sql("INSERT INTO dir_usage(path, frequency) VALUES('%s', %s)".formatted(FOLDER, frequency));
            imported(fixture, home);
            assertThat(contradicted(fixture, home)).isEmpty();
        }
    }

    @Test
    void of_a_directory_the_highest_count_and_the_last_use_count() throws IOException {
        for (boolean fileFirst : new boolean[] {true, false}) {
            try (var fixture = new ImportFixture(source)) {
                var home = new GumHome(folder.resolve("first-" + fileFirst));
                for (boolean file : fileFirst ? new boolean[] {true, false} : new boolean[] {false, true}) {
                    if (file) {
                        home.cache(
                                "dirs.json",
                                "[{\"Path\":\"%s\",\"Score\":1,\"Frequency\":5,\"LastSeen\":\"%s\"}]"
                                        .formatted(FOLDER, NEW),
                                LATER);
                    } else {
                        home.sql(
                                "INSERT INTO dir_usage(path, frequency, last_seen, updated_at) VALUES('%s', 9, '%s', '%s')"
                                        .formatted(FOLDER, sql(OLD), sql(OLD)));
                    }
                    imported(fixture, home);
                }
                assertThat(last(fixture, DIRECTORY, DirectoryEvent.Used.class))
                        .isEqualTo(new DirectoryEvent.Used(FOLDER, 9, Optional.of(Instant.parse(NEW))));
            }
        }
    }

    @Test
    void what_its_user_wrote_down_is_no_mere_cache_however_old_it_is() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            PAIRS.get(1).file().write(home, LATER, "xyz");
            Folder.write(home.root(), ".config/gum/config.yaml", "projects:\n  - " + FOLDER + "\n");
            imported(fixture, home);
            assertThat(last(fixture, ROOT, ScanEvent.RootSet.class))
                    .isEqualTo(new ScanEvent.RootSet(
                            FOLDER, "config", Optional.of(Instant.parse(LATER)), Optional.of(3L)));
        }
    }

    /** Stores of random age, imported all at once or one after the other, come to the same catalogue: that is what was said of each thing last. */
    @Test
    void stores_come_to_the_same_catalogue_in_any_order() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            List<Consumed> stores = stores(random);
            List<String> wanted = catalogue(seed + "-once", List.of(stores));
            for (int order = 0; order < 3; order++) {
                Collections.shuffle(stores, random);
                List<List<Consumed>> singly = stores.stream().map(List::of).toList();
                assertThat(catalogue(seed + "-" + order, singly))
                        .as(
                                "seed %d, order %s",
                                seed, stores.stream().map(Consumed::name).toList())
                        .isEqualTo(wanted);
            }
        }
    }

    /** One store with what it says. */
    private record Consumed(String name, Writing writing) {
        interface Writing {
            void write(GumHome home) throws IOException;
        }
    }

    private static String time(Random random) {
        return "2025-10-0%dT10:00:00Z".formatted(1 + random.nextInt(4));
    }

    private static List<Consumed> stores(Random random) {
        var stores = new ArrayList<Consumed>();
        for (String at : List.of("", "backup/")) {
            String time = time(random);
            var records = new ArrayList<String>();
            for (int i = 0; i < 3; i++) {
                records.add("{\"Path\":\"/home/ada/p%d\",\"Remote\":\"https://example.org/x/%d\",\"Branch\":\"%s\"}"
                        .formatted(
                                random.nextInt(3),
                                random.nextInt(3),
                                random.nextBoolean() ? "" : "b" + random.nextInt(3)));
            }
            stores.add(new Consumed(
                    at + "projects.json", home -> home.cache(at + "projects.json", records.toString(), time)));
        }
        String time = time(random);
        int frequency = random.nextInt(9) + 1;
        String seen = time(random);
        stores.add(new Consumed(
                "dirs.json",
                home -> home.cache(
                        "dirs.json",
                        "[{\"Path\":\"/home/ada/p0\",\"Frequency\":%d,\"LastSeen\":\"%s\"}]".formatted(frequency, seen),
                        time)));
        String description = "d" + random.nextInt(3);
        stores.add(new Consumed(
                "github-repos.json",
                home -> home.cache(
                        "github-repos.json",
                        "{\"repos\":[{\"nameWithOwner\":\"x/1\",\"description\":\"%s\"}]}".formatted(description),
                        time)));
        String counted = time(random);
        int count = random.nextInt(3);
        stores.add(new Consumed(
                "project-dirs.json",
                home -> home.cache(
                        "project-dirs.json",
                        "[{\"path\":\"/home/ada\",\"last_scanned\":\"%s\",\"git_count\":%d}]".formatted(counted, count),
                        time)));
        String rows = time(random);
        var sql = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            sql.add(
                    "INSERT INTO projects(path, name, remote_url, branch, updated_at) VALUES('/home/ada/p%d', 'p', 'https://example.org/x/%d', '%s', '%s')"
                            .formatted(i, random.nextInt(3), random.nextBoolean() ? "" : "c", sql(time(random))));
        }
        sql.add("INSERT INTO dir_usage(path, frequency, last_seen, updated_at) VALUES('/home/ada/p0', %d, '%s', '%s')"
                .formatted(random.nextInt(9) + 1, sql(time(random)), sql(rows)));
        sql.add(
                "INSERT INTO github_repos(name, full_name, description, ssh_url, last_discovered) VALUES('1', 'x/1', 'e', 'git@github.com:x/1', '%s')"
                        .formatted(sql(rows)));
        sql.add("INSERT INTO project_dirs(path, last_scanned, git_count, updated_at) VALUES('/home/ada', '%s', 2, '%s')"
                .formatted(sql(rows), sql(rows)));
        stores.add(new Consumed("gum.db", home -> home.sql(sql.toArray(String[]::new))));
        return stores;
    }

    private List<String> catalogue(String name, List<List<Consumed>> steps) throws IOException {
        var home = new GumHome(folder.resolve(name));
        try (var fixture = new ImportFixture(source)) {
            for (List<Consumed> step : steps) {
                for (Consumed store : step) {
                    store.writing().write(home);
                }
                imported(fixture, home);
            }
            var last = new TreeMap<String, String>();
            fixture.journal
                    .readForward(Selection.all(), Position.START, Integer.MAX_VALUE)
                    .forEach(it -> last.put(
                            it.stream().toString(), fixture.codec.decode(it).toString()));
            return last.entrySet().stream()
                    .filter(it -> it.getKey().matches("(project|directory|repository|scan)/.*"))
                    .map(it -> it.getValue().replaceFirst("^(Seen|Changed)", ""))
                    .toList();
        }
    }

    @Test
    void an_old_cache_does_not_bring_back_what_has_vanished_since() throws IOException {
        for (boolean moved : new boolean[] {true, false}) {
            try (var fixture = new ImportFixture(source)) {
                var home = new GumHome(folder.resolve("moved-" + moved));
                PAIRS.getFirst().file().write(home, OLD, "https://example.org/a/b");
                imported(fixture, home);
                fixture.append(
                        PROJECT,
                        moved ? new ProjectEvent.Moved(FOLDER, FOLDER + "-two") : new ProjectEvent.Vanished(FOLDER));

                PAIRS.getFirst().file().write(home, NEW, "https://example.org/a/other");
                imported(fixture, home);
                assertThat(fixture.events(PROJECT)).hasSize(2);

                PAIRS.getFirst().file().write(home, LATER, "https://example.org/a/other");
                imported(fixture, home);
                assertThat(fixture.events(PROJECT).get(2)).isEqualTo(new ProjectEvent.Reappeared(FOLDER));
                assertThat(facts(fixture).primary().map(Remote::url)).contains("https://example.org/a/other");
                assertThat(fixture.journal
                                .readStream(PROJECT, 2, 1)
                                .getFirst()
                                .metadata()
                                .source()
                                .text())
                        .contains("projects.json");
                assertThat(imported(fixture, home).events().appended()).isZero();
            }
        }
    }

    @Test
    void what_was_removed_forgotten_or_is_gone_comes_back_only_by_a_later_word() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            String use = "[{\"Path\":\"%s\",\"Frequency\":%d,\"LastSeen\":\"%s\"}]";
            home.cache("dirs.json", use.formatted(FOLDER, 5, OLD), OLD);
            PAIRS.get(1).file().write(home, OLD, "x");
            PAIRS.get(2).file().write(home, OLD, "x");
            imported(fixture, home);
            fixture.append(DIRECTORY, new DirectoryEvent.Forgotten(FOLDER));
            fixture.append(ROOT, new ScanEvent.RootRemoved(FOLDER));
            fixture.append(
                    REPOSITORY,
                    new RepositoryEvent.Gone(
                            RemoteIdentity.parse(REPOSITORY.key()).orElseThrow()));

            home.cache("dirs.json", use.formatted(FOLDER, 7, NEW), LATER); // counted on, though not used
            PAIRS.get(1).file().write(home, NEW, "xx");
            PAIRS.get(2).file().write(home, NEW, "xx");
            imported(fixture, home);
            for (StreamId stream : List.of(DIRECTORY, ROOT, REPOSITORY)) {
                assertThat(fixture.events(stream)).as(stream.toString()).hasSize(2);
            }

            home.cache("dirs.json", use.formatted(FOLDER, 3, LATER), LATER);
            PAIRS.get(1).file().write(home, LATER, "x");
            PAIRS.get(2).file().write(home, LATER, "x");
            imported(fixture, home);
            for (StreamId stream : List.of(DIRECTORY, ROOT, REPOSITORY)) {
                assertThat(fixture.events(stream)).as(stream.toString()).hasSize(3);
            }
            assertThat(last(fixture, DIRECTORY, DirectoryEvent.Used.class).frequency())
                    .isEqualTo(3);
        }
    }

    @Test
    void an_older_word_replaces_no_field_of_a_later_synchronisation_and_adds_what_that_lacks_not() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            PAIRS.get(2).file().write(home, OLD, "said first");
            imported(fixture, home);
            RepositoryFacts gum =
                    last(fixture, REPOSITORY, RepositoryEvent.Seen.class).facts();
            RemoteIdentity id = RemoteIdentity.parse(REPOSITORY.key()).orElseThrow();
            var synced = new RepositoryEvent.Seen(id, synced(gum, "said by the host"));
            fixture.append(REPOSITORY, synced);

            home.cache(
                    "github-repos.json",
                    "{\"repos\":[{\"nameWithOwner\":\"adalove/billing\",\"description\":\"said first\",\"isFork\":true}]}",
                    NEW);
            imported(fixture, home);
            assertThat(fixture.events(REPOSITORY)).last().isEqualTo(synced);

            PAIRS.get(2).file().write(home, LATER, "said later");
            imported(fixture, home);
            assertThat(last(fixture, REPOSITORY, RepositoryEvent.Seen.class).facts())
                    .isEqualTo(synced(gum, "said later"));
        }
    }

    private static RepositoryFacts synced(RepositoryFacts it, String description) {
        return new RepositoryFacts(
                it.fullName(),
                Optional.of(description),
                it.url(),
                it.cloneUrl(),
                it.sshUrl(),
                it.visibility(),
                Optional.of(false),
                it.archived(),
                it.template(),
                it.defaultBranch(),
                it.license(),
                it.language(),
                it.languages(),
                List.of("money"),
                Optional.of(41L),
                it.forks(),
                it.openIssues(),
                it.sizeKb(),
                it.createdAt(),
                it.updatedAt(),
                it.pushedAt(),
                Optional.of(ImportFixture.CLOCK.instant()));
    }

    @Test
    void a_branch_that_only_an_older_store_knows_is_added_and_leaves_the_later_remote() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var home = new GumHome(folder.resolve("home"));
            PAIRS.getFirst().database().write(home, NEW, "https://example.org/a/new");
            imported(fixture, home);
            home.cache(
                    "projects.json",
                    "[{\"Path\":\"%s\",\"Remote\":\"https://example.org/a/old\",\"Branch\":\"main\"}]"
                            .formatted(FOLDER),
                    OLD);
            imported(fixture, home);
            assertThat(facts(fixture))
                    .isEqualTo(new ProjectFacts(
                            "billing",
                            List.of(new Remote("", "https://example.org/a/new")),
                            Optional.of("main"),
                            Kind.MAIN,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
    }
}
