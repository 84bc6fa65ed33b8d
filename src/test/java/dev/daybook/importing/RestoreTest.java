package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was packed before an import is put back. */
class RestoreTest {

    @TempDir
    private Path folder;

    private Path root;
    private Path archive;

    @BeforeEach
    void pack() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve(".notes/deep"));
        Files.writeString(root.resolve(".notes/a"), "1");
        Files.writeString(root.resolve(".notes/deep/b"), "2");
        Files.createSymbolicLink(root.resolve(".notes/link"), Path.of("a"));
        archive = folder.resolve("before.tar.zst");
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, archive).pack();
    }

    private Restore.Result restore(boolean over) {
        return new Restore(archive, root, _ -> true).run(over);
    }

    @Test
    void what_is_gone_comes_back_and_what_is_there_stays() throws IOException {
        Files.delete(root.resolve(".notes/a"));

        assertThat(restore(false)).isEqualTo(new Restore.Result(1, 1));

        assertThat(root.resolve(".notes/a")).hasContent("1");
        assertThat(root.resolve(".notes/link")).isSymbolicLink();
    }

    @Test
    void what_is_otherwise_is_replaced_only_if_that_is_wanted() throws IOException {
        Files.writeString(root.resolve(".notes/a"), "newer");
        assertThatThrownBy(() -> restore(false)).isInstanceOf(Rejected.class).hasMessageContaining(".notes/a");
        assertThat(root.resolve(".notes/a")).hasContent("newer");

        restore(true);

        assertThat(root.resolve(".notes/a")).hasContent("1");
    }

    @Test
    void no_link_leads_it_out_of_the_folder_of_the_tool() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.delete(root.resolve(".notes/deep/b"));
        Files.delete(root.resolve(".notes/deep"));
        Files.createSymbolicLink(root.resolve(".notes/deep"), elsewhere);

        assertThatThrownBy(() -> restore(true)).isInstanceOf(Rejected.class).hasMessageContaining("a link leads");

        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_backup_that_ends_early_writes_nothing() throws IOException {
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, java.util.Arrays.copyOf(whole, whole.length - 20));
        Files.delete(root.resolve(".notes/a"));

        assertThatThrownBy(() -> restore(false))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("cannot be unpacked");

        assertThat(root.resolve(".notes/a")).doesNotExist();
    }
}
