package dev.daybook.project;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.project.discovery.Discovery;
import dev.daybook.project.discovery.GitRemote;
import dev.daybook.project.discovery.Roots;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Clones a repository to where others like it lie, and notes that it is there.
 *
 * @param machine whose folders and token these are
 */
record CloneOperation(Machine machine) {

    private static final int ALIKE_MAX = 5;

    private record Asked(
            @Says(
                    value = "which one: owner/name, the name alone of one that is known, or its URL",
                    label = "REPOSITORY",
                    min = 1,
                    max = 1_000,
                    like = "ada/engine")
            String repository,

            @Says(
                    value =
                            "where to; the folder is made (default: beside others of its owner, else as owner/name below the root with most projects)",
                    label = "DIR",
                    min = 1,
                    max = ProjectPath.CHARS_MAX,
                    like = "/home/ada/code/engine")
            Optional<String> target,

            @Says("say only where it would go, and which known ones are called alike")
            boolean suggest) {}

    /**
     * What became of it.
     *
     * @param cloned whether it is there now
     * @param alike repositories that are known and called alike, if that was asked for
     */
    private record Cloned(String repository, String url, String path, boolean cloned, List<String> alike) {}

    /**
     * Which one is meant.
     *
     * @param fullName owner and name as somebody spells them
     */
    private record Wanted(RemoteIdentity identity, String fullName, String url) {}

    Operation<?, Ground> operation(String name, String id) {
        return Operation.<Asked, Ground>works(name, id, "POST /repositories/clone", Asked.class)
                .says(
                        "Clones a repository, and records the project that it makes.",
                        "No git program is needed, but that of SSH where the URL is one of it. A token of GitHub is used"
                                + " over HTTPS and kept nowhere. A place where something is already is refused.")
                .takesLong()
                .called(commandForm ->
                        commandForm.words("repository").folder("target").begins())
                .answers("Cloned", Cloned.class, this::cloned);
    }

    private Outcome cloned(Asked it, Call call, Ground ground) {
        ProjectOperations.current(ground);
        ProjectQueries queries = ProjectOperations.queries(ground);
        Wanted wanted = wanted(it.repository(), queries);
        RemoteIdentity identity = wanted.identity();
        String url = wanted.url();
        List<ProjectView> projects = queries.projects(ProjectQueries.Filter.PRESENT);
        Path target =
                call.path("target", it.target().orElseGet(() -> place(wanted, projects, queries.roots())), "folder");
        if (it.suggest()) {
            return Outcome.shown(
                    new Cloned(identity.text(), url, target.toString(), false, alike(identity.name(), queries)));
        }
        refuseTaken(target, identity, it.target().isPresent() ? List.of() : projects);
        return new Outcome.Work(identity.text(), progress -> {
            bring(url, target, progress);
            ground.commands().submit(call.submission(observed(target)).unkeyed());
            ProjectOperations.current(ground);
            return new Cloned(identity.text(), url, target.toString(), true, List.of());
        });
    }

    private void bring(String url, Path target, Progress progress) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            GitRemote.clone(url, target, GitHubSync.logins(machine), progress::at);
        } catch (IOException e) {
            throw Rejected.conflict(
                    "%s cannot be made (%s): name another target", target, String.valueOf(e.getMessage()));
        } catch (GitRemote.Failed e) {
            throw Rejected.conflict("it could not be cloned: %s", String.valueOf(e.getMessage()));
        }
    }

    private static ProjectCommand.Observe observed(Path target) {
        return Discovery.at(target)
                .map(checkout ->
                        new ProjectCommand.Observe(ProjectPath.normal(target.toString()), Observation.first(checkout)))
                .orElseThrow(() -> Rejected.conflict("%s was cloned and is no repository now", target));
    }

    private static void refuseTaken(Path target, RemoteIdentity identity, List<ProjectView> projects) {
        projects.stream()
                .filter(projectView -> projectView.repository().equals(Optional.of(identity.text())))
                .findFirst()
                .ifPresent(projectView -> {
                    throw Rejected.conflict(
                            "%s is here already, at %s: name a target to clone it there, too",
                            identity, projectView.path());
                });
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw Rejected.conflict("%s is there already: name another target to clone %s to", target, identity);
        }
    }

    private Wanted wanted(String named, ProjectQueries queries) {
        boolean isUrl = named.contains(":");
        if (isUrl && !RemoteIdentity.withoutLogin(named).equals(named)) {
            throw Rejected.invalidAt("/repository", "the URL says who logs in, which would be kept: leave that out");
        }
        Optional<RemoteIdentity> identity = isUrl
                ? RemoteIdentity.of(named)
                : named.contains("/") ? identity(named) : Optional.of(called(named, queries));
        return identity.filter(
                        remoteIdentity -> Stream.of((remoteIdentity.owner() + "/" + remoteIdentity.name()).split("/"))
                                .noneMatch(part -> part.equals(".") || part.equals("..")))
                .map(remoteIdentity -> wanted(
                        remoteIdentity,
                        named,
                        isUrl,
                        queries.repository(remoteIdentity.text()).map(RepositoryView::facts)))
                .orElseThrow(() ->
                        Rejected.invalidAt("/repository", "'%s' is no repository: want owner/name, or a URL", named));
    }

    private static Wanted wanted(
            RemoteIdentity identity, String named, boolean isUrl, Optional<RepositoryFacts> known) {
        String[] words =
                named.replaceFirst("/+$", "").replaceFirst("[.]git$", "").split("[/:]");
        int parts = identity.text().split("/").length - 1;
        String fullName = known.map(RepositoryFacts::fullName)
                .orElseGet(() ->
                        String.join("/", List.of(words).subList(Math.max(0, words.length - parts), words.length)));
        String url = isUrl
                ? named
                : known.flatMap(RepositoryFacts::cloneUrl)
                        .orElseGet(() -> "https://%s/%s.git".formatted(identity.host(), fullName));
        return new Wanted(identity, fullName, url);
    }

    private Optional<RemoteIdentity> identity(String named) {
        boolean withHost = named.indexOf('/') != named.lastIndexOf('/');
        return RemoteIdentity.parse(withHost ? named : GitHubSync.host(machine) + "/" + named);
    }

    private static RemoteIdentity called(String name, ProjectQueries queries) {
        List<String> all = queries.repositories().stream()
                .filter(repositoryView -> !repositoryView.gone()
                        && ProjectPath.name(repositoryView.id()).equalsIgnoreCase(name))
                .map(RepositoryView::id)
                .toList();
        if (all.size() != 1) {
            List<String> alike = all.isEmpty() ? alike(name, queries) : all;
            throw Rejected.invalidAt(
                    "/repository",
                    "%s repository that is known is called '%s': want owner/name%s",
                    all.isEmpty() ? "no" : "more than one",
                    name,
                    alike.isEmpty() ? "" : ", such as " + String.join(", ", alike));
        }
        return RemoteIdentity.parse(all.getFirst()).orElseThrow();
    }

    private static List<String> alike(String name, ProjectQueries queries) {
        Stream<String> ids = queries.repositories().stream()
                .filter(repositoryView -> !repositoryView.gone())
                .map(RepositoryView::id);
        return Similarity.most(name, ids, Function.identity(), ALIKE_MAX);
    }

    /** Beside most others of its owner, else below the root with most projects, else where gum puts it. */
    private String place(Wanted wanted, List<ProjectView> projects, List<ScanRootView> roots) {
        String owner = wanted.identity().host() + "/" + wanted.identity().owner() + "/";
        String below = wanted.fullName();
        Map<String, Long> folders = projects.stream()
                .filter(projectView -> projectView
                        .repository()
                        .filter(id -> id.startsWith(owner))
                        .isPresent())
                .collect(Collectors.groupingBy(
                        projectView -> projectView
                                .path()
                                .substring(0, Math.max(1, projectView.path().lastIndexOf('/'))),
                        Collectors.counting()));
        return folders.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue()
                        .thenComparing(Map.Entry.<String, Long>comparingByKey().reversed()))
                .map(entry -> entry.getKey() + "/" + ProjectPath.name(below))
                .or(() -> roots.stream()
                        .filter(scanRootView -> Files.isDirectory(Path.of(scanRootView.path())))
                        .max(Comparator.<ScanRootView, Long>comparing(scanRootView ->
                                        scanRootView.repositories().orElse(0L))
                                .thenComparing(ScanRootView::path, Comparator.reverseOrder()))
                        .map(scanRootView -> scanRootView.path() + "/" + below))
                .or(() -> Roots.usual(machine.home()).stream().findFirst().map(text -> text + "/" + below))
                .orElseGet(() -> machine.home().resolve(below).toString());
    }
}
