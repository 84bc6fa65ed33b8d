package dev.daybook.importing;

import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.Reading.Result;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Takes what one unit of a tree yields, and what is to be read after it: in a {@link Reading} a unit that is handed to
 * {@link #each} or {@link #then} is read once everything before it was asked for, so that memory does not grow with the
 * tree. Results of one's own, made by {@link #Results()}, read such units at once and hold all that they yield.
 */
public final class Results {

    /** Reads a part of a tree that is small enough to be held: a file, a record, a folder's names. */
    @FunctionalInterface
    public interface Unit {
        void read() throws IOException;
    }

    /** Reads the part of a tree that {@code item} stands for. */
    @FunctionalInterface
    public interface Each<T> {
        void read(T item) throws IOException;
    }

    /** Yields one item after another, none at the end. */
    @FunctionalInterface
    public interface Items<T> {
        Optional<T> next() throws IOException;

        static <T> Items<T> of(Iterable<T> items) {
            Iterator<T> iterator = items.iterator();
            return () -> iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
        }
    }

    /** Where results are put. */
    sealed interface Queue permits PulledReading, Held, Silent {

        void add(Result result);

        <T> void each(Items<T> items, Each<T> each, Optional<Consumer<IOException>> failed);

        void using(Closeable resource);

        void acknowledged(Runnable then);
    }

    /** Holds everything; what is to be read is read at once. */
    static final class Held implements Queue {
        private final List<Result> all = new ArrayList<>();
        private List<Closeable> open = List.of();

        @Override
        public void add(Result result) {
            all.add(result);
        }

        @Override
        public <T> void each(Items<T> items, Each<T> each, Optional<Consumer<IOException>> failed) {
            List<Closeable> around = open;
            open = new ArrayList<>();
            try {
                for (Optional<T> it = items.next(); it.isPresent(); it = items.next()) {
                    each.read(it.get());
                }
            } catch (UncheckedIOException e) {
                failed.orElseThrow(() -> e).accept(Objects.requireNonNull(e.getCause()));
            } catch (IOException e) {
                failed.orElseThrow(() -> new UncheckedIOException(e)).accept(e);
            } finally {
                PulledReading.closeAll(open);
                open = around;
            }
        }

        @Override
        public void using(Closeable resource) {
            open.add(resource);
        }

        @Override
        public void acknowledged(Runnable then) {
            // nobody says so of results that are held
        }
    }

    /** Passes on what is read, and nothing of what is found wrong. */
    private record Silent(Queue queue) implements Queue {

        @Override
        public void add(Result result) {
            if (!(result instanceof Finding || result instanceof Reading.Rejected)) {
                queue.add(result);
            }
        }

        @Override
        public <T> void each(Items<T> items, Each<T> each, Optional<Consumer<IOException>> failed) {
            queue.each(items, each, failed);
        }

        @Override
        public void using(Closeable resource) {
            queue.using(resource);
        }

        @Override
        public void acknowledged(Runnable then) {
            queue.acknowledged(then);
        }
    }

    private final Queue queue;
    private final UnaryOperator<Finding> placed;

    /** Holds all results, for whoever {@linkplain #add adds} them to others or asks for their findings. */
    public Results() {
        this(new Held(), UnaryOperator.identity());
    }

    Results(Queue queue, UnaryOperator<Finding> placed) {
        this.queue = queue;
        this.placed = placed;
    }

    /** Returns the reading of what {@code first} reads, and all that comes after it; nothing is read yet. */
    public static Reading reading(Consumer<Results> first) {
        var reading = new PulledReading();
        var results = new Results(reading, UnaryOperator.identity());
        results.then(() -> first.accept(results));
        return reading;
    }

    /** Returns the same results, into which findings go as {@code place} makes them. */
    public Results placed(UnaryOperator<Finding> place) {
        return new Results(queue, finding -> placed.apply(place.apply(finding)));
    }

    /** Returns the same results, into which no findings go: those that were told before. */
    public Results silent() {
        return new Results(new Silent(queue), placed);
    }

    public void found(Entity entity) {
        queue.add(new Reading.Found(entity));
    }

    public void finding(Finding finding) {
        queue.add(placed.apply(finding));
    }

    /** As {@link #finding} of {@link Finding#info}. */
    public void info(String file, String where, String code, String message, Object... args) {
        finding(Finding.info(file, where, code, message, args));
    }

    /** As {@link #finding} of {@link Finding#warn}. */
    public void warn(String file, String where, String code, String message, Object... args) {
        finding(Finding.warn(file, where, code, message, args));
    }

    /** As {@link #finding} of {@link Finding#error}. */
    public void error(String file, String where, String code, String message, Object... args) {
        finding(Finding.error(file, where, code, message, args));
    }

    /** Adds a finding of an ERROR, with the bytes of what was rejected. */
    public void rejected(Finding finding, byte[] raw) {
        queue.add(new Reading.Rejected(placed.apply(finding), raw));
    }

    /** Adds bytes that are not imported as they stand, kept because of a finding that was told before. */
    public void kept(Finding because, String file, byte[] raw) {
        queue.add(new Reading.Kept(placed.apply(because), file, raw));
    }

    /** Adds that a file was looked at: imported from, or passed over as none of the format. */
    public void file(String file, boolean read) {
        queue.add(new Reading.Seen(file, read));
    }

    /** Adds results that were held, in their order. */
    public void add(Results held) {
        held.held().forEach(queue::add);
    }

    /** Has each item read once what was read before it was asked for. */
    public <T> void each(Items<T> items, Each<T> each) {
        queue.each(items, each, Optional.empty());
    }

    public <T> void each(Iterable<T> items, Each<T> each) {
        each(Items.of(items), each);
    }

    /** Has a unit read once what was read before it was asked for. */
    public void then(Unit unit) {
        each(List.of(unit), Unit::read);
    }

    /** As {@link #then}; a failure of that unit, or of one that it has read, ends it and is told to {@code failed}. */
    public void then(Unit unit, Consumer<IOException> failed) {
        queue.each(Items.of(List.of(unit)), Unit::read, Optional.of(failed));
    }

    /** Returns the resource, which is closed when all that the present unit has read is asked for, or the reading ends. */
    public <C extends Closeable> C using(C resource) {
        queue.using(resource);
        return resource;
    }

    /** Has something done once all that this reading tells is {@linkplain Reading#acknowledge() kept}. */
    public void acknowledged(Runnable then) {
        queue.acknowledged(then);
    }

    /** Returns the findings among results that are held, those of what was rejected among them. */
    public List<Finding> findings() {
        return held().stream()
                .<Finding>mapMulti((result, to) -> {
                    if (result instanceof Finding finding) {
                        to.accept(finding);
                    } else if (result instanceof Reading.Rejected rejected) {
                        to.accept(rejected.finding());
                    }
                })
                .toList();
    }

    private List<Result> held() {
        if (queue instanceof Held held) {
            return held.all;
        }
        throw new IllegalStateException("the results of a reading are asked for one by one: none are held");
    }
}
