package dev.daybook.upkeep;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sqlite.JournalCopy;
import dev.daybook.journal.sqlite.JournalMark;
import dev.daybook.journal.sqlite.JournalSegment;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import dev.daybook.text.Times;
import dev.daybook.upkeep.BackupManifest.Base;
import dev.daybook.upkeep.BackupManifest.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes backups of one journal while it is written to. What a backup is made of is synced before it gets its name, so that
 * there is a whole one or none.
 */
public final class BackupCreation {

    /** What a backup of the journal is called in it, and what the entries behind another one are. */
    static final String JOURNAL = "journal.db";

    static final String SEGMENT = "segment.db";

    /** So long incremental ones are made before the next full one: a restore reads all of them. */
    static final Duration FULL_EVERY = Duration.ofDays(7);

    /** Beside what a backup is made of: its manifest, and what SQLite and file systems need. */
    private static final Duration LEFTOVER_AFTER = Duration.ofDays(1);

    private static final long ROOM_BYTES = 4L << 20;

    /** Which kind is wanted. */
    public enum Wanted {
        AUTO,
        FULL,
        INCREMENTAL
    }

    /**
     * What is wanted.
     *
     * @param folder of the backups
     * @param level of zstd; 0 is not compressed
     * @param secret none if it is not to be encrypted
     */
    public record Order(Path folder, Wanted kind, int level, Optional<BackupSecret> secret) {}

    /** What became of it: the newest backup, which is an older one if nothing came since. */
    public record Created(BackupManifest manifest, boolean isNew) {}

    /**
     * Where what is backed up lies.
     *
     * @param journal its file
     * @param besides files beside it that no fact stands for; one that is not there is left out
     * @param scratch a folder for what is removed again
     * @param own the folder for backups that is Daybook's own
     */
    public record Place(Path journal, List<Path> besides, Path scratch, Path own) {
        public Place {
            besides = List.copyOf(besides);
        }
    }

    private final Place place;
    private final Journal journal;
    private final Function<Position, Map<String, String>> tables;
    private final String program;
    private final InstantSource clock;
    private final JournalCopy copy;

    /**
     * @param tables returns the digests of the read models if they stand at that position, and nothing if they do not
     * @param program its version
     */
    public BackupCreation(
            Place place,
            Journal journal,
            Function<Position, Map<String, String>> tables,
            String program,
            InstantSource clock) {
        this.place = place;
        this.journal = journal;
        this.tables = tables;
        this.program = program;
        this.clock = clock;
        this.copy = new JournalCopy(clock);
    }

    /**
     * Makes one.
     *
     * @throws Rejected if it cannot be made there, or so
     * @throws JournalUnavailable if the journal cannot be read
     */
    public Created create(Order order, Progress progress) {
        if (Files.notExists(place.journal())) {
            throw Rejected.conflict(
                    "there is no file %s: a journal in a database is backed up by pg_dump, and pg_restore takes that back",
                    place.journal());
        }
        Sha256 first = journal.link(new Position(1))
                .orElseThrow(() -> Rejected.conflict("the journal has no entries: there is nothing to back up"));
        BackupRepository repository =
                BackupRepository.of(order.folder(), first, order.folder().equals(place.own()));
        try (var _ = repository.lock()) {
            repository.removeParts();
            refuseInTheClear(order, repository);
            Optional<BackupManifest> base = base(order, repository);
            if (base.isPresent() && base.get().position().equals(journal.head())) {
                return new Created(base.get(), false);
            }
            Instant now = clock.instant();
            String id = UlidCreator.getMonotonicUlid(repository.idAfter(now).toEpochMilli())
                    .toString();
            return new Created(make(id, now, base, order, repository, progress), true);
        } catch (IOException e) {
            throw BackupRepository.unwritable(order.folder(), e);
        }
    }

    /** Who forgets the key once must not find all in the clear where it was encrypted before. */
    private static void refuseInTheClear(Order order, BackupRepository repository) {
        boolean wasEncrypted =
                repository.newest().filter(it -> it.encryption().isPresent()).isPresent();
        if (wasEncrypted && order.secret().isEmpty()) {
            throw Rejected.invalid(
                    "the backups in %s are encrypted, and no key is named: want --key-file or --passphrase-file, or another folder",
                    order.folder());
        }
    }

    /** Returns what the new one stands on; nothing if it is to be a full one. */
    private Optional<BackupManifest> base(Order order, BackupRepository repository) {
        if (order.kind() == Wanted.FULL) {
            return Optional.empty();
        }
        List<BackupManifest> sound = repository.sound();
        Optional<BackupManifest> newest = sound.isEmpty()
                ? Optional.empty()
                : Optional.of(sound.getLast()).filter(it -> isBase(it, order));
        if (newest.isEmpty() && order.kind() == Wanted.INCREMENTAL) {
            throw Rejected.conflict(
                    "no backup in %s can be gone on with: want a full one first, of this journal and schema, with the same key",
                    order.folder());
        }
        return newest.filter(it -> order.kind() == Wanted.INCREMENTAL || isRecent(it, repository));
    }

    private boolean isBase(BackupManifest it, Order order) {
        if (it.encryption().isPresent() != order.secret().isPresent()
                || !journal.has(it.mark().head())
                || it.mark().schema() != copy.mark(place.journal()).schema()) {
            return false;
        }
        try {
            it.encryption()
                    .ifPresent(encryption ->
                            BackupKey.of(it.id(), encryption, order.secret().orElseThrow()));
            return true;
        } catch (Rejected _) {
            return false; // another key is used from now on
        }
    }

    private boolean isRecent(BackupManifest it, BackupRepository repository) {
        try {
            List<BackupManifest> line = repository.line(it);
            Instant full = line.getFirst().createdAt();
            return !Times.isDue(full.plus(FULL_EVERY), FULL_EVERY, clock.instant())
                    && line.stream().allMatch(each -> isThere(each, repository));
        } catch (Rejected _) {
            return false; // one that it stands on is damaged
        }
    }

    /** Whether its files are there; whether all in them is as it was is for a check to find out. */
    private static boolean isThere(BackupManifest it, BackupRepository repository) {
        return it.files().stream()
                .allMatch(stored -> repository
                                .folder(it.id())
                                .resolve(stored.name())
                                .toFile()
                                .length()
                        == stored.sizeBytes());
    }

    private BackupManifest make(
            String id,
            Instant now,
            Optional<BackupManifest> base,
            Order order,
            BackupRepository repository,
            Progress progress)
            throws IOException {
        Path part = repository.part(id);
        Files.createDirectory(part, OwnerOnly.folder(part));
        Files.createDirectories(place.scratch(), OwnerOnly.folder(place.scratch()));
        removeLeftovers(now);
        Path scratch = place.scratch().resolve(id + ".db");
        try {
            Optional<BackupKey.Fresh> key = order.secret().map(BackupKey::fresh);
            boolean straight = order.level() == 0 && key.isEmpty();
            String content = base.isPresent() ? SEGMENT : JOURNAL;
            Path made = straight ? part.resolve(content) : scratch;
            if (base.isEmpty()) {
                // With a log beside it the journal takes more room than its file says, and the copy is written to once
                // more, and read once more for its hash.
                journal.foldLog().exceptionally(_ -> null).join();
            }
            refuseWithoutRoom(base, made, part);
            Copied copied = copied(base, made, straight, progress);
            JournalMark mark = copied.mark();
            var manifest = new BackupManifest(
                    id,
                    base.map(it -> new Base(it.id(), it.mark().head())),
                    mark,
                    now,
                    program,
                    order.level(),
                    key.map(BackupKey.Fresh::encryption),
                    List.of(),
                    tables.apply(mark.head().position()));
            var files = files(part, manifest, key.map(BackupKey.Fresh::key));
            var stored = new ArrayList<Stored>();
            stored.add(straight ? files.taken(content, copied.hash(), progress) : files.write(content, made, progress));
            for (Path beside : place.besides()) {
                if (Files.exists(beside)) {
                    stored.add(files.write(String.valueOf(beside.getFileName()), beside, progress));
                }
            }
            BackupManifest whole = manifest.with(manifest.level(), manifest.encryption(), stored);
            repository.finish(whole);
            return whole;
        } finally {
            Files.deleteIfExists(scratch);
            DurableFiles.removeTree(part);
        }
    }

    /** What a copy holds, and its hash if that is known already. */
    private record Copied(JournalMark mark, Optional<Sha256> hash) {}

    private Copied copied(Optional<BackupManifest> base, Path made, boolean isLeftThere, Progress progress)
            throws IOException {
        if (base.isPresent()) {
            JournalCopy.Progress entries = (done, total) -> progress.at(done, total, "copying entries");
            return new Copied(
                    new JournalSegment(made).write(place.journal(), base.get().mark(), entries), Optional.empty());
        }
        if (!isLeftThere) {
            JournalCopy.Progress bytes = (done, total) -> progress.at(done, total, "copying the journal");
            return new Copied(copy.whole(place.journal(), made, bytes), Optional.empty());
        }
        try (var following = new FollowedCopy(made, progress)) {
            JournalMark mark = copy.whole(place.journal(), made, following);
            return new Copied(mark, following.hash());
        }
    }

    /** A killed process left its copies; nobody works so long on one. */
    private void removeLeftovers(Instant now) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(place.scratch())) {
            all = files.toList();
        }
        for (Path file : all) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(LEFTOVER_AFTER))) {
                DurableFiles.removeTree(file);
            }
        }
    }

    /** Returns the files of a backup; what it says of itself is proven with each of them that is encrypted. */
    static StoredFiles files(Path folder, BackupManifest it, Optional<BackupKey> key) {
        String about = "daybook backup %d\n%s\n%s\n%s\n%s"
                .formatted(BackupManifest.FORMAT, it.id(), it.base(), it.mark(), it.level());
        return new StoredFiles(folder, about, it.level(), key);
    }

    /** A full disk is better told of before than after minutes of writing. */
    private void refuseWithoutRoom(Optional<BackupManifest> base, Path made, Path part) throws IOException {
        long wanted = ROOM_BYTES + (base.isPresent() ? 0 : Files.size(place.journal()));
        refuseWithoutRoom(made.toAbsolutePath().resolveSibling(""), wanted);
        refuseWithoutRoom(part, ROOM_BYTES);
    }

    static void refuseWithoutRoom(Path folder, long wantedBytes) throws IOException {
        long freeBytes = Files.getFileStore(folder).getUsableSpace();
        if (freeBytes < wantedBytes) {
            throw Rejected.conflict(
                    "the disk of %s has %d MB left, and %d MB are wanted: free some space, or name another folder",
                    folder, freeBytes >> 20, (wantedBytes >> 20) + 1);
        }
    }
}
