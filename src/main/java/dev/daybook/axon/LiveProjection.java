package dev.daybook.axon;

import dev.daybook.event.Recorded;
import dev.daybook.event.Undecodable;
import dev.daybook.journal.Position;
import dev.daybook.projection.LiveTables;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.jspecify.annotations.Nullable;

/**
 * The live tables of one projection as Axon wants them: what handles the events, what keeps the token, and the
 * transaction around both. The token is the projection's own checkpoint, so rows and token are one commit, and after
 * whatever stops the processor, it goes on behind the last row that is there.
 *
 * <p>Used by the processor's one thread; {@link #heartbeat} by any.
 */
final class LiveProjection implements EventHandlerInvoker, TokenStore, TransactionManager {

    private static final int ONE_SEGMENT = 0;

    /** Larger batches are committed in parts: the projection keeps the events of a batch until then. */
    private static final long BATCH_BYTES_MAX = 8 << 20;

    /** So often it shows that it is alive while it waits. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final LiveTables tables;
    private final InstantSource clock;
    private volatile Instant heartbeat;
    private volatile boolean stopping;
    private boolean inBatch;
    private long batchBytes;

    LiveProjection(LiveTables tables, InstantSource clock) {
        this.tables = tables;
        this.clock = clock;
        this.heartbeat = clock.instant();
    }

    /** Returns when the processor was last seen at work, or waiting for it. */
    Instant heartbeat() {
        return heartbeat;
    }

    /** Ends a wait for other tables, so that the processor can be stopped. Any thread may call it. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    private void beat() {
        heartbeat = clock.instant();
    }

    /** A batch is begun by its first event: most transactions of a processor only ask for the token. */
    @Override
    public Transaction startTransaction() {
        return new Transaction() {
            @Override
            public void commit() {
                commitBatch();
            }

            @Override
            public void rollback() {
                if (inBatch) { // also asked for after a commit that failed: by then another thread may write
                    inBatch = false;
                    tables.rollback();
                }
            }
        };
    }

    private void commitBatch() {
        if (inBatch) {
            inBatch = false;
            tables.commit();
        }
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) {
        awaitReplacement();
        List<JournalTail.Slot> slots = ((JournalSource.Round) message.getPayload()).slots();
        Position end = slots.getLast().entry().position();
        for (JournalTail.Slot slot : slots) {
            // What the tables that came have, or no row is made of, nobody decodes for them.
            if (tables.reads(slot.entry()) && slot.entry().position().isAfter(tables.checkpoint())) {
                apply(slot);
            }
        }
        if (inBatch) {
            tables.passed(end);
        } else if (end.isAfter(tables.checkpoint())) {
            tables.pass(end);
        }
    }

    private void apply(JournalTail.Slot slot) {
        batchBytes += slot.sizeBytes();
        if (batchBytes > BATCH_BYTES_MAX) {
            commitBatch();
        }
        if (!inBatch) {
            tables.begin();
            inBatch = true;
            batchBytes = slot.sizeBytes();
        }
        Optional<Recorded> recorded = Optional.empty();
        try {
            recorded = Optional.of(slot.recorded());
        } catch (Undecodable e) {
            tables.unreadable(slot.entry(), e);
        }
        recorded.ifPresent(tables::apply);
    }

    private void awaitReplacement() {
        try {
            while (!stopping && tables.awaitReplacement(LOOK)) {
                beat();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever interrupts wants it to come to an end, not to wait
        }
    }

    @Override
    public boolean canHandle(EventMessage<?> eventMessage, Segment segment) {
        return true; // the projection itself passes over what it does not care for
    }

    @Override
    public boolean supportsReset() {
        return false; // a rebuild makes new tables beside these
    }

    /** Does nothing but show life: the round moves the checkpoint when it commits. */
    @Override
    public void storeToken(@Nullable TrackingToken token, String processorName, int segment) {
        beat();
    }

    @Override
    public TrackingToken fetchToken(String processorName, int segment) {
        return JournalSource.token(tables.checkpoint());
    }

    /**
     * Is asked for whenever nothing has come for a while, and at the end of a batch that took as long: that one writes by
     * itself how far it is, and would be waited for here for ever.
     */
    @Override
    public void extendClaim(String processorName, int segment) {
        beat();
        if (!inBatch) {
            tables.settle();
        }
    }

    @Override
    public void releaseClaim(String processorName, int segment) {
        // no other process can have it: one owns the data directory
    }

    @Override
    public int[] fetchSegments(String processorName) {
        return new int[] {ONE_SEGMENT};
    }
}
