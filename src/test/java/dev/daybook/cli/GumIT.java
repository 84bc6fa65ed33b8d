package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The home of somebody who still uses gum: taken over, in part where a file is damaged, and written to by both. */
class GumIT {

    private static final String FOLDER = "/home/ada/code/lantern";

    @TempDir(factory = OnDisk.class)
    private Path root;

    private Path home() throws IOException {
        Path home = root.resolve("home");
        Files.createDirectories(home.resolve(".cache/gum"));
        cache(
                home,
                "projects.json",
                "[{\"Path\":\"/home/ada/code/lantern\",\"Remote\":\"https://example.org/a/lantern\"}]");
        cache(home, "dirs.json", used(1));
        return home;
    }

    private static void cache(Path home, String name, String data) throws IOException {
        Files.writeString(
                home.resolve(".cache/gum").resolve(name),
                "{\"data\":" + data + ",\"timestamp\":\"2025-10-05T18:00:00Z\",\"ttl\":300000000000}");
    }

    private static String used(int times) {
        return "[{\"Path\":\"%s\",\"Score\":693,\"Frequency\":%d,\"LastSeen\":\"2025-10-05T18:00:00Z\"}]"
                .formatted(FOLDER, times);
    }

    private static int written(Path home) throws IOException {
        return Output.JSON
                .readTree(home.resolve(".cache/gum/dirs.json").toFile())
                .path("data")
                .path(0)
                .path("Frequency")
                .asInt(-1);
    }

    private static int known(Program program) {
        return program.command("dirs", "--format", "json")
                .json()
                .path(0)
                .path("frequency")
                .asInt(-1);
    }

    @Test
    void what_went_well_stays_and_the_rest_is_tried_again() throws IOException {
        var program = Program.in(root);
        Path home = home();
        String sound = Files.readString(home.resolve(".cache/gum/projects.json"));
        Files.writeString(home.resolve(".cache/gum/projects.json"), sound.substring(0, 40));

        var strict = program.command("migrate", home.toString(), "--strict", "--format", "json");
        assertThat(strict.code()).as(strict.out()).isNotZero();
        assertThat(program.command("dirs").out()).doesNotContain(FOLDER);

        var flawed = program.command("migrate", home.toString(), "--format", "json");
        assertThat(known(program)).isEqualTo(1);
        assertThat(program.command("projects").out()).doesNotContain(FOLDER);

        Files.writeString(home.resolve(".cache/gum/projects.json"), sound);
        var again =
                program.command("migrate", "--retry", flawed.json().path("run").asText(), "--format", "json");
        assertThat(again.code()).as(again.out() + again.err()).isZero();
        assertThat(program.command("projects").out()).contains(FOLDER);
        assertThat(program.command("audit", "--format", "json").out()).contains("project.seen");
    }

    /** Both write the files, and neither loses what the other one says; nor does a kill in between. */
    @Test
    void daybook_and_gum_write_the_same_files_and_a_kill_loses_nothing() throws IOException, InterruptedException {
        var program = Program.in(root);
        Path home = home();
        assertThat(program.command("migrate", home.toString()).code()).isZero();
        var acknowledged = new AtomicInteger(1);
        try (var server = program.serve()) {
            var set = program.command("rollout", "set", "dual", "--kind", "gum", "--root", home.toString());
            assertThat(set.code()).as(set.out() + set.err()).isZero();
            assertThat(program.command("dir", "use", FOLDER).code()).isZero();
            assertThat(written(home)).isEqualTo(2);

            cache(home, "dirs.json", used(7));
            var used = program.command("dir", "use", FOLDER);
            assertThat(used.code()).as(used.err()).isZero();
            assertThat(written(home)).as("what gum counted is taken in first").isEqualTo(8);
            assertThat(known(program)).isEqualTo(8);
            acknowledged.set(8);

            var reached = new CountDownLatch(20);
            try (var http = HttpClient.newHttpClient()) {
                Thread client = Thread.ofVirtual().start(() -> {
                    while (isUsed(http, server)) {
                        acknowledged.incrementAndGet();
                        reached.countDown();
                    }
                });
                assertThat(reached.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                server.kill();
                client.join();
            }
        }
        try (var _ = program.served()) {
            assertThat(written(home)).isGreaterThanOrEqualTo(acknowledged.get() - 1);
            assertThat(program.command("dir", "use", FOLDER).code()).isZero();
            assertThat(known(program)).isGreaterThan(acknowledged.get()).isEqualTo(written(home));
            assertThat(program.command("dir", "forget", FOLDER).code()).isZero();
            assertThat(written(home)).isEqualTo(-1);
            var compared = program.command("compare", "--kind", "gum", "--format", "json");
            assertThat(compared.code()).as(compared.out() + compared.err()).isZero();
        }
        assertThat(program.command("verify").code()).isZero();
    }

    private static boolean isUsed(HttpClient http, Program.Server server) {
        String path = URLEncoder.encode(FOLDER, StandardCharsets.UTF_8);
        var request = server.request("/directories/" + path + "/use")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException _) {
            return false; // killed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
