package dev.daybook;

import dev.daybook.cli.Cli;
import dev.daybook.cli.Surroundings;
import java.time.InstantSource;
import java.util.Optional;

/** Where the program starts. */
public final class Main {

    public static void main(String[] args) {
        var version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion());
        var surroundings = new Surroundings(
                System.out,
                System.err,
                System.getenv(),
                InstantSource.system(),
                version.orElse("development"),
                House::open);
        System.exit(Cli.run(surroundings, args));
    }

    private Main() {}
}
