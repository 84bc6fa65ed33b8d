package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import dev.daybook.domain.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
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
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, archive, _ -> true).pack();
    }

    private Restore.Result restore(boolean over) {
        return new Restore(archive, root, root, _ -> true).run(over);
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

    @Test
    void no_name_leads_out_of_the_folders_of_the_tool() throws IOException {
        Path made = folder.resolve("made.tar.zst");
        try (var tar = new TarArchiveOutputStream(new ZstdOutputStream(Files.newOutputStream(made)))) {
            var entry = new TarArchiveEntry(".notes/../.bashrc");
            entry.setSize(1);
            tar.putArchiveEntry(entry);
            tar.write('x');
            tar.closeArchiveEntry();
        }

        assertThatThrownBy(() -> new Restore(made, root, root, name -> name.startsWith(".notes/")).run(true))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("leads out");

        assertThat(root.resolve(".bashrc")).doesNotExist();
    }

    @Test
    void a_database_comes_back_with_its_log_or_not_at_all() throws IOException {
        Files.writeString(root.resolve(".notes/db"), "main");
        Files.writeString(root.resolve(".notes/db-wal"), "log");
        Path with = folder.resolve("with.tar.zst");
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, with, _ -> true).pack();
        Files.writeString(root.resolve(".notes/db"), "checkpointed");

        new Restore(with, root, root, _ -> true).run(true);

        assertThat(root.resolve(".notes/db")).hasContent("main");
        assertThat(root.resolve(".notes/db-wal")).hasContent("log");

        Files.delete(root.resolve(".notes/db-wal"));
        Path without = folder.resolve("without.tar.zst");
        new Backup(List.of(new LegacySource.Watched(root.resolve(".notes"), true)), root, without, _ -> true).pack();
        Files.writeString(root.resolve(".notes/db-wal"), "newer");
        assertThatThrownBy(() -> new Restore(without, root, root, _ -> true).run(false))
                .hasMessageContaining(".notes/db");
        new Restore(without, root, root, _ -> true).run(true);
        assertThat(root.resolve(".notes/db-wal")).doesNotExist();
    }

    @Test
    void what_lies_among_files_of_others_is_packed_alone_and_for_this_user() throws IOException {
        Files.writeString(root.resolve("own"), "1");
        Files.writeString(root.resolve("token"), "secret");
        Path made = folder.resolve("own.tar.zst");

        int packed = new Backup(List.of(new LegacySource.Watched(root, false)), root, made, "own"::equals).pack();

        assertThat(packed).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
    }
}
