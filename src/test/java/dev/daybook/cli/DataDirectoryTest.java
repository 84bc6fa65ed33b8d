package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.cli.DataDirectory.Claim;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path root;

    @Test
    void it_is_made_for_its_owner_alone() throws IOException {
        var data = DataDirectory.at(root.resolve("a/b"));

        data.create();
        Files.writeString(data.path().resolve("left.open"), "");
        data.restrict();

        assertThat(permissions(data.path())).isEqualTo("rwx------");
        assertThat(permissions(data.path().resolve("left.open"))).isEqualTo("rw-------");
    }

    @Test
    void one_claim_holds_it_until_it_is_closed() {
        var data = DataDirectory.at(root.resolve("data"));

        try (var lock = mine(data)) {
            lock.publish(URI.create("http://127.0.0.1:1"));
            assertThat(data.claim("search")).isInstanceOf(Claim.Theirs.class);
        }
        mine(data).close();
    }

    @Test
    void what_a_dead_process_left_in_the_lock_file_means_nothing() throws IOException {
        var data = DataDirectory.at(root.resolve("data"));
        data.create();
        Files.writeString(data.path().resolve("lock"), "pid=4711\nendpoint=http\\://127.0.0.1\\:1\n");

        mine(data).close();

        assertThat(data.path().resolve("lock")).isEmptyFile();
    }

    @Test
    void the_environment_names_it_else_it_lies_in_the_data_home() {
        assertThat(DataDirectory.byDefault(Map.of("DAYBOOK_DATA", "/d", "XDG_DATA_HOME", "/x")))
                .isEqualTo(Path.of("/d"));
        assertThat(DataDirectory.byDefault(Map.of("XDG_DATA_HOME", "/x"))).isEqualTo(Path.of("/x/daybook"));
        assertThat(DataDirectory.byDefault(Map.of("XDG_DATA_HOME", "relative")))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/daybook"));
    }

    private static Lock mine(DataDirectory data) {
        return switch (data.claim("test")) {
            case Claim.Mine(Lock lock) -> lock;
            case Claim.Theirs(var holder) -> throw new AssertionError("held by " + holder);
        };
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
