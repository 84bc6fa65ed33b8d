package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export into a folder that holds other files, too. */
class ExportTreeTest {

    private static final byte[] OURS = "ours".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path root;

    private final ExportTree.Totals totals = new ExportTree.Totals(_ -> {});

    @Test
    void only_what_was_written_is_brought_to_the_disk() throws IOException {
        Path top = root.toRealPath();
        Files.createDirectory(top.resolve("foreign"));
        Files.writeString(top.resolve("foreign/file"), "somebody else's");

        try (var tree = ExportTree.open(top, true, totals)) {
            tree.write("a/b/file", OURS);
            tree.below("project").write("file", OURS);

            assertThat(totals.unsynced)
                    .containsExactlyInAnyOrder(
                            top,
                            top.resolve("a"),
                            top.resolve("a/b"),
                            top.resolve("a/b/file"),
                            top.resolve("project"),
                            top.resolve("project/file"));
        }

        assertThat(totals.unsynced).isEmpty();
        assertThat(top.resolve("foreign/file")).hasContent("somebody else's");
    }

    @Test
    void a_folder_that_cannot_be_made_is_named_with_the_reason() throws IOException {
        Path file = Files.createFile(root.resolve("file"));

        assertThatThrownBy(() -> ExportTree.open(file.resolve("out"), false, new ExportTree.Totals(_ -> {})))
                .isInstanceOf(Unwritable.class)
                .hasMessage(
                        "%s/out cannot be written (Not a directory): name another place, free the disk or give this"
                                + " user the right to",
                        file);
    }

    @Test
    void what_would_be_written_elsewhere_is_told_and_not_written() throws IOException {
        Files.createDirectory(root.resolve("elsewhere"));
        Path top = Files.createDirectory(root.resolve("out")).toRealPath();
        Files.createSymbolicLink(top.resolve("link"), root.resolve("elsewhere"));
        Files.writeString(top.resolve("file"), "a file");

        try (var tree = ExportTree.open(top, true, totals)) {
            for (String file :
                    List.of("../elsewhere/a", "a/../../elsewhere/a", "/a", "a//b", "", "a/.", "..", "a\0b")) {
                tree.write(file, OURS);
                tree.folder(file);
            }
            assertThat(told()).hasSize(16).allMatch(it -> it.endsWith(" PATH_TRAVERSAL"));
            totals.findings.clear();

            tree.write("link/a", OURS);
            tree.write("link/below/a", OURS);
            tree.write("file/a", OURS);
            tree.folder("link/below");
            tree.folder("file");
            tree.folder("link");
            tree.folder("folder/below");
            tree.write("folder/below/a", OURS);
        }

        assertThat(told())
                .containsExactly(
                        "link/a SYMLINK",
                        "link/below/a SYMLINK",
                        "file/a SYMLINK",
                        "link/below SYMLINK",
                        "file SYMLINK",
                        "link SYMLINK");
        assertThat(root.resolve("elsewhere")).isEmptyDirectory();
        assertThat(top.resolve("file")).hasContent("a file");
        assertThat(top.resolve("folder/below/a")).hasContent("ours");
        assertThat(totals.files).isOne();
    }

    @Test
    void no_link_is_followed_wherever_it_leads_and_whatever_is_behind_it() throws IOException {
        Path top = Files.createDirectory(root.resolve("out")).toRealPath();
        Files.createDirectories(root.resolve("elsewhere/below"));
        Files.createDirectories(top.resolve("folder/below"));
        Files.createSymbolicLink(top.resolve("out"), root.resolve("elsewhere"));
        Files.createSymbolicLink(top.resolve("in"), top.resolve("folder"));

        try (var tree = ExportTree.open(top, true, totals)) {
            tree.write("in/below/a", OURS);
            tree.write("out/below/a", OURS);
            tree.folder("in/below");
            ExportTree project = tree.below("out");
            project.write("a", OURS);
            project.write("below/a", OURS);
            project.folder("below");
        }

        assertThat(told())
                .containsExactly(
                        "in/below/a SYMLINK",
                        "out/below/a SYMLINK",
                        "in/below SYMLINK",
                        "a SYMLINK",
                        "below/a SYMLINK",
                        "below SYMLINK");
        assertThat(root.resolve("elsewhere/below")).isEmptyDirectory();
        assertThat(top.resolve("folder/below")).isEmptyDirectory();
        assertThat(totals.files).isZero();
    }

    @Test
    void a_file_that_is_there_is_replaced_only_where_that_was_allowed_and_never_a_folder_or_a_link()
            throws IOException {
        Path top = Files.createDirectory(root.resolve("out"));
        try (var tree = ExportTree.open(top, false, totals)) {
            tree.write("a", OURS);
            tree.write("a", "another".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(top.resolve("a")).hasContent("ours");
        assertThat(told()).containsExactly("a DUPLICATE_ID");
        totals.findings.clear();
        totals.hashes.clear(); // of the export before
        Files.createDirectory(top.resolve("folder"));
        Files.createSymbolicLink(top.resolve("link"), root.resolve("elsewhere"));

        try (var tree = ExportTree.open(top, true, totals)) {
            tree.write("a", "another".getBytes(StandardCharsets.UTF_8));
            tree.write("folder", OURS);
            tree.write("link", OURS);
        }

        assertThat(top.resolve("a")).hasContent("another");
        assertThat(told()).containsExactly("folder DUPLICATE_ID", "link DUPLICATE_ID");
        assertThat(root.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void what_several_have_is_one_file_and_is_replaced_only_where_that_is_meant() throws IOException {
        Path top = root.toRealPath();
        byte[] theirs = "theirs!".getBytes(StandardCharsets.UTF_8);

        try (var tree = ExportTree.open(top, true, totals)) {
            tree.write("a", OURS);
            tree.write("a", OURS);
            tree.write("a", Sha256.hash(OURS), out -> out.write(OURS));
            assertThat(told()).isEmpty();

            tree.write("a", theirs);
            assertThat(top.resolve("a")).hasBinaryContent(OURS);
            assertThat(told()).containsExactly("a DUPLICATE_ID");

            tree.rewrite("a", Sha256.hash(theirs), out -> out.write(theirs));
            assertThat(tree.hashes()).isEqualTo(Map.of("a", Sha256.hash(theirs)));
        }

        assertThat(top.resolve("a")).hasBinaryContent(theirs);
        assertThat(files(top)).containsExactly("a");
        assertThat(told()).containsExactly("a DUPLICATE_ID");
        assertThat(totals.files).isEqualTo(1);
        assertThat(totals.bytes).isEqualTo(theirs.length);
    }

    @Test
    void content_that_is_not_whole_is_told_and_not_written() throws IOException {
        Path top = root.toRealPath();

        try (var tree = ExportTree.open(top, true, totals)) {
            tree.write("whole", Sha256.hash(OURS), out -> out.write(OURS));
            tree.write("cut", Sha256.hash(OURS), out -> out.write(OURS, 0, 2));

            assertThat(tree.wrote("whole")).isTrue();
            assertThat(tree.wrote("cut")).isFalse();
            assertThat(tree.hashes()).isEqualTo(Map.of("whole", Sha256.hash(OURS)));
        }

        assertThat(told()).containsExactly("cut INCONSISTENT_STATE");
        assertThat(files(top)).containsExactly("whole");
    }

    @Test
    void what_was_written_and_counted_is_summed_up() {
        var numbers = new ArrayList<Long>();
        var sums = new ExportTree.Totals(numbers::add);

        try (var tree = ExportTree.open(root, true, sums)) {
            tree.write("a", OURS);
            tree.below("part").write("b", OURS);
            tree.count("sbis", 2);
            tree.count("sbis", 3);
            tree.count("notes", 0);
            for (int i = 0; i < 10_001; i++) {
                tree.finding(Finding.warn("file " + i, "", "CODE", "is odd"));
            }
        }

        assertThat(numbers).containsExactly(1L, 2L);
        assertThat(sums.files).isEqualTo(2);
        assertThat(sums.bytes).isEqualTo(2L * OURS.length);
        assertThat(sums.entities).isEqualTo(Map.of("sbis", 5L));
        assertThat(sums.findings).hasSize(10_000);
        assertThat(sums.findings.getLast().file()).isEqualTo("file 9999");
    }

    @Test
    void of_an_earlier_export_what_is_not_written_again_is_removed_unless_it_was_changed_since() throws IOException {
        Path top = root.toRealPath();
        for (String file : List.of("again", "gone", "changed", "below/gone")) {
            Folder.write(top, file, "ours");
        }
        Files.writeString(top.resolve("changed"), "theirs");
        Files.createDirectory(top.resolve("folder"));
        Files.createSymbolicLink(top.resolve("link"), top.resolve("below"));
        var earlier = new TreeMap<String, Sha256>();
        for (String file : List.of("again", "gone", "changed", "below/gone", "missing", "folder", "link/x", "../out")) {
            earlier.put(file, Sha256.hash(OURS));
        }
        Files.writeString(top.resolve("below/x"), "ours");

        try (var tree = ExportTree.open(top, true, totals)) {
            tree.write("again", OURS);
            totals.unsynced.clear();

            tree.removeStale(earlier);

            assertThat(totals.unsynced).containsExactlyInAnyOrder(top, top.resolve("below"));
        }

        assertThat(files(top)).containsExactly("again", "below", "changed", "folder", "link");
        assertThat(files(top.resolve("below"))).containsExactly("x");
        assertThat(told()).containsExactly("changed STALE_FILE", "link/x STALE_FILE");
    }

    @Test
    void what_a_killed_run_has_worked_with_is_removed_and_what_one_that_runs_works_with_stays() throws IOException {
        long ours = ProcessHandle.current().pid();
        long other = ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> pid != ours)
                .min()
                .orElseThrow();
        String killed = ".daybook-export-%d-abc-1.tmp".formatted(999_999_999_999L);
        String before = ".daybook-export-%d-abc-1.tmp".formatted(ours);
        String running = ".daybook-export-%d-abc-1.tmp".formatted(other);
        String named = ".daybook-export-x-abc-1.tmp";
        for (String file : List.of(killed, before, running, named)) {
            Files.createFile(root.resolve(file));
        }
        try (var first = ExportTree.open(root, true, totals)) {
            assertThat(files(root)).containsExactlyInAnyOrder(running, named);
            Path scratch = first.scratch();

            try (var second = ExportTree.open(root, true, totals)) {
                assertThat(second.scratch()).isNotEqualTo(scratch);
            }

            assertThat(scratch).exists();
        }
    }

    private List<String> told() {
        return totals.findings.stream()
                .map(finding -> finding.file() + " " + finding.code())
                .toList();
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
