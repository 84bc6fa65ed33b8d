package dev.daybook.project.gum;

import dev.daybook.importing.Results;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.RemoteIdentity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Tells where the files of gum contradict each other, so that its projects should be looked for anew. */
final class Contradictions {

    private static final String ANEW = "look for projects anew once all is imported";

    private final Observations sayings;
    private final UnaryOperator<String> path;
    private final Results results;
    private Optional<Observation<?>> last = Optional.empty();

    Contradictions(Observations sayings, UnaryOperator<String> path, Results results) {
        this.sayings = sayings;
        this.path = path;
        this.results = results;
    }

    void tell() {
        remotes();
        roots();
        recovered();
        last.ifPresent(
                observation -> results.found(Staleness.of(Gum.OWN_PROJECTS, observation.file(), observation.at())));
    }

    private void found(Observation<?> saying) {
        last = last.filter(observation -> !observation.at().isBefore(saying.at()))
                .or(() -> Optional.of(saying));
    }

    /** A project that belongs to one repository here and to another one there. */
    private void remotes() {
        Map<String, Observation<ProjectFacts>> before = new HashMap<>();
        for (Observation<ProjectFacts> saying : Observation.inOrder(sayings.projects)) {
            Observation<ProjectFacts> earlier = before.put(path.apply(saying.spelled()), saying);
            if (earlier != null && !earlier.file().equals(saying.file()) && !same(earlier, saying)) {
                found(saying);
                results.warn(
                        earlier.file(),
                        earlier.where(),
                        "CONFLICT",
                        "has another remote than %s %s, which counts: %s",
                        saying.file(),
                        saying.where(),
                        ANEW);
            }
        }
    }

    private static boolean same(Observation<ProjectFacts> one, Observation<ProjectFacts> other) {
        return url(one).equals(url(other))
                || (identity(one).isPresent() && identity(one).equals(identity(other)));
    }

    private static Optional<String> url(Observation<ProjectFacts> saying) {
        return saying.facts().primary().map(ProjectFacts.Remote::url);
    }

    private static Optional<RemoteIdentity> identity(Observation<ProjectFacts> saying) {
        return saying.facts().identity();
    }

    /** The cache of folders wins over what the user has written down, and was often filled by another search. */
    private void roots() {
        Set<String> cached = new HashSet<>();
        Map<String, Integer> below = new HashMap<>();
        sayings.roots.forEach(root -> below.put(path.apply(root.spelled()), 0));
        if (!below.isEmpty()) {
            sayings.projects.stream()
                    .map(observation -> path.apply(observation.spelled()))
                    .distinct()
                    .forEach(project -> {
                        for (int at = project.lastIndexOf('/'); at > 0; at = project.lastIndexOf('/', at - 1)) {
                            below.computeIfPresent(project.substring(0, at), (_, count) -> count + 1);
                        }
                    });
        }
        for (Observation<RootFacts> root : sayings.roots) {
            String folder = path.apply(root.spelled());
            if (!root.facts().origin().equals(RootFacts.CACHE)) {
                continue;
            }
            cached.add(folder);
            long counted = root.facts().repositories().orElse(0L);
            int known = below.getOrDefault(folder, 0);
            if (counted > known) {
                found(root);
                results.warn(
                        root.file(),
                        root.where(),
                        "INCONSISTENT_STATE",
                        "counts %d repositories below %s, of which %d are known: %s",
                        counted,
                        folder,
                        known,
                        ANEW);
            }
        }
        for (Observation<RootFacts> root : sayings.roots) {
            if (root.facts().origin().equals(RootFacts.CONFIG)
                    && !cached.isEmpty()
                    && !cached.contains(path.apply(root.spelled()))) {
                found(root);
                results.info(
                        root.file(),
                        root.where(),
                        "INCONSISTENT_STATE",
                        "has a folder that gum's cache of folders lacks, so that gum does not look there: %s",
                        ANEW);
            }
        }
    }

    /** What gum's own migration has lost of the folders, the file that it set aside still has. */
    private void recovered() {
        Map<String, Observation<RootFacts>> aside = new HashMap<>();
        int count = 0;
        for (Observation<RootFacts> root : sayings.roots) {
            if (root.file().startsWith(Gum.BACKUP)) {
                aside.put(path.apply(root.spelled()), root);
            } else if (root.file().equals(Gum.DATABASE)
                    && root.facts().scannedAt().isEmpty()) {
                Observation<RootFacts> there = aside.get(path.apply(root.spelled()));
                count += Objects.nonNull(there) && there.facts().scannedAt().isPresent() ? 1 : 0;
            }
        }
        if (count > 0) {
            results.info(
                    Gum.BACKUP + Gum.PROJECT_DIRS,
                    "",
                    "RECOVERED_FIELD",
                    "still has when %d folders were looked into, which gum's migration has lost",
                    count);
        }
    }
}
