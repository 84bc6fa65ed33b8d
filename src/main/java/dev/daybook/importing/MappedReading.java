package dev.daybook.importing;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/** A reading of which some results are left out or told otherwise. */
final class MappedReading implements Reading {

    private final Reading reading;
    private final Function<Result, Optional<Result>> mapping;
    private Optional<Result> ahead = Optional.empty();

    MappedReading(Reading reading, Function<Result, Optional<Result>> mapping) {
        this.reading = reading;
        this.mapping = mapping;
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
        reading.acknowledge();
    }

    @Override
    public void close() {
        reading.close();
    }
}
