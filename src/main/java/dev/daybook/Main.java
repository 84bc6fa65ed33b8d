package dev.daybook;

import dev.daybook.cli.Cli;
import dev.daybook.cli.Surroundings;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/** Where the program starts. */
public final class Main {

    public static void main(String[] args) {
        var version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
        var surroundings = new Surroundings(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                System.getenv(),
                InstantSource.system(),
                version.orElse("development"),
                House::open);
        System.exit(Cli.run(surroundings, args));
    }

    /** Results are UTF-8 wherever they go: what the locale says must not turn a title into question marks. */
    private static PrintStream utf8(FileDescriptor output) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(output)), true, StandardCharsets.UTF_8);
    }

    private Main() {}
}
