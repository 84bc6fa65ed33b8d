package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.Syncs;
import dev.daybook.Unprivileged;
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

    @Test
    void the_names_of_folders_are_on_the_disk_when_they_are_made() throws IOException {
        Path deep = folder.resolve("one/two/three");
        try (var syncs = new Syncs()) {
            DurableFiles.makeFolders(deep);

            assertThat(syncs.paths()).contains(folder, folder.resolve("one"), folder.resolve("one/two"));
        }
        assertThat(deep).isDirectory();
    }

    /** It may be cut off before its maker has brought the name there, and what is written in it is lost with it. */
    @Test
    void so_are_those_that_another_one_is_just_making() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("one/two"));
        try (var syncs = new Syncs()) {
            DurableFiles.makeFolders(deep);

            assertThat(syncs.paths()).contains(folder, folder.resolve("one"));
        }
    }

    @Test
    void folders_that_have_long_been_there_cost_nothing() throws IOException {
        Path old = Path.of(System.getProperty("java.home"), "lib");
        try (var syncs = new Syncs()) {
            DurableFiles.makeFolders(old);

            assertThat(syncs.paths()).isEmpty();
        }
    }

    /** Where a folder may be written but not read, nobody can bring its names to the disk; nor did anybody ask for that. */
    @Test
    void a_folder_is_made_where_nobody_may_read() throws Exception {
        Path box = Files.createDirectory(
                folder.resolve("box"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("-wx------")));

        assertThat(Unprivileged.run(MakingProcess.class, box.resolve("one/two")))
                .containsExactly("made");

        Files.setPosixFilePermissions(box, PosixFilePermissions.fromString("rwx------"));
        assertThat(box.resolve("one/two")).isDirectory();
    }

    static final class MakingProcess {
        public static void main(String[] arguments) throws IOException {
            DurableFiles.makeFolders(Path.of(arguments[0]));
            System.out.println("made");
        }
    }
}
