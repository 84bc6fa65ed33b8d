package dev.daybook.code.parsing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One process that parses, seen from the service. For one thread, except {@link #kill}. */
final class WorkerProcess {

    private static final int BUFFER_BYTES = 64 << 10;

    /** A file of the largest size has about so much in it. */
    private static final String HEAP = "-Xmx768m";

    private static final Duration ENDING_MAX = Duration.ofSeconds(2);

    private final Process process;
    private final DataOutputStream questions;
    private final DataInputStream answers;
    private long idleSinceNs = System.nanoTime();

    private WorkerProcess(Process process) {
        this.process = process;
        this.questions = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), BUFFER_BYTES));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), BUFFER_BYTES));
    }

    /**
     * Starts one; it says by itself when it can be asked.
     *
     * @param libraries where the native libraries are
     * @param file how long a processor may be busy with one file
     */
    static WorkerProcess start(Path libraries, Duration file) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // most of it is native, and it is to start at once
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+ErrorFileToStderr",
                "-XX:+DisplayVMOutputToStderr", // answers go the other way
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                ParserWorker.class.getName(),
                Long.toString(file.toMillis()),
                libraries.toString());
        return new WorkerProcess(
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start());
    }

    /** What the service itself was started with. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Waits until it can be asked. */
    void await() throws IOException {
        int said = answers.readInt();
        if (said != Frames.READY) {
            throw new IOException("a worker began with %x and not with %x".formatted(said, Frames.READY));
        }
    }

    /** @throws IOException if it ended before it had answered */
    Frames.Answer ask(Frames.Question question) throws IOException {
        Frames.write(question, questions);
        Frames.Answer answer = Frames.readAnswer(answers);
        idleSinceNs = System.nanoTime();
        return answer;
    }

    long idleSinceNs() {
        return idleSinceNs;
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Returns the status that it ended with; one that answers nonsense and lives is killed. */
    int status() throws InterruptedException {
        if (!process.waitFor(ENDING_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
        return process.waitFor();
    }
}
