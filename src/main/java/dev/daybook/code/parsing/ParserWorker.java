package dev.daybook.code.parsing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that parses files for the service that started it, and ends with it: nobody asks any more when the pipe is
 * closed, also where the service was killed while a file is being parsed.
 */
final class ParserWorker {

    /** How it ends when a file takes too long. */
    static final int TOO_SLOW = 3;

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int BUFFER_BYTES = 64 << 10;

    /** Where memory is short it is to end, and not the service. */
    private static final Path SACRIFICE = Path.of("/proc/self/oom_score_adj");

    private ParserWorker() {}

    /**
     * @param args how many milliseconds of a processor a file may take, as a busy machine is no reason to give one up;
     *     the folder with the native libraries
     */
    public static void main(String[] args) throws IOException {
        var out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES));
        System.setOut(System.err); // what anybody prints is no answer
        offer();
        var spent = new Spent(Thread.currentThread(), TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[0])));
        Thread.ofPlatform().daemon().name("limit").start(spent);
        try (var parser = new TreeParser(Path.of(args[1]));
                var questions = new DataInputStream(new BufferedInputStream(System.in, BUFFER_BYTES))) {
            out.writeInt(Frames.READY);
            out.flush();
            while (true) {
                Frames.Question question = Frames.readQuestion(questions);
                spent.begin();
                Frames.write(answer(parser, question), out);
                spent.end();
            }
        } catch (EOFException _) {
            Runtime.getRuntime().halt(0); // nobody asks any more
        }
    }

    /** Ends the process when its parser has computed for too long, or for nobody: native code does not listen. */
    private static final class Spent implements Runnable {
        private static final long IDLE = -1;

        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final long parser;
        private final long limitNs;
        private final ProcessHandle service =
                ProcessHandle.current().parent().orElseThrow(() -> new IllegalStateException("nobody has started it"));
        private volatile long beganCpuNs = IDLE;

        Spent(Thread parser, long limitNs) {
            this.parser = parser.threadId();
            this.limitNs = limitNs;
        }

        void begin() {
            beganCpuNs = threads.getCurrentThreadCpuTime();
        }

        void end() {
            beganCpuNs = IDLE;
        }

        @Override
        public void run() {
            while (true) {
                LockSupport.parkNanos(LOOK_NS);
                long began = beganCpuNs;
                if (began != IDLE && threads.getThreadCpuTime(parser) - began > limitNs && began == beganCpuNs) {
                    Runtime.getRuntime().halt(TOO_SLOW);
                }
                if (!service.isAlive()) {
                    Runtime.getRuntime().halt(0);
                }
            }
        }
    }

    private static void offer() {
        try {
            if (Files.isWritable(SACRIFICE)) {
                Files.writeString(SACRIFICE, "1000");
            }
        } catch (IOException _) {
            // then the system chooses by size alone
        }
    }

    private static Frames.Answer answer(TreeParser parser, Frames.Question question) {
        try {
            Outcome.Parsed parsed = parser.parse(question.grammar(), question.utf8(), question.ownModules());
            return new Frames.Answer.Known(parsed.file(), parsed.cut());
        } catch (RuntimeException | StackOverflowError e) {
            return new Frames.Answer.Failed(e.toString());
        }
    }
}
