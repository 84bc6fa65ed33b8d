package dev.daybook.legacy;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Appends whole entities in large batches, and goes on reading while the journal writes.
 *
 * <p>An entity that somebody else wrote to meanwhile is told anew, alone. For one thread.
 */
final class Batches {

    /** Beyond this a larger batch makes no faster commit, only more memory. */
    private static final int DRAFTS_MAX = 1_000;

    private static final int BYTES_MAX = 4 << 20;

    /** One is written while the next is filled. */
    private static final int UNDER_WAY_MAX = 2;

    private static final int RETRIES_MAX = 5;

    private final Journal journal;
    private final Deque<Underway> underWay = new ArrayDeque<>();
    private final Set<StreamId> streamsUnderWay = new HashSet<>();
    private List<Telling> batch = new ArrayList<>();
    private int drafts;
    private long bytes;
    private long appended;
    private long duplicates;
    private Position head = Position.START;

    /** What is new about one entity, at the revision that its stream had. */
    record News(StreamId stream, long revision, List<Draft> drafts) {}

    /** The news of an entity, and how to find them out again. */
    private record Telling(News news, Supplier<News> again) {}

    private record Underway(List<Telling> batch, CompletableFuture<Appended> result) {}

    Batches(Journal journal) {
        this.journal = journal;
    }

    long appended() {
        return appended;
    }

    long duplicates() {
        return duplicates;
    }

    Position head() {
        return head;
    }

    /** Returns whether facts about that stream are on their way: what it holds is not yet to be read. */
    boolean isUnderWay(StreamId stream) {
        return streamsUnderWay.contains(stream);
    }

    void add(News news, Supplier<News> again) {
        batch.add(new Telling(news, again));
        streamsUnderWay.add(news.stream());
        drafts += news.drafts().size();
        for (Draft draft : news.drafts()) {
            bytes += draft.payload().sizeBytes();
            for (Draft.Blob blob : draft.blobs()) {
                bytes += blob.content().sizeBytes();
            }
        }
        if (drafts >= DRAFTS_MAX || bytes >= BYTES_MAX) {
            send();
        }
    }

    /** Waits until all that was added is durable. */
    void finish() {
        send();
        while (!underWay.isEmpty()) {
            await();
        }
    }

    private void send() {
        if (batch.isEmpty()) {
            return;
        }
        while (underWay.size() >= UNDER_WAY_MAX) {
            await();
        }
        List<Telling> sent = batch;
        underWay.add(new Underway(sent, journal.append(append(sent))));
        batch = new ArrayList<>();
        drafts = 0;
        bytes = 0;
    }

    private static Append append(List<Telling> tellings) {
        var all = new ArrayList<Draft>();
        Map<StreamId, Expectation> expectations = new HashMap<>();
        for (Telling it : tellings) {
            all.addAll(it.news().drafts());
            expectations.put(
                    it.news().stream(), new Expectation.Exactly(it.news().revision()));
        }
        return new Append(all, expectations);
    }

    private void await() {
        Underway first = underWay.remove();
        try {
            count(first.result().join());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof Conflict)) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
            first.batch().forEach(it -> alone(it, RETRIES_MAX));
        }
        first.batch().forEach(it -> streamsUnderWay.remove(it.news().stream()));
    }

    private void alone(Telling telling, int retries) {
        News news = telling.again().get();
        if (news.drafts().isEmpty()) {
            return;
        }
        try {
            count(journal.append(append(List.of(new Telling(news, telling.again()))))
                    .join());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof Conflict conflict)) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
            if (retries == 0) {
                throw conflict;
            }
            alone(telling, retries - 1);
        }
    }

    private void count(Appended result) {
        long again = result.duplicates();
        duplicates += again;
        appended += result.places().size() - again;
        head = result.head().isAfter(head) ? result.head() : head;
    }
}
