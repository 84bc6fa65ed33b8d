package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sqlite.DamagedJournal;
import dev.daybook.journal.sqlite.JournalCopy;
import dev.daybook.journal.sqlite.JournalMark;
import dev.daybook.journal.sqlite.Schema;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Takes back from a backup what is damaged in a journal, and keeps what the journal itself still gives: the entries behind
 * the backup's end. All of it is put together in a new file and proven from the first entry to the last; the damaged
 * file is only read, and kept.
 *
 * <p>The backup's entries may stand for the damaged ones only where the chain says that they are the same: by an
 * entry behind them that is whole, by the end that the journal names, by what the read models were made of, or by a head that was
 * signed. For who holds the lock of the data directory.
 */
public final class JournalRepair {

    /**
     * What is wanted.
     *
     * @param folder of the backups
     * @param id of one of them, or its beginning; the newest that is sound if there is none
     * @param head one that was signed and kept elsewhere
     * @param upTo behind it all is given up; up to there it must be proven
     * @param dryRun whether all is done but to put it in place
     */
    public record Order(
            Path folder,
            Optional<String> id,
            Optional<BackupSecret> secret,
            Optional<SignedHead> head,
            Optional<Position> upTo,
            boolean dryRun) {}

    /**
     * What is known of the journal beside it.
     *
     * @param known up to which position it reached at least; the start if nobody knows
     * @param links what others have written down of its chain
     */
    public record Known(Position known, List<Link> links) {
        public Known {
            links = List.copyOf(links);
        }
    }

    /**
     * What became of it.
     *
     * @param found what was wrong; if nothing was, nothing was done
     * @param of the backups that it was taken from, the full one first
     * @param backupEnd up to where the backup goes
     * @param taken what came from the backup, as it could not be read or was not as it was written
     * @param end where the journal ends now
     * @param aside the folder with the damaged journal, if it was replaced
     */
    public record Repaired(
            List<StoreVerification.Finding> found,
            List<String> of,
            Position backupEnd,
            List<DamagedJournal.Range> taken,
            Position end,
            Optional<Path> aside) {
        public Repaired {
            found = List.copyOf(found);
            of = List.copyOf(of);
            taken = List.copyOf(taken);
        }
    }

    private final Path journal;
    private final Known known;
    private final InstantSource clock;
    private final JournalCopy copy;
    private final JournalSwap swap;

    private JournalRepair(Path journal, Known known, InstantSource clock) {
        this.journal = journal;
        this.known = known;
        this.clock = clock;
        this.copy = new JournalCopy(clock);
        this.swap = new JournalSwap(journal);
    }

    /**
     * Repairs a journal.
     *
     * @param journal its file
     * @param aside a folder for the damaged journal, which is not there yet
     * @throws Rejected if the backup does not give what is missing, or nothing proves that it does; nothing is changed
     */
    public static Repaired repair(
            Path journal, Known known, Order order, Path aside, InstantSource clock, Progress progress) {
        return new JournalRepair(journal, known, clock).repair(order, aside, progress);
    }

    private Repaired repair(Order order, Path aside, Progress progress) {
        StoreVerification.Report report = StoreVerification.ofJournal(journal, new SqliteScrub(journal));
        List<StoreVerification.Finding> found = new ArrayList<>(report.findings());
        if (found.isEmpty()) {
            lost(report, order).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            return new Repaired(
                    List.of(), List.of(), Position.START, List.of(), new Position(report.entries()), Optional.empty());
        }
        try {
            Path part = swap.part();
            try {
                return built(order, found, part, aside, progress);
            } finally {
                swap.removePart();
            }
        } catch (IOException e) {
            throw Rejected.conflict("the journal cannot be repaired: %s. Nothing was changed", e);
        }
    }

    /** A journal whose end is gone may prove itself. */
    private Optional<StoreVerification.Finding> lost(StoreVerification.Report report, Order order) {
        Position reached = Stream.concat(
                        order.head().map(head -> head.link().position()).stream(), Stream.of(known.known()))
                .max(Position::compareTo)
                .orElseThrow();
        return reached.value() > report.entries()
                ? Optional.of(new StoreVerification.Finding(
                        String.valueOf(journal.getFileName()),
                        Optional.of(new Position(report.entries() + 1)),
                        "is missing: the journal reached position %s".formatted(reached)))
                : Optional.empty();
    }

    private Repaired built(Order order, List<StoreVerification.Finding> found, Path part, Path aside, Progress progress)
            throws IOException {
        Path made = part.resolve(BackupCreation.JOURNAL);
        List<BackupManifest> line = restored(order, part, made, progress);
        JournalMark mark = copy.markOfCopy(made);
        if (order.upTo().filter(mark.head().position()::isAfter).isPresent()) {
            throw Rejected.invalidAt(
                    "/upTo",
                    "the backup goes up to position %s, and %s is wanted: want at least what it has",
                    mark.head().position(),
                    order.upTo().get());
        }
        DamagedJournal damaged = new DamagedJournal(journal).readable(made, part);
        DamagedJournal.Comparison comparison =
                damaged.compare(made, mark, (done, total) -> progress.at(done, total, "comparing"));
        comparison.other().ifPresent(at -> {
            throw Rejected.conflict(
                    "from position %s on the journal proves itself, and is another one than that of backup %s: want a backup of this journal",
                    at, line.getLast().id());
        });
        bringUpToDate(made);
        DamagedJournal.Added added = damaged.add(
                made, mark, order.upTo(), (done, total) -> progress.at(done, total, "keeping what came after"));
        copy.settle(made);
        Position end = proven(made, mark, added, comparison, order, progress);
        DurableFiles.sync(made);
        if (!order.dryRun()) {
            swap.swap(aside);
        }
        return new Repaired(
                found,
                line.stream().map(BackupManifest::id).toList(),
                mark.head().position(),
                comparison.differing(),
                end,
                order.dryRun() ? Optional.empty() : Optional.of(aside));
    }

    /** Restores the newest backup that proves itself: of a journal that was damaged already a backup may be, too. */
    private List<BackupManifest> restored(Order order, Path part, Path made, Progress progress) throws IOException {
        BackupRepository repository = BackupRepository.at(order.folder());
        List<BackupManifest> candidates = order.id().isPresent()
                ? List.of(repository.find(order.id().get()))
                : repository.sound().reversed();
        var refused = new ArrayList<String>();
        for (BackupManifest candidate : candidates) {
            try {
                List<BackupManifest> line = repository.line(candidate);
                BackupCreation.refuseWithoutRoom(
                        part,
                        line.stream()
                                .mapToLong(BackupManifest::contentSizeBytes)
                                .sum());
                var restoring = new BackupRestoration.Order(
                        order.folder(), order.id(), new BackupRestoration.Until.End(), part, order.secret());
                var restoration = new BackupRestoration(clock);
                JournalMark mark =
                        restoration.journal(restoring, repository, line, made, part.resolve("scratch.db"), progress);
                BackupRestoration.prove(made, mark, progress);
                return line;
            } catch (Rejected | IOException e) {
                refused.add("%s: %s".formatted(candidate.id(), e.getMessage()));
                Files.deleteIfExists(made);
                Files.deleteIfExists(part.resolve("scratch.db"));
            }
        }
        throw Rejected.conflict(
                "no backup in %s gives a journal that proves itself%s",
                order.folder(), refused.isEmpty() ? "" : ": " + String.join("; ", refused));
    }

    /** The journal may have been brought up to date since. */
    private void bringUpToDate(Path made) {
        var schema = new Schema(made, clock);
        if (schema.info().stream().anyMatch(step -> step.state() == SchemaStep.State.PENDING)) {
            schema.migrate();
            copy.settle(made);
        }
    }

    /** Returns where the new journal ends; refuses one that is not proven to be the old one. */
    private Position proven(
            Path made,
            JournalMark mark,
            DamagedJournal.Added added,
            DamagedJournal.Comparison comparison,
            Order order,
            Progress progress) {
        Position backupEnd = mark.head().position();
        long total = added.last().value();
        StoreVerification.Report proof = StoreVerification.ofJournal(
                made, new SqliteScrub(made), at -> progress.at(at.value(), Math.max(total, at.value()), "proving"));
        proof.firstWrong().ifPresent(at -> {
            throw beyond(backupEnd, proof.findings().getFirst().toString(), at);
        });
        proof.findings().stream().findFirst().ifPresent(finding -> {
            throw Rejected.conflict("the journal that was put together is not sound: %s", finding);
        });
        Predicate<Link> has = link -> copy.has(made, link);
        refuseCut(added, backupEnd, comparison, order, has);
        refuseUnproven(added, backupEnd, comparison, order, has);
        return added.last();
    }

    /** Refuses where something is known to have stood behind the new end. */
    private void refuseCut(
            DamagedJournal.Added added,
            Position backupEnd,
            DamagedJournal.Comparison comparison,
            Order order,
            Predicate<Link> has) {
        Position next = added.last().next();
        if (order.upTo().isPresent()) {
            if (order.upTo().get().isAfter(added.last())) {
                throw beyond(backupEnd, "position %s is missing".formatted(next), next);
            }
            return;
        }
        Position wanted = Stream.concat(comparison.head().stream().map(Link::position), Stream.of(known.known()))
                .max(Position::compareTo)
                .orElseThrow();
        if (wanted.isAfter(added.last())) {
            throw beyond(
                    backupEnd, added.stopped().orElse("positions %s to %s are missing".formatted(next, wanted)), next);
        }
        boolean ends = comparison.head().filter(has).isPresent();
        added.stopped().filter(_ -> !ends).ifPresent(why -> {
            throw beyond(backupEnd, why, next);
        });
    }

    private static Rejected beyond(Position backupEnd, String what, Position first) {
        long last = first.value() - 1;
        return Rejected.conflict(
                "the backup ends at position %s and does not cover the damage behind it: %s. Name a newer backup, or give up what is from position %s on with --up-to %d",
                backupEnd, what, first, last);
    }

    private void refuseUnproven(
            DamagedJournal.Added added,
            Position backupEnd,
            DamagedJournal.Comparison comparison,
            Order order,
            Predicate<Link> has) {
        Position sure = comparison.same();
        if (added.last().isAfter(backupEnd)) {
            sure = added.last(); // the chain goes on from the backup's end
        }
        for (Link link : known.links()) {
            if (link.position().isAfter(sure) && has.test(link)) {
                sure = link.position();
            }
        }
        if (order.head().isPresent()) {
            SignedHead head = order.head().get();
            HeadCheck.wrong(head, added.last(), has).ifPresent(wrong -> {
                throw Rejected.conflict("the signed head is not one of the repaired journal: %s", wrong);
            });
            sure = head.link().position().isAfter(sure) ? head.link().position() : sure;
        }
        Position proven = sure;
        comparison.differing().stream()
                .filter(range -> range.last().isAfter(proven))
                .findFirst()
                .ifPresent(range -> {
                    throw Rejected.conflict(
                            "%s, and nothing behind it proves that the backup has the same there: name a head that was signed with --head, or make another data directory of the backup with daybook backup restore",
                            range);
                });
        if (sure.equals(Position.START)) {
            throw Rejected.conflict(
                    "nothing of the journal can be read, so nothing proves that the backup is of it: name a head that was signed with --head, or make another data directory of the backup with daybook backup restore");
        }
    }
}
