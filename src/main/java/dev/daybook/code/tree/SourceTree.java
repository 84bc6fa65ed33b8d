package dev.daybook.code.tree;

import dev.daybook.text.IoReasons;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * A folder with source files. Links are not followed: what they lead to is found where it lies, if it lies in the tree.
 * What cannot be read is listed and never ends a walk. Thread-safe.
 */
public final class SourceTree {

    /** What is in no index, whatever the rules of the tree say: what tools make, and what belongs to others. */
    public static final List<String> USUAL_EXCLUDES = List.of(
            ".git",
            ".hg",
            ".svn",
            "node_modules",
            "dist",
            "build",
            "__pycache__",
            "*.pyc",
            ".venv",
            "*.min.js",
            "*.map");

    /** Stands for bytes that are no character: a name that has it leads to another file, or none. */
    private static final char UNREADABLE = '\uFFFD';

    private static final int FILES_MAX = 2_000_000;
    private static final long TOLD_EVERY = 1_000;
    private static final long GO_MOD_BYTES_MAX = 1 << 20;

    private static final String UNREADABLE_INDEX =
            "is damaged, or of a form that is not read here: files that git tracks although it ignores them are left out"
                    + " (git update-index --no-split-index makes a split one whole)";

    /**
     * How far a walk goes.
     *
     * @param fileBytesMax larger files are skipped
     * @param depthMax how many folders deep
     * @param excludes patterns as of {@code .gitignore}, beside those
     */
    public record Limits(long fileBytesMax, int depthMax, List<String> excludes) {
        public static final Limits USUAL = new Limits(10 << 20, 64, USUAL_EXCLUDES);
    }

    /** A file as the system lists it; {@code path} is that below the root, with slashes. */
    public record Entry(String path, long sizeBytes, Instant modifiedAt) {}

    /** What could not be read, and why. */
    public record Flaw(String path, String reason) {}

    /**
     * What a walk found.
     *
     * @param files by path
     * @param ignored files and folders that the rules leave out
     * @param tooLarge files beyond the limit
     * @param tooDeep folders beyond the limit
     * @param links that were not followed
     * @param others what is no file: pipes, devices
     * @param flaws what could not be read; a folder ends with a slash
     * @param ownModules what modules of the tree begin with, where a file does not tell
     */
    public record Walked(
            List<Entry> files,
            long ignored,
            long tooLarge,
            long tooDeep,
            long links,
            long others,
            List<Flaw> flaws,
            List<String> ownModules) {

        /** Returns whether a file may be there although the walk has not seen it. */
        public boolean isUnseen(String path) {
            return flaws.stream()
                    .anyMatch(
                            flaw -> path.equals(flaw.path) || (flaw.path.endsWith("/") && path.startsWith(flaw.path)));
        }
    }

    private final Path root;
    private final Limits limits;
    private final Map<String, String> environment;

    /**
     * @param root an existing folder
     * @param environment where git looks for the user's own rules
     */
    public SourceTree(Path root, Limits limits, Map<String, String> environment) throws IOException {
        this.root = root.toRealPath();
        this.limits = limits;
        this.environment = environment;
    }

    public Path root() {
        return root;
    }

    public Path resolve(String path) {
        return root.resolve(path.replace('/', File.separatorChar));
    }

    /**
     * Returns whether anything of a file was changed after a moment, by the time that the system itself keeps of it: who
     * writes a file may set back when it was modified, as {@code rsync} and {@code tar} do. Where the system keeps none,
     * nothing was.
     */
    public boolean wasTouchedAfter(String path, Instant moment) {
        try {
            return Files.getAttribute(resolve(path), "unix:ctime", LinkOption.NOFOLLOW_LINKS)
                            instanceof FileTime touched
                    && touched.toInstant().isAfter(moment);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return false;
        }
    }

    /** Returns a path below a folder, with slashes. */
    static String name(Path folder, Path path) {
        String name = folder.relativize(path).toString();
        return File.separatorChar == '/' ? name : name.replace(File.separatorChar, '/');
    }

    /**
     * Lists all files.
     *
     * @param seen hears at times how many were seen; what it throws ends the walk
     * @throws IOException if the root itself cannot be read
     */
    public Walked walk(LongConsumer seen) throws IOException {
        var walk = new Walk(seen);
        walk.run();
        return walk.result();
    }

    /** Returns the folder in which git says what it tracks of the tree; nothing if it is part of no repository. */
    Optional<Path> git() {
        try {
            Optional<Path> top = Commits.top(root);
            return top.isPresent() ? Optional.of(IgnoreRules.own(top.get().resolve(".git"))) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // a walk says so
        }
    }

    /** Returns the folders that a walk looks into, the root first. */
    List<Path> folders() throws IOException {
        var walk = new Walk(_ -> {});
        walk.run();
        return walk.folders;
    }

    private record Folder(Path path, int depth, IgnoreRules rules) {}

    /** One walk, without recursion: a tree may be deeper than a stack. */
    private final class Walk {
        private final LongConsumer seen;
        private final Deque<Folder> open = new ArrayDeque<>();
        private final List<Entry> files = new ArrayList<>();
        private final List<Flaw> flaws = new ArrayList<>();
        private final List<Path> folders = new ArrayList<>();
        private final TreeSet<String> ownModules = new TreeSet<>();
        private long looked;
        private long ignored;
        private long tooLarge;
        private long tooDeep;
        private long links;
        private long others;

        Walk(LongConsumer seen) {
            this.seen = seen;
        }

        void run() throws IOException {
            IgnoreRules rules = IgnoreRules.above(root, limits.excludes, environment);
            open.push(new Folder(root, 0, rules));
            try (var _ = Files.newDirectoryStream(root)) { // else everything would seem to be gone
                while (!open.isEmpty()) {
                    look(open.pop());
                }
            }
            if (rules.isIndexUnreadable()) {
                flaws.add(new Flaw(".git/index", UNREADABLE_INDEX));
            }
        }

        private void look(Folder folder) {
            try {
                folders.add(folder.path);
                IgnoreRules rules = folder.rules.in(folder.path);
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path)) {
                    for (Path entry : entries) {
                        look(entry, folder.depth, rules);
                    }
                }
            } catch (DirectoryIteratorException e) {
                flaw(folder.path, true, Objects.requireNonNull(e.getCause()));
            } catch (IOException e) {
                flaw(folder.path, true, e);
            }
        }

        private void look(Path path, int depth, IgnoreRules rules) {
            looked++;
            if (looked % TOLD_EVERY == 0) {
                seen.accept(looked);
            }
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String name = name(root, path);
                if (name.indexOf(UNREADABLE) >= 0 && Files.notExists(resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    flaw(path, attributes.isDirectory(), new IOException("its name is no UTF-8"));
                } else if (attributes.isSymbolicLink()) {
                    links++;
                } else {
                    Optional<IgnoreRules> allowed = rules.allow(path, name, attributes.isDirectory());
                    if (allowed.isEmpty() || (attributes.isDirectory() && isData(path))) {
                        ignored++;
                    } else if (attributes.isDirectory()) {
                        folder(path, depth, allowed.get());
                    } else if (!attributes.isRegularFile()) {
                        others++;
                    } else {
                        file(path, name, attributes);
                    }
                }
            } catch (IOException e) {
                flaw(path, false, e);
            }
        }

        /** What Daybook itself keeps is no source, and its token is nobody else's. */
        private static boolean isData(Path folder) {
            return Files.exists(folder.resolve("journal.db")) && Files.isDirectory(folder.resolve("read"));
        }

        private void folder(Path path, int depth, IgnoreRules rules) {
            if (depth + 1 >= limits.depthMax) {
                tooDeep++;
            } else {
                open.push(new Folder(path, depth + 1, rules));
            }
        }

        private void file(Path path, String name, BasicFileAttributes attributes) throws IOException {
            if (attributes.size() > limits.fileBytesMax) {
                tooLarge++;
                return;
            }
            if (files.size() >= FILES_MAX) {
                throw new IOException("the tree has more than %d files".formatted(FILES_MAX));
            }
            files.add(new Entry(name, attributes.size(), modifiedAt(attributes)));
            String file = path.getFileName().toString();
            if (file.equals(GoModule.FILE) && attributes.size() <= GO_MOD_BYTES_MAX && Files.isReadable(path)) {
                GoModule.of(Files.readAllBytes(path)).map(GoModule::name).ifPresent(ownModules::add);
            }
            python(name);
        }

        /** A package is a folder with this file, or a file, in the root or in the folder for sources. */
        private void python(String name) {
            String below = name.startsWith("src/") ? name.substring("src/".length()) : name;
            int slash = below.indexOf('/');
            if (slash < 0 && below.endsWith(".py")) {
                ownModules.add(below.substring(0, below.length() - ".py".length()));
            } else if (slash > 0 && below.indexOf('/', slash + 1) < 0 && below.endsWith("/__init__.py")) {
                ownModules.add(below.substring(0, slash));
            }
        }

        private void flaw(Path path, boolean isFolder, IOException e) {
            if (e instanceof NoSuchFileException) {
                return; // it went away since it was listed
            }
            flaws.add(new Flaw(name(root, path) + (isFolder ? "/" : ""), IoReasons.of(e)));
        }

        Walked result() {
            seen.accept(looked);
            files.sort(Comparator.comparing(Entry::path));
            return new Walked(
                    files, ignored, tooLarge, tooDeep, links, others, List.copyOf(flaws), List.copyOf(ownModules));
        }
    }

    /** The journal keeps milliseconds of it. */
    public static Instant modifiedAt(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
    }
}
