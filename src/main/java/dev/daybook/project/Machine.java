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

    /** Returns this one. */
    public static Machine here() {
        Map<String, String> variables = System.getenv();
        return new Machine(Path.of(variables.getOrDefault("HOME", System.getProperty("user.home"))), variables);
    }
}
