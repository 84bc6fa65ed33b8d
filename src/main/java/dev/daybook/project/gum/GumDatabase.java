package dev.daybook.project.gum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads the database of gum, of any version: what a table has no column for is not known. */
final class GumDatabase {

    private static final Set<String> KNOWN = Set.of(
            "projects",
            "project_dirs",
            "github_repos",
            "dir_usage",
            "similarity_cache",
            "cache_metadata",
            "github_metadata",
            "github_sync_status",
            "lock_table");

    private final Root root;
    private final Database database;
    private final Odd odd;
    private final Observations sayings;
    private final Set<Long> repositories = new HashSet<>();
    private final Set<Long> projects = new HashSet<>();

    GumDatabase(Root root, Database database, Odd odd, Observations sayings) {
        this.root = root;
        this.database = database;
        this.odd = odd;
        this.sayings = sayings;
    }

    void read() {
        for (String table : new TreeSet<>(database.tables())) {
            if (!KNOWN.contains(table)) {
                odd.warn(table, "UNKNOWN_SCHEMA", "is a table that is not known: kept raw");
            }
        }
        each("github_repos", "full_name", this::repository);
        each("github_metadata", "full_name", this::metadata);
        each("projects", "path", this::project);
        each("project_dirs", "path", this::root);
        each("dir_usage", "path", this::directory);
        each("cache_metadata", "cache_key", this::cache);
        each("github_sync_status", "id", this::sync); // its type is whatever its user said
        each("similarity_cache", "target_id", this::similarity);
    }

    /** Goes through the rows of a table that have what names them. */
    private void each(String table, String key, Consumer<Row> take) {
        if (!database.tables().contains(table)) {
            return;
        }
        if (!database.has(table, key)) {
            odd.warn(table, "UNKNOWN_SCHEMA", "has no column %s: kept raw", key);
            return;
        }
        var all = new Results();
        var rows = new ArrayList<Row>();
        database.each(table, row -> rows.add(new Row(table, row)), all);
        odd.results.add(all);
        for (Row row : rows) {
            JsonNode named = row.row.path(key);
            if (named.isIntegralNumber()
                    || (named.isTextual() && !named.textValue().isEmpty())) {
                take.accept(row);
            } else {
                boolean none = named.isMissingNode() || named.isNull() || named.isTextual();
                odd.rejected(
                        row.where,
                        none ? "MISSING_FIELD" : "WRONG_TYPE",
                        row.json(),
                        none ? "has no %s: kept raw" : "has a %s that names nothing: kept raw",
                        key);
            }
        }
    }

    private final class Row {
        private final ObjectNode row;
        private final String where;

        Row(String table, ObjectNode row) {
            this.row = row;
            this.where = table + " id " + row.path("id").asText();
        }

        String json() {
            return JsonText.of(row).text();
        }

        Optional<String> text(String column) {
            return value(column, JsonNode::isTextual, "no text")
                    .map(JsonNode::textValue)
                    .filter(text -> !text.isEmpty());
        }

        Optional<Long> number(String column) {
            return value(column, JsonNode::isIntegralNumber, "no whole number").map(JsonNode::longValue);
        }

        /** Returns what stands in a column, told of and left out if it is something else: SQLite keeps anything anywhere. */
        private Optional<JsonNode> value(String column, Predicate<JsonNode> wanted, String other) {
            JsonNode value = row.path(column);
            if (value.isMissingNode() || value.isNull()) {
                return Optional.empty();
            }
            if (!wanted.test(value)) {
                odd.warn(where, "WRONG_TYPE", "has %s in %s: left out", other, column);
                return Optional.empty();
            }
            return Optional.of(value);
        }

        Optional<Boolean> flag(String column) {
            return number(column).map(number -> number != 0);
        }

        Optional<Instant> time(String column) {
            JsonNode value = row.path(column);
            return value.isNumber()
                    ? odd.time(value.decimalValue().toPlainString(), where)
                    : text(column).flatMap(text -> odd.time(text, where));
        }

        /** When it was written. */
        Instant at(String column) {
            return odd.sooner(time(column)).orElse(database.modifiedAt());
        }

        <F> Observation<F> saying(Set<String> counts, String key, F facts, Instant at) {
            return new Observation<>(counts, key, facts, database.file(), where, at);
        }
    }

    private void project(Row row) {
        row.number("id").ifPresent(projects::add);
        String path = row.text("path").orElse("");
        if (!odd.isPath(path, row.where, row::json)) {
            return;
        }
        long link = row.number("github_repo_id").orElse(0L); // which gum writes for no link, too
        boolean linked = repositories.contains(link);
        if (link != 0 && !linked) {
            odd.warn(row.where, "DANGLING_REF", "has the repository %d, which is not there: not linked", link);
        }
        var facts = GumCaches.project(
                path, row.text("remote_url").orElse(""), row.text("branch"), row.time("last_modified"));
        sayings.projects.add(row.saying(
                linked ? Set.of("projects", "projects_linked_to_repo_in_db") : Set.of("projects"),
                path,
                facts,
                row.at("updated_at")));
    }

    private void root(Row row) {
        String path = row.text("path").orElse("");
        if (odd.isPath(path, row.where, row::json)) {
            var facts = new RootFacts(RootFacts.CACHE, row.time("last_scanned"), row.number("git_count"));
            sayings.roots.add(row.saying(Set.of("project_dirs"), path, facts, row.at("updated_at")));
        }
    }

    private void directory(Row row) {
        String path = row.text("path").orElse("");
        if (odd.isPath(path, row.where, row::json)) {
            odd.once(
                    "dir_usage.frequency",
                    "INFLATED_COUNTER",
                    "",
                    "grows each time gum lists directories: taken as it is");
            var use = new Use(Math.max(0, row.number("frequency").orElse(1L)), odd.sooner(row.time("last_seen")));
            sayings.directories.add(row.saying(Set.of("dir_usage"), path, use, row.at("updated_at")));
        }
    }

    private void repository(Row row) {
        row.number("id").ifPresent(repositories::add);
        var facts = RepositoryFacts.listed(
                row.text("full_name").orElse(""),
                row.text("description"),
                row.text("url"),
                row.text("clone_url"),
                row.text("ssh_url"),
                row.flag("is_private"),
                row.flag("is_fork"),
                row.time("updated_at"));
        GumCaches.repository(odd, facts, "github_repos", row.where, row.at("last_discovered"), row::json, sayings);
    }

    private void metadata(Row row) {
        var facts = new RepositoryFacts(
                row.text("full_name").orElse(""),
                row.text("description"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                row.text("visibility").or(() -> row.flag("is_private").map(flag -> flag ? "private" : "public")),
                row.flag("is_fork"),
                row.flag("is_archived"),
                row.flag("is_template"),
                row.text("default_branch"),
                row.text("license"),
                row.text("language"),
                json(row, "languages")
                        .filter(JsonNode::isObject)
                        .map(JsonText::of)
                        .filter(json -> !json.equals(Json.EMPTY_OBJECT)),
                json(row, "topics").stream()
                        .flatMap(JsonNode::valueStream)
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .toList(),
                row.number("star_count"),
                row.number("fork_count"),
                row.number("open_issues"),
                row.number("size"),
                row.time("created_at"),
                row.time("updated_at"),
                row.time("pushed_at"),
                row.time("last_synced"));
        GumCaches.repository(odd, facts, "github_metadata", row.where, row.at("last_synced"), row::json, sayings);
    }

    private Optional<JsonNode> json(Row row, String column) {
        return row.text(column).flatMap(text -> {
            try {
                return Stream.of(JsonText.tree(JsonText.parse(text))).findFirst();
            } catch (Rejected _) {
                odd.warn(row.where + " " + column, "INVALID_JSON", "is no JSON: left out, the row is kept");
                return Optional.empty();
            }
        });
    }

    private void cache(Row row) {
        Optional<Instant> at = row.time("last_updated");
        if (at.isPresent()) {
            ScanEvent fact = GumCaches.refreshed(
                    root,
                    row.text("cache_key").orElse(""),
                    at.get(),
                    row.number("ttl_seconds").orElse(0L),
                    row.text("data_hash"));
            sayings.scans.add(row.saying(Set.of(), fact.key(), fact, at.get()));
        }
    }

    private void sync(Row row) {
        Instant started = row.at("started_at");
        Optional<Instant> completed = row.time("completed_at");
        String status = row.text("status").orElse("");
        if (completed.isEmpty() && status.equals("running")) {
            odd.info(row.where, "STUCK_RUN", "never ended: kept as it is");
        }
        var fact = new ScanEvent.SyncReported(
                root.qualified("gum-" + row.number("id").orElse(0L)),
                row.text("sync_type").orElse(""),
                started,
                completed,
                status,
                row.number("repositories_processed").orElse(0L),
                row.number("repositories_total"),
                row.text("error_message"));
        sayings.scans.add(row.saying(Set.of("sync_runs"), fact.key(), fact, completed.orElse(started)));
    }

    private void similarity(Row row) {
        long target = row.number("target_id").orElse(0L);
        if (!repositories.contains(target) && !projects.contains(target)) {
            odd.info(row.where, "DANGLING_REF", "is about %d, which is not there: kept raw, as it is derived", target);
        }
    }
}
