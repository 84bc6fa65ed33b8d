package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export into a folder that holds other files, too. */
class ExportTreeTest {

    @TempDir
    private Path root;

    @Test
    void only_what_was_written_is_brought_to_the_disk() throws IOException {
        Path top = root.toRealPath();
        Files.createDirectory(top.resolve("foreign"));
        Files.writeString(top.resolve("foreign/file"), "somebody else's");
        var totals = new ExportTree.Totals(_ -> {});

        try (var tree = ExportTree.open(top, true, totals)) {
            tree.write("a/b/file", "ours".getBytes(StandardCharsets.UTF_8));
            tree.below("project").write("file", "ours".getBytes(StandardCharsets.UTF_8));

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
}
