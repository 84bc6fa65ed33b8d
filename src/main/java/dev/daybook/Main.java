package dev.daybook;

import dev.daybook.cli.Cli;
import dev.daybook.cli.Surroundings;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Where the program starts. */
public final class Main {

    public static void main(String[] args) {
        System.setProperty("io.netty.jfr.enabled", "false"); // a tenth of a second at each start, for nobody
        var surroundings = new Surroundings(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                System.getenv(),
                InstantSource.system(),
                House.VERSION,
                House::open);
        System.exit(Cli.run(surroundings, args));
    }

    /** Results are UTF-8 wherever they go: what the locale says must not turn a title into question marks. */
    private static PrintStream utf8(FileDescriptor output) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(output)), true, StandardCharsets.UTF_8);
    }

    private Main() {}
}
