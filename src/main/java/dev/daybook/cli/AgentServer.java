package dev.daybook.cli;

import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.cli.DataDirectory.Holder;
import dev.daybook.text.ShellWord;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The server of a data directory, for a program that only forwards to it: found by what stands in the directory, or
 * started as a process that lives by itself and ends when nobody has asked for a while. Thread-safe.
 */
final class AgentServer {

    /** The log of a server that was started here, in the data directory. */
    static final String LOG = "server.log";

    private static final String UNTIL_IDLE = "15m";
    private static final String STARTING = "start.lock";

    /** A server on a loaded machine takes seconds to open a large journal. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int LOG_CHARS_TOLD = 600;

    private final DataDirectory data;
    private final ProgramSettings settings;
    private final Map<String, String> environment;

    AgentServer(DataDirectory data, ProgramSettings settings, Map<String, String> environment) {
        this.data = data;
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * Returns which process answers now, to be asked for before each message: the port of a server that has ended may be
     * anybody's.
     */
    synchronized Holder holder() {
        return data.holder().filter(AgentServer::answers).orElseGet(this::find);
    }

    private static boolean answers(Holder holder) {
        return holder.endpoint().isPresent();
    }

    private Holder find() {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadlineNs) {
            Optional<Holder> served = served(this::startAlone);
            if (served.isPresent()) {
                return served.get();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw Failure.because(
                "the server of %s did not come up within %d s".formatted(data.path(), PATIENCE.toSeconds()),
                "see %s, or what daybook serve says".formatted(data.path().resolve(LOG)));
    }

    /** Returns where the directory is served, or does something about it if nobody has it. */
    private Optional<Holder> served(Runnable ifNobody) {
        return switch (data.claim("mcp")) {
            case Claim.Theirs(Holder holder) -> Optional.of(holder).filter(AgentServer::answers);
            case Claim.Mine(Lock mine) -> {
                mine.close();
                ifNobody.run();
                yield Optional.empty();
            }
        };
    }

    /** Of many that find no server at once, one starts it and the others wait for it. */
    private void startAlone() {
        try (FileChannel file = FileChannel.open(
                        data.path().resolve(STARTING), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock != null) {
                awaitStarted(start());
            }
        } catch (IOException e) {
            throw Failure.because(
                    "no server can be started for %s: %s".formatted(data.path(), Failures.describe(e)),
                    "daybook serve starts one by hand",
                    e);
        }
    }

    private Process start() throws IOException {
        var builder = new ProcessBuilder(command())
                .directory(data.path().toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(data.path().resolve(LOG).toFile());
        return builder.start();
    }

    /** A server that others take for the one of their own has a session of its own: no signal for us is for it. */
    private List<String> command() {
        var command = new ArrayList<String>();
        Optional<Path> setsid = onPath("setsid");
        if (setsid.isPresent()) {
            command.add(setsid.get().toString());
        } else {
            command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
        }
        String program = System.getProperty("daybook.program", "");
        if (program.isEmpty()) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(part -> Path.of(part).toAbsolutePath().toString())
                            .reduce((a, b) -> a + File.pathSeparator + b)
                            .orElseThrow(),
                    "dev.daybook.Main"));
        } else {
            command.add(
                    onPath(program).orElse(Path.of(program).toAbsolutePath()).toString());
        }
        command.addAll(List.of("serve", "--data", data.path().toString()));
        if (settings.value(ProgramSetting.PORT).byDefault()) {
            command.addAll(List.of("--port", "0")); // that of another directory may be taken
        }
        if (settings.value(ProgramSetting.UNTIL_IDLE).byDefault()) {
            command.addAll(List.of("--until-idle", UNTIL_IDLE));
        }
        return command;
    }

    private Optional<Path> onPath(String program) {
        return program.contains("/")
                ? Optional.empty()
                : Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, program))
                        .filter(Files::isExecutable)
                        .findFirst();
    }

    private void awaitStarted(Process process) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadlineNs) {
            if (served(() -> {}).isPresent()) {
                return;
            }
            if (!process.isAlive()) {
                throw Failure.because(
                        "the server of %s ended at once: %s".formatted(data.path(), told()),
                        "daybook serve --data %s shows more"
                                .formatted(ShellWord.of(data.path().toString())));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private String told() {
        try {
            String log = Files.readString(data.path().resolve(LOG)).strip();
            return log.substring(Math.max(0, log.length() - LOG_CHARS_TOLD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
