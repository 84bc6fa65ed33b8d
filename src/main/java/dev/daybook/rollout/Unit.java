package dev.daybook.rollout;

import dev.daybook.event.Recorded;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.AheadFacts.Ahead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One workspace or project: who may do what with it at a time, how its files stood there last, and what they are ahead
 * of the journal.
 *
 * <p>Commands that leave the files alone share it; one that writes both sides, and a switch, have it alone. Whoever
 * touches the files holds {@link #files}.
 */
final class Unit {

    /** Things that are watched for loss; more are compared all the same. */
    private static final int ACKNOWLEDGED_MAX = 10_000;

    private static final long UNPROVEN = -2;

    final String kind;
    final String name;
    private final ReentrantReadWriteLock stage = new ReentrantReadWriteLock(true); // a switch gets its turn
    final ReentrantLock files = new ReentrantLock();
    private Map<Path, FileStamp> seen = new HashMap<>();
    private boolean taken = true;
    private Map<StreamId, Long> untaken = new HashMap<>();
    private final Map<StreamId, List<Recorded>> ahead = new ConcurrentHashMap<>();
    private final List<Ahead> lacking = new CopyOnWriteArrayList<>();
    private final Set<StreamId> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<StreamId> unwritten = ConcurrentHashMap.newKeySet();

    private volatile Position shownUpTo = Position.START;

    Unit(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    Lock shared() {
        return stage.readLock();
    }

    Lock alone() {
        return stage.writeLock();
    }

    /** Returns how the files stand there. Under {@link #files}, as all that follows up to {@link #wrote}. */
    Map<Path, FileStamp> look(FileStore store, Path root) throws IOException {
        var stamps = new HashMap<Path, FileStamp>();
        for (Path file : store.files(root, name)) {
            FileStamp.at(file).ifPresent(fileStamp -> stamps.put(absolute(file), fileStamp));
        }
        return stamps;
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** Returns whether nobody else has written the files since {@link #seen} was called last. */
    boolean isSeen(Map<Path, FileStamp> look) {
        return look.equals(seen);
    }

    /** Remembers how the files stood there when what they tell was taken in. */
    void taken(Map<Path, FileStamp> look) {
        seen(look, Set.of());
        taken = true;
    }

    /**
     * Remembers how the files stood there when they were looked at, without taking in what they tell.
     *
     * @param untaken the things of which they may tell what the journal does not know
     */
    void seen(Map<Path, FileStamp> look, Set<StreamId> untaken) {
        this.seen = new HashMap<>(look);
        this.taken = false;
        this.untaken = new HashMap<>();
        untaken.forEach(thing -> this.untaken.put(thing, UNPROVEN));
    }

    /** Remembers that an earlier process may not have come to write a thing. */
    void unwritten(StreamId thing) {
        unwritten.add(thing);
    }

    /** Returns what an earlier process may not have come to write, once. */
    Set<StreamId> takeUnwritten() {
        Set<StreamId> all = Set.copyOf(unwritten);
        unwritten.removeAll(all);
        return all;
    }

    /** Returns whether what the files told when they were seen last is taken in. */
    boolean isTaken() {
        return taken;
    }

    /** Forgets how the files stood: they are looked at anew. */
    void unseen() {
        taken(Map.of());
    }

    /** Returns the things of which the files, when they were read last, told what the journal is not to take. */
    Set<StreamId> untaken() {
        return Set.copyOf(untaken.keySet());
    }

    /** Returns whether that was found out of a thing at that revision: somebody else wrote it, or it is only behind. */
    boolean isProven(StreamId thing, long revision) {
        return untaken.getOrDefault(thing, UNPROVEN) == revision;
    }

    /** Returns whether that was found out of any thing. */
    boolean isUntaken() {
        return untaken.values().stream().anyMatch(revision -> revision != UNPROVEN);
    }

    /** Remembers that somebody else wrote of a thing what the journal does not know at that revision. */
    void untaken(StreamId thing, long revision) {
        untaken.put(thing, revision);
    }

    /** Remembers that the files are only behind the journal. */
    void behind(StreamId thing) {
        untaken.remove(thing);
    }

    /** Remembers how we left files: what stood there before was seen, else it is still to be. */
    void wrote(List<Written> written) {
        for (Written it : written) {
            Path file = absolute(it.file());
            if (it.before().equals(Optional.ofNullable(seen.get(file)))) {
                it.after().ifPresentOrElse(stamp -> seen.put(file, stamp), () -> seen.remove(file));
            }
        }
    }

    /** Remembers that the files show what the rollbacks up to there made of things. */
    void shows(Position rollback) {
        shownUpTo = rollback;
    }

    /** Returns up to which rollback the files are known to show what counts. */
    Position shownUpTo() {
        return shownUpTo;
    }

    /** Remembers that somebody was told that a thing is kept as asked for. */
    void acknowledged(StreamId thing) {
        if (acknowledged.size() < ACKNOWLEDGED_MAX) {
            acknowledged.add(thing);
        }
    }

    /** Returns whether somebody was told so since the last comparison of all. */
    boolean isAcknowledged(StreamId thing) {
        return acknowledged.contains(thing);
    }

    /** Both sides were compared: what was found missing is told. */
    void compared() {
        acknowledged.clear();
    }

    /**
     * Remembers facts of a command that the files tell and the journal could not take.
     *
     * @param command the same, as the journal is to have it
     */
    void ahead(Map<StreamId, List<Recorded>> facts, Ahead command) {
        facts.forEach((stream, news) -> ahead.merge(stream, news, (before, more) -> {
            var all = new ArrayList<>(before);
            all.addAll(more);
            return List.copyOf(all);
        }));
        lacking.add(command);
    }

    /** Returns what the journal lacks, in the order in which it was decided. */
    List<Ahead> lacking() {
        return List.copyOf(lacking);
    }

    /** Returns the facts of a stream that only the files tell. */
    List<Recorded> ahead(StreamId stream) {
        return ahead.getOrDefault(stream, List.of());
    }

    boolean isAhead() {
        return !ahead.isEmpty();
    }

    /** Returns the facts that only the files tell. */
    Map<StreamId, List<Recorded>> ahead() {
        return Map.copyOf(ahead);
    }

    /** Remembers of facts that only the files tell those that another one does. */
    void aheadAs(Unit other) {
        level();
        ahead.putAll(other.ahead);
        lacking.addAll(other.lacking);
    }

    /** The journal has them now. */
    void level() {
        ahead.clear();
        lacking.clear();
    }
}
