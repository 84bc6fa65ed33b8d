package dev.daybook.project.discovery;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * By what a repository is known wherever it lies: the commit that its main line began with. The way there goes from
 * each commit to its first parent, so that a history that was merged in later does not change it.
 */
final class RootCommits {

    /** The one that clones have of their origin comes first: in a clone as in its origin it is the same line. */
    private static final List<String> MAIN =
            List.of("refs/remotes/origin/HEAD", "refs/heads/main", "refs/heads/master", Constants.HEAD);

    /** What is read besides to find a commit. */
    private static final List<String> READ = List.of("config", "packed-refs", "objects/info/alternates");

    /** Longer than any history known; each commit that was passed is kept in memory, with 100 bytes or so. */
    private static final int COMMITS_MAX = 2_000_000;

    /** Whoever changes the beginning of a history has a short one: to read so many takes milliseconds. */
    private static final int COMMITS_OF_A_REWRITE = 500;

    static {
        SystemReader.setInstance(new OnlyRepositories(SystemReader.getInstance()));
    }

    private RootCommits() {}

    /** From then on JGit leaves the configuration of this machine alone. */
    static void alone() {
        // what the class does when it is first meant
    }

    /**
     * Returns whether a branch may have another history than at that time: by when the folders were changed that branches
     * lie in, or the working tree was put where it is.
     */
    static boolean isChanged(Checkout checkout, Instant since) {
        Path common = checkout.common();
        Path branches = common.resolve("refs/heads");
        return Stream.of(
                                common.resolve(Constants.HEAD),
                                common.resolve("packed-refs"),
                                common.resolve("refs/remotes/origin"),
                                common.resolve("reftable"),
                                branches,
                                checkout.branch()
                                        .map(branches::resolve)
                                        .orElse(branches)
                                        .getParent())
                        .anyMatch(path -> path.toFile().lastModified() >= since.toEpochMilli()) // 0 if it is not there
                || wasPut(checkout.path(), since);
    }

    private static boolean wasPut(Path folder, Instant since) {
        try {
            return ((FileTime) Files.getAttribute(folder, "unix:ctime"))
                    .toInstant()
                    .isAfter(since);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return false;
        }
    }

    /**
     * Returns it, unless there is no commit, only the end of the history is there, or what is there cannot be read.
     *
     * @param known what it was: if it is there, a long history is not read to its beginning again
     */
    static Optional<String> of(Path common, Optional<String> known) {
        if (Files.exists(common.resolve("shallow")) || !hasBranches(common) || hasPipes(common)) {
            return Optional.empty();
        }
        try (FileRepository repository = new FileRepository(common.toFile());
                RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            for (String name : MAIN) {
                ObjectId head = repository.resolve(name);
                if (head != null) {
                    return first(walk, walk.parseCommit(head), known);
                }
            }
            return Optional.empty();
        } catch (IOException | RuntimeException _) { // JGit tells of damaged files by both
            return Optional.empty();
        }
    }

    /** To see that there are none costs little, to open a repository much. */
    private static boolean hasBranches(Path common) {
        if (Files.exists(common.resolve("packed-refs")) || Files.exists(common.resolve("reftable"))) {
            return true;
        }
        try (Stream<Path> branches = Files.list(common.resolve("refs/heads"))) {
            return branches.findAny().isPresent();
        } catch (IOException _) {
            return false;
        }
    }

    /** JGit would wait for what somebody writes into them. */
    private static boolean hasPipes(Path common) {
        return Stream.concat(MAIN.stream(), READ.stream()).map(common::resolve).anyMatch(file -> {
            try {
                return Files.readAttributes(file, BasicFileAttributes.class).isOther();
            } catch (IOException _) {
                return false; // it is not there, or JGit tells that it cannot be read
            }
        });
    }

    private static Optional<String> first(RevWalk walk, RevCommit head, Optional<String> known) throws IOException {
        RevCommit commit = head;
        for (int i = 0; i < COMMITS_MAX; i++) {
            if (i == COMMITS_OF_A_REWRITE
                    && known.isPresent()
                    && walk.getObjectReader().has(ObjectId.fromString(known.get()))) {
                return known;
            }
            if (commit.getParentCount() == 0) {
                return Optional.of(commit.name());
            }
            commit = commit.getParent(0);
            walk.parseHeaders(commit);
        }
        return Optional.empty();
    }

    /** Returns what is checked out where refs are kept in a table. */
    static Optional<String> branch(Path common) {
        if (hasPipes(common)) {
            return Optional.empty();
        }
        try (FileRepository repository = new FileRepository(common.toFile())) {
            String name = Optional.ofNullable(repository.getFullBranch()).orElse("");
            return name.startsWith(Constants.R_HEADS)
                    ? Optional.of(name.substring(Constants.R_HEADS.length()))
                    : Optional.empty();
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /**
     * Keeps JGit from what is not a repository's: by itself it reads the configurations of user and system, measures the
     * clock of each file system by files that it writes into it, and writes down what it measured.
     */
    private static final class OnlyRepositories extends SystemReader.Delegate {

        OnlyRepositories(SystemReader all) {
            super(all);
        }

        /** Whoever has the program of SSH means it. */
        @Override
        public @Nullable String getenv(String variable) {
            String said = super.getenv(variable);
            return said == null && variable.equals("GIT_SSH") && GitRemote.isThere(GitRemote.SSH, path())
                    ? GitRemote.SSH
                    : said;
        }

        private String path() {
            return Objects.requireNonNullElse(super.getenv("PATH"), "");
        }

        @Override
        public FileBasedConfig openUserConfig(Config parent, FS fs) {
            return new Measured(fs);
        }

        @Override
        public FileBasedConfig openSystemConfig(Config parent, FS fs) {
            return new Measured(fs);
        }

        @Override
        public FileBasedConfig openJGitConfig(Config parent, FS fs) {
            return new Measured(fs);
        }
    }

    /** An empty configuration that says of each file system that it was measured. */
    private static final class Measured extends FileBasedConfig {

        private static final File NOWHERE = new File("");

        Measured(FS fs) {
            super(NOWHERE, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public String getString(String section, String subsection, String name) {
            return section.equals("filesystem") ? "1 seconds" : super.getString(section, subsection, name);
        }
    }
}
