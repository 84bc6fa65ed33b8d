package dev.daybook.projection;

import dev.daybook.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the files in use, and has those built anew that are damaged, missing, or made of another journal. */
final class Examination {

    /** What fails again and again is not looked at more often. */
    private static final long PAUSE_NS = 5_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    private final Map<String, ReadModels.Slot> slots;
    private final Journal journal;
    private final Consumer<List<String>> rebuild;
    private final BooleanSupplier closing;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile long endedNs = System.nanoTime() - PAUSE_NS;
    private volatile boolean suspected;

    Examination(
            Map<String, ReadModels.Slot> slots,
            Journal journal,
            Consumer<List<String>> rebuild,
            BooleanSupplier closing) {
        this.slots = slots;
        this.journal = journal;
        this.rebuild = rebuild;
        this.closing = closing;
    }

    /** Leaves it to whoever writes the files. */
    void leave() {
        underWay.set(true);
    }

    /** Returns whether a file could not be read as it should. */
    boolean isSuspected() {
        return suspected;
    }

    void run() {
        var wrong = new ArrayList<String>();
        slots.forEach((name, slot) -> ReadModelFiles.damage(
                        slot.live().generation().file())
                .or(() -> ReadModelFiles.foreign(journal, slot.live().posted().madeOf()))
                .ifPresent(why -> {
                    LOG.error("the read model {} is built anew: {}", name, why);
                    slot.live().unfit(why);
                    wrong.add(name);
                }));
        if (!wrong.isEmpty()) {
            rebuild.accept(wrong);
        }
    }

    /** Examines the files on a thread of its own, unless that is under way or was a moment ago. */
    void soon() {
        suspected = true;
        long now = System.nanoTime();
        if (closing.getAsBoolean() || now - endedNs < PAUSE_NS || !underWay.compareAndSet(false, true)) {
            return;
        }
        Thread.ofPlatform().daemon().name("examine-read-models").start(() -> {
            try {
                run();
            } catch (RuntimeException | Error e) {
                LOG.error("the read models are damaged and could not be built anew: {}", e.getMessage(), e);
            } finally {
                endedNs = System.nanoTime();
                underWay.set(false);
            }
        });
    }
}
