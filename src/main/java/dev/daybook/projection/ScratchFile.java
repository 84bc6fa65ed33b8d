package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** A file beside the live one that the journal is replayed into for a while; closed, it is gone. Used by one thread. */
final class ScratchFile implements AutoCloseable {

    private final Path file;
    private final Timeline timeline;
    private final Projector poster;
    private final Feed feed;

    /** @param timeline says what counts */
    ScratchFile(Path folder, Journal journal, Codec codec, ReadModels.Slot slot, Timeline timeline) {
        this.file = folder.resolve(ReadModelFiles.scratch(slot.ddl().name()));
        this.timeline = timeline;
        ReadModelFiles.remove(file);
        this.poster = new Projector(slot.projection().get(), Generation.create(file, slot.ddl(), false), journal);
        this.feed = new Feed(journal, codec, Position.START, poster::reads);
    }

    /** Returns how far it goes. */
    Position reached() {
        return poster.checkpoint();
    }

    /** Returns the next entries up to {@code last}, none if it goes so far. */
    List<Feed.Item> next(Position last) {
        return feed.batch(last);
    }

    void post(List<Feed.Item> items) {
        poster.post(items, timeline);
    }

    /**
     * Posts all up to {@code last}.
     *
     * @param step hears after each batch how far it goes; what it throws ends the work
     */
    void post(Position last, Consumer<Position> step) {
        for (List<Feed.Item> batch = next(last); !batch.isEmpty(); batch = next(last)) {
            post(batch);
            step.accept(reached());
        }
    }

    /** Returns its tables as they are now, to be asked between batches. */
    Tables tables() {
        return poster.generation().tables();
    }

    /** Opens what is posted, to be read. */
    Connection read() throws SQLException {
        return Replay.readOnly(file);
    }

    @Override
    public void close() {
        try {
            poster.generation().close();
        } finally {
            ReadModelFiles.remove(file);
        }
    }
}
