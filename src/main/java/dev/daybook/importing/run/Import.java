package dev.daybook.importing.run;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Hints;
import dev.daybook.importing.LegacySource.Scope;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Appends what the files of a legacy tool tell, and only what the journal does not know: history does not ask for
 * permission, and an import of unchanged files writes nothing at all.
 *
 * <p>A run that was stopped anywhere is finished by {@link #resume} or by the next one. One that went wrong takes
 * itself back. Thread-safe, but two runs at a time over the same entities get in each other's way: {@link Imports} runs
 * one at a time.
 *
 * @param draftsMax how many facts are appended at once
 */
public record Import(ImportContext context, ReadModelLookup posted, Undo undo, Preflight preflight, int draftsMax) {

    public Import(ImportContext context, ReadModelLookup posted, Undo undo, Preflight preflight) {
        this(context, posted, undo, preflight, Batches.DRAFTS_MAX);
    }

    /** Takes back what a run wrote. Application wires it to the rollbacks. */
    public interface Undo {

        /**
         * Writes the one entry after which nothing of the run counts, and brings the read models there.
         *
         * @param actor who had asked for the run
         */
        void takeBack(String run, String actor, String why);
    }

    /**
     * How to run.
     *
     * @param dryRun does all but append
     * @param verify compares files and read model afterwards
     * @param validate reads all of it once before the first append
     * @param strict takes the run back if there is an error; with {@code validate} it does not even begin
     * @param backup where to pack the files before the first append
     * @param project the name of the project, if it is to have that one
     * @param scope which files
     * @param hints what the user knows and the files do not say
     * @param retire how to set the files aside once all that they say is taken over, and compared; absent: they stay
     * @param actor who asked for it
     */
    public record Options(
            boolean dryRun,
            boolean verify,
            boolean validate,
            boolean strict,
            Optional<Path> backup,
            Optional<String> project,
            Scope scope,
            Hints hints,
            Optional<Retirement.How> retire,
            String actor,
            Consumer<Progress> progress) {

        public Options(boolean dryRun, boolean verify, String actor, Consumer<Progress> progress) {
            this(
                    dryRun,
                    verify,
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Scope.ALL,
                    Hints.NONE,
                    Optional.empty(),
                    actor,
                    progress);
        }

        Options heardBy(Consumer<Progress> listener) {
            return new Options(
                    dryRun, verify, validate, strict, backup, project, scope, hints, retire, actor, listener);
        }

        Options of(Optional<String> named, Scope files) {
            return new Options(dryRun, verify, validate, strict, backup, named, files, hints, retire, actor, progress);
        }
    }

    /** Ends a run where it is, from whoever hears how far it is: what was appended stays, and it can be resumed. */
    @SuppressWarnings("serial")
    public static final class Stopped extends RuntimeException {
        public Stopped(String why) {
            super(why, null, false, false); // an answer, not an accident
        }
    }

    /**
     * Imports the tree at {@code root}. Never throws because of what stands there: that is a finding; nor because the
     * journal takes no more: then the report says failed, and why.
     *
     * @param run the name of this run, unique
     */
    public Report run(String run, LegacySource source, Path root, Options options) {
        return new ImportRun(this, run, source, root, options, Optional.empty()).report();
    }

    /** Goes on with a run that was interrupted: the journal ends as if it had not been. */
    Report resume(Runs.Begun begun, LegacySource source, Options options) {
        return new ImportRun(this, begun.run(), source, begun.root(), options, Optional.of(begun)).report();
    }
}
