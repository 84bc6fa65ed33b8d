package dev.daybook.projection;

import dev.daybook.event.Timelines;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.projection.Schemas.Role;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what was erased out of read models in a database: rows that may tell of it are made anew. All nodes hear of it at
 * about the same time: the one that writes a read model does it, and the others wait for that one.
 */
final class SharedErasing {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    private static final long LOOK_MS = 100;

    /** Whoever writes a read model may take so long to hear of it, and to make the rows. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Schemas schemas;
    private final Timelines timelines;
    private final SharedFollower follower;
    private final BooleanSupplier closing;

    SharedErasing(Schemas schemas, Timelines timelines, SharedFollower follower, BooleanSupplier closing) {
        this.schemas = schemas;
        this.timelines = timelines;
        this.follower = follower;
        this.closing = closing;
    }

    /** @throws JournalUnavailable if the database does not answer */
    void run(ReadModels.Slot slot, Consumer<RebuildProgress> listener) {
        Position erased = timelines.erased();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (tells(slot, Role.LIVE, erased) && !closing.getAsBoolean()) {
            boolean isOver = System.nanoTime() > end;
            if (isOver || follower.isMine(slot) || follower.isNobodys(slot)) {
                build(slot, isOver, listener);
            } else {
                pause();
            }
        }
        if (tells(slot, Role.BEFORE, erased)) {
            schemas.drop(schemas.name(slot.ddl(), Role.BEFORE));
        }
        schemas.others(slot.ddl(), follower::isServed).forEach(schemas::drop); // who answers from them hears of it, too
    }

    private void build(ReadModels.Slot slot, boolean isLast, Consumer<RebuildProgress> listener) {
        List<String> names = List.of(slot.ddl().name());
        try {
            follower.take(names);
            follower.build(names, listener);
        } catch (TablesFailed e) {
            if (isLast) {
                throw e;
            }
            LOG.debug("looked at again, as another node may do it: {}", e.getMessage());
            pause();
        }
    }

    /** Returns whether rows may tell of what was erased. */
    private boolean tells(ReadModels.Slot slot, Role role, Position erased) {
        return schemas.begun(schemas.name(slot.ddl(), role))
                .filter(erased::isAfter)
                .isPresent();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("what was erased is taken out of the read models at the next start", e);
        }
    }
}
