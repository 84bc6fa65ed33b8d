package dev.daybook;

import dev.daybook.cli.Cli;
import dev.daybook.cli.StandardOutput;
import dev.daybook.cli.Surroundings;
import java.time.InstantSource;

/** Where the program starts. */
public final class Main {

    public static void main(String[] args) {
        Utf8Locale.ensure();
        honourHome();
        System.setProperty("io.netty.jfr.enabled", "false"); // a tenth of a second at each start, for nobody
        var surroundings = new Surroundings(
                StandardOutput.out(),
                StandardOutput.err(),
                System.getenv(),
                InstantSource.system(),
                House.VERSION,
                House::open);
        System.exit(Cli.run(surroundings, args));
    }

    /** Says where the user is at home: the JVM asks the system and passes over what the user has set. */
    private static void honourHome() {
        var home = System.getenv().getOrDefault("HOME", "");
        if (home.startsWith("/")) {
            System.setProperty("user.home", home);
        }
    }

    private Main() {}
}
