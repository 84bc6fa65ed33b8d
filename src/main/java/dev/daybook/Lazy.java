package dev.daybook;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part of the application that is made when it is first asked for, and closed only if it was. Thread-safe. */
final class Lazy<T extends AutoCloseable> implements Supplier<T>, AutoCloseable {

    private final Supplier<T> make;
    private @Nullable T made;
    private boolean closed;

    Lazy(Supplier<T> make) {
        this.make = make;
    }

    @Override
    public synchronized T get() {
        if (made == null) {
            if (closed) {
                throw new IllegalStateException("Daybook is being closed");
            }
            made = make.get();
        }
        return made;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (made != null) {
            try {
                made.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("%s did not close".formatted(made), e);
            }
        }
    }
}
