package dev.daybook.project;

import java.nio.file.Path;
import java.util.Map;

/**
 * Whose folders these are.
 *
 * @param home of the user whom the process runs as
 * @param environment the variables of the process
 */
public record Machine(Path home, Map<String, String> environment) {

    private static final String ANOTHER_HOME = "daybook.home";

    /** Returns this one; with the system property {@code daybook.home} it has that home, and nothing in its environment. */
    public static Machine here() {
        String another = System.getProperty(ANOTHER_HOME, "");
        if (!another.isEmpty()) {
            return new Machine(Path.of(another), Map.of());
        }
        Map<String, String> variables = System.getenv();
        return new Machine(Path.of(variables.getOrDefault("HOME", System.getProperty("user.home"))), variables);
    }
}
