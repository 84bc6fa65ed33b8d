package dev.daybook.code.tree;

import dev.daybook.project.discovery.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.lib.BranchConfig;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ReflogEntry;
import org.eclipse.jgit.lib.ReflogReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.CommitTimeRevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/** The files of a source tree as they were committed; read without git's program. For one thread. */
public final class Commits implements AutoCloseable {

    /** A commit of the tree. */
    public record Commit(String id, Instant at, String message) {}

    /**
     * A file of a commit.
     *
     * @param path below the root of the source tree, with slashes
     * @param blob what names its bytes
     */
    public record Blob(String path, String blob) {}

    private static final String HEAD = "HEAD";

    /** The short name of what is checked out, where no date or branch follows in braces. */
    private static final Pattern HEAD_ALONE = Pattern.compile("^@(?!\\{)");

    /** What JGit reads otherwise than git does: what was checked out before, and what a branch follows. */
    private static final Pattern IN_BRACES = Pattern.compile("([^@]*)@\\{(\\d{1,9}|u|upstream)\\}(.*)");

    /** Git keeps seconds that a signed number of 32 bits holds; a later time would turn into one before all. */
    private static final Instant LATEST = Instant.ofEpochSecond(Integer.MAX_VALUE);

    private static final IgnoreNode LEFT_OUT = new IgnoreNode(
            SourceTree.USUAL_EXCLUDES.stream().map(FastIgnoreRule::new).toList());

    private final Repository repository;
    /** Where the source tree lies in the repository; empty if it is all of it. */
    private final String below;

    private Commits(Repository repository, String below) {
        this.repository = repository;
        this.below = below;
    }

    /**
     * Opens the repository that a source tree is part of; nothing if it is part of none.
     *
     * @throws IOException if it cannot be read
     */
    public static Optional<Commits> of(Path root) throws IOException {
        Path real = root.toRealPath();
        Discovery.leaveMachineAlone();
        Optional<Path> top = top(real);
        if (top.isEmpty()) {
            return Optional.empty();
        }
        try {
            Repository repository = new FileRepositoryBuilder()
                    .setGitDir(IgnoreRules.own(top.get().resolve(".git")).toFile())
                    .setMustExist(true)
                    .build();
            String format = repository.getConfig().getString("extensions", null, "objectFormat");
            if (format != null && !format.equalsIgnoreCase("sha1")) {
                repository.close();
                throw new IOException(
                        "its objects are named by %s: only those named by SHA-1 are read".formatted(format));
            }
            return Optional.of(new Commits(repository, SourceTree.name(top.get(), real)));
        } catch (IllegalArgumentException e) { // of its settings
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the folder of the repository that a folder is part of; nothing if it is part of none. */
    public static Optional<Path> top(Path inside) {
        for (Path folder = inside; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns a commit by its id or the beginning of it, a branch, a tag, {@code HEAD~2}, {@code HEAD@{1}}, or {@code @};
     * nothing if there is none.
     */
    public Optional<Commit> named(String name) throws IOException {
        try (var walk = new RevWalk(repository)) {
            Optional<String> plain = withoutBraces(HEAD_ALONE.matcher(name).replaceFirst(HEAD));
            ObjectId id = plain.isPresent() ? repository.resolve(plain.get() + "^{commit}") : null;
            return id == null ? Optional.empty() : Optional.of(commit(walk.parseCommit(id)));
        } catch (RevisionSyntaxException | AmbiguousObjectException | IncorrectObjectTypeException _) {
            return Optional.empty();
        }
    }

    /** Returns a name that JGit reads as git reads this one; nothing if it is no commit. */
    private Optional<String> withoutBraces(String name) throws IOException {
        Matcher parts = IN_BRACES.matcher(name);
        if (!parts.matches()) {
            return Optional.of(name);
        }
        String of = parts.group(1);
        String rest = parts.group(3);
        if (Character.isDigit(parts.group(2).charAt(0))) {
            return of.equals(HEAD)
                    ? checkedOut(Integer.parseInt(parts.group(2))).map(id -> id + rest)
                    : Optional.of(name);
        }
        String branch = of.isEmpty() || of.equals(HEAD) ? repository.getBranch() : Repository.shortenRefName(of);
        return Optional.ofNullable(branch)
                .map(it -> new BranchConfig(repository.getConfig(), it).getTrackingBranch())
                .map(followed -> followed + rest);
    }

    /** Returns what was checked out so many steps before, whichever branch it was. */
    private Optional<String> checkedOut(int before) throws IOException {
        ReflogReader log = repository.getRefDatabase().getReflogReader(HEAD);
        ReflogEntry entry = log == null ? null : log.getReverseEntry(before);
        return Optional.ofNullable(entry).map(it -> it.getNewId().name());
    }

    /** Returns the last commit before a time that what is checked out comes from; nothing if there was none yet. */
    public Optional<Commit> at(Instant time) throws IOException {
        ObjectId head = repository.resolve(HEAD);
        if (head == null) {
            return Optional.empty();
        }
        try (var walk = new RevWalk(repository)) {
            walk.markStart(walk.parseCommit(head));
            walk.sort(RevSort.COMMIT_TIME_DESC);
            walk.setRevFilter(CommitTimeRevFilter.before(time.isAfter(LATEST) ? LATEST : time));
            RevCommit found = walk.next();
            return Optional.ofNullable(found).map(Commits::commit);
        }
    }

    private static Commit commit(RevCommit commit) {
        return new Commit(
                commit.name(), Instant.ofEpochSecond(commit.getCommitTime()), String.valueOf(commit.getShortMessage()));
    }

    /**
     * Returns the files that a commit has below the root, by path; neither links nor other repositories, nor what is in no
     * index.
     */
    public List<Blob> files(Commit commit) throws IOException {
        var files = new ArrayList<Blob>();
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            tree.addTree(walk.parseCommit(ObjectId.fromString(commit.id())).getTree());
            if (!below.isEmpty()) {
                tree.setFilter(PathFilter.create(below));
            }
            while (tree.next()) {
                String path = tree.getPathString();
                boolean isAbove = path.length() <= below.length();
                String own = below.isEmpty() || isAbove ? path : path.substring(below.length() + 1);
                if (!isAbove && Boolean.TRUE.equals(LEFT_OUT.checkIgnored(own, tree.isSubtree()))) {
                    continue;
                }
                FileMode mode = tree.getFileMode(0);
                if (tree.isSubtree()) {
                    tree.enterSubtree();
                } else if (mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE) {
                    files.add(new Blob(own, tree.getObjectId(0).name()));
                }
            }
        }
        return files;
    }

    /** Returns what is in a file; nothing if it is larger than {@code bytesMax}. */
    public Optional<Contents> read(Blob file, long bytesMax) throws IOException {
        ObjectLoader loader = repository.open(ObjectId.fromString(file.blob()));
        return loader.getSize() > bytesMax
                ? Optional.empty()
                : Optional.of(Contents.of(loader.getBytes((int) Math.min(Integer.MAX_VALUE - 8, bytesMax))));
    }

    @Override
    public void close() {
        repository.close();
    }
}
