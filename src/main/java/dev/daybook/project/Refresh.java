package dev.daybook.project;

import dev.daybook.domain.Command;
import dev.daybook.domain.Fingerprint;
import dev.daybook.operation.Progress;
import dev.daybook.project.discovery.Checkout;
import dev.daybook.project.discovery.Discovered;
import dev.daybook.project.discovery.Discovered.Presence;
import dev.daybook.project.discovery.Discovery;
import dev.daybook.project.discovery.Excludes;
import dev.daybook.project.discovery.Roots;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings the projects of the catalogue up to date with the folders of this machine. Says what is otherwise than known,
 * and nothing else: to look again at once says nothing.
 */
final class Refresh {

    private final ProjectQueries known;
    private final Path home;
    private final Instant now;
    private final Progress progress;
    private final List<Command> moves = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final List<Command> links = new ArrayList<>();
    private final Set<String> moved = new HashSet<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /**
     * What became of it.
     *
     * @param repositories how many were found
     * @param folders how many were looked into
     * @param unknown projects of which nobody can say whether they are there, as their drive or root is not
     * @param absent roots that are not there
     */
    record Result(
            int repositories,
            long folders,
            int seen,
            int changed,
            int moved,
            int vanished,
            int reappeared,
            int unknown,
            List<String> roots,
            List<String> absent,
            List<Flaw> errors) {

        /** Nothing was looked into, as all is fresh. */
        static Result known(List<ProjectView> projects) {
            return new Result(projects.size(), 0, 0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of());
        }
    }

    /** A folder that could not be read, and what helps. */
    record Flaw(String path, String message) {}

    private Refresh(ProjectQueries known, Path home, Instant now, Progress progress) {
        this.known = known;
        this.home = home;
        this.now = now;
        this.progress = progress;
    }

    /**
     * Looks, and says what is otherwise.
     *
     * @param only the folders to look through; if none are named, all that are known or usual
     * @param progress where it throws while something is looked at, nothing is said
     * @throws InterruptedException if its caller is to end; nothing was said
     */
    static Result run(
            ProjectQueries known,
            Path home,
            List<String> only,
            List<String> excludes,
            Instant now,
            CommandWriter writer,
            Progress progress)
            throws InterruptedException {
        return new Refresh(known, home, now, progress).run(only, excludes, writer);
    }

    private Result run(List<String> only, List<String> excludes, CommandWriter writer) throws InterruptedException {
        List<ScanRootView> roots = known.roots();
        Excludes leftOut = Excludes.of(known.excludes(), home);
        List<String> names = only.isEmpty()
                ? Stream.concat(roots.stream().map(ScanRootView::path), Roots.usual(home).stream())
                        .filter(text -> !leftOut.coverAny(Path.of(text)))
                        .toList()
                : only;
        long before = only.isEmpty()
                ? roots.stream()
                        .mapToLong(scanRootView -> scanRootView.repositories().orElse(0L))
                        .sum()
                : 0;
        Discovered found = Discovery.discover(
                Roots.of(names, home),
                Excludes.of(
                        Stream.concat(excludes.stream(), known.excludes().stream())
                                .toList(),
                        home),
                (folders, repositories, _) -> progress.at(
                        repositories,
                        before == 0 ? 0 : Math.max(before, repositories),
                        "looked into %d folders".formatted(folders)));
        compare(found, only, leftOut);
        roots(found, roots);
        if (only.isEmpty()) {
            boolean changed = !(moves.isEmpty() && commands.isEmpty());
            Freshness.noted(
                            Freshness.PROJECTS,
                            known.freshness(Freshness.PROJECTS),
                            changed,
                            Optional.of(hash(found)),
                            now)
                    .ifPresent(commands::add);
        }
        writer.together(() -> {
            writer.write(moves, Progress.UNHEARD, 0); // what moved keeps its link, whatever is broken off later
            writer.write(links, Progress.UNHEARD, 0);
            writer.write(commands, progress, 2L * found.repositories().size());
        });
        return result(found);
    }

    private void compare(Discovered found, List<String> only, Excludes leftOut) {
        Map<String, ProjectView> projects = known
                .projects(new ProjectQueries.Filter(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .stream()
                .collect(Collectors.toMap(ProjectView::path, Function.identity(), (a, _) -> a, LinkedHashMap::new));
        var there = new TreeMap<String, Checkout>();
        found.repositories().forEach(checkout -> there.put(checkout.path().toString(), checkout));
        var gone = new ArrayList<ProjectView>();
        for (ProjectView project : projects.values()) {
            if (!ProjectPath.isOne(project.path())) { // imported: below what it lies nobody can tell
                unknown(project);
                continue;
            }
            Path path = Path.of(project.path());
            boolean meant =
                    only.isEmpty() || found.roots().there().stream().anyMatch(root -> path.startsWith(root.named()));
            if (leftOut.coverAny(path) || leftOut.coverAny(found.roots().real(path))) {
                if (project.state().equals(ProjectView.PRESENT)) {
                    vanish(project.path());
                }
            } else if (meant && !there.containsKey(project.path())) {
                missing(project, path, found, there, gone);
            }
        }
        Map<Path, String> owners = new HashMap<>();
        there.values().forEach(checkout -> {
            owners.put(checkout.gitDirectory(), checkout.path().toString());
            owners.putIfAbsent(checkout.path().resolve(".git"), checkout.path().toString());
        });
        var compared = new AtomicInteger(there.size());
        List<Observation> seen = there.values().parallelStream()
                .map(checkout -> {
                    progress.at(compared.getAndIncrement(), 2L * there.size(), "comparing");
                    return Observation.of(
                            checkout,
                            Optional.ofNullable(projects.get(checkout.path().toString())),
                            owners);
                })
                .sorted(Comparator.comparing(oneSeen -> oneSeen.checkout().path()))
                .toList();
        moves(seen, gone);
        seen.forEach(this::observe);
        gone.stream()
                .filter(projectView -> projectView.state().equals(ProjectView.PRESENT))
                .forEach(projectView -> {
                    vanish(projectView.path());
                });
    }

    private void vanish(String path) {
        commands.add(new ProjectCommand.Vanish(path));
        count("vanished");
    }

    /** A project that the walk did not find may lie where it did not come; only what was there can be gone now. */
    private void missing(
            ProjectView project, Path path, Discovered found, Map<String, Checkout> there, List<ProjectView> gone) {
        boolean present = project.state().equals(ProjectView.PRESENT);
        switch (found.presence(path, project.updatedAt())) {
            case THERE -> Discovery.at(path).ifPresent(checkout -> there.put(project.path(), checkout));
            case GONE -> {
                if (present || project.state().equals(ProjectView.VANISHED)) {
                    gone.add(project);
                }
            }
            case UNKNOWN -> unknown(project);
        }
    }

    private void unknown(ProjectView project) {
        if (project.state().equals(ProjectView.PRESENT)) {
            count(Presence.UNKNOWN.name());
        }
    }

    /**
     * What is gone and has the same history as something new has moved there; of several the one that is called the
     * same, else the first. The same history beside what is still there is a clone.
     */
    private void moves(List<Observation> seen, List<ProjectView> gone) {
        Map<String, List<ProjectView>> byRoot = gone.stream()
                .filter(projectView -> projectView.rootCommit().isPresent())
                .collect(Collectors.groupingBy(
                        projectView -> projectView.rootCommit().orElseThrow(),
                        Collectors.toCollection(ArrayList::new)));
        for (boolean sameName : new boolean[] {true, false}) {
            seen.stream()
                    .filter(oneSeen -> !oneSeen.wasThere())
                    .filter(oneSeen -> !moved.contains(oneSeen.path()))
                    .forEach(oneSeen -> {
                        List<ProjectView> candidates =
                                oneSeen.facts().rootCommit().map(byRoot::get).orElse(List.of());
                        candidates.stream()
                                .filter(old -> oneSeen.before().isEmpty()
                                        || old.state().equals(ProjectView.PRESENT)) // else it came back by itself
                                .filter(old ->
                                        old.kind().equals(oneSeen.facts().kind().word()))
                                .filter(old -> !sameName
                                        || ProjectPath.name(old.path()).equals(ProjectPath.name(oneSeen.path())))
                                .findFirst()
                                .ifPresent(old -> {
                                    candidates.remove(old);
                                    gone.remove(old);
                                    moves.add(new ProjectCommand.Move(old.path(), oneSeen.path()));
                                    old.link()
                                            .flatMap(RemoteIdentity::parse)
                                            .ifPresent(link -> links.add(
                                                    new ProjectCommand.Link(oneSeen.path(), Optional.of(link))));
                                    moved.add(oneSeen.path());
                                    count("moved");
                                });
                    });
        }
    }

    private void observe(Observation it) {
        boolean alike = it.before().map(Observation::known).equals(Optional.of(it.facts()));
        if (!it.wasThere() || !alike) {
            if (isLinkedByName(it)) {
                links.add(new ProjectCommand.Link(it.path(), Optional.empty()));
            }
            (moved.contains(it.path()) ? moves : commands).add(new ProjectCommand.Observe(it.path(), it.facts()));
            count(it.before().isEmpty() ? "seen" : it.wasThere() ? "changed" : "reappeared");
        }
    }

    /** Whether another remote tells what the link no longer does, which stood for a repository that was renamed. */
    private boolean isLinkedByName(Observation it) {
        return it.before()
                .filter(before -> before.link().isPresent())
                .flatMap(ProjectView::identity)
                .filter(identity ->
                        !Optional.of(identity).equals(it.facts().identity().map(RemoteIdentity::text)))
                .flatMap(known::repository)
                .filter(RepositoryView::gone)
                .isPresent();
    }

    private void roots(Discovered found, List<ScanRootView> before) {
        Map<String, ScanRootView> noted =
                before.stream().collect(Collectors.toMap(ScanRootView::path, scanRootView -> scanRootView));
        for (Roots.Root root : found.roots().there()) {
            String path = root.named().toString();
            long repositories = found.repositories().stream()
                    .filter(checkout -> checkout.path().startsWith(root.named()))
                    .count();
            Optional<ScanRootView> old = Optional.ofNullable(noted.get(path));
            if (old.flatMap(ScanRootView::repositories)
                    .filter(number -> number == repositories)
                    .isEmpty()) {
                commands.add(new ScanCommand(new ScanEvent.RootSet(
                        path,
                        old.map(ScanRootView::origin).orElse("found"),
                        Optional.of(now),
                        Optional.of(repositories))));
            }
        }
    }

    private static String hash(Discovered found) {
        return Fingerprint.of(found.repositories().stream()
                        .flatMap(checkout -> Stream.of(checkout.path(), checkout.remotes(), checkout.branch()))
                        .toArray())
                .sha256();
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private int counted(String what) {
        return counts.getOrDefault(what, 0);
    }

    private Result result(Discovered found) {
        return new Result(
                found.repositories().size(),
                found.folders(),
                counted("seen"),
                counted("changed"),
                counted("moved"),
                counted("vanished"),
                counted("reappeared"),
                counted(Presence.UNKNOWN.name()),
                found.roots().there().stream()
                        .map(root -> root.named().toString())
                        .toList(),
                found.roots().absent().stream().map(Path::toString).toList(),
                found.flaws().stream()
                        .map(flaw -> new Flaw(flaw.path().toString(), flaw.message()))
                        .toList());
    }
}
