package dev.daybook.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The log of everything that happened: append-only, totally ordered, without gaps.
 *
 * <p>Thread-safe. Appends are serialized and grouped: what queues up during one commit is written by the next. A read
 * sees a prefix and is never blocked by an append.
 */
public interface Journal extends AutoCloseable {

    /** Entries that are looked at together where no index helps. */
    int PAGE = 1_000;

    /**
     * Appends the drafts, all or none.
     *
     * <p>With an {@link Erasure} the payloads it names are gone when this is done, from the log of the backend, too.
     *
     * <p>A draft whose id is in the journal already is a duplicate: nothing is written for it, its place is the old
     * one. If all are duplicates the expectations are not looked at.
     *
     * @return completed when the entries are durable; fails with {@link Conflict} if an expectation does not hold,
     *     with {@link JournalUnavailable} if the journal can take no more. Other appends of the same commit are
     *     independent of both. May be completed by the writer's thread: do not block in a dependent stage
     */
    CompletableFuture<Appended> append(Append append);

    /** Returns at most {@code limit} selected entries after {@code after}, oldest first. */
    List<Entry> readForward(Selection selection, Position after, int limit);

    /**
     * Returns at most {@code limit} entries after {@code after}, oldest first, and none behind the one with which their
     * payloads come to {@code bytesMax}: for whoever has to hold them, however large they are.
     */
    default List<Entry> readForward(Position after, int limit, long bytesMax) {
        var page = new ArrayList<Entry>();
        long bytes = 0;
        for (Entry entry : readForward(Selection.all(), after, limit)) {
            if (bytes >= bytesMax) {
                break;
            }
            bytes += entry.payload().sizeBytes();
            page.add(entry);
        }
        return page;
    }

    /** Returns at most {@code limit} selected entries before {@code before}, newest first. */
    List<Entry> readBackward(Selection selection, Position before, int limit);

    /** Returns at most {@code limit} entries of a stream from {@code revision} on, oldest first. */
    List<Entry> readStream(StreamId stream, long revision, int limit);

    /** Returns the entry of that event id. */
    Optional<Entry> find(UUID id);

    /** Returns the position of the newest durable entry, {@link Position#START} if there is none. */
    Position head();

    /**
     * Returns where the journal ends by now, whoever appended: when it returns, those who listen to this one have heard of
     * all up to there. That is a round trip where other processes append, too; {@link #head} is not.
     */
    default Position end() {
        try {
            return append(Append.NOTHING).join().head();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Returns the link of the hash chain at a position, which stands for all entries up to it: two journals that have
     * the same link at a position are the same up to there. {@link Chain#GENESIS} at {@link Position#START}, nothing
     * behind the head. Cheap: the link is stored, not computed.
     */
    Optional<Sha256> link(Position at);

    /** Returns at most {@code limit} entries after {@code after}, oldest first, with what their links are made of. */
    List<ChainStep> chain(Position after, int limit);

    /** Returns the position of the entry that says that the payload at a position was erased; nothing if it was not. */
    Optional<Position> erasedBy(Position at);

    /** Returns which of these large values are named by entries whose payloads are there, other than {@code besides}. */
    Set<Sha256> named(Set<Sha256> blobs, Set<Position> besides);

    /** Returns whether what was made of the entries up to {@code link} was made of this journal's. */
    default boolean has(Link link) {
        return link(link.position()).equals(Optional.of(link.hash()));
    }

    /** Returns the revision of a stream's last entry, void or not; -1 if it has none. */
    long revision(StreamId stream);

    /** Returns the streams of a category whose keys begin with {@code prefix}, in the order in which they began. */
    List<StreamId> streams(String category, String prefix);

    /**
     * Returns the streams of a category of which some entry came from a file of the project, whether it counts or not,
     * in the order in which they began.
     */
    List<StreamId> streams(String category, Source.Project project);

    /** Returns the projects of a tool from whose files any entry came, by name: the first project first. */
    List<Source.Project> projects(String tool);

    /** Returns why the journal takes no entries any more; nothing of one that was opened to be read only. */
    Optional<String> unavailable();

    /**
     * Has the log of what was written last folded into the file it belongs to, if there is such a log; done when the
     * returned future is. What is being read may keep some of it.
     */
    default CompletableFuture<Void> foldLog() {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Looks how that fares which keeps the journal and is not of this program, such as a database's server; nothing if
     * there is none, but a file.
     *
     * @throws JournalUnavailable if it does not answer
     */
    default List<Condition> conditions() {
        return List.of();
    }

    /** Returns how much room it takes where {@link #conditions} tell of; nothing of one in a file. */
    default OptionalLong sizeBytes() {
        return OptionalLong.empty();
    }

    Blobs blobs();

    /**
     * Calls {@code listener} with the entries of every commit, in order and without gaps, on the writer's thread and
     * before their appends are acknowledged. The listener must be quick and must not throw: one that did has missed
     * entries, so the append is acknowledged, but the journal takes nothing more until it is opened again.
     *
     * <p>It hears every entry after the {@link #head} that is read once this method has returned, and maybe a few at or
     * before it.
     */
    Subscription subscribe(Consumer<List<Entry>> listener);

    /** Ends a subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Writes what was accepted, then closes. Later appends fail with {@link JournalUnavailable}. */
    @Override
    void close();
}
