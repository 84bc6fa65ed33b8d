package dev.daybook.differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of a tool somewhere, by a name, with the tool. */
record Tree(String name, String kind, Path folder) {

    /** When every file of a copy was written: what a program makes of it does not depend on when it was copied. */
    private static final FileTime WRITTEN = FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z"));

    /** What the root of a tool's files holds. */
    private static final Map<String, String> TOOLS =
            Map.of(".ait42", "ait42", ".deespec", "deespec", ".artifacts", "deespec");

    /** Returns the trees below a folder. A tree is not looked into. */
    static List<Tree> below(Path root) throws IOException {
        var trees = new ArrayList<Tree>();
        collect(root, root, trees);
        return trees;
    }

    private static void collect(Path root, Path folder, List<Tree> trees) throws IOException {
        var kinds = new TreeSet<String>();
        TOOLS.forEach((name, kind) -> {
            if (Files.exists(folder.resolve(name))) {
                kinds.add(kind);
            }
        });
        String name = root.relativize(folder).toString();
        kinds.forEach(kind -> trees.add(new Tree(name, kind, folder)));
        if (kinds.isEmpty()) {
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path it : inside.sorted().toList()) {
                    if (Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS)) {
                        collect(root, it, trees);
                    }
                }
            }
        }
    }

    /** Copies the files, links as links, all written at one time, with the folders that a checkout cannot carry. */
    void copyTo(Path target) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path it : walk.toList()) {
                Path copy = target.resolve(folder.relativize(it));
                if (Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(it, copy, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
        Path expected = folder.resolveSibling("expect.json");
        if (Files.exists(expected)) {
            for (JsonNode each : Http.JSON.readTree(expected.toFile()).path("cases")) {
                for (JsonNode setup : each.path("setup")) {
                    if (folder.endsWith(each.path("case").asText())
                            && setup.path("op").asText().equals("mkdir")) {
                        Files.createDirectories(
                                target.resolve(setup.path("path").asText()));
                    }
                }
            }
        }
        try (Stream<Path> walk = Files.walk(target)) {
            for (Path it : walk.sorted(Comparator.reverseOrder()).toList()) {
                date(it);
            }
        }
    }

    private static void date(Path copy) throws IOException {
        var view = Files.getFileAttributeView(copy, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        view.setTimes(WRITTEN, WRITTEN, null);
    }

    /** Removes a folder with all that is in it. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path it : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(it);
            }
        }
    }

    /** Returns where the tool's files stand in a copy. */
    Path files(Path root) {
        Path own = root.resolve("." + kind);
        return Files.exists(own) ? own : root;
    }
}
