package dev.daybook.journal;

/** Someone else wrote first. Nothing was appended; the caller reads again and decides again. */
@SuppressWarnings("serial")
public final class Conflict extends RuntimeException {

    private final StreamId stream;
    private final long actual;

    public Conflict(StreamId stream, Expectation expected, long actual) {
        super("%s is at revision %d, expected %s".formatted(stream, actual, describe(expected)), null, false, false);
        this.stream = stream;
        this.actual = actual;
    }

    public StreamId stream() {
        return stream;
    }

    /** Returns the revision of the stream's last entry, -1 if it has none. */
    public long actual() {
        return actual;
    }

    private static String describe(Expectation expected) {
        return switch (expected) {
            case Expectation.NoStream _ -> "no stream";
            case Expectation.Exactly(long revision) -> "revision " + revision;
            case Expectation.Any _ -> "anything";
        };
    }
}
