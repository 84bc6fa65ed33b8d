package dev.daybook.project.discovery;

import dev.daybook.project.discovery.Checkout.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/**
 * Reads what git keeps of a repository: two small files, parsed as git does, and nothing of a user's or of the system's.
 * A branch is read by hand, as to open a repository costs twenty times as much; where refs are kept in a table, it is
 * opened.
 */
final class CheckoutReader {

    private static final String LINK = "gitdir:";
    private static final String BRANCH = "ref: refs/heads/";

    /** What stands in HEAD where refs are kept elsewhere. */
    private static final String ELSEWHERE = ".invalid";

    /** A configuration is a few lines, and a link is one. */
    private static final int FILE_BYTES_MAX = 4 << 20;

    private CheckoutReader() {}

    /**
     * Reads the repository of a working tree.
     *
     * @param git its {@code .git}: a folder, or a file that says where that is
     * @param path what the working tree is called
     * @throws IOException if what is there makes no repository; its message tells a person why
     */
    static Checkout read(Path git, Path path) throws IOException {
        boolean linked = !Files.isDirectory(git);
        Path directory = linked ? linked(git) : git;
        Path common = linked ? common(directory) : directory;
        Kind kind =
                !common.equals(directory) ? Kind.WORKTREE : linked && isModule(directory) ? Kind.SUBMODULE : Kind.MAIN;
        return new Checkout(path, kind, directory, common, remotes(common), branch(directory, common));
    }

    private static Path linked(Path file) throws IOException {
        String text = text(file).strip();
        if (!text.startsWith(LINK)) {
            throw new IOException("it is a file and does not say where its repository is: want 'gitdir: PATH'");
        }
        Path directory =
                file.resolveSibling(text.substring(LINK.length()).strip()).normalize();
        if (!Files.isDirectory(directory)) {
            throw new IOException("its repository is not there: %s".formatted(directory));
        }
        return directory;
    }

    private static Path common(Path directory) throws IOException {
        try {
            return directory
                    .resolve(text(directory.resolve("commondir")).strip())
                    .normalize();
        } catch (NoSuchFileException _) {
            return directory;
        }
    }

    private static boolean isModule(Path directory) {
        for (Path part : directory) {
            if (part.toString().equals("modules")) {
                return true;
            }
        }
        return false;
    }

    private static SequencedMap<String, String> remotes(Path common) throws IOException {
        var remotes = new LinkedHashMap<String, String>();
        var config = new Config();
        try {
            config.fromText(text(common.resolve("config")));
        } catch (NoSuchFileException _) {
            return remotes;
        } catch (ConfigInvalidException e) {
            throw new IOException("its configuration cannot be read: " + e.getMessage(), e);
        }
        for (String name : config.getSubsections("remote")) {
            Stream.of(config.getStringList("remote", name, "url")) // git pushes to all and fetches from the first
                    .findFirst()
                    .ifPresent(url -> remotes.put(name, url));
        }
        return remotes;
    }

    private static Optional<String> branch(Path directory, Path common) throws IOException {
        Path head = directory.resolve("HEAD");
        try {
            String text = text(head).strip();
            if (!text.startsWith("ref:") && Files.isSymbolicLink(head)) { // as old repositories have it
                text = "ref: " + Files.readSymbolicLink(head);
            }
            return Optional.of(text)
                    .filter(oneText -> oneText.startsWith(BRANCH))
                    .map(oneText -> oneText.substring(BRANCH.length()))
                    .flatMap(oneText -> oneText.equals(ELSEWHERE) ? RootCommits.branch(common) : Optional.of(oneText));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static String text(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) { // a pipe would be waited for
            throw new IOException("%s is no regular file".formatted(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new IOException("%s has more than %d bytes".formatted(file, FILE_BYTES_MAX));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
