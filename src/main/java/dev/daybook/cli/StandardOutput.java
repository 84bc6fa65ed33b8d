package dev.daybook.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An output of the process, which nothing that was written to it leaves unnoticed: a {@link PrintStream} alone swallows
 * errors. UTF-8 wherever it goes: what the locale says must not turn a title into question marks.
 */
public final class StandardOutput extends FilterOutputStream {

    private final int number;
    private boolean broken;

    private StandardOutput(FileDescriptor output, int number) {
        super(new BufferedOutputStream(new FileOutputStream(output)));
        this.number = number;
    }

    /**
     * Returns standard output. Writing to it throws {@link OutputClosed} once nobody reads it any more, and a
     * {@link Failure} if what was written cannot be kept; it takes nothing more then.
     */
    public static PrintStream out() {
        return printed(new StandardOutput(FileDescriptor.out, 1));
    }

    /** Returns standard error: whether it took everything says {@link PrintStream#checkError}. */
    public static PrintStream err() {
        return printed(new StandardOutput(FileDescriptor.err, 2));
    }

    private static PrintStream printed(StandardOutput output) {
        return new PrintStream(output, true, StandardCharsets.UTF_8);
    }

    private interface Writing {
        void run() throws IOException;
    }

    @Override
    public void write(int each) throws IOException {
        attempt(() -> out.write(each));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        attempt(() -> out.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        attempt(out::flush);
    }

    private void attempt(Writing writing) throws IOException {
        if (broken) {
            return; // it was told once, and what is left in the buffer has no place to go
        }
        try {
            writing.run();
        } catch (IOException e) {
            broken = true;
            if (number == 1) {
                throw isReaderGone(e)
                        ? new OutputClosed()
                        : Failure.because(
                                "standard output cannot be written: " + Failures.describe(e),
                                "what was written is not all: free space, or send it elsewhere",
                                e);
            }
            if (!isReaderGone(e)) {
                throw e;
            }
        }
    }

    /** The reason comes in the language of the locale, but a pipe cannot fail in another way. */
    private boolean isReaderGone(IOException failure) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(number)))
                    .toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException _) {
            return Failures.describe(failure).contains("Broken pipe");
        }
    }
}
