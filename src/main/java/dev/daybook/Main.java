package dev.daybook;

import dev.daybook.cli.Cli;
import dev.daybook.cli.Environment;
import dev.daybook.cli.StandardOutput;
import java.time.InstantSource;

/** Where the program starts. */
public final class Main {

    public static void main(String[] args) {
        Utf8Locale.ensure();
        honourHome();
        System.setProperty("io.netty.jfr.enabled", "false"); // a tenth of a second at each start, for nobody
        var environment = new Environment(
                StandardOutput.out(),
                StandardOutput.err(),
                System.getenv(),
                InstantSource.system(),
                Application.VERSION,
                Application.OPENER,
                () -> AllSlices.of().catalogue());
        System.exit(Cli.run(environment, args));
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
