package dev.daybook.cli;

import dev.daybook.InProcess;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One process that runs commands one after the other: for many commands that depend on the folders, the time zone and the
 * terminal of their process, but not on being alone in it. A process for each would take ten times as long.
 */
final class Resident implements AutoCloseable {

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

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] none) throws IOException {
        var answers = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err);
        var questions = new DataInputStream(new BufferedInputStream(System.in));
        while (true) {
            var variables = new HashMap<String, String>();
            try {
                for (int left = questions.readInt(); left > 0; left--) {
                    variables.put(read(questions), read(questions));
                }
            } catch (EOFException _) {
                return; // the test is over
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
            answers.flush();
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
