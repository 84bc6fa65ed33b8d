package dev.daybook.journal.sqlite;

import dev.daybook.ChildProcess;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process that appends as fast as it can and says on its output what was acknowledged, one number per line. It goes
 * on until it is killed or the journal takes nothing any more; then it says why, and how much it can still read.
 */
final class AppendingProcess {

    static final String UNAVAILABLE = "unavailable: ";
    static final String REFUSED = "refused: ";
    static final String READABLE = "readable: ";

    private static final int APPENDERS = 16;
    private static final int NUMBERS_EACH = 1_000_000;

    /** Starts one on that file, with numbers from {@code first} on; {@code limit} precedes the command of a shell. */
    static Process start(Path file, int first, String limit, String... pragmas) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", limit + "exec \"$@\"", "sh"));
        command.addAll(ChildProcess.command(AppendingProcess.class, file, first, String.join(";", pragmas)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads whole lines: what stands after the last line end when a process is killed was never said. */
    static List<String> lines(BufferedReader output, int atMost) {
        List<String> lines = new ArrayList<>();
        var line = new StringBuilder();
        try {
            for (int c = output.read(); c >= 0; c = output.read()) {
                if (c != '\n') {
                    line.append((char) c);
                    continue;
                }
                lines.add(line.toString());
                line.setLength(0);
                if (lines.size() == atMost) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    static Draft draft(int number) {
        // Every seventh fact names a large value of its own.
        StreamId stream = new StreamId("sbi", "appender-" + number / NUMBERS_EACH);
        return number % 7 == 0
                ? Drafts.large(stream, number, ("large value " + number + "\n").repeat(6_000))
                : Drafts.draft(stream, number);
    }

    public static void main(String[] args) throws Exception {
        int first = Integer.parseInt(args[1]);
        try (var journal = SqliteJournal.open(Path.of(args[0]), InstantSource.system(), pragmas(args[2]));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> appenders = new ArrayList<>();
            for (int a = 0; a < APPENDERS; a++) {
                int from = a * NUMBERS_EACH + first;
                appenders.add(threads.submit(() -> appendFrom(journal, from)));
            }
            for (Future<?> appender : appenders) {
                appender.get();
            }
            if (journal.unavailable().isEmpty()) {
                System.in.read(); // all is appended, and it is still to be killed
            }
            say(UNAVAILABLE + journal.unavailable().orElse(""));
            say(READABLE
                    + journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE)
                            .size());
        }
    }

    private static List<String> pragmas(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(";"));
    }

    private static void appendFrom(SqliteJournal journal, int from) {
        for (int number = from; number < from + NUMBERS_EACH; number++) {
            Draft draft = draft(number);
            try {
                journal.append(Append.of(List.of(draft), draft.stream(), new Expectation.Any()))
                        .join();
            } catch (CompletionException e) {
                say(REFUSED + e.getMessage());
                return;
            }
            say(Integer.toString(number));
        }
    }

    private static void say(String line) {
        byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    private AppendingProcess() {}
}
