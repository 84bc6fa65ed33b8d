package dev.daybook.importing.run;

import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Appends whole entities in large batches, and goes on reading while the journal writes. Where a batch ends makes no
 * difference to the journal: everything stands there in the order in which it was added.
 *
 * <p>An entity that somebody else wrote to meanwhile is told anew, alone. For one thread.
 */
public final class Batches {

    /** Beyond this a larger batch makes no faster commit, only more memory. */
    public static final int DRAFTS_MAX = 1_000;

    private static final int BYTES_MAX = 2 << 20;

    /** One is synced to the disk and the next ones wait to share a sync, while another is filled. */
    private static final int UNDER_WAY_MAX = 8;

    private static final long UNDER_WAY_BYTES_MAX = 8 << 20;

    /** Each loses against another append to the very same stream within milliseconds. */
    private static final int RETRIES_MAX = 100;

    private final Journal journal;
    private final Timelines timelines;
    private final int draftsMax;
    private final Deque<Underway> underWay = new ArrayDeque<>();
    private final Set<StreamId> streamsUnderWay = new HashSet<>();
    private final Set<UUID> ownUnderWay = new HashSet<>();
    private List<Pending> batch = new ArrayList<>();
    private int drafts;
    private long bytes;
    private long appended;
    private long duplicates;

    /** What counted when the first of the batch was worded, or before. */
    private Timeline wordedBy;

    /**
     * What is new about one entity, at the revision that its stream had.
     *
     * @param erased what is told anew though it was erased: it is left out
     */
    public record News(StreamId stream, long revision, List<Draft> drafts, List<Draft> erased) {}

    /** What is appended together. */
    private sealed interface Pending {

        List<Draft> drafts();

        /** The news of an entity, and how to find them out again. */
        record OfEntity(News news, Supplier<News> again) implements Pending {
            @Override
            public List<Draft> drafts() {
                return news.drafts();
            }
        }

        /** A fact about the run itself: whatever else its stream holds, it is written. */
        record OfRun(Draft draft) implements Pending {
            @Override
            public List<Draft> drafts() {
                return List.of(draft);
            }
        }
    }

    private record Underway(List<Pending> batch, Timeline wordedBy, long bytes, CompletableFuture<Appended> result) {}

    /** @param draftsMax how many facts make a batch */
    Batches(Journal journal, Timelines timelines, int draftsMax) {
        this.journal = journal;
        this.timelines = timelines;
        this.wordedBy = timelines.heard();
        this.draftsMax = draftsMax;
    }

    /** How many facts about entities were written. */
    public long appended() {
        return appended;
    }

    long duplicates() {
        return duplicates;
    }

    /** Returns whether facts about that stream are on their way: what it holds is not yet to be read. */
    boolean isUnderWay(StreamId stream) {
        return streamsUnderWay.contains(stream);
    }

    /** Returns whether that fact about the run is on its way. */
    boolean isUnderWay(UUID id) {
        return ownUnderWay.contains(id);
    }

    void add(News news, Supplier<News> again) {
        streamsUnderWay.add(news.stream());
        add(new Pending.OfEntity(news, again));
    }

    /** Adds a fact about the run itself; it is not counted. */
    void add(Draft own) {
        ownUnderWay.add(own.id());
        add(new Pending.OfRun(own));
    }

    private void add(Pending telling) {
        batch.add(telling);
        drafts += telling.drafts().size();
        for (Draft draft : telling.drafts()) {
            bytes += draft.payload().sizeBytes();
            for (Draft.Blob blob : draft.blobs()) {
                bytes += blob.content().sizeBytes();
            }
        }
        if (drafts >= draftsMax || bytes >= BYTES_MAX) {
            send();
        }
    }

    /** Waits until all that was added is durable. */
    public void finish() {
        send();
        while (!underWay.isEmpty()) {
            await();
        }
    }

    /** Gives up what was added and not sent yet, and waits until the rest is durable or failed. */
    public void abandon() {
        batch = new ArrayList<>();
        underWay.forEach(
                awaited -> awaited.result().handle((_, _) -> Optional.empty()).join());
        underWay.clear();
        streamsUnderWay.clear();
        ownUnderWay.clear();
        drafts = 0;
        bytes = 0;
    }

    private void send() {
        if (batch.isEmpty()) {
            return;
        }
        while (underWay.size() >= UNDER_WAY_MAX
                || (!underWay.isEmpty() && bytesUnderWay() + bytes > UNDER_WAY_BYTES_MAX)) {
            await();
        }
        List<Pending> sent = batch;
        underWay.add(new Underway(sent, wordedBy, bytes, append(sent, wordedBy)));
        wordedBy = timelines.heard();
        batch = new ArrayList<>();
        drafts = 0;
        bytes = 0;
    }

    private long bytesUnderWay() {
        return underWay.stream().mapToLong(Underway::bytes).sum();
    }

    /** Behind no rollback that this was worded without, as one on another node may be. */
    private CompletableFuture<Appended> append(List<Pending> tellings, Timeline by) {
        return timelines
                .guarded(append(tellings), by)
                .map(journal::append)
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new Conflict(Timelines.STREAM, new Expectation.Any(), timelines.revision())));
    }

    private static Append append(List<Pending> tellings) {
        var all = new ArrayList<Draft>();
        Map<StreamId, Expectation> expectations = new HashMap<>();
        for (Pending it : tellings) {
            all.addAll(it.drafts());
            if (it instanceof Pending.OfEntity(News news, var _)) {
                expectations.put(news.stream(), new Expectation.Exactly(news.revision()));
            }
        }
        return new Append(all, expectations);
    }

    private void await() {
        Underway first = underWay.remove();
        try {
            count(first.batch(), first.result().join());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof Conflict conflict)) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
            if (!conflict.stream().equals(Timelines.STREAM) || !again(first)) {
                first.batch().forEach(this::alone);
            }
        }
        for (Pending it : first.batch()) {
            switch (it) {
                case Pending.OfEntity(News news, var _) -> streamsUnderWay.remove(news.stream());
                case Pending.OfRun(Draft draft) -> ownUnderWay.remove(draft.id());
            }
        }
    }

    /** Only a checkpoint or the like came before it: it is as it was worded. Returns whether it was appended. */
    private boolean again(Underway refused) {
        try {
            count(refused.batch(), append(refused.batch(), refused.wordedBy()).join());
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Conflict) {
                return false;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void alone(Pending telling) {
        for (int retry = 0; ; retry++) {
            Timeline by = timelines.heard();
            Pending now = telling instanceof Pending.OfEntity(var _, var again)
                    ? new Pending.OfEntity(again.get(), again)
                    : telling;
            if (now.drafts().isEmpty()) {
                return;
            }
            try {
                count(List.of(now), append(List.of(now), by).join());
                return;
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof Conflict) || retry == RETRIES_MAX) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : e;
                }
            }
        }
    }

    private void count(List<Pending> tellings, Appended result) {
        int place = 0;
        for (Pending it : tellings) {
            for (Draft _ : it.drafts()) {
                boolean again = result.places().get(place++).duplicate();
                if (it instanceof Pending.OfEntity) {
                    duplicates += again ? 1 : 0;
                    appended += again ? 0 : 1;
                }
            }
        }
    }
}
