package dev.daybook.session.ait42;

import dev.daybook.importing.Limits;
import dev.daybook.importing.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the tool keeps its files: a folder of its own, in a home directory or, in the first era, in a project. The root
 * may be the folder or the one around it.
 */
record Home(Path folder) {

    static Home of(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        return new Home(
                Ait42.HOME.equals(String.valueOf(absolute.getFileName())) ? absolute : absolute.resolve(Ait42.HOME));
    }

    boolean exists() {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the folder around it. */
    Path around() {
        return folder.resolveSibling("");
    }

    SourceTree tree(Limits limits) {
        return new SourceTree(folder, Ait42.HOME, limits);
    }

    /** Returns whether its one file is that of a project: nothing else is there, and nobody is at home there. */
    boolean isOfProject() {
        if (isThere(Ait42.SESSIONS) || isThere(Ait42.MAPPING) || isThere(SessionsDatabase.NAME)) {
            return false;
        }
        return isThere(Ait42.ONE)
                && !around().equals(Path.of(System.getProperty("user.home", "/"))
                        .toAbsolutePath()
                        .normalize());
    }

    /** Returns the files that are named as those of workspaces are, in the order of their names. */
    List<Path> sheets() {
        Path sessions = folder.resolve(Ait42.SESSIONS);
        if (!Files.isDirectory(sessions, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(sessions)) {
            return files.filter(path -> Ait42.isSheet(String.valueOf(path.getFileName())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isThere(String name) {
        return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }
}
