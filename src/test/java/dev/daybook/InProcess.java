package dev.daybook;

import com.github.luben.zstd.util.Native;
import dev.daybook.cli.Cli;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import dev.daybook.cli.Environment;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.journal.Journal;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.UnaryOperator;

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

    /** Serves a directory until what is returned is closed; {@code around} stands before its journal. */
    public static Running serve(DataDirectory data, UnaryOperator<Journal> around) {
        return Application.open(
                data,
                ProgramSettings.of(Map.of(), Map.of(), data.path()),
                Stay.SERVE,
                Listen.PRIVATE,
                new Expected(0, false),
                around);
    }

    private InProcess() {}
}
