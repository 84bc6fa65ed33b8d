package dev.daybook.project;

import dev.daybook.operation.Progress;
import dev.daybook.project.discovery.Checkout;
import dev.daybook.project.discovery.Discovery;
import dev.daybook.project.discovery.GitRemote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.jgit.transport.CredentialsProvider;

/** Fetches what the remotes of all projects here have, many at once. What is checked out stays as it is. */
final class LocalFetch {

    /** It waits for hosts, as many as gum asks at once. */
    private static final int THREADS = 20;

    /** One that was asked: how much is new, or why that is not known. */
    private record Asked(String path, int changed, Optional<String> error) {}

    /**
     * Fetches.
     *
     * @param projects that are there, as is known
     * @param dryRun asks, and fetches nothing
     * @throws InterruptedException if its caller is to end; what was fetched stays
     */
    static GitHubSync.Result run(
            List<ProjectView> projects,
            Function<String, Optional<CredentialsProvider>> logins,
            boolean dryRun,
            Progress progress)
            throws InterruptedException {
        var errors = new ArrayList<GitHubSync.Flaw>();
        Map<Path, Checkout> repositories = new LinkedHashMap<>(); // its worktrees share what is fetched
        for (ProjectView it : projects) {
            Optional<Checkout> there =
                    ProjectPath.isOne(it.path()) ? Discovery.at(Path.of(it.path())) : Optional.empty();
            there.ifPresentOrElse(
                    checkout -> repositories.putIfAbsent(checkout.common(), checkout),
                    () -> errors.add(new GitHubSync.Flaw(it.path(), "it is not there now, or cannot be read")));
        }
        repositories.values().removeIf(oneCheckout -> oneCheckout.remotes().isEmpty());
        int changed = 0;
        for (Asked it : all(List.copyOf(repositories.values()), logins, dryRun, progress)) {
            changed += it.changed() > 0 ? 1 : 0;
            it.error().ifPresent(why -> errors.add(new GitHubSync.Flaw(it.path(), why)));
        }
        return GitHubSync.Result.of(
                GitHubSync.REPOS,
                errors.isEmpty() ? changed > 0 ? "completed" : "unchanged" : "partial",
                repositories.size(),
                changed,
                errors);
    }

    private static List<Asked> all(
            List<Checkout> repositories,
            Function<String, Optional<CredentialsProvider>> logins,
            boolean dryRun,
            Progress progress)
            throws InterruptedException {
        var done = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var asked = new ArrayList<Asked>();
            for (Future<Asked> one : threads.invokeAll(repositories.stream()
                    .<Callable<Asked>>map(checkout -> () -> {
                        progress.at(done.getAndIncrement(), repositories.size(), "fetching");
                        return fetched(checkout, logins, dryRun);
                    })
                    .toList())) {
                asked.add(one.get());
            }
            return asked;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cancelled
                    ? cancelled
                    : new IllegalStateException(e.getCause());
        }
    }

    private static Asked fetched(Checkout it, Function<String, Optional<CredentialsProvider>> logins, boolean dryRun) {
        String path = it.path().toString();
        try {
            return new Asked(path, GitRemote.fetch(it, logins, dryRun), Optional.empty());
        } catch (GitRemote.Failed e) {
            return new Asked(path, 0, Optional.ofNullable(e.getMessage()));
        }
    }

    private LocalFetch() {}
}
