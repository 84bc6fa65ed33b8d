package dev.daybook.importing.run;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.run.Report.Verified;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares files with the read model, field by field, and appends nothing. Thread-safe. */
public record Comparison(ImportContext context, ReadModelLookup posted) {

    /** Nobody listens more often. */
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(100);

    /** What became of a comparison of the tree at {@code root}. */
    public record Result(Path root, String kind, Verified verified) {

        public boolean isEqual() {
            return verified.equal() == verified.compared();
        }
    }

    /**
     * Compares the tree at {@code root} with what the read model shows now. What users changed since the files told it
     * is no difference.
     *
     * @throws Rejected if the files are of no known tool
     */
    public Result run(Path root, Consumer<Progress> progress) {
        LegacySource source = context.sources().find(root, Optional.empty());
        var pace = new ProgressRate(
                "comparison", () -> source.countEntities(root), context.clock(), PROGRESS_EVERY, progress);
        posted.await(context.journal().head(), (done, total) -> pace.at("posting", done, total));
        pace.phase("verifying");
        var verification = new Verification(posted, context.history(), pace);
        String project = context.projects().of(source, root, Optional.empty());
        verification.run(source, new Root(root, project), Scope.ALL);
        return new Result(root, source.kind(), verification.verified());
    }
}
