package dev.daybook.cli;

import dev.daybook.InProcess;
import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.cli.DataDirectoryOpener.Running;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One process that runs commands one after the other, and serves: for what depends on the folders, the time zone and the
 * terminal of its process, or on being another one than the test, but not on being alone in it. A process for each would
 * take ten times as long.
 */
final class Resident implements AutoCloseable {

    private enum Question {
        RUN,
        SERVE,
        STOP
    }

    private final Process process;
    private final DataOutputStream questions;
    private final DataInputStream answers;

    /** Takes a process whose main class is this one. */
    Resident(Process process) {
        this.process = process;
        questions = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    static String classPath() {
        return Program.jar() + File.pathSeparator + Program.repository().resolve("target/test-classes");
    }

    Program.Ended run(Map<String, String> variables, List<String> args) {
        try {
            write(questions, Question.RUN.name());
            questions.writeInt(variables.size());
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                write(questions, variable.getKey());
                write(questions, variable.getValue());
            }
            questions.writeInt(args.size());
            for (String arg : args) {
                write(questions, arg);
            }
            questions.flush();
            return new Program.Ended(answers.readInt(), read(answers), read(answers));
        } catch (IOException e) {
            throw new AssertionError("the process that runs the commands fails at " + args, e);
        }
    }

    /** Serves a data directory and returns where, until it is told to {@link #stop}. */
    URI serve(Path data) {
        return URI.create(ask(Question.SERVE, data));
    }

    void stop(Path data) {
        ask(Question.STOP, data);
    }

    private String ask(Question question, Path data) {
        try {
            write(questions, question.name());
            write(questions, data.toString());
            questions.flush();
            return read(answers);
        } catch (IOException e) {
            throw new AssertionError("the process that serves fails at " + data, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] none) throws IOException {
        var answers = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err);
        var questions = new DataInputStream(new BufferedInputStream(System.in));
        var served = new HashMap<String, Served>();
        for (var question = next(questions); question.isPresent(); question = next(questions)) {
            switch (question.get()) {
                case RUN -> run(questions, answers);
                case SERVE -> {
                    String data = read(questions);
                    served.put(data, Served.of(Path.of(data)));
                    write(answers, served.get(data).running().endpoint().toString());
                }
                case STOP -> {
                    Optional.ofNullable(served.remove(read(questions))).ifPresent(Served::close);
                    write(answers, "");
                }
            }
            answers.flush();
        }
        Runtime.getRuntime().halt(0); // the test is over
    }

    private static Optional<Question> next(DataInputStream questions) throws IOException {
        try {
            return Optional.of(Question.valueOf(read(questions)));
        } catch (EOFException _) {
            return Optional.empty();
        }
    }

    private static void run(DataInputStream questions, DataOutputStream answers) throws IOException {
        var variables = new HashMap<String, String>();
        for (int left = questions.readInt(); left > 0; left--) {
            variables.put(read(questions), read(questions));
        }
        var args = new ArrayList<String>();
        for (int left = questions.readInt(); left > 0; left--) {
            args.add(read(questions));
        }
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = InProcess.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                variables,
                args.toArray(String[]::new));
        answers.writeInt(code);
        write(answers, out.toString(StandardCharsets.UTF_8));
        write(answers, err.toString(StandardCharsets.UTF_8));
    }

    /** A data directory that is served, as {@code daybook serve} does. */
    private record Served(Lock lock, Running running) implements AutoCloseable {

        static Served of(Path path) {
            var data = DataDirectory.at(path);
            Lock lock = ((Claim.Mine) data.claim("serve")).lock();
            Running running = InProcess.serve(data, UnaryOperator.identity());
            lock.know(running.head());
            lock.publish(running.local(), running.pass());
            return new Served(lock, running);
        }

        @Override
        public void close() {
            lock.withdraw();
            running.close();
            lock.know(running.head());
            lock.close();
        }
    }

    private static void write(DataOutputStream to, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static String read(DataInputStream from) throws IOException {
        return new String(from.readNBytes(from.readInt()), StandardCharsets.UTF_8);
    }
}
