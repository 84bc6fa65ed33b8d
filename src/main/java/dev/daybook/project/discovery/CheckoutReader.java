package dev.daybook.project.discovery;

import dev.daybook.project.discovery.Checkout.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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
        boolean own = Files.readAttributes(git, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isDirectory();
        Path directory = own ? git : Files.isDirectory(git) ? git.toRealPath() : linked(git);
        Path common = own ? directory : common(directory);
        Kind kind = !common.equals(directory)
                ? Kind.WORKTREE
                : isModule(directory) || RepositoryConfig.isNamedAsModule(path) ? Kind.SUBMODULE : Kind.MAIN;
        return new Checkout(
                path,
                kind,
                directory,
                common,
                RepositoryConfig.of(common.resolve("config")).remotes(),
                branch(directory, common));
    }

    private static Path linked(Path file) throws IOException {
        String text = text(file).replaceFirst("[\\r\\n]+$", "");
        if (!text.startsWith(LINK)) {
            throw new IOException("it is a file and does not say where its repository is: want 'gitdir: PATH'");
        }
        Path directory = file.resolveSibling(text.substring(LINK.length()).stripLeading());
        if (!Files.isDirectory(directory)) {
            throw new IOException("its repository is not there: %s".formatted(directory));
        }
        return directory.toRealPath();
    }

    private static Path common(Path directory) throws IOException {
        try {
            return directory
                    .resolve(text(directory.resolve("commondir")).strip())
                    .toRealPath();
        } catch (NoSuchFileException _) {
            return directory;
        }
    }

    /** Whether it lies in what git keeps of another repository; a folder of that name may lie anywhere. */
    private static boolean isModule(Path directory) {
        return Stream.iterate(directory, Objects::nonNull, Path::getParent)
                .anyMatch(above -> above.endsWith("modules") && Files.exists(above.resolveSibling("HEAD")));
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
                    .flatMap(
                            oneText -> oneText.equals(ELSEWHERE) ? elsewhere(directory, common) : Optional.of(oneText));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Of a further working tree nobody can tell: the table that is read is that of the first one. */
    private static Optional<String> elsewhere(Path directory, Path common) {
        return directory.equals(common) ? RootCommits.branch(common) : Optional.empty();
    }

    static String text(Path file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static byte[] bytes(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) { // a pipe would be waited for
            throw new IOException("%s is no regular file".formatted(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new IOException("%s has more than %d bytes".formatted(file, FILE_BYTES_MAX));
            }
            return bytes;
        }
    }
}
