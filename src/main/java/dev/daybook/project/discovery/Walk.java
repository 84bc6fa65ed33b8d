package dev.daybook.project.discovery;

import dev.daybook.project.discovery.Discovered.Flaw;
import dev.daybook.project.discovery.Roots.Root;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Looks through folders, several at once. Each thread takes the folder that it found last, so that what waits is as long
 * as the tree is deep and wide, not as large as it is; an idle one takes what another found first.
 *
 * <p>Links are not followed: what they lead to is found where it lies, if it lies below a root, and a ring of them leads
 * nowhere. Only a root and a {@code .git} may be links.
 */
final class Walk {

    static final String GIT = ".git";

    /** It waits for the file system more than it computes. */
    private static final int THREADS = Math.min(8, 2 * Runtime.getRuntime().availableProcessors());

    private static final long TOLD_EVERY_MS = 200;

    private final Roots roots;
    private final Set<Path> reals;
    private final Excludes excludes;
    private final Queue<Checkout> repositories = new ConcurrentLinkedQueue<>();
    private final Queue<Flaw> flaws = new ConcurrentLinkedQueue<>();
    private final AtomicLong folders = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Optional<Throwable> broken = Optional.empty();

    Walk(Roots roots, Excludes excludes) {
        this.roots = roots;
        this.reals = roots.there().stream().map(Root::real).collect(Collectors.toSet());
        this.excludes = excludes;
    }

    /** @throws InterruptedException if its caller is to end; the walk ends too */
    Discovered walk(Discovery.Listener listener) throws InterruptedException {
        try (var pool = new ForkJoinPool(THREADS)) {
            open.set(roots.there().size());
            if (roots.there().isEmpty()) {
                done.countDown();
            }
            roots.there().forEach(root -> pool.execute(() -> task(root, root.real())));
            try {
                while (!done.await(TOLD_EVERY_MS, TimeUnit.MILLISECONDS)) {
                    listener.at(folders.get(), found.get(), flaws.size());
                }
            } finally {
                pool.shutdownNow();
            }
        }
        broken.ifPresent(fault -> {
            throw new IllegalStateException("a walk through folders broke", fault);
        });
        listener.at(folders.get(), found.get(), flaws.size());
        return new Discovered(List.copyOf(repositories), List.copyOf(flaws), roots, Mounts.missing(), folders.get());
    }

    private void task(Root root, Path folder) {
        try {
            if (broken.isEmpty()) {
                look(root, folder);
            }
        } catch (RuntimeException | Error fault) {
            broken = Optional.of(fault);
        } finally {
            if (open.decrementAndGet() == 0) {
                done.countDown();
            }
        }
    }

    private void look(Root root, Path folder) {
        folders.incrementAndGet();
        var below = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().equals(GIT)) {
                    repository(root, folder, entry);
                } else if (isFolder(root, entry) && !reals.contains(entry) && !isLeftOut(root, entry)) {
                    below.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            flaw(root, folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            flaw(root, folder, e);
        }
        open.addAndGet(below.size());
        below.forEach(path -> ForkJoinTask.adapt(() -> task(root, path)).fork());
    }

    private boolean isFolder(Root root, Path entry) {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
        } catch (IOException e) {
            flaw(root, entry, e); // a folder may be listed and yet not be entered
            return false;
        }
    }

    /** A pattern may name it as people do, or where it is. */
    private boolean isLeftOut(Root root, Path entry) {
        return excludes.cover(entry) || (!root.named().equals(root.real()) && excludes.cover(root.named(entry)));
    }

    private void repository(Root root, Path folder, Path git) {
        try {
            repositories.add(CheckoutReader.read(git, root.named(folder)));
            found.incrementAndGet();
        } catch (IOException e) {
            flaw(root, git, e);
        }
    }

    private void flaw(Root root, Path path, IOException e) {
        Path named = root.named(path);
        switch (e) {
            case NoSuchFileException gone when gone.getFile().equals(path.toString()) -> {} // since it was listed
            case AccessDeniedException _ ->
                flaws.add(new Flaw(named, "it may not be read: chmod u+rX '%s' lets its owner".formatted(named)));
            default -> flaws.add(new Flaw(named, String.valueOf(e.getMessage())));
        }
    }
}
