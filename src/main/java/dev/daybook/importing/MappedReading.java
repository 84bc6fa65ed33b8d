package dev.daybook.importing;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/** A reading of which some results are left out or told otherwise. */
public final class MappedReading implements Reading {

    private final Reading reading;
    private final Function<Result, Optional<Result>> mapping;
    private final boolean whole;
    private Optional<Result> ahead = Optional.empty();

    /** @param whole whether nothing is left out that would have to be told again */
    public MappedReading(Reading reading, Function<Result, Optional<Result>> mapping, boolean whole) {
        this.reading = reading;
        this.mapping = mapping;
        this.whole = whole;
    }

    @Override
    public boolean hasNext() {
        while (ahead.isEmpty() && reading.hasNext()) {
            ahead = mapping.apply(reading.next());
        }
        return ahead.isPresent();
    }

    @Override
    public Result next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the tree is read to its end");
        }
        Result next = ahead.orElseThrow();
        ahead = Optional.empty();
        return next;
    }

    @Override
    public void acknowledge() {
        if (whole) {
            reading.acknowledge();
        }
    }

    @Override
    public void close() {
        reading.close();
    }
}
