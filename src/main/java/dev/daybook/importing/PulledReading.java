package dev.daybook.importing;

import dev.daybook.importing.Results.Each;
import dev.daybook.importing.Results.Items;
import dev.daybook.importing.frame.Frame;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the next unit whenever what the ones before it yielded is used up. */
final class PulledReading implements Reading, Results.Queue {

    /** Units that are still to be read, one item after the other. */
    private record Units<T>(Items<T> items, Each<T> each, Optional<Consumer<IOException>> failed) {

        /** Returns whether there was one more. */
        boolean read() throws IOException {
            Optional<T> item = items.next();
            if (item.isPresent()) {
                each.read(item.get());
            }
            return item.isPresent();
        }
    }

    /** What one unit yielded and has not been asked for yet: results, and the units that it has read. */
    private static final class Frame {
        private final Deque<Object> queue = new ArrayDeque<>();
        private final List<Closeable> open = new ArrayList<>(0);
        private final Optional<Consumer<IOException>> failed;

        Frame(Optional<Consumer<IOException>> failed) {
            this.failed = failed;
        }
    }

    /** A unit's frame lies on that of the unit that has it read. */
    private final Deque<Frame> frames = new ArrayDeque<>();

    private final List<Runnable> acknowledged = new ArrayList<>(0);

    PulledReading() {
        frames.push(new Frame(Optional.empty()));
    }

    @Override
    public void add(Result result) {
        top().queue.add(result);
    }

    @Override
    public <T> void each(Items<T> items, Each<T> each, Optional<Consumer<IOException>> failed) {
        top().queue.add(new Units<>(items, each, failed));
    }

    @Override
    public void using(Closeable resource) {
        top().open.add(resource);
    }

    @Override
    public void acknowledged(Runnable then) {
        acknowledged.add(then);
    }

    private Frame top() {
        Frame top = frames.peek();
        if (top == null) {
            throw new IllegalStateException("the reading has ended: nothing is added to it");
        }
        return top;
    }

    @Override
    public boolean hasNext() {
        while (!frames.isEmpty()) {
            Frame top = frames.element();
            switch (top.queue.peek()) {
                case null -> closeAll(frames.pop().open);
                case Units<?> units -> read(units, top);
                default -> {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public Result next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the tree is read to its end");
        }
        return (Result) frames.element().queue.remove();
    }

    private void read(Units<?> units, Frame below) {
        frames.push(new Frame(units.failed()));
        try {
            if (!units.read()) {
                below.queue.remove();
            }
        } catch (UncheckedIOException e) {
            failed(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            failed(e);
        }
    }

    /** What the failing unit had yielded before is still asked for; what was to be read within the failed one is not. */
    private void failed(IOException e) {
        var before = new ArrayList<Object>();
        for (Object it : frames.element().queue) {
            if (it instanceof Units<?>) {
                break;
            }
            before.add(it);
        }
        while (!frames.isEmpty()) {
            Frame frame = frames.pop();
            closeAll(frame.open);
            if (frame.failed.isPresent()) {
                var after = new Frame(Optional.empty());
                after.queue.addAll(before);
                frames.push(after);
                frame.failed.get().accept(e);
                return;
            }
        }
        throw new UncheckedIOException(e);
    }

    @Override
    public void acknowledge() {
        acknowledged.forEach(Runnable::run);
    }

    @Override
    public void close() {
        while (!frames.isEmpty()) {
            closeAll(frames.pop().open);
        }
    }

    /** Closes the last opened first; it was only read: one that cannot be closed keeps no other open. */
    static void closeAll(List<Closeable> open) {
        Optional<IOException> failure = Optional.empty();
        for (Closeable it : open.reversed()) {
            try {
                it.close();
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        open.clear();
        if (failure.isPresent()) {
            throw new UncheckedIOException(failure.get());
        }
    }
}
