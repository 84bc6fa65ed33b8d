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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.jgit.transport.CredentialsProvider;

/** Fetches what the remotes of all projects here have, many at once. What is checked out stays as it is. */
final class LocalFetch {

    /** It waits for hosts, as many as gum asks at once. */
    private static final int THREADS = 20;

    private static final long HEARD_EVERY_MS = 200;

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
        var unwanted = new AtomicBoolean();
        try (var threads =
                Executors.newFixedThreadPool(THREADS, Thread.ofVirtual().factory())) { // let go of a socket
            try {
                List<Future<Asked>> all = repositories.stream()
                        .map(checkout -> threads.submit(() -> {
                            Asked asked = fetched(checkout, logins, dryRun, unwanted::get);
                            done.getAndIncrement();
                            return asked;
                        }))
                        .toList();
                var asked = new ArrayList<Asked>();
                for (Future<Asked> one : all) {
                    asked.add(awaited(one, () -> progress.at(done.get(), all.size(), "fetching")));
                }
                return asked;
            } finally {
                unwanted.set(true);
                threads.shutdownNow();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** @param meanwhile throws if nobody waits any more */
    private static <T> T awaited(Future<T> of, Runnable meanwhile) throws InterruptedException, ExecutionException {
        while (true) { // until it has ended, or nobody waits
            meanwhile.run();
            try {
                return of.get(HEARD_EVERY_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // it is still asking
            }
        }
    }

    private static Asked fetched(
            Checkout it,
            Function<String, Optional<CredentialsProvider>> logins,
            boolean dryRun,
            BooleanSupplier unwanted) {
        String path = it.path().toString();
        try {
            return new Asked(path, GitRemote.fetch(it, logins, dryRun, unwanted), Optional.empty());
        } catch (GitRemote.Failed e) {
            return new Asked(path, 0, Optional.ofNullable(e.getMessage()));
        }
    }

    private LocalFetch() {}
}
