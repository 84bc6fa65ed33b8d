package dev.daybook.project.discovery;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jgit.api.CloneCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BatchingProgressMonitor;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.SubmoduleConfig.FetchRecurseSubmodulesMode;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FileUtils;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings onto this machine what a remote has: all of it, or what is new. Needs no git program; over SSH it needs that of
 * SSH. What a login consists of is kept nowhere.
 */
public final class GitRemote {

    private static final Logger LOG = LoggerFactory.getLogger(GitRemote.class);

    /** A remote that says nothing for so long is not there. */
    private static final int TIMEOUT_SECONDS = 60;

    static final String SSH = "ssh";

    static {
        RootCommits.alone();
    }

    /** A remote did not give what was asked for; the message tells a person why. */
    @SuppressWarnings("serial")
    public static final class Failed extends Exception {
        private Failed(String url, String why) {
            super("%s: %s".formatted(url, why), null, false, false);
        }
    }

    /** Hears how far it is, from any thread; where it throws, or the thread is interrupted, it ends. */
    @FunctionalInterface
    public interface Listener {
        void at(long done, long total, String what);
    }

    /**
     * Clones a repository with its branches; nothing is left of one that could not be cloned.
     *
     * @param target a folder that is not there
     * @param login for a URL
     */
    public static void clone(
            String url, Path target, Function<String, Optional<CredentialsProvider>> login, Listener listener)
            throws Failed {
        reachable(url);
        CloneCommand command = Git.cloneRepository()
                .setURI(url)
                .setDirectory(target.toFile())
                .setTimeout(TIMEOUT_SECONDS)
                .setProgressMonitor(monitor(listener, () -> false));
        login.apply(url).ifPresent(command::setCredentialsProvider);
        boolean done = false;
        try {
            command.call().close();
            done = true;
        } catch (GitAPIException | JGitInternalException e) {
            throw failed(url, e);
        } finally {
            if (!done) { // JGit leaves what it had checked out
                remove(target);
            }
        }
    }

    private static void remove(Path folder) {
        try {
            FileUtils.delete(folder.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.IGNORE_ERRORS);
        } catch (IOException e) {
            LOG.warn("{} is left of a clone that failed: {}", folder, e.toString());
        }
    }

    /**
     * Fetches what all remotes of a repository have, and forgets the branches that they have no more. What is checked out
     * stays as it is.
     *
     * @param dryRun only asks what there is
     * @param unwanted whether nobody wants it any more: asked for all the time
     * @return how many references are otherwise than before
     */
    public static int fetch(
            Checkout of,
            Function<String, Optional<CredentialsProvider>> login,
            boolean dryRun,
            BooleanSupplier unwanted)
            throws Failed {
        int changed = 0;
        try (FileRepository repository = new FileRepository(of.common().toFile())) {
            for (var remote : of.remotes().entrySet()) {
                reachable(remote.getValue());
                try {
                    changed += Git.wrap(repository)
                            .fetch()
                            .setRemote(remote.getKey())
                            .setRemoveDeletedRefs(true)
                            .setRecurseSubmodules(FetchRecurseSubmodulesMode.NO)
                            .setTimeout(TIMEOUT_SECONDS)
                            .setDryRun(dryRun)
                            .setProgressMonitor(monitor((_, _, _) -> {}, unwanted))
                            .setCredentialsProvider(
                                    login.apply(remote.getValue()).orElse(null))
                            .call()
                            .getTrackingRefUpdates()
                            .size();
                } catch (GitAPIException | RuntimeException e) { // JGit tells of damaged files by both
                    throw failed(remote.getValue(), e);
                }
            }
            return changed;
        } catch (IOException e) {
            throw new Failed(of.path().toString(), String.valueOf(e.getMessage()));
        }
    }

    private static Failed failed(String url, Exception e) {
        Throwable cause = Stream.iterate((Throwable) e, failure -> failure != null, Throwable::getCause)
                .reduce((_, last) -> last)
                .orElse(e);
        String why = String.valueOf(cause.getMessage()).strip();
        if (cause instanceof UnknownHostException) {
            return new Failed(url, "no host of that name is known: see to its name, or to the network");
        }
        return new Failed(
                url,
                why.contains("not authorized") || why.contains("no CredentialsProvider")
                        ? "it wants somebody who may read it: gh auth login, or the token of its host, lets one in"
                        : why.replace(url + ": ", ""));
    }

    /** JGit speaks SSH only by the program of it. */
    private static void reachable(String url) throws Failed {
        try {
            URIish uri = new URIish(url);
            if (isOption(uri.getHost()) || isOption(uri.getUser())) {
                throw new Failed(url, "no host or user has a name that begins with '-'");
            }
            boolean ssh = SSH.equals(uri.getScheme()) || (uri.getScheme() == null && uri.getHost() != null);
            if (ssh && SystemReader.getInstance().getenv("GIT_SSH") == null) {
                throw new Failed(
                        url,
                        "the program ssh is not there: install OpenSSH, or name it by https://%s/%s"
                                .formatted(uri.getHost(), uri.getPath().replaceFirst("^/", "")));
            }
        } catch (URISyntaxException e) {
            throw new Failed(url, "it is no URL of a repository: " + e.getMessage());
        }
    }

    /** JGit hands both to the program of SSH, which would take it for an option, such as one that runs a command. */
    private static boolean isOption(@Nullable String name) {
        return name != null && name.startsWith("-");
    }

    /** Returns whether a program is there to be run. */
    static boolean isThere(String program, String folders) {
        return Stream.of(folders.split(File.pathSeparator))
                .filter(text -> !text.isEmpty())
                .anyMatch(text -> Files.isExecutable(Path.of(text, program)));
    }

    private static ProgressMonitor monitor(Listener listener, BooleanSupplier unwanted) {
        return new BatchingProgressMonitor() {
            @Override
            protected void onUpdate(String task, int done, Duration duration) {
                listener.at(done, 0, task);
            }

            @Override
            protected void onEndTask(String task, int done, Duration duration) {
                listener.at(done, 0, task);
            }

            @Override
            protected void onUpdate(String task, int done, int total, int percent, Duration duration) {
                listener.at(done, total, task);
            }

            @Override
            protected void onEndTask(String task, int done, int total, int percent, Duration duration) {
                listener.at(done, total, task);
            }

            @Override
            public boolean isCancelled() {
                return unwanted.getAsBoolean() || Thread.currentThread().isInterrupted();
            }
        };
    }

    private GitRemote() {}
}
