package dev.daybook.upkeep;

import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.projection.Flaw;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The proof that everything is as it was written: the journal by its hash chain, every database file by SQLite's own
 * check, and the read models by replaying the journal beside them. Changes nothing; may run while the house works.
 */
public final class StoreVerification {

    /** Compares the read models with a replay of the journal, and says where they differ. */
    public interface Replay {
        /** @param progress hears how far it is; what it throws ends it */
        List<Finding> differences(Consumer<RebuildProgress> progress);
    }

    /**
     * Something that is not as it should be.
     *
     * @param where the file or read model
     * @param position of the entry in the journal that does not fit, if it is one
     */
    public record Finding(String where, Optional<Position> position, String what) {

        @Override
        public String toString() {
            return position.map(at -> "%s, position %s: %s".formatted(where, at, what))
                    .orElse("%s: %s".formatted(where, what));
        }
    }

    /** What was looked at and what was found. */
    public record Report(long entries, long blobs, Link end, List<Path> files, List<Finding> findings) {

        public boolean isSound() {
            return findings.isEmpty();
        }

        /** Returns the first position of the journal that does not fit. */
        public Optional<Position> firstWrong() {
            return findings.stream()
                    .flatMap(finding -> finding.position().stream())
                    .min(Comparator.naturalOrder());
        }
    }

    private final String journal;
    private final Scrub scrub;
    private final Supplier<List<Path>> files;
    private final Replay replay;

    /**
     * Makes a verification.
     *
     * @param journal the name of the journal in findings
     * @param files the SQLite files of the house as they are when it runs
     * @param replay compares read models with the journal
     */
    public StoreVerification(String journal, Scrub scrub, Supplier<List<Path>> files, Replay replay) {
        this.journal = journal;
        this.scrub = scrub;
        this.files = files;
        this.replay = replay;
    }

    /** Looks at a journal alone, also at one that cannot be opened as such; {@code scrub} is of that file. */
    public static Report ofJournal(Path journal, Scrub scrub) {
        return ofJournal(journal, scrub, _ -> {});
    }

    /** As {@link #ofJournal(Path, Scrub)}; {@code progress} hears how far it is, and what it throws ends it. */
    static Report ofJournal(Path journal, Scrub scrub, Consumer<Position> progress) {
        return new StoreVerification(
                        String.valueOf(journal.getFileName()), scrub, () -> List.of(journal), _ -> List.of())
                .run(false, progress, _ -> {});
    }

    /**
     * What is looked at.
     *
     * @param after what of the journal was proven before, and is not read again; {@link Link#START} is none of it
     * @param files whether the pages of all files are checked, too
     * @param replaying whether the read models are compared with a replay, too
     */
    public record Order(Link after, boolean files, boolean replaying) {

        public static final Order ALL = new Order(Link.START, true, true);
    }

    /** As {@link #run(Order, Consumer, Consumer)}, of the whole journal and all files. */
    public Report run(boolean replaying, Consumer<Position> progress, Consumer<RebuildProgress> replayed) {
        return run(
                new Order(Link.START, true, replaying),
                reached -> progress.accept(reached.link().position()),
                replayed);
    }

    /**
     * Looks at it. With a journal that does not fit, a replay proves nothing and is left out.
     *
     * @param heard hears how far the journal is read, also while files are checked; what it throws ends it, as with
     * @param replayed which hears how far the replay is
     */
    public Report run(Order order, Consumer<Scrub.Reached> heard, Consumer<RebuildProgress> replayed) {
        Scrub.Result proof = scrub.run(order.after(), heard);
        var findings = new ArrayList<Finding>();
        proof.flaws().forEach(flaw -> findings.add(new Finding(journal, flaw.position(), flaw.what())));
        List<Path> looked = order.files() ? List.copyOf(files.get()) : List.of();
        var read = new Scrub.Reached(proof.end(), proof.flaws().isEmpty(), 0);
        looked.forEach(file -> DatabaseCheck.findings(file, () -> heard.accept(read))
                .forEach(finding -> findings.add(ReadModels.ofFile(file)
                        .map(name ->
                                new Finding(finding.where(), finding.position(), Flaw.ofFile(name, finding.what())))
                        .orElse(finding))));
        if (order.replaying() && proof.flaws().isEmpty()) {
            findings.addAll(replay.differences(replayed));
        }
        return new Report(proof.entries(), proof.blobs(), proof.end(), looked, List.copyOf(findings));
    }
}
