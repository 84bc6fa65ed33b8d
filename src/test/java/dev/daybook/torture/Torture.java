package dev.daybook.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * How long proofs last: short in the suite, long with {@code -Ddaybook.torture=true} ({@code tools/test --torture}).
 *
 * <p>A long run notes each seed that passed, so that one that was interrupted goes on with the rest.
 */
public final class Torture {

    public static final boolean LONG = Boolean.getBoolean("daybook.torture");

    private static final Path DONE = Path.of("target", "torture-done").toAbsolutePath();

    private Torture() {}

    public static int rounds(int suite, int torture) {
        return LONG ? torture : suite;
    }

    /** Runs a proof for the seeds 1 to {@code suite} or {@code torture}; one that fails is named with its seed. */
    public static void seeds(String proof, int suite, int torture, Proof run) {
        if (!LONG) {
            LongStream.rangeClosed(1, suite).forEach(seed -> run(proof, seed, run));
            return;
        }
        Path file = DONE.resolve(proof + ".seeds");
        Set<String> done = done(file);
        LongStream.rangeClosed(1, torture)
                .filter(seed -> !done.contains(Long.toString(seed)))
                .forEach(seed -> {
                    run(proof, seed, run);
                    note(file, seed);
                });
    }

    /** What is shown for one seed. */
    @FunctionalInterface
    public interface Proof {
        void of(long seed) throws Exception;
    }

    /** Returns where a long run notes how far it is, if it does so itself: what stands there goes when all is done. */
    public static Path notes(String name) throws IOException {
        return Files.createDirectories(DONE).resolve(name);
    }

    private static void run(String proof, long seed, Proof run) {
        try {
            run.of(seed);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("%s, seed %d: %s".formatted(proof, seed, e.getMessage()), e);
        }
    }

    private static Set<String> done(Path file) {
        try {
            return Files.exists(file) ? new HashSet<>(Files.readAllLines(file)) : Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void note(Path file, long seed) {
        try {
            Files.createDirectories(DONE);
            Files.writeString(file, seed + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
