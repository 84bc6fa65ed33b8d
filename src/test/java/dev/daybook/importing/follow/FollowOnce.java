package dev.daybook.importing.follow;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Run;
import java.nio.file.Path;
import java.util.Optional;

/** The first look that somebody who begins to follow a tree takes at it. */
public final class FollowOnce {

    /** Takes over what is new; returns how much that is. */
    public static long take(ImportFixture fixture, Path root) {
        Run run = FollowReading.run(fixture.context(), "FOLLOW-1", fixture.source(), LegacySource.Root.of(root), "ada");
        return FollowReading.take(
                        run,
                        fixture.context(),
                        Scope.ALL,
                        _ -> true,
                        reading -> reading,
                        Optional.of(new OldNews(fixture.context(), run, false)))
                .appended();
    }

    private FollowOnce() {}
}
