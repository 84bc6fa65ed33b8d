package dev.daybook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A home of gum with any number of projects, in its caches and in its database alike, and some checkouts that are really
 * there; the same arguments give the same home.
 */
final class GumTree {

    static final String CACHE = ".cache/gum/projects.json";
    static final String DATABASE = ".cache/gum/gum.db";

    /** Of the folders below which gum looked, the only one that is there. */
    static final String CHECKOUTS = "projects";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Instant WRITTEN = Instant.parse("2025-11-12T01:00:00Z");
    private static final long TTL_NS = 300_000_000_000L;
    private static final List<String> WORDS =
            List.of("vault", "zephyr", "harbor", "kernel", "mirror", "cedar", "schema", "retry", "import", "filter");

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE projects (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
                    + " remote_url TEXT, branch TEXT, last_modified DATETIME, git_count INTEGER DEFAULT 0,"
                    + " created_at DATETIME, updated_at DATETIME, github_repo_id INTEGER)",
            "CREATE TABLE project_dirs (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE,"
                    + " last_scanned DATETIME, git_count INTEGER DEFAULT 0, created_at DATETIME, updated_at DATETIME)",
            "CREATE TABLE github_repos (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
                    + " full_name TEXT NOT NULL UNIQUE, description TEXT, url TEXT, clone_url TEXT, ssh_url TEXT,"
                    + " is_private BOOLEAN, is_fork BOOLEAN, updated_at DATETIME, last_discovered DATETIME,"
                    + " created_at DATETIME)",
            "CREATE TABLE dir_usage (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE,"
                    + " frequency INTEGER DEFAULT 1, last_seen DATETIME, created_at DATETIME, updated_at DATETIME)",
            "CREATE TABLE cache_metadata (id INTEGER PRIMARY KEY AUTOINCREMENT, cache_key TEXT NOT NULL UNIQUE,"
                    + " last_updated DATETIME, ttl_seconds INTEGER DEFAULT 300, data_hash TEXT, created_at DATETIME)");

    /** Writes a home of that many projects, a tenth as many repositories, and a twentieth as many directories. */
    static void write(Path home, int projects) throws IOException, SQLException {
        int repositories = projects / 10;
        Path cache = Files.createDirectories(home.resolve(".cache/gum"));
        write(
                home.resolve(CACHE),
                list(
                        projects,
                        number -> record("Path", path(number))
                                .put("Remote", url(number % repositories))
                                .put("Branch", "")));
        write(
                cache.resolve("dirs.json"),
                list(
                        projects / 20,
                        number -> record("Path", path(number))
                                .put("Score", 1_000)
                                .put("Frequency", 1 + number % 50)
                                .put("LastSeen", WRITTEN.minusSeconds(number).toString())));
        ObjectNode repos = JsonNodeFactory.instance.objectNode();
        repos.set(
                "repos",
                list(
                        repositories,
                        number -> record("name", name(number))
                                .put("nameWithOwner", "ada/" + name(number))
                                .put("description", "what " + name(number) + " is for")
                                .put("url", url(number))
                                .put("sshUrl", "git@github.com:ada/%s.git".formatted(name(number)))
                                .put("updatedAt", WRITTEN.minusSeconds(number).toString())
                                .put("isPrivate", false)
                                .put("isFork", false)));
        write(cache.resolve("github-repos.json"), repos);
        database(home.resolve(DATABASE), projects, repositories);
    }

    private static void database(Path file, int projects, int repositories) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String table : SCHEMA) {
                statement.execute(table);
            }
            try (PreparedStatement repository = connection.prepareStatement(
                            "INSERT INTO github_repos (name, full_name, url, updated_at) VALUES (?, ?, ?, ?)");
                    PreparedStatement project =
                            connection.prepareStatement("INSERT INTO projects (path, name, remote_url, updated_at,"
                                    + " github_repo_id) VALUES (?, ?, ?, ?, ?)")) {
                for (int number = 0; number < repositories; number++) {
                    insert(repository, name(number), "ada/" + name(number), url(number), WRITTEN.toString());
                }
                for (int number = 0; number < projects; number++) {
                    int of = number % repositories;
                    insert(project, path(number), name(number), url(of), WRITTEN.toString(), of + 1);
                }
            }
            connection.commit();
        }
    }

    static void insert(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.executeUpdate();
    }

    /** Makes checkouts below the home, and returns them. */
    static List<Path> checkouts(Path home, int count) throws IOException {
        List<Path> all = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Path checkout = home.resolve(CHECKOUTS).resolve("checkout-" + number);
            Path git = checkout.resolve(".git");
            Files.createDirectories(git.resolve("objects"));
            Files.createDirectories(git.resolve("refs/heads"));
            Files.writeString(git.resolve("config"), """
                    [core]
                    \trepositoryformatversion = 0
                    \tbare = false
                    [remote "origin"]
                    \turl = %s
                    """.formatted(url(number)));
            head(checkout, "main");
            all.add(checkout);
        }
        return all;
    }

    /** Puts a checkout on another branch. */
    static void head(Path checkout, String branch) throws IOException {
        Files.writeString(checkout.resolve(".git/HEAD"), "ref: refs/heads/" + branch + "\n");
    }

    static String name(int number) {
        return "%s-%s-%d".formatted(WORDS.get(number % 10), WORDS.get(number / 10 % 10), number);
    }

    private static String path(int number) {
        return "/home/ada/code/" + name(number);
    }

    private static String url(int repository) {
        return "https://github.com/ada/" + name(repository);
    }

    private static ObjectNode record(String key, String value) {
        return JsonNodeFactory.instance.objectNode().put(key, value);
    }

    private static ArrayNode list(int count, IntFunction<ObjectNode> record) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode(count);
        for (int number = 0; number < count; number++) {
            list.add(record.apply(number));
        }
        return list;
    }

    private static void write(Path file, JsonNode data) throws IOException {
        ObjectNode cache = JsonNodeFactory.instance.objectNode();
        cache.set("data", data);
        Files.write(
                file,
                MAPPER.writeValueAsBytes(
                        cache.put("timestamp", WRITTEN.toString()).put("ttl", TTL_NS)));
    }

    private GumTree() {}
}
