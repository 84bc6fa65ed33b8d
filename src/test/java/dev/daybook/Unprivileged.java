package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a class in a process without the right of root to read everything, whoever runs the tests. */
public final class Unprivileged {

    /** Returns the lines that its {@code main} prints. */
    public static List<String> run(Class<?> main, Object... arguments) throws IOException, InterruptedException {
        Process process = start(main, arguments);
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    /** Starts its {@code main}, for whoever has more than one question. */
    public static Process start(Class<?> main, Object... arguments) throws IOException {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin/setpriv")),
                    "skipped: root reads everything, and there is no setpriv to give that up");
            command.addAll(
                    List.of("/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"));
        }
        command.addAll(ChildProcess.command(main, arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private Unprivileged() {}
}
