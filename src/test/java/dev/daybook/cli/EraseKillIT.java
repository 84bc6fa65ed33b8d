package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed while it erases: whoever comes next ends it, and nothing is left. {@code -Ddaybook.torture=true}: long. */
class EraseKillIT {

    private static final int ROUNDS = Boolean.getBoolean("daybook.torture") ? 40 : 3;
    private static final String SECRET = "AKIA2E0A8F3B244C99";

    @TempDir(factory = OnDisk.class)
    private Path root;

    @Test
    void an_erasing_that_is_killed_at_any_step_is_ended_by_the_next_command() throws IOException {
        var program = Program.in(root);
        for (int round = 0; round < ROUNDS; round++) {
            String secret = SECRET + (10 + round);
            done(program, "sbi", "register", "Deploy with " + secret);
            kill(program, secret, round);

            done(program, "sbi", "list"); // whatever opens the directory next
            if (program.command("erase", "--match", secret, "--reason", "leaked", "--dry-run")
                    .out()
                    .contains("would erase 1 fact ")) {
                done(program, "erase", "--match", secret, "--reason", "leaked"); // killed before it was said
            }

            assertThat(program.data().resolve("erasing")).doesNotExist();
            assertThat(holding(program.data(), secret)).isEmpty();
        }
        assertThat(done(program, "verify")).contains("no findings");
    }

    /** Kills it once it has begun: at once, when the journal says so, or somewhere behind that. */
    private static void kill(Program program, String secret, int round) {
        Path begun = program.data().resolve("erasing");
        Process erasing = program.start(Stream.of(
                        "erase",
                        "--match",
                        secret,
                        "--reason",
                        "leaked",
                        "--data",
                        program.data().toString())
                .toList());
        await().atMost(Patience.LIMIT)
                .pollInterval(java.time.Duration.ofMillis(1))
                .until(() -> Files.exists(begun) || !erasing.isAlive());
        int looks = round == 0 ? 0 : ThreadLocalRandom.current().nextInt(60_000 * round);
        for (int i = 0; i < looks && Files.exists(begun); i++) {
            Thread.onSpinWait();
        }
        erasing.destroyForcibly();
        erasing.onExit().join();
    }

    private static String done(Program program, String... command) {
        Program.Ended ended = program.command(command);
        assertThat(ended.code())
                .as("%s: %s%s", List.of(command), ended.out(), ended.err())
                .isZero();
        return ended.out();
    }

    private static List<Path> holding(Path data, String secret) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> has(file, secret))
                    .toList();
        }
    }

    private static boolean has(Path file, String secret) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
