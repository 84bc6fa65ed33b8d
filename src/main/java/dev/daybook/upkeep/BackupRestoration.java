package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.sqlite.JournalCopy;
import dev.daybook.journal.sqlite.JournalMark;
import dev.daybook.journal.sqlite.JournalSegment;
import dev.daybook.journal.sqlite.ParallelScrub;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import dev.daybook.upkeep.BackupManifest.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes data directories of backups. A directory gets its name when all in it is proven and on the disk; nothing that is
 * there is ever written over.
 */
public final class BackupRestoration {

    /** Says that a folder is one of a restore that is not done. */
    private static final String MARKER = "daybook-restore";

    /** Up to where a journal is wanted. */
    public sealed interface Until {
        /** All that the backup has. */
        record End() implements Until {}

        record At(Position position) implements Until {}

        /** All that was written down by then. */
        record When(Instant time) implements Until {}
    }

    /**
     * What is wanted.
     *
     * @param id of a backup, or its beginning; the newest that has what is wanted if there is none
     * @param target the data directory, which is not there or empty
     */
    public record Order(Path folder, Optional<String> id, Until until, Path target, Optional<BackupSecret> secret) {}

    /** What was made, of which backups, the full one first. */
    public record Restored(Path target, JournalMark mark, List<String> of, List<String> files) {
        public Restored {
            of = List.copyOf(of);
            files = List.copyOf(files);
        }
    }

    private final JournalCopy copy;

    public BackupRestoration(InstantSource clock) {
        this.copy = new JournalCopy(clock);
    }

    /**
     * Restores.
     *
     * @throws Rejected if there is no such backup, it is not as it was, or the target is in use
     */
    public Restored restore(Order order, Progress progress) {
        BackupRepository repository = BackupRepository.at(order.folder());
        List<BackupManifest> line = repository.line(chosen(order, repository));
        Path target = order.target().toAbsolutePath().normalize();
        refuseUsed(target);
        Path part = target.resolveSibling(".%s.restoring".formatted(target.getFileName()));
        try {
            Path above = target.resolveSibling("");
            DurableFiles.makeFolders(above);
            if (isFilled(part) && Files.notExists(part.resolve(MARKER))) {
                throw Rejected.conflict("%s is there, and not of a restore: move it away", part);
            }
            Files.createDirectories(part, OwnerOnly.folder(part));
            try (var _ = FolderLock.take(part, MARKER, "a restore is under way in %s already")) {
                DurableFiles.sync(part.resolve(MARKER));
                DurableFiles.syncFolder(part);
                clear(part);
                return restore(order, repository, line, part, target, progress);
            }
        } catch (IOException e) {
            throw Rejected.conflict("the backup cannot be restored to %s: %s. Nothing was made there", target, e);
        }
    }

    private Restored restore(
            Order order,
            BackupRepository repository,
            List<BackupManifest> line,
            Path part,
            Path target,
            Progress progress)
            throws IOException {
        try {
            BackupCreation.refuseWithoutRoom(
                    part,
                    line.stream().mapToLong(BackupManifest::contentSizeBytes).sum());
            Restored made = build(order, repository, line, part, target, progress);
            DurableFiles.syncFolder(part);
            refuseUsed(target);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE); // an empty folder gives way
            DurableFiles.syncFolder(target.resolveSibling(""));
            Files.delete(
                    target.resolve(MARKER)); // not before: the next restore would not know what is left for its own
            return made;
        } finally {
            if (Files.exists(part)) {
                DurableFiles.removeTree(part);
            }
        }
    }

    private static void refuseUsed(Path target) {
        try {
            if (isFilled(target)) {
                throw Rejected.conflict(
                        "%s is not empty: a restore never writes over anything, want a new or an empty folder", target);
            }
        } catch (IOException e) {
            throw Rejected.conflict("%s is no folder that can be looked at: %s", target, e);
        }
    }

    private static boolean isFilled(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    /** What a restore that was killed has left. */
    private static void clear(Path part) throws IOException {
        try (Stream<Path> left = Files.walk(part)) {
            for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(part) && !file.equals(part.resolve(MARKER))) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Returns the backup whose files are read last. */
    private static BackupManifest chosen(Order order, BackupRepository repository) {
        if (order.id().isPresent()) {
            BackupManifest named = repository.find(order.id().get());
            refuseBeyond(order.until(), named);
            return repository.line(named).stream()
                    .filter(it -> reaches(it, order.until()))
                    .findFirst()
                    .orElse(named);
        }
        List<BackupManifest> sound = repository.sound();
        if (sound.isEmpty()) {
            throw Rejected.notFound(
                    "there is no sound backup in %s: daybook backup check says what is wrong", order.folder());
        }
        if (order.until() instanceof Until.End) {
            return sound.getLast();
        }
        refuseBeyond(
                order.until(),
                sound.stream()
                        .max(Comparator.comparing(BackupManifest::position))
                        .orElseThrow());
        return sound.stream()
                .filter(it -> reaches(it, order.until()))
                .min(Comparator.comparing(BackupManifest::position))
                .orElseThrow();
    }

    private static boolean reaches(BackupManifest it, Until until) {
        return switch (until) {
            case Until.End _ -> false;
            case Until.At(Position position) -> it.position().compareTo(position) >= 0;
            case Until.When(Instant time) -> !it.createdAt().isBefore(time);
        };
    }

    private static void refuseBeyond(Until until, BackupManifest last) {
        boolean beyond = !(until instanceof Until.End) && !reaches(last, until);
        if (beyond) {
            throw Rejected.invalidAt(
                    "/at",
                    "backup %s ends at position %s, of %s, and %s is wanted: leave --at out for all it has",
                    last.id(),
                    last.position(),
                    last.createdAt(),
                    until instanceof Until.At(Position position)
                            ? "position " + position
                            : ((Until.When) until).time());
        }
    }

    private Restored build(
            Order order,
            BackupRepository repository,
            List<BackupManifest> line,
            Path part,
            Path target,
            Progress progress)
            throws IOException {
        Path journal = part.resolve(BackupCreation.JOURNAL);
        Path scratch = part.resolve("scratch.db");
        JournalMark mark = proven(order, repository, line, journal, scratch, progress);
        BackupManifest last = line.getLast();
        List<Stored> besides =
                last.files().stream().filter(stored -> !isOfJournal(stored)).toList();
        StoredFiles files = stored(repository, last, order.secret());
        for (Stored beside : besides) {
            files.read(beside, part.resolve(StoredFiles.content(beside.name())), progress);
        }
        DurableFiles.sync(journal);
        return new Restored(
                target,
                mark,
                line.stream().map(BackupManifest::id).toList(),
                Stream.concat(
                                Stream.of(BackupCreation.JOURNAL),
                                besides.stream().map(stored -> StoredFiles.content(stored.name())))
                        .toList());
    }

    /** As {@link #journal}, and each entry of it is proven, now or before. */
    private JournalMark proven(
            Order order,
            BackupRepository repository,
            List<BackupManifest> line,
            Path journal,
            Path scratch,
            Progress progress)
            throws IOException {
        BackupManifest only = line.getFirst();
        boolean isCopy = line.size() == 1
                && only.level() == 0
                && only.encryption().isEmpty()
                && order.until() instanceof Until.End;
        if (!isCopy) {
            JournalMark mark = journal(order, repository, line, journal, scratch, progress);
            prove(journal, mark, progress);
            return mark;
        }
        // Byte for byte the file in the backup: the hash is compared when it is written, nothing is left out or put in.
        if (repository.isProven(only)) {
            return journal(order, repository, line, journal, scratch, progress);
        }
        try (var proof = new ProofBeside(repository.folder(only.id()).resolve(BackupCreation.JOURNAL))) {
            JournalMark mark = journal(order, repository, line, journal, scratch, progress);
            proof.await(mark.head(), progress);
            return mark;
        }
    }

    static boolean isOfJournal(Stored stored) {
        String content = StoredFiles.content(stored.name());
        return content.equals(BackupCreation.JOURNAL) || content.equals(BackupCreation.SEGMENT);
    }

    static StoredFiles stored(BackupRepository repository, BackupManifest it, Optional<BackupSecret> secret) {
        Optional<BackupKey> key = it.encryption()
                .map(encryption -> BackupKey.of(
                        it.id(),
                        encryption,
                        secret.orElseThrow(() -> Rejected.invalid(
                                "backup %s is encrypted: want --%s",
                                it.id(),
                                encryption.derivation() == BackupKey.Derivation.PBKDF2
                                        ? "passphrase-file"
                                        : "key-file"))));
        return BackupCreation.files(repository.folder(it.id()), it, key);
    }

    /** Puts a journal together; what it is made of is not there any more afterwards. */
    JournalMark journal(
            Order order,
            BackupRepository repository,
            List<BackupManifest> line,
            Path journal,
            Path scratch,
            Progress progress)
            throws IOException {
        for (BackupManifest each : line) {
            Stored stored = each.files().stream()
                    .filter(BackupRestoration::isOfJournal)
                    .findFirst()
                    .orElseThrow(() -> Rejected.conflict("backup %s has no journal", each.id()));
            boolean full = each.base().isEmpty();
            boolean last = each.equals(line.getLast());
            Path file = full ? journal : scratch;
            stored(repository, each, order.secret()).read(stored, file, progress);
            JournalCopy.Progress adding = (done, total) -> progress.at(done, total, "adding entries");
            Position until = last ? until(order.until(), file, each) : each.position();
            if (full) {
                copy.settle(journal);
            }
            boolean cut = full && until.compareTo(each.position()) < 0;
            if (cut) {
                Files.move(journal, scratch);
                copy.begin(journal);
            }
            if (cut || !full) {
                new JournalSegment(scratch).addTo(journal, until, adding);
            }
            Files.deleteIfExists(scratch);
            if (until.equals(each.position())) {
                refuseOther(each, copy.markOfCopy(journal));
            }
        }
        return copy.markOfCopy(journal);
    }

    private static void refuseOther(BackupManifest manifest, JournalMark mark) {
        if (!mark.equals(manifest.mark())) {
            throw Rejected.conflict(
                    "backup %s gives a journal that ends at %s, and its manifest says %s",
                    manifest.id(), mark, manifest.mark());
        }
    }

    private Position until(Until until, Path file, BackupManifest last) {
        return switch (until) {
            case Until.End _ -> last.position();
            case Until.At(Position position) -> position;
            case Until.When(Instant time) -> {
                long at = copy.positionAt(file, time).orElse(last.from().value());
                if (at == 0) {
                    throw Rejected.invalidAt("/at", "nothing was written down by %s yet", time);
                }
                yield new Position(at);
            }
        };
    }

    /** Only what proves itself is handed over. */
    static void prove(Path journal, JournalMark mark, Progress progress) {
        long total = mark.head().position().value();
        refuseUnproven(new ParallelScrub(journal)
                .run(at -> progress.at(at.value(), Math.max(total, at.value()), "proving")));
    }

    static void refuseUnproven(Scrub.Result proof) {
        if (!proof.flaws().isEmpty()) {
            throw Rejected.conflict(
                    "the restored journal does not prove itself: %s",
                    proof.flaws().getFirst());
        }
    }
}
