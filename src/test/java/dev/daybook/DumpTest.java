package dev.daybook;

import static dev.daybook.NodeServing.get;
import static dev.daybook.NodeServing.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.journal.postgres.InstalledServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a database, with read models beside it, as PostgreSQL's own tools keep it: by the commands of the manual. */
final class DumpTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Running serve(String name, String address) {
        Running node = NodeServing.serve(folder, name, address, "postgresql");
        await().atMost(SOON).until(() -> get(node, "/readyz").status() == 200);
        return node;
    }

    /** Returns what the rows of each read model are once they have all that was written. */
    private static Map<String, String> hashes(Running node) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(get(node, "/api/v1/projections").body().findValues("position"))
                                .hasSize(9)
                                .allMatch(position -> position.asLong() == node.head()));
        var hashes = new TreeMap<String, String>();
        get(node, "/api/v1/projections?hash=true")
                .body()
                .path("items")
                .forEach(model -> hashes.put(
                        model.path("name").asText(), model.path("hash").asText()));
        assertThat(hashes).hasSize(9).doesNotContainValue("");
        return hashes;
    }

    private static String titles(Running node) {
        return get(node, "/api/v1/sbis?limit=100&wait=20s&after=" + node.head())
                .body()
                .path("items")
                .findValuesAsText("title")
                .toString();
    }

    /** Returns the command of the manual that begins so. */
    private static String command(String begin) throws IOException {
        return Files.readString(Path.of("docs/postgresql.md"))
                .lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.replaceFirst(" +#.*", ""))
                .findFirst()
                .orElseThrow();
    }

    private String verify(String node, String address) {
        var out = new ByteArrayOutputStream();
        try (var print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            InProcess.run(
                    print,
                    print,
                    Map.of("DAYBOOK_JOURNAL", address, "DAYBOOK_READ_MODELS", "postgresql"),
                    "verify",
                    "--data",
                    folder.resolve(node).toString());
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void what_was_dumped_while_a_node_wrote_goes_on_in_a_new_server() throws IOException {
        Map<String, String> rows;
        long head;
        try (var server = InstalledServer.empty(folder.resolve("server"))) {
            server.run("createuser daybook && createdb --owner daybook --encoding UTF8 daybook");
            String address = server.address("daybook", "daybook");
            try (Running node = serve("node", address)) {
                for (int number = 1; number <= 5; number++) {
                    assertThat(register(node, "Dig " + number, Map.of()).status())
                            .isEqualTo(201);
                }
                rows = hashes(node);
                head = node.head();
                server.run(command("pg_dump --format").replace("postgresql://daybook@db.example/daybook", address));
                server.run(command("pg_dump --exclude")
                        .replace("postgresql://daybook@db.example/daybook", address)
                        .replace("daybook.dump", "journal.dump"));
                server.run(command("pg_basebackup")
                        .replace("/backup/base", folder.resolve("base").toString()));
                assertThat(register(node, "Too late", Map.of()).status()).isEqualTo(201);
            }
        }
        try (var server = InstalledServer.empty(folder.resolve("other"))) {
            server.run(command("createuser daybook"));
            String restore = command("createdb --owner daybook --encoding UTF8 daybook-2");
            server.run(restore);
            String address = server.address("daybook", "daybook-2");
            try (Running node = serve("restored", address)) {
                assertThat(node.head()).isEqualTo(head);
                assertThat(hashes(node)).isEqualTo(rows);
                assertThat(register(node, "Later", Map.of()).status()).isEqualTo(201);
                assertThat(titles(node)).contains("Dig 1", "Dig 5", "Later").doesNotContain("Too late");
                assertThat(get(node, "/api/v1/search?q=dig").body().path("items"))
                        .hasSize(5);
            }
            assertThat(verify("restored", address)).contains("no findings");

            server.run(restore.replace("daybook-2", "daybook-3").replace("daybook.dump", "journal.dump"));
            assertThat(server.run("psql --tuples-only --command '\\dn' daybook-3"))
                    .contains("public")
                    .doesNotContain("_v");
            try (Running node = serve("built", server.address("daybook", "daybook-3"))) {
                assertThat(hashes(node)).isEqualTo(rows);
            }
        }
        try (var server = InstalledServer.of(folder.resolve("base"))) {
            assertThat(server.run("psql --tuples-only --no-align --command 'SELECT position FROM head' daybook"))
                    .isEqualToIgnoringNewLines(String.valueOf(head));
        }
    }
}
