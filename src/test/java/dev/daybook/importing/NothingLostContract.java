package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.LegacyContract;
import dev.daybook.importing.run.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What reader and writer of a legacy tool promise together: whatever stands in a tree of the tool comes back in an
 * export, or the report names it and says why not. Each tree is walked as it stands, so that a file of a kind that
 * nobody thought of counts, too. Each is tried as it is, with strangers in every folder, and with all files damaged.
 */
public abstract class NothingLostContract {

    /** What the reader leaves where it is: who reads the report knows that it is there. */
    protected static final Set<String> LEFT = Set.of("SECRET_FILE", "RESOURCE_LIMIT", "UNREADABLE_FILE", "SYMLINK");

    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path temporary;

    protected abstract LegacySource source();

    protected abstract LegacyWriter writer();

    /** The folders that hold an {@code expect.json} about the trees beside it. */
    protected abstract List<Path> samples();

    /** The folders whose trees have each an {@code <tree>.expect.json} beside it. */
    protected abstract List<Path> originals();

    /** Whether all that stands in a folder is the tool's business, and not only some files in it. */
    protected abstract boolean isOfTheTool(String folder);

    /** Whether a file that stands in the tree is none of the tool's, such as what a project consists of. */
    protected boolean isForeign(String file) {
        return false;
    }

    /** Whether a file is rightly written otherwise than it stands there, which the report says. */
    protected boolean isReplaced(String tree, String file) {
        return false;
    }

    /** The codes with which the report may name what does not come back. */
    protected Set<String> left() {
        return LEFT;
    }

    @TestFactory
    Stream<DynamicTest> each_file_comes_back_or_is_named() throws IOException {
        return trees("", _ -> {}, true);
    }

    @TestFactory
    Stream<DynamicTest> strangers_in_any_folder_come_back_or_are_named() throws IOException {
        return trees("strange-", this::strangers, true);
    }

    @TestFactory
    Stream<DynamicTest> damaged_files_come_back_or_are_named() throws IOException {
        return Stream.of(Damage.values()).flatMap(damage -> {
            try {
                return trees(damage + "-", root -> damage(root, damage), false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What may have become of a file. */
    private enum Damage {
        EMPTIED,
        CUT,
        MARKED,
        GARBLED,
        FILLED;

        byte[] of(byte[] bytes) {
            return switch (this) {
                case EMPTIED -> new byte[0];
                case CUT -> Arrays.copyOf(bytes, bytes.length / 2);
                case MARKED -> joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, bytes);
                case GARBLED -> joined(new byte[] {(byte) 0xFF, '{', '"', '\\', 'x', 0, '\r', '\n'}, bytes);
                case FILLED -> new byte[bytes.length];
            };
        }

        private static byte[] joined(byte[] one, byte[] other) {
            byte[] both = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return both;
        }
    }

    /** Damages all files in the folders of the tool; what makes it one of the tool stays. */
    private void damage(Path root, Damage damage) throws IOException {
        for (Path it : all(root)) {
            if (isOfTheTool(folder(root.relativize(it).toString()))
                    && Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS)
                    && Files.isReadable(it)) {
                Files.write(it, damage.of(Files.readAllBytes(it)));
            }
        }
    }

    private interface Change {
        void to(Path root) throws IOException;
    }

    /** @param all whether files count, too, that only other files tell of */
    private Stream<DynamicTest> trees(String prefix, Change change, boolean all) throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path folder : samples()) {
            for (JsonNode sample : json(folder.resolve("expect.json")).path("cases")) {
                String tree = sample.path("case").asText();
                if (Files.isDirectory(folder.resolve(tree))
                        || !sample.path("setup").isEmpty()) {
                    tests.add(test(prefix, folder, tree, sample.path("setup"), change, all));
                }
            }
        }
        for (Path folder : originals()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path it : files.filter(it -> it.toString().endsWith(".expect.json"))
                        .sorted()
                        .toList()) {
                    String name = it.getFileName().toString().replace(".expect.json", "");
                    tests.add(test(prefix, folder, name, json(it).path("setup"), change, all));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private DynamicTest test(String prefix, Path folder, String tree, JsonNode setup, Change change, boolean all) {
        String name = folder.getFileName() + "/" + tree;
        Path original = folder.resolve(tree);
        return DynamicTest.dynamicTest(name, () -> {
            Path root = temporary.resolve(prefix + name);
            Files.createDirectories(root);
            if (Files.exists(original)) {
                Folder.copy(original, root);
            }
            for (JsonNode it : setup) {
                LegacyContract.setUp(root, it);
            }
            change.to(root);
            check(name, root, temporary.resolve(prefix + "out-" + name), all);
        });
    }

    /** Puts into every folder of the tool what no tool would: files of all kinds, folders, links, and nothing. */
    private void strangers(Path root) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.walk(root)) {
            folders = all.filter(it -> Files.isDirectory(it, LinkOption.NOFOLLOW_LINKS))
                    .filter(it -> isOfTheTool(root.relativize(it).toString()))
                    .toList();
        }
        for (Path folder : folders) {
            Folder.write(folder, "stranger.txt", "a stranger\n");
            Folder.write(folder, "Stranger copy.md", "# A stranger\r\n\0");
            Folder.write(folder, ".hidden.json", "{\"cut\": ");
            Folder.write(folder, "stranger.yaml~", "");
            Folder.write(folder, "run.sh.tmp", "half");
            Folder.write(folder, "work.lock", "{\"pid\": 1}");
            Files.write(folder.resolve("blob"), new byte[] {-1, 0, -2, '\r', '\n'});
            Folder.write(folder, "prod.env", "TOKEN=hunter2");
            Folder.write(folder, "strangers/.deep/er/one.md", "deep\n");
            Files.createDirectories(folder.resolve("strangers/empty/er"));
            Files.createSymbolicLink(folder.resolve("link.md"), Path.of("stranger.txt"));
        }
        assertThat(folders).isNotEmpty();
    }

    private void check(String name, Path root, Path out, boolean all) throws IOException, SQLException {
        try (var fixture = new ImportFixture(source())) {
            Report imported = fixture.run(root);
            assertThat(imported.failure()).isEmpty();
            Export.Report exported = fixture.export(writer(), out);
            assertThat(exported.findings()).noneMatch(it -> it.severity() == Finding.Severity.ERROR);
            assertThat(lost(name, root, out, all, imported.findings())).isEmpty();
            Report again = fixture.run(root);
            assertThat(again.failure()).as("of a second import").isEmpty();
            assertThat(again.events().appended()).as("of a second import").isZero();
            assertThat(again.findings()).isEqualTo(imported.findings());
        }
    }

    /** Returns what neither came back nor is named, and what came back though it was not there. */
    private List<String> lost(String name, Path root, Path out, boolean all, List<Finding> findings)
            throws IOException, SQLException {
        var named = new TreeSet<String>();
        findings.stream().filter(it -> left().contains(it.code())).forEach(it -> named.add(it.file()));
        var lost = new ArrayList<String>();
        var wanted = new TreeSet<String>();
        for (Path path : all(root)) {
            String file = root.relativize(path).toString();
            Path back = out.resolve(file);
            wanted.add(file);
            if (isForeign(file) || isNamed(file, named) || !(all || isOfTheTool(folder(file)))) {
                continue;
            }
            if (Files.isSymbolicLink(path) || !Files.exists(back, LinkOption.NOFOLLOW_LINKS)) {
                if (!isBesideDatabase(path)) {
                    lost.add("missing: " + file);
                }
            } else if (Files.isDirectory(path) != Files.isDirectory(back)) {
                lost.add("no folder any more, or one now: " + file);
            } else if (Files.isRegularFile(path) && !isSame(path, back) && !isReplaced(name, file)) {
                lost.add("differs: " + file);
            }
        }
        for (Path path : all(out)) {
            String file = out.relativize(path).toString();
            if (!wanted.contains(file) && !isReplaced(name, file)) {
                lost.add("more: " + file);
            }
        }
        return lost;
    }

    private static String folder(String file) {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    /** All files and links, and the folders in which there is nothing. */
    private static Collection<Path> all(Path root) throws IOException {
        var all = new TreeSet<Path>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                all.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException problem) throws IOException {
                try (Stream<Path> inside = Files.list(folder)) {
                    if (inside.findAny().isEmpty() && !folder.equals(root)) {
                        all.add(folder);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return all;
    }

    /** Whether the report names it, or a folder above it that was not looked into. */
    private static boolean isNamed(String file, Set<String> named) {
        return named.contains(file) || named.stream().anyMatch(it -> file.startsWith(it + "/"));
    }

    /** What SQLite keeps beside a database is in the database that comes back. */
    private static boolean isBesideDatabase(Path path) throws IOException {
        String name = path.toString();
        for (String end : List.of("-wal", "-shm", "-journal")) {
            if (name.endsWith(end) && isDatabase(Path.of(name.substring(0, name.length() - end.length())))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDatabase(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(SQLITE.length), SQLITE);
        }
    }

    private static boolean isSame(Path one, Path other) throws IOException, SQLException {
        return Files.mismatch(one, other) < 0
                || (isDatabase(one) && isDatabase(other) && Folder.rows(one).equals(Folder.rows(other)));
    }
}
