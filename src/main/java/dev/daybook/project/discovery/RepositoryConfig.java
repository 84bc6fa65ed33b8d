package dev.daybook.project.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.jspecify.annotations.Nullable;

/** The configuration of a repository alone, with the files that it includes; nothing of a user's or of the system's. */
final class RepositoryConfig extends Config {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path directory;

    private RepositoryConfig(Path directory) {
        this.directory = directory;
    }

    /**
     * Reads it.
     *
     * @param file of the configuration; without it, it is empty
     */
    static RepositoryConfig of(Path file) throws IOException {
        var config = new RepositoryConfig(file.resolveSibling(""));
        try {
            String text = CheckoutReader.text(file);
            config.fromText(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text); // as git reads it
            return config;
        } catch (NoSuchFileException _) {
            return config;
        } catch (ConfigInvalidException e) {
            throw new IOException("its configuration cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the names of its remotes and from where git fetches them, in its order. */
    SequencedMap<String, String> remotes() {
        var remotes = new LinkedHashMap<String, String>();
        for (String name : getSubsections("remote")) {
            Stream.of(getStringList("remote", name, "url")) // git pushes to all and fetches from the first
                    .findFirst()
                    .ifPresent(url -> remotes.put(name, written(url)));
        }
        return remotes;
    }

    /** Returns a URL as git understands it: {@code gh:} may stand for the beginning of one. */
    private String written(String url) {
        record Alias(String text, String base) {}
        return getSubsections("url").stream()
                .flatMap(base ->
                        Stream.of(getStringList("url", base, "insteadOf")).map(text -> new Alias(text, base)))
                .filter(one -> url.startsWith(one.text()))
                .max(Comparator.comparingInt(one -> one.text().length()))
                .map(one -> one.base() + url.substring(one.text().length()))
                .orElse(url);
    }

    @Override
    protected byte @Nullable [] readIncludedConfig(String path) throws ConfigInvalidException {
        try {
            return path.startsWith("~") ? null : CheckoutReader.bytes(directory.resolve(path));
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException | InvalidPathException e) {
            throw new ConfigInvalidException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns whether a folder is a submodule by the word of the repository that it lies in, though it keeps its
     * repository itself, as it does where it was cloned first.
     */
    static boolean isNamedAsModule(Path folder) {
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            Path modules = above.resolve(".gitmodules");
            if (Files.isRegularFile(modules) && Files.exists(above.resolve(Walk.GIT))) {
                return names(modules, above.relativize(folder).toString());
            }
        }
        return false;
    }

    private static boolean names(Path modules, String path) {
        try {
            Config config = of(modules);
            return config.getSubsections("submodule").stream()
                    .anyMatch(name -> Optional.ofNullable(config.getString("submodule", name, "path"))
                            .filter(path::equals)
                            .isPresent());
        } catch (IOException _) {
            return false; // whoever reads that repository is told
        }
    }
}
