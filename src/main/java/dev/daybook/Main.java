package dev.daybook;

import dev.daybook.cli.Cli;
import dev.daybook.cli.Environment;
import dev.daybook.cli.StandardOutput;
import java.time.InstantSource;
import java.util.Locale;

/** Where the program starts. */
public final class Main {

    /** How many threads carry the virtual ones, of which each request is one: see {@link #carryNativeCalls}. */
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    public static void main(String[] args) {
        carryNativeCalls();
        Utf8Locale.ensure();
        Locale.setDefault(Locale.ROOT); // the numbers that are printed, and sent, can be read by programs anywhere
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

    /**
     * A question to SQLite is a native call, and keeps the thread that carries it: with as many as there are cores, as is
     * the rule, two slow questions on two cores held up every other request, {@code /livez} with them. So there are more
     * than connections that read. To be called before the first virtual thread.
     */
    private static void carryNativeCalls() {
        if (System.getProperty(CARRIERS) == null) {
            int carriers = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
            System.setProperty(CARRIERS, Integer.toString(carriers));
        }
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
