package dev.daybook.project.gum;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.Frecency;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.project.ProjectPath;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One list of a cache, or one table of the database, as gum writes it.
 *
 * @param name of the cache or the table
 * @param list where the records stand in a cache; none of a table
 * @param key what tells a record from the others
 * @param record what gum writes of a thing
 */
record Store(String name, List<String> list, String key, String category, Function<Record, ObjectNode> record) {

    static final String ROOTS = "project_dirs";

    static final List<Store> CACHES = List.of(
            new Store(Gum.PROJECTS, List.of("data"), "Path", ProjectEvent.CATEGORY, Store::project),
            new Store(Gum.PROJECT_DIRS, List.of("data"), "path", ScanEvent.CATEGORY, row -> root(row, Store::time)),
            new Store(Gum.DIRS, List.of("data"), "Path", DirectoryEvent.CATEGORY, Store::directory),
            new Store(
                    Gum.REPOS, List.of("data", "repos"), "nameWithOwner", RepositoryEvent.CATEGORY, Store::repository));

    static final List<Store> TABLES = List.of(
            new Store("projects", List.of(), "path", ProjectEvent.CATEGORY, Store::projectRow),
            new Store(ROOTS, List.of(), "path", ScanEvent.CATEGORY, row -> root(row, Store::sql)),
            new Store("dir_usage", List.of(), "path", DirectoryEvent.CATEGORY, Store::directoryRow),
            new Store("github_repos", List.of(), "full_name", RepositoryEvent.CATEGORY, Store::repositoryRow),
            new Store("github_metadata", List.of(), "full_name", RepositoryEvent.CATEGORY, Store::metadataRow));

    /** Returns for how long gum takes a cache for fresh, in nanoseconds. */
    long ttl() {
        return TimeUnit.SECONDS.toNanos(
                switch (name) {
                    case Gum.PROJECTS -> 300;
                    case Gum.DIRS -> 30;
                    case Gum.PROJECT_DIRS -> 3_600;
                    default -> 43_200;
                });
    }

    /** Without zeros at the end of its fraction. */
    private static final DateTimeFormatter GO = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Returns a time as Go writes it. */
    static String time(Instant at) {
        return GO.format(at);
    }

    /** Returns a time as Go's driver of SQLite writes it. */
    static String sql(Instant at) {
        return time(at).replace('T', ' ').replace("Z", "+00:00");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode project(Record content) {
        var it = (ProjectFacts) content;
        String remote = it.primary().map(Remote::url).orElse("");
        return object().put("Remote", remote).put("Branch", it.branch().orElse(remote.isEmpty() ? "main" : ""));
    }

    private static ObjectNode projectRow(Record content) {
        var it = (ProjectFacts) content;
        return object().put("name", it.name())
                .put("remote_url", it.primary().map(Remote::url).orElse(""))
                .put("branch", it.branch().orElse(""))
                .put("last_modified", it.modifiedAt().map(Store::sql).orElse(null));
    }

    private static ObjectNode root(Record content, Function<Instant, String> time) {
        var it = (ScanEvent.RootSet) content;
        return object().put("last_scanned", time.apply(it.scannedAt().orElse(Instant.parse("0001-01-01T00:00:00Z"))))
                .put("git_count", it.repositories().orElse(0L));
    }

    /** gum keeps the score that a directory had when it was used last. */
    private static ObjectNode directory(Record content) {
        var it = (DirectoryEvent.Used) content;
        Instant seen = it.lastSeen().orElse(Instant.EPOCH);
        return object().put("Score", Frecency.score(it.frequency(), it.lastSeen(), seen))
                .put("Frequency", it.frequency())
                .put("LastSeen", time(seen));
    }

    private static ObjectNode directoryRow(Record content) {
        var it = (DirectoryEvent.Used) content;
        return object().put("frequency", it.frequency())
                .put("last_seen", it.lastSeen().map(Store::sql).orElse(null));
    }

    private static String word(Optional<String> text) {
        return text.orElse("");
    }

    private static boolean hidden(RepositoryFacts it) {
        return it.visibility().filter(word -> !word.equals("public")).isPresent();
    }

    private static ObjectNode repository(Record content) {
        var it = (RepositoryFacts) content;
        return object().put("name", ProjectPath.name(it.fullName()))
                .put("description", word(it.description()))
                .put("url", word(it.url()))
                .put("sshUrl", word(it.sshUrl()))
                .put("updatedAt", it.updatedAt().map(Store::time).orElse(""))
                .put("isPrivate", hidden(it))
                .put("isFork", it.fork().orElse(false));
    }

    private static ObjectNode repositoryRow(Record content) {
        var it = (RepositoryFacts) content;
        return object().put("name", ProjectPath.name(it.fullName()))
                .put("description", word(it.description()))
                .put("url", word(it.url()))
                .put("clone_url", word(it.cloneUrl()))
                .put("ssh_url", word(it.sshUrl()))
                .put("is_private", hidden(it) ? 1 : 0)
                .put("is_fork", it.fork().orElse(false) ? 1 : 0)
                .put("updated_at", it.updatedAt().map(Store::sql).orElse(null));
    }

    private static ObjectNode metadataRow(Record content) {
        var it = (RepositoryFacts) content;
        String name = ProjectPath.name(it.fullName());
        var topics = JsonNodeFactory.instance.arrayNode();
        it.topics().forEach(topics::add);
        return object().put("name", name)
                .put(
                        "owner",
                        it.fullName().substring(0, Math.max(0, it.fullName().length() - name.length() - 1)))
                .put("repo", name)
                .put("description", word(it.description()))
                .put("topics", topics.toString())
                .put("language", word(it.language()))
                .put("languages", it.languages().map(Json::text).orElse("{}"))
                .put("is_private", hidden(it) ? 1 : 0)
                .put("is_archived", it.archived().orElse(false) ? 1 : 0)
                .put("is_fork", it.fork().orElse(false) ? 1 : 0)
                .put("is_template", it.template().orElse(false) ? 1 : 0)
                .put("visibility", word(it.visibility()))
                .put("default_branch", word(it.defaultBranch()))
                .put("license", word(it.license()))
                .put("star_count", it.stars().orElse(0L))
                .put("fork_count", it.forks().orElse(0L))
                .put("open_issues", it.openIssues().orElse(0L))
                .put("size", it.sizeKb().orElse(0L))
                .put("created_at", it.createdAt().map(Store::sql).orElse(null))
                .put("updated_at", it.updatedAt().map(Store::sql).orElse(null))
                .put("pushed_at", it.pushedAt().map(Store::sql).orElse(null))
                .put("last_synced", it.syncedAt().map(Store::sql).orElse(null));
    }
}
