package dev.daybook.code.tree;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.daybook.code.tree.SourceTree.Entry;
import dev.daybook.code.tree.SourceTree.Limits;
import dev.daybook.code.tree.SourceTree.Walked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder are those of a source tree. */
class SourceTreeTest {

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void tree() throws IOException {
        root = Files.createDirectories(folder.resolve("repository"));
    }

    @Test
    void files_are_listed_by_path_whatever_they_are_called() throws IOException {
        write("b.ts", "src/日本/計算.py", "src/a b.go");

        assertThat(paths(walk())).containsExactly("b.ts", "src/a b.go", "src/日本/計算.py");
    }

    @Test
    void what_git_ignores_is_not_there() throws IOException {
        rules(".gitignore", "*.log", "/target/", "!keep.log", "docs/**/*.tmp", "\\#odd");
        rules("sub/.gitignore", "!debug.log", "local", "/only-here.ts");
        write("a.log", "keep.log", "target/x.ts", "src/target/y.ts", "docs/a/b/c.tmp", "docs/c.md", "#odd");
        write("sub/debug.log", "sub/other.log", "sub/local/z.ts", "sub/only-here.ts", "sub/deep/only-here.ts");

        assertThat(paths(walk()))
                .containsExactly(
                        ".gitignore",
                        "docs/c.md",
                        "keep.log",
                        "src/target/y.ts",
                        "sub/.gitignore",
                        "sub/debug.log",
                        "sub/deep/only-here.ts");
        assertThat(walk().ignored()).isEqualTo(7);
    }

    @Test
    void what_git_tracks_is_there_whatever_its_rules_say() throws Exception {
        write("kept.log", "generated/a/b.ts", "node_modules/z.js");
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            git.add().addFilepattern(".").call();
        }
        rules(".gitignore", "*.log", "generated/", "/target/", "node_modules/");
        write("other.log", "generated/a/c.ts", "generated/d/e.ts", "generated.ts", "generatedd/y.ts", "target/x.ts");

        assertThat(paths(walk()))
                .containsExactly(".gitignore", "generated.ts", "generated/a/b.ts", "generatedd/y.ts", "kept.log");
        Files.writeString(root.resolve(".git/index"), "DIRC of a form that nobody knows");
        Walked walked = walk();
        assertThat(paths(walked)).containsExactly(".gitignore", "generated.ts", "generatedd/y.ts");
        assertThat(walked.flaws())
                .singleElement()
                .satisfies(flaw -> assertThat(flaw.toString()).contains(".git/index", "left out", "--no-split-index"));
    }

    @Test
    void the_rules_of_the_repository_above_its_exclude_file_and_the_users_own_count_too() throws IOException {
        Files.createDirectories(root.resolve(".git/info"));
        rules(".gitignore", "*.log");
        rules(".git/info/exclude", "private/");
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve(".gitconfig"), "[core]\n\texcludesFile = ~/mine\n");
        Files.writeString(home.resolve("mine"), "*.swp\n");
        write("sub/a.log", "sub/private/b.ts", "sub/c.swp", "sub/d.ts");

        var tree = new SourceTree(root.resolve("sub"), Limits.USUAL, Map.of("HOME", home.toString()));

        assertThat(paths(tree.walk(_ -> {}))).containsExactly("d.ts");
    }

    @Test
    void a_worktree_shares_the_rules_of_its_repository() throws IOException {
        Path main = Files.createDirectories(folder.resolve("main/.git/worktrees/w"));
        Files.createDirectories(folder.resolve("main/.git/info"));
        Files.writeString(folder.resolve("main/.git/info/exclude"), "secret.ts\n");
        Files.writeString(main.resolve("commondir"), "../..\n");
        Files.writeString(root.resolve(".git"), "gitdir: " + main + "\n");
        write("secret.ts", "open.ts");

        assertThat(paths(walk())).containsExactly("open.ts");
    }

    @Test
    void what_daybook_keeps_is_never_there() throws IOException {
        write("src/a.ts", ".daybook/journal.db", ".daybook/token", ".daybook/read/manifest.json");
        write("fixtures/journal.db", "fixtures/read.ts");

        assertThat(paths(walk())).containsExactly("fixtures/journal.db", "fixtures/read.ts", "src/a.ts");
    }

    @Test
    void a_name_that_is_no_text_is_told_and_ends_no_walk() throws IOException, InterruptedException {
        write("a.ts");
        var shell = new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'caf\\351.ts')\"").directory(root.toFile());
        assertThat(shell.start().waitFor()).isZero();

        Walked walked = walk();

        assertThat(paths(walked)).containsExactly("a.ts");
        assertThat(walked.flaws()).singleElement().satisfies(flaw -> {
            assertThat(flaw.path()).isEqualTo("caf\uFFFD.ts");
            assertThat(flaw.reason()).contains("no UTF-8");
        });
    }

    @Test
    void a_repository_that_is_said_to_be_nowhere_is_refused() throws IOException {
        write("a.ts");
        Files.writeString(root.resolve(".git"), "gitdir: \0");

        assertThatThrownBy(this::walk).isInstanceOf(IOException.class).hasMessageContaining("names no folder");
    }

    @Test
    void what_tools_make_is_never_there() throws IOException {
        write(
                "node_modules/x/index.js",
                "a/node_modules/y.js",
                "dist/o.js",
                "__pycache__/m.pyc",
                "n.pyc",
                "o.min.js",
                "o.js");

        assertThat(paths(walk())).containsExactly("o.js");
    }

    @Test
    void large_files_and_deep_folders_are_counted_and_left_out() throws IOException {
        write("a/b/c/d.ts");
        Files.write(root.resolve("large.ts"), new byte[101]);
        Files.write(root.resolve("just.ts"), new byte[100]);

        Walked walked = new SourceTree(root, new Limits(100, 3, List.of()), Map.of()).walk(_ -> {});

        assertThat(paths(walked)).containsExactly("just.ts");
        assertThat(walked.tooLarge()).isEqualTo(1);
        assertThat(walked.tooDeep()).isEqualTo(1);
    }

    @Test
    void links_are_not_followed_and_a_ring_of_them_leads_nowhere() throws IOException {
        write("src/a.ts");
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.ts"), "x");
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("src/ring"), root);
        Files.createSymbolicLink(root.resolve("gone"), root.resolve("nothing"));

        Walked walked = walk();

        assertThat(paths(walked)).containsExactly("src/a.ts");
        assertThat(walked.links()).isEqualTo(3);
    }

    @Test
    void what_may_not_be_read_is_listed_and_may_be_there_all_the_same() throws IOException {
        write("open/a.ts", "closed/b.ts");
        Path closed = root.resolve("closed");
        Files.setPosixFilePermissions(closed, Set.of());
        try {
            assumeFalse(Files.isReadable(closed), "whoever may read all finds nothing closed");
            Walked walked = walk();

            assertThat(paths(walked)).containsExactly("open/a.ts");
            assertThat(walked.flaws()).containsExactly(new SourceTree.Flaw("closed/", "permission denied"));
            assertThat(walked.isUnseen("closed/b.ts")).isTrue();
            assertThat(walked.isUnseen("closedness.ts")).isFalse();
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void a_root_that_is_gone_is_no_empty_tree() throws IOException {
        var tree = new SourceTree(root, Limits.USUAL, Map.of());
        Files.delete(root);

        assertThatThrownBy(() -> tree.walk(_ -> {})).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void the_modules_of_a_tree_are_known_by_its_files() throws IOException {
        write("main.py", "shop/__init__.py", "src/ledger/__init__.py", "shop/inner/__init__.py");
        Files.writeString(
                Files.createDirectories(root.resolve("go")).resolve("go.mod"), "// x\nmodule example.com/shop\n");

        assertThat(walk().ownModules()).containsExactly("example.com/shop", "ledger", "main", "shop");
    }

    @Test
    void contents_are_written_binary_or_generated() {
        assertThat(kind("class A {}\n")).isEqualTo(Contents.Kind.WRITTEN);
        assertThat(kind("\0ELF")).isEqualTo(Contents.Kind.BINARY);
        assertThat(Contents.of("\uFEFFclass A {}".getBytes(UTF_16LE)).kind()).isEqualTo(Contents.Kind.WRITTEN);
        assertThat(kind("// Code generated by protoc. DO NOT EDIT.\npackage a\n"))
                .isEqualTo(Contents.Kind.GENERATED);
        assertThat(kind("/**\n * @generated\n */\nclass A {}\n")).isEqualTo(Contents.Kind.GENERATED);
        assertThat(kind("var mark = \"@generated\";\n")).isEqualTo(Contents.Kind.WRITTEN);
        assertThat(kind("a;".repeat(50_000))).isEqualTo(Contents.Kind.GENERATED);
        assertThat(kind("a;\n".repeat(50_000))).isEqualTo(Contents.Kind.WRITTEN);
    }

    private static Contents.Kind kind(String text) {
        return Contents.of(text.getBytes(UTF_8)).kind();
    }

    private Walked walk() throws IOException {
        return new SourceTree(root, Limits.USUAL, Map.of()).walk(_ -> {});
    }

    private static List<String> paths(Walked walked) {
        return walked.files().stream().map(Entry::path).toList();
    }

    private void rules(String file, String... lines) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of(lines));
    }

    private void write(String... files) throws IOException {
        for (String file : files) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "x");
        }
    }
}
