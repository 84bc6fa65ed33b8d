package dev.daybook.torture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** A library that stands between a process and the files below a folder: it records what is done to them, or has it fail. */
public final class PreloadedDisk {

    private static final List<String> OPTIONS =
            List.of("-shared", "-fPIC", "-O1", "-U_FORTIFY_SOURCE", "-Wall", "-Wextra", "-Werror");

    private final Path library;
    private final Path root;

    private PreloadedDisk(Path library, Path root) {
        this.library = library;
        this.root = root;
    }

    /** Compiles it into {@code folder}; where there is no C compiler the test is skipped, and says so. */
    public static PreloadedDisk compiledIn(Path folder, Path root) throws IOException, InterruptedException {
        boolean linux = System.getProperty("os.name").equals("Linux")
                && System.getProperty("sun.arch.data.model").equals("64");
        Optional<String> compiler = linux ? compiler() : Optional.empty();
        Assumptions.assumeTrue(
                compiler.isPresent(), "NOT TESTED: a disk that fails: there is no C compiler for 64-bit Linux here");
        Path source = folder.resolve("disk.c");
        try (InputStream text = Objects.requireNonNull(PreloadedDisk.class.getResourceAsStream("/torture/disk.c"))) {
            Files.copy(text, source);
        }
        Path library = folder.resolve("disk.so");
        var command = new ArrayList<>(List.of(compiler.orElseThrow()));
        command.addAll(OPTIONS);
        command.addAll(List.of("-o", library.toString(), source.toString(), "-lpthread"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("disk.c does not compile:\n" + said);
        }
        return new PreloadedDisk(library, root.toRealPath());
    }

    private static Optional<String> compiler() {
        for (String name : List.of("cc", "gcc", "clang")) {
            for (String folder : System.getenv("PATH").split(":")) {
                if (Files.isExecutable(Path.of(folder, name))) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the variables with which a process is recorded in {@code log}. */
    public Map<String, String> recordedIn(Path log) {
        Map<String, String> variables = preloaded();
        variables.put("DAYBOOK_DISK_LOG", log.toString());
        return variables;
    }

    /** Returns the variables with which a process is told by names that it opens: {@code .fail-12-EIO}, {@code .calls}. */
    public Map<String, String> preloaded() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("LD_PRELOAD", library.toString());
        variables.put("DAYBOOK_DISK_ROOT", root.toString());
        return variables;
    }

    /** Returns the variables with which the n-th call fails. */
    public Map<String, String> failing(int call, String kind) {
        Map<String, String> variables = preloaded();
        variables.put("DAYBOOK_DISK_FAIL", call + " " + kind);
        return variables;
    }

    /** Returns them as a shell sets them, for the command that follows. */
    public static String exported(Map<String, String> variables) {
        var text = new StringBuilder();
        variables.forEach((name, value) -> text.append("export %s='%s'; ".formatted(name, value)));
        return text.toString();
    }
}
