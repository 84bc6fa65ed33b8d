package dev.daybook.code.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a tree git would not look at, and those that nobody wants to: by the {@code .gitignore} of a folder and
 * of all above it up to that of the repository, then {@code info/exclude}, then what the user has said for all
 * repositories. The rule that is nearest to a file decides, and within a file of rules the last one. What git tracks it
 * does not ignore, whatever they say. For one thread.
 */
final class IgnoreRules {

    private static final String GITIGNORE = ".gitignore";

    /** Rules are a page of text. */
    private static final long FILE_BYTES_MAX = 4 << 20;

    /** Where a list of rules counts. */
    private record At(Path folder, IgnoreNode rules) {}

    private final IgnoreNode always;
    /** The nearest first. */
    private final List<At> files;

    private final Tracked tracked;
    /** Whether all that is not tracked is ignored, as in a folder that is. */
    private final boolean onlyTracked;

    private IgnoreRules(IgnoreNode always, List<At> files, Tracked tracked, boolean onlyTracked) {
        this.always = always;
        this.files = files;
        this.tracked = tracked;
        this.onlyTracked = onlyTracked;
    }

    /**
     * Returns the rules of a root, but for those in it.
     *
     * @param always patterns that count whatever any file says
     * @param environment where git looks for the user's own rules
     */
    static IgnoreRules above(Path root, List<String> always, Map<String, String> environment) throws IOException {
        var node = new IgnoreNode(always.stream().map(FastIgnoreRule::new).toList());
        Optional<Path> top = Commits.top(root);
        var files = new ArrayList<At>();
        Tracked tracked = Tracked.nothing();
        if (top.isPresent()) {
            for (Path folder = root.getParent();
                    folder != null && folder.startsWith(top.get());
                    folder = folder.getParent()) {
                add(files, folder, folder.resolve(GITIGNORE));
            }
            Path git = own(top.get().resolve(".git"));
            add(files, top.get(), common(git).resolve("info/exclude"));
            tracked = Tracked.of(top.get(), git);
        }
        Path base = top.orElse(root);
        Optional<Path> own = users(environment);
        if (own.isPresent()) {
            add(files, base, own.get());
        }
        return new IgnoreRules(node, List.copyOf(files), tracked, false);
    }

    /** Returns those that count in a folder: with its own in front. */
    IgnoreRules in(Path folder) throws IOException {
        if (onlyTracked) {
            return this; // no rule says more
        }
        var with = new ArrayList<At>();
        add(with, folder, folder.resolve(GITIGNORE));
        if (with.isEmpty()) {
            return this;
        }
        with.addAll(files);
        return new IgnoreRules(always, List.copyOf(with), tracked, false);
    }

    /**
     * Returns the rules for what lies in a folder, or these for a file, of the folder that these are of; nothing if it is
     * ignored: what lies in such a folder is not asked.
     */
    Optional<IgnoreRules> allow(Path path, String below, boolean isFolder) {
        if (Boolean.TRUE.equals(always.checkIgnored(below, isFolder))) {
            return Optional.empty();
        }
        if (!onlyTracked && !isNamed(path, isFolder)) {
            return Optional.of(this);
        }
        return tracked.has(path, isFolder)
                ? Optional.of(new IgnoreRules(always, files, tracked, true))
                : Optional.empty();
    }

    /** As {@link Tracked#isUnreadable}. */
    boolean isIndexUnreadable() {
        return tracked.isUnreadable();
    }

    private boolean isNamed(Path path, boolean isFolder) {
        for (At file : files) {
            Boolean said = said(file, path, isFolder);
            if (said != null) {
                return said;
            }
        }
        return false;
    }

    private static @Nullable Boolean said(At file, Path path, boolean isFolder) {
        return file.rules.checkIgnored(SourceTree.name(file.folder, path), isFolder);
    }

    private static void add(List<At> files, Path folder, Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file) || Files.size(file) > FILE_BYTES_MAX) {
            return;
        }
        var rules = new IgnoreNode();
        try (InputStream in = Files.newInputStream(file)) {
            rules.parse(file.toString(), in);
        } catch (NoSuchFileException _) {
            return; // it went away meanwhile
        }
        if (!rules.getRules().isEmpty()) {
            files.add(new At(folder, rules));
        }
    }

    /** Returns the folder of a repository or of a worktree. */
    static Path own(Path git) throws IOException {
        if (!Files.isRegularFile(git)) {
            return git;
        }
        String said = Files.readString(git).strip();
        try {
            return git.resolveSibling(
                            said.startsWith("gitdir:")
                                    ? said.substring("gitdir:".length()).strip()
                                    : "")
                    .normalize();
        } catch (InvalidPathException e) {
            throw new IOException("%s names no folder: %s".formatted(git, e.getReason()), e);
        }
    }

    /** A worktree has its own folder, and shares the rules of the repository. */
    private static Path common(Path own) throws IOException {
        Path common = own.resolve("commondir");
        return Files.isRegularFile(common)
                ? own.resolve(Files.readString(common).strip()).normalize()
                : own;
    }

    private static Optional<Path> users(Map<String, String> environment) throws IOException {
        Optional<Path> home = Optional.ofNullable(environment.get("HOME"))
                .filter(said -> !said.isEmpty())
                .map(Path::of);
        Optional<Path> settings = Optional.ofNullable(environment.get("XDG_CONFIG_HOME"))
                .filter(said -> !said.isEmpty())
                .map(Path::of)
                .or(() -> home.map(folder -> folder.resolve(".config")))
                .map(folder -> folder.resolve("git"));
        Optional<Path> configured = Optional.empty();
        for (Optional<Path> file : List.of(
                home.map(folder -> folder.resolve(".gitconfig")), settings.map(folder -> folder.resolve("config")))) {
            if (configured.isEmpty() && file.filter(Files::isReadable).isPresent()) {
                configured = excludesFile(file.get(), home);
            }
        }
        return configured.isPresent() ? configured : settings.map(folder -> folder.resolve("ignore"));
    }

    private static Optional<Path> excludesFile(Path config, Optional<Path> home) throws IOException {
        var parsed = new Config();
        try {
            parsed.fromText(Files.readString(config));
        } catch (ConfigInvalidException e) {
            throw new IOException("%s cannot be read: %s".formatted(config, e.getMessage()), e);
        }
        String said = parsed.getString("core", null, "excludesFile");
        if (said == null || said.isEmpty()) {
            return Optional.empty();
        }
        return said.startsWith("~/")
                ? home.map(folder -> folder.resolve(said.substring(2)))
                : Optional.of(config.resolveSibling(said));
    }
}
