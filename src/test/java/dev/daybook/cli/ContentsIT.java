package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Content that is larger than the whole memory of its server. {@code -Ddaybook.torture=true}: long. */
@EnabledIfSystemProperty(named = "daybook.torture", matches = "true", disabledReason = "long")
class ContentsIT {

    private static final int MEBIBYTES = 160;

    @TempDir
    private Path root;

    @Test
    void a_server_of_64_megabytes_takes_160_and_gives_them_back() throws IOException, InterruptedException {
        Path file = root.resolve("large.bin");
        try (var out = Files.newOutputStream(file)) {
            var random = new Random(1);
            byte[] part = new byte[1 << 20];
            for (int number = 0; number < MEBIBYTES; number++) {
                random.nextBytes(part);
                out.write(part);
            }
        }
        var program = Program.in(root).withJvm("-Xmx64m");
        try (var server = program.serve();
                var client = HttpClient.newHttpClient()) {
            var stored = client.send(
                    server.request("/contents")
                            .header("Content-Type", "application/octet-stream")
                            .POST(BodyPublishers.ofFile(file))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
            String place = stored.headers().firstValue("Location").orElseThrow();
            Path back = root.resolve("back.bin");

            client.send(server.request(place).build(), BodyHandlers.ofFile(back));

            assertThat(Files.mismatch(file, back)).isEqualTo(-1);
            assertThat(server.err()).noneMatch(line -> line.contains("OutOfMemoryError"));
            assertThat(server.stop()).isEqualTo(128 + 15);
        }
    }
}
