package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts to live tables what they lack of the journal, on the calling thread. */
final class Following {

    /** Further behind, a rebuild without indexes is quicker than following. */
    private static final long FOLLOW_MAX = 20_000;

    /** So far behind, it is quicker if the rows that are there already are few beside those that are not. */
    private static final long FOLLOW_FROM_NOTHING_MAX = 5_000;

    private static final int FEW = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    private final Journal journal;
    private final Codec codec;
    private final Mending mending;
    private final BooleanSupplier closing;

    Following(Journal journal, Codec codec, Mending mending, BooleanSupplier closing) {
        this.journal = journal;
        this.codec = codec;
        this.mending = mending;
        this.closing = closing;
    }

    /** Returns whether a rebuild is wanted: for rows that are void, or because it is quicker. */
    boolean isTooFarBehind(String name, LiveTables live, Position head) {
        Optional<String> foreign = ReadModelFiles.foreign(journal, live.posted().madeOf());
        foreign.ifPresent(why -> {
            LOG.warn("the read model {} is built anew: {}", name, why);
            live.unfit(why);
        });
        if (live.isUnfit()) {
            return true;
        }
        long posted = live.checkpoint().value();
        long behind = head.value() - posted;
        return live.outdated() || behind > FOLLOW_MAX || (behind > FOLLOW_FROM_NOTHING_MAX && behind > FEW * posted);
    }

    /** Posts what these lack, all from one reading of the journal. */
    void follow(List<LiveTables> all) {
        Position head = journal.head();
        List<LiveTables> behind =
                all.stream().filter(liveTables -> !liveTables.outdated()).toList();
        Position from = head;
        for (LiveTables live : behind) {
            from = from.isAfter(live.checkpoint()) ? live.checkpoint() : from;
        }
        var feed = new Feed(journal, codec, from, entry -> behind.stream().anyMatch(live -> live.reads(entry)));
        for (List<Feed.Item> batch = feed.batch(head);
                !batch.isEmpty() && !closing.getAsBoolean();
                batch = feed.batch(head)) {
            for (LiveTables live : behind) {
                post(live, batch);
            }
        }
    }

    private static void post(LiveTables live, List<Feed.Item> batch) {
        if (!batch.getLast().entry().position().isAfter(live.checkpoint())) {
            return;
        }
        live.begin();
        try {
            for (Feed.Item item : batch) {
                item.recorded().ifPresent(live::apply);
                item.unreadable().ifPresent(why -> live.unreadable(item.entry(), why));
                live.passed(item.entry().position());
            }
        } catch (RuntimeException | Error e) { // an open batch would be waited for at the end
            live.rollback();
            throw e;
        }
        live.commit();
    }

    /** As {@link ReadModels#retry}. */
    long retry(LiveTables live, Optional<StreamId> stream) {
        long before = live.checkpoint().value();
        follow(List.of(live));
        long posted = live.checkpoint().value() - before;
        for (Quarantined it : live.quarantined()) {
            StreamId aside = StreamId.parse(it.stream());
            if (stream.isEmpty() || stream.get().equals(aside)) {
                posted += live.retry(aside, from -> recorded(aside, from));
            }
        }
        return posted;
    }

    private List<Recorded> recorded(StreamId stream, Position from) {
        var recorded = new ArrayList<Recorded>();
        mending.each(stream, new Position(from.value() - 1), recorded::add);
        return recorded;
    }

    /**
     * Mends what a rollback has made void where that is quickly done; the rest is void until it is rebuilt. The read models
     * are mended side by side, so that the cores share the work.
     */
    void mend(List<LiveTables> all) {
        var touched = new Touched(journal);
        List<? extends Future<?>> mended;
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("mend-", 0).factory())) {
            mended = all.stream()
                    .filter(LiveTables::outdated)
                    .map(live -> threads.submit(() -> live.mend(projector -> mend(projector, touched))))
                    .toList();
        }
        mended.forEach(Following::throwFailure);
    }

    private static void throwFailure(Future<?> ended) {
        if (ended.state() == Future.State.FAILED) {
            switch (ended.exceptionNow()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case Throwable failure -> throw new IllegalStateException(failure);
            }
        }
    }

    private boolean mend(Projector poster, Touched touched) {
        long behind = journal.head().value() - poster.checkpoint().value();
        return behind <= FOLLOW_FROM_NOTHING_MAX && mending.mend(poster, touched);
    }
}
