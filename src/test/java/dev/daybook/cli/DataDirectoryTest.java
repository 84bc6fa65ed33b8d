package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.daybook.OpenFiles;
import dev.daybook.cli.DataDirectory.Claim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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
            lock.publish(URI.create("http://127.0.0.1:1"), "t");
            assertThat(data.claim("search")).isInstanceOf(Claim.Theirs.class);
        }
        mine(data).close();
    }

    @Test
    void where_a_server_answered_is_told_no_more_while_it_closes() {
        var data = DataDirectory.at(root.resolve("data"));
        try (var lock = mine(data)) {
            lock.know(296);
            lock.publish(URI.create("http://127.0.0.1:1"), "t");

            lock.withdraw();

            assertThat(data.path().resolve("lock"))
                    .content()
                    .contains("pid=", "head=296")
                    .doesNotContain("endpoint");
        }
    }

    @Test
    void no_token_goes_to_an_address_that_the_lock_does_not_name_any_more() throws IOException {
        try (var stranger = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            var there = URI.create("http://127.0.0.1:" + stranger.getLocalPort());
            var exchange = new HttpExchange(there, "dbk_owner", () -> false);

            assertThatThrownBy(() -> exchange.send("GET", "/livez", Map.of(), new byte[0]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has ended");
        }
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
    void how_far_the_journal_reached_is_known_to_the_next_owner() {
        var data = DataDirectory.at(root.resolve("data"));
        try (var lock = mine(data)) {
            assertThat(lock.head()).isZero();
            lock.know(296);
            lock.publish(URI.create("http://127.0.0.1:1"), "t");
        }

        try (var next = mine(data)) {
            assertThat(next.head()).isEqualTo(296);
        }
    }

    /** A full disk, played by a device that is always full. */
    @Test
    void a_lock_that_cannot_be_written_leaves_no_open_file_behind() throws IOException {
        var data = DataDirectory.at(root.resolve("data"));
        data.create();
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        Files.createSymbolicLink(data.path().resolve("lock"), full);

        assertThatThrownBy(() -> data.claim("test"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot be locked");

        assertThat(OpenFiles.below(full)).isEmpty();
    }

    @Test
    void what_is_set_aside_is_moved_and_nothing_is_lost() throws IOException {
        var data = DataDirectory.at(root.resolve("data"));
        data.create();
        Files.createDirectory(data.readModels());
        for (String file : new String[] {"journal.db", "journal.db-wal", "snapshots.db", "read/sbi-v1-1.db", "other"}) {
            Files.writeString(data.path().resolve(file), file);
        }
        var now = Instant.parse("2026-11-26T04:05:06Z");

        Path aside = data.setAside(now);
        Files.writeString(data.journal(), "second");
        Path second = data.setAside(now);

        assertThat(aside).isEqualTo(data.path().resolve("set-aside/20261126T040506Z"));
        assertThat(aside.resolve("journal.db")).hasContent("journal.db");
        assertThat(aside.resolve("journal.db-wal")).hasContent("journal.db-wal");
        assertThat(aside.resolve("read/sbi-v1-1.db")).hasContent("read/sbi-v1-1.db");
        assertThat(second.resolve("journal.db")).hasContent("second");
        assertThat(data.path()).isDirectoryNotContaining("glob:**journal.db*").isDirectoryContaining("glob:**other");
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
