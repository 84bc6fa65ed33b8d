package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFilesTest {

    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_new_file_is_for_its_owner_alone_and_never_in_place_of_another() throws IOException {
        Path file = folder.resolve("key");

        DurableFiles.write(file, bytes("one"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> DurableFiles.write(file, bytes("two"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("one");
    }

    @Test
    void a_file_is_replaced_whatever_was_left_beside_it() throws IOException {
        Path file = folder.resolve("marks");
        DurableFiles.write(file, bytes("old"));
        Files.writeString(folder.resolve("marks.new"), "of one that was killed, and longer");

        DurableFiles.replace(file, bytes("new"));

        assertThat(file).hasContent("new");
        assertThat(names()).containsExactly("marks");
    }

    @Test
    void what_links_of_a_tree_lead_to_outlives_it() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "kept");
        Path tree = Files.createDirectories(folder.resolve("tree/deep"));
        Files.writeString(tree.resolve("file"), "gone");
        Files.createSymbolicLink(tree.resolve("link"), kept);
        Files.createSymbolicLink(tree.resolve("dangling"), folder.resolve("nowhere"));

        DurableFiles.removeTree(folder.resolve("tree"));
        DurableFiles.removeTree(folder.resolve("tree"));

        assertThat(names()).containsExactly("kept");
        assertThat(kept.resolve("file")).hasContent("kept");
    }

    @Test
    void of_a_link_to_a_tree_the_link_alone_goes() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "kept");
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept);

        DurableFiles.removeTree(link);

        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(kept.resolve("file")).hasContent("kept");
    }
}
