package dev.daybook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, whatever the user has set. */
class MainTest {

    @TempDir
    private Path folder;

    private String daybook(List<String> options, String... command) throws IOException, InterruptedException {
        List<String> line = ChildProcess.command(options, Main.class, (Object[]) command);
        line.addAll(List.of("--data", folder.resolve("data").toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void where_numbers_have_digits_of_their_own_what_is_printed_can_still_be_typed() throws Exception {
        var arabic = List.of("-Duser.language=ar", "-Duser.country=EG");
        daybook(arabic, "sbi", "register", "再送", "--id", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1");

        assertThat(daybook(arabic, "undo")).contains("daybook rollback --undo 2 ");
    }
}
