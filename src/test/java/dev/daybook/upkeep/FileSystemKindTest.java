package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileSystemKindTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "ext4, LOCAL",
        "xfs, LOCAL",
        "overlay, LOCAL",
        "fuseblk, LOCAL",
        "tmpfs, MEMORY",
        "nfs4, REMOTE",
        "cifs, REMOTE",
        "fuse.sshfs, REMOTE",
        "9p, REMOTE",
        "fuse.vmhgfs-fuse, REMOTE",
        "FUSE.GRPCFUSE, REMOTE"
    })
    void what_the_system_calls_a_file_system_tells_whether_others_reach_it(String type, FileSystemKind kind) {
        assertThat(FileSystemKind.of(type)).isEqualTo(kind);
    }

    @Test
    void the_folder_of_a_test_is_on_this_machine() throws IOException {
        assertThat(FileSystemKind.at(folder).kind()).isNotEqualTo(FileSystemKind.REMOTE);
    }
}
