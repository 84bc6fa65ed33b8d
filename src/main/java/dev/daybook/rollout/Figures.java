package dev.daybook.rollout;

import java.util.Optional;

/**
 * What was counted over some time. Sums, so that those of several spans are added.
 *
 * @param journalWrites commands that were to be written to the journal; those refused by the rules are none
 * @param fileWrites commands that were to be written to the files
 * @param requests commands and reads
 * @param failures requests that failed although nothing was wrong with them
 * @param fallbacks reads that the other side answered, as the one that should have failed
 * @param compared things that were compared, {@code consistent} those that both sides tell alike
 * @param lost things that were acknowledged and are missing where the truth stands
 * @param journalUs microseconds of the writes to the journal that succeeded
 * @param fileUs microseconds of the writes to the files that succeeded
 */
public record Figures(
        long journalWrites,
        long journalErrors,
        long fileWrites,
        long fileErrors,
        long requests,
        long failures,
        long reads,
        long fallbacks,
        long comparisons,
        long compared,
        long consistent,
        long lost,
        long journalUs,
        long fileUs) {

    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Returns what one write to the journal adds. */
    public static Figures journalWrite(boolean done, long us) {
        return new Figures(1, done ? 0 : 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, done ? us : 0, 0);
    }

    /** Returns what one write to the files adds. */
    public static Figures fileWrite(boolean done, long us) {
        return new Figures(0, 0, 1, done ? 0 : 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, done ? us : 0);
    }

    /** Returns what one command adds. */
    public static Figures command(boolean done) {
        return new Figures(0, 0, 0, 0, 1, done ? 0 : 1, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Returns what one read adds. */
    public static Figures read(boolean done, boolean fellBack) {
        return new Figures(0, 0, 0, 0, 1, done ? 0 : 1, 1, fellBack ? 1 : 0, 0, 0, 0, 0, 0, 0);
    }

    /** Returns what one comparison adds. */
    public static Figures comparison(long compared, long consistent, long lost) {
        return new Figures(0, 0, 0, 0, 0, 0, 0, 0, 1, compared, consistent, lost, 0, 0);
    }

    public Figures plus(Figures it) {
        return new Figures(
                journalWrites + it.journalWrites,
                journalErrors + it.journalErrors,
                fileWrites + it.fileWrites,
                fileErrors + it.fileErrors,
                requests + it.requests,
                failures + it.failures,
                reads + it.reads,
                fallbacks + it.fallbacks,
                comparisons + it.comparisons,
                compared + it.compared,
                consistent + it.consistent,
                lost + it.lost,
                journalUs + it.journalUs,
                fileUs + it.fileUs);
    }

    /** Returns the share of writes to the journal that succeeded; nothing without writes. */
    public Optional<Double> writeSuccess() {
        return share(journalWrites - journalErrors, journalWrites);
    }

    public Optional<Double> fileWriteSuccess() {
        return share(fileWrites - fileErrors, fileWrites);
    }

    /** Returns the share of compared things that both sides tell alike. */
    public Optional<Double> consistency() {
        return share(consistent, compared);
    }

    public Optional<Double> fallbackRate() {
        return share(fallbacks, reads);
    }

    public Optional<Double> errorRate() {
        return share(failures, requests);
    }

    /** Returns how many times as long a write to the journal takes as one to the files. */
    public Optional<Double> latencyRatio() {
        long journal = journalWrites - journalErrors;
        long files = fileWrites - fileErrors;
        return journal == 0 || files == 0 || fileUs == 0
                ? Optional.empty()
                : Optional.of((double) journalUs / journal / ((double) fileUs / files));
    }

    public Optional<Double> journalLatencyMs() {
        return share(journalUs, journalWrites - journalErrors).map(number -> number / 1e3);
    }

    public Optional<Double> fileLatencyMs() {
        return share(fileUs, fileWrites - fileErrors).map(number -> number / 1e3);
    }

    private static Optional<Double> share(long some, long all) {
        return all == 0 ? Optional.empty() : Optional.of((double) some / all);
    }
}
