package dev.daybook.differential;

import java.io.FileDescriptor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a program that was loaded into this process asks its process for: its outputs, its variables, its end. Public
 * because the code of the program calls it.
 */
public final class ProcessCalls {

    /** The program wants to end the process. */
    static final class Exit extends Error {
        private static final long serialVersionUID = 1;
        final int code;

        private Exit(int code) {
            super("exit " + code, null, false, false);
            this.code = code;
        }
    }

    private static volatile @Nullable FileDescriptor output;
    private static volatile @Nullable FileDescriptor errors;
    private static volatile Map<String, String> environment = Map.of();

    static void answer(FileDescriptor out, FileDescriptor err, Map<String, String> variables) {
        output = out;
        errors = err;
        environment = variables;
    }

    public static FileDescriptor out() {
        return Objects.requireNonNull(output);
    }

    public static FileDescriptor err() {
        return Objects.requireNonNull(errors);
    }

    public static Map<String, String> getenv() {
        return environment;
    }

    public static @Nullable String getenv(String name) {
        return environment.get(name);
    }

    @SuppressWarnings("DoNotCallSuggester") // it is the loaded program that calls it
    public static void exit(int code) {
        throw new Exit(code);
    }

    private ProcessCalls() {}
}
