package dev.daybook.rollout;

import dev.daybook.domain.Rejected;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files of tools whose users move: which stage they have, and whether they are still read and written. Thread-safe. */
public final class StagedFiles {

    private final Stages stages;
    private final List<String> kinds;

    /** @param kinds of all tools, sorted */
    StagedFiles(Stages stages, List<String> kinds) {
        this.stages = stages;
        this.kinds = kinds;
    }

    /** Returns the stage of the tree that stands there, if it has one. */
    public Optional<Stage> stage(Path root) {
        return kinds.stream().flatMap(kind -> stage(kind, root).stream()).findFirst();
    }

    private Optional<Stage> stage(String kind, Path root) {
        Rollout rollout = stages.rollout(kind);
        return rollout.root("")
                .map(Path::of)
                .filter(path -> path.equals(root))
                .map(_ -> rollout.stage(Rollout.ALL))
                .filter(stage -> stage != Stage.NONE);
    }

    /** Returns what to tell whoever wants the files of a tree read or written that are retired. */
    public Optional<String> retired(Path root) {
        return kinds.stream()
                .filter(kind -> stage(kind, root)
                        .filter(stage -> stage == Stage.RETIRED)
                        .isPresent())
                .findFirst()
                .map(kind -> wayBack(kind, "below " + root));
    }

    /** Refuses what would read or write files that are retired. */
    public void refuseRetired(Path root) {
        retired(root).ifPresent(why -> {
            throw Rejected.gone("%s", why);
        });
    }

    /** As {@link #retired(Path)}, of one workspace or project. */
    public Optional<String> retired(String kind, String unit) {
        return stages.of(kind, unit).stage() == Stage.RETIRED
                ? Optional.of(wayBack(kind, "of " + unit))
                : Optional.empty();
    }

    private static String wayBack(String kind, String which) {
        return ("the files of %s %s are retired: they are neither read nor written any more; use the sessions of"
                        + " Daybook, write files elsewhere with daybook export --kind %s --out DIR, or go back with"
                        + " daybook rollout set journal --kind %s")
                .formatted(kind, which, kind, kind);
    }
}
