package dev.daybook.legacy;

import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** A folder of a test, as bytes. */
public final class Folder {

    /** Copies a tree, links as links. */
    public static Path copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path it : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(it).toString());
                if (Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(it, target, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        return to;
    }

    /** Writes a file and the folders that it needs. */
    public static void write(Path root, String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Returns what stands at each path: two trees with the same answer are the same. */
    public static SortedMap<String, String> contents(Path root) throws IOException {
        var contents = new TreeMap<String, String>();
        try (var all = Files.walk(root)) {
            for (Path it : (Iterable<Path>) all::iterator) {
                contents.put(root.relativize(it).toString(), content(it));
            }
        }
        return contents;
    }

    /** Returns the hash of each file below a folder. */
    public static SortedMap<String, String> bytes(Path root) throws IOException {
        var bytes = new TreeMap<String, String>();
        try (var all = Files.walk(root)) {
            for (Path it : (Iterable<Path>) all::iterator) {
                if (Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(it)) {
                    bytes.put(
                            root.relativize(it).toString(),
                            Sha256.hash(Files.readAllBytes(it)).toString());
                }
            }
        }
        return bytes;
    }

    private static String content(Path it) throws IOException {
        if (Files.isSymbolicLink(it)) {
            return "-> " + Files.readSymbolicLink(it);
        }
        if (Files.isDirectory(it) || !Files.isReadable(it)) {
            return Files.isDirectory(it) ? "folder" : "closed";
        }
        return Files.getLastModifiedTime(it) + " " + Sha256.hash(Files.readAllBytes(it));
    }

    private Folder() {}
}
