package dev.daybook.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.importing.SourceTree.Kind;
import dev.daybook.importing.SourceTree.Node;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a tree only what stands in it is read, and no more of it than may be. */
class TreeReadingTest {

    private static final Limits FEW = new Limits(1_000, 100, 3, 1 << 16, 100, 1 << 20, 1_000);

    @TempDir
    private Path folder;

    private Path root;
    private SourceTree tree;
    private final Results results = new Results();

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        tree = new SourceTree(root, "", Limits.DEFAULT);
    }

    @AfterEach
    void close() throws IOException {
        tree.close();
    }

    private Node node(String path) {
        return tree.descend(tree.top(), path).orElseThrow();
    }

    private List<String> told() {
        return results.findings().stream()
                .map(it -> "%s %s %s %s".formatted(it.severity(), it.code(), it.file(), it.message()))
                .toList();
    }

    /** Returns which files were looked at, and whether they were read. */
    private static List<String> seen(Consumer<Results> reading) {
        var seen = new ArrayList<String>();
        Results.reading(reading).forEachRemaining(result -> {
            if (result instanceof Reading.Seen(String file, boolean read)) {
                seen.add(file + " " + read);
            }
        });
        return seen;
    }

    @Test
    void a_name_leads_to_what_stands_in_the_folder_itself() throws IOException {
        Folder.write(root, "a/b", "text");
        Folder.write(folder, "beside", "secret");

        assertThat(tree.child(tree.top(), "a").map(Node::kind)).contains(Kind.DIRECTORY);
        assertThat(tree.descend(tree.top(), "a/b").map(Node::file)).contains("a/b");
        for (String name : List.of("", ".", "..", "/", "a/b", "/a", "none", "a\0b")) {
            assertThat(tree.child(tree.top(), name)).as(name).isEmpty();
        }
        for (String path : List.of("", "..", "../beside", "a/../a", "a/b/c", "a//b")) {
            assertThat(tree.descend(tree.top(), path)).as(path).isEmpty();
        }
    }

    @Test
    void nothing_is_found_through_a_link() throws IOException {
        Folder.write(folder, "beside/a", "secret");
        Files.createSymbolicLink(root.resolve("link"), folder.resolve("beside"));

        assertThat(node("link").kind()).isEqualTo(Kind.LINK);
        assertThat(tree.descend(tree.top(), "link/a")).isEmpty();
    }

    @Test
    void a_folder_is_listed_by_name_up_to_a_limit() throws IOException {
        tree = new SourceTree(root, "", FEW);
        for (String name : List.of("c", "a", "b")) {
            Folder.write(root, name, "");
        }
        assertThat(tree.list(tree.top(), results)).extracting(Node::name).containsExactly("a", "b", "c");
        assertThat(told()).isEmpty();
        Folder.write(root, "d", "");

        assertThat(tree.list(tree.top(), results)).hasSize(3);

        assertThat(told())
                .containsExactly("WARN RESOURCE_LIMIT  has more than 3 entries: the others are not looked at");
    }

    @Test
    void what_cannot_be_listed_is_an_error_and_not_empty() throws IOException {
        Folder.write(root, "a/b", "text");
        Files.createDirectory(root.resolve("empty"));
        Node file = node("a/b");

        assertThat(tree.isEmpty(node("empty"))).isTrue();
        assertThat(tree.isEmpty(node("a"))).isFalse();
        assertThat(tree.isEmpty(file)).isFalse();
        assertThat(tree.list(file, results)).isEmpty();

        assertThat(told())
                .containsExactly("ERROR UNREADABLE_FILE a/b cannot be read (NotDirectoryException): chmod u+r '%s',"
                                .formatted(root.resolve("a/b"))
                        + " and import again");
    }

    @Test
    void a_file_is_read_up_to_a_limit() throws IOException {
        tree = new SourceTree(root, "", FEW);
        Folder.write(root, "fits", "x".repeat(1_000));
        Folder.write(root, "large", "x".repeat(1_001));

        assertThat(tree.isLarge(node("fits"))).isFalse();
        assertThat(tree.isLarge(node("large"))).isTrue();
        assertThat(tree.read(node("fits"), results))
                .hasValueSatisfying(it -> assertThat(it).hasSize(1_000));
        assertThat(tree.read(node("large"), results)).isEmpty();

        assertThat(told())
                .containsExactly(
                        "ERROR RESOURCE_LIMIT large has 1001 bytes, more than 1000: not read; raise the limit to import it");
        assertThat(tree.tooLarge(node("large")).message())
                .isEqualTo("has 1001 bytes, more than 1000: kept as it is, what it says is not read");
        assertThat(seen(it -> {
                    tree.read(node("fits"), it);
                    tree.read(node("large"), it);
                }))
                .containsExactly("fits true", "large false");
    }

    @Test
    void a_file_that_is_gone_is_an_error() throws IOException {
        Folder.write(root, "a", "text");
        Node gone = node("a");
        Files.delete(root.resolve("a"));

        assertThat(tree.read(gone, results)).isEmpty();

        assertThat(told()).singleElement().asString().startsWith("ERROR UNREADABLE_FILE a cannot be read (NoSuchFile");
        assertThat(seen(it -> tree.read(gone, it))).containsExactly("a false");
        assertThatThrownBy(() -> tree.read(gone, 0, 4)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_small_file_that_is_asked_for_again_says_the_same() throws IOException {
        Folder.write(root, "small", "before");
        Folder.write(root, "larger", "x".repeat(1 << 18));
        tree.read(node("small"), results);
        tree.read(node("larger"), results);
        Folder.write(root, "small", "after");
        Folder.write(root, "larger", "after");

        assertThat(text("small")).contains("before");
        assertThat(text("larger")).contains("after");
        assertThat(seen(it -> tree.read(node("small"), it))).containsExactly("small true");
    }

    @Test
    void of_many_files_the_last_ones_are_held() throws IOException {
        int count = 10;
        String content = "x".repeat((1 << 18) - 1); // of two megabytes eight fit
        for (int i = 0; i < count; i++) {
            Folder.write(root, "f" + i, content);
            tree.read(node("f" + i), results);
        }
        for (int i = 0; i < count; i++) {
            Folder.write(root, "f" + i, "after");
        }

        for (int i = count - 1; i >= 0; i--) {
            assertThat(text("f" + i)).as("f" + i).contains(i < 2 ? "after" : content);
        }
    }

    private Optional<String> text(String file) {
        return tree.read(node(file), results).map(bytes -> new String(bytes, UTF_8));
    }

    @Test
    void a_part_of_a_file_is_read_from_the_file_that_was_opened_first() throws IOException {
        Folder.write(root, "a", "0123456789");
        Node node = node("a");

        assertThat(tree.read(node, 2, 3)).asString(UTF_8).isEqualTo("234");
        Files.move(root.resolve("a"), root.resolve("b"));
        Folder.write(root, "a", "another");
        assertThat(tree.read(node, 8, 5)).asString(UTF_8).isEqualTo("89");
        assertThat(tree.read(node, 20, 5)).isEmpty();
        assertThat(tree.stream(node).readAllBytes()).asString(UTF_8).isEqualTo("0123456789");
        tree.close();

        assertThat(tree.read(node, 0, 20)).asString(UTF_8).isEqualTo("another");
    }

    @Test
    void a_stream_gives_each_byte_as_it_is() throws IOException {
        byte[] bytes = {0, -1, 127, -128};
        Files.write(root.resolve("a"), bytes);

        try (var in = tree.stream(node("a"))) {
            assertThat(in.read()).isZero();
            assertThat(in.read()).isEqualTo(255);
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.readAllBytes()).containsExactly(127, -128);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_link_that_leads_out_is_an_error_and_any_other_a_warning() throws IOException {
        Folder.write(root, "a", "text");
        Folder.write(folder, "beside", "secret");
        Files.createSymbolicLink(root.resolve("in"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("nowhere"), Path.of("none"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(root.resolve("out"), Path.of("../beside"));
        Files.createSymbolicLink(root.resolve("absolute"), folder.resolve("beside"));
        Files.createSymbolicLink(root.resolve("round"), Path.of("out"));

        for (String name : List.of("in", "nowhere", "loop", "out", "absolute", "round")) {
            tree.passOver(node(name), results);
        }

        String inside = "is a link to a place inside the legacy root or to nothing: not followed";
        String outside = "is a link that leads out of the legacy root: not followed";
        assertThat(told())
                .containsExactly(
                        "WARN SYMLINK in " + inside,
                        "WARN SYMLINK nowhere " + inside,
                        "WARN SYMLINK loop " + inside,
                        "ERROR SYMLINK out " + outside,
                        "ERROR SYMLINK absolute " + outside,
                        "ERROR SYMLINK round " + outside);
        assertThat(seen(it -> tree.passOver(node("in"), it))).containsExactly("in false");
    }

    @Test
    void what_is_neither_file_nor_folder_is_told_and_not_opened() throws IOException {
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            assertThat(node("socket").kind()).isEqualTo(Kind.OTHER);

            tree.passOver(node("socket"), results);
        }

        assertThat(told()).containsExactly("INFO FOREIGN_FILE socket is neither a file nor a directory: not opened");
    }
}
