package dev.daybook;

import com.github.luben.zstd.util.Native;
import dev.daybook.cli.Cli;
import dev.daybook.cli.Environment;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/** The program as {@link Main} starts it, in the process of the test. */
public final class InProcess {

    static {
        Native.load(); // else it would be unpacked into the folder of the test, and be gone for those that come
        // behind it
    }

    /** Runs the command and returns its exit code. */
    public static int run(PrintStream out, PrintStream err, Map<String, String> variables, String... args) {
        return Cli.run(
                new Environment(
                        out,
                        err,
                        variables,
                        InstantSource.system(),
                        Application.VERSION,
                        Application.OPENER,
                        () -> AllSlices.of().catalogue()),
                args);
    }

    private InProcess() {}
}
