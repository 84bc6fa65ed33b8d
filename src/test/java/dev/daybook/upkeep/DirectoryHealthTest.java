package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryHealthTest {

    @TempDir
    private Path root;

    private Path data;

    @BeforeEach
    void a_data_directory() throws IOException {
        data = Files.createDirectory(
                root.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(
                data.resolve("journal.db"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Test
    void a_directory_as_the_program_leaves_it_is_well_and_looking_leaves_nothing_in_it() throws IOException {
        List<HealthCheck> checks = look(data);

        assertThat(checks)
                .filteredOn(check -> List.of("permissions", "write-ahead log", "set aside", "version")
                        .contains(check.check()))
                .hasSize(4)
                .allMatch(check -> check.state().equals("ok") && check.help().isEmpty());
        assertThat(of("flush", checks).message()).contains("written after");
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("journal.db"));
        }
    }

    @Test
    void what_others_may_read_is_told_with_the_command_that_closes_it() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));

        HealthCheck told = of("permissions", look(data));

        assertThat(told.state()).isEqualTo("warning");
        assertThat(told.message()).contains(data.toString());
        assertThat(new ProcessBuilder("sh", "-c", told.help()).start().waitFor())
                .isZero();
        assertThat(of("permissions", look(data)).state()).isEqualTo("ok");
    }

    @Test
    void a_command_that_was_kept_for_the_journal_and_could_not_be_carried_on_is_told()
            throws IOException, InterruptedException {
        Path pending = Files.createDirectory(data.resolve("pending"));
        Path left = Files.writeString(pending.resolve("ahead-1.json"), "{}");
        assertThat(of("pending commands", look(data)).state()).isEqualTo("ok");
        Path aside = Files.writeString(pending.resolve("ahead-2.json.unreadable"), "{");

        HealthCheck told = of("pending commands", look(data));

        assertThat(told.state()).isEqualTo("warning");
        assertThat(told.message()).contains(aside.toString());
        String remove = told.help().substring(told.help().indexOf("rm "));
        assertThat(new ProcessBuilder("sh", "-c", remove).start().waitFor()).isZero();
        assertThat(aside).doesNotExist();
        assertThat(left).exists();
    }

    @Test
    void a_log_that_is_never_written_back_is_told() throws IOException {
        try (var log = new RandomAccessFile(data.resolve("journal.db-wal").toFile(), "rw")) {
            log.setLength(300L << 20); // of holes
        }

        HealthCheck told = of("write-ahead log", look(data));

        assertThat(told.state()).isEqualTo("warning");
        assertThat(told.message()).contains("journal.db-wal", "300 MiB");
    }

    @Test
    void journals_that_were_set_aside_are_told() throws IOException {
        Files.createDirectories(data.resolve("set-aside/20260131T120000Z"));

        assertThat(of("set aside", look(data)).message()).contains("1 journal");
    }

    @Test
    void a_directory_in_memory_is_told() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"));
        Path folder = Files.createTempDirectory(memory, "daybook-");
        try {
            assertThat(of("file system", look(folder)).message()).contains("gone when the machine is switched off");
        } finally {
            Files.delete(folder);
        }
    }

    @Test
    void a_directory_that_is_not_there_yet_is_no_fault() {
        assertThat(look(root.resolve("none")))
                .filteredOn(check -> !check.check().equals("file watches")) // as the machine has it
                .allMatch(check -> check.state().equals("ok"));
    }

    private static List<HealthCheck> look(Path folder) {
        return DirectoryHealth.checks(new Installation("1", folder, folder.resolve("journal.db")));
    }

    private static HealthCheck of(String check, List<HealthCheck> checks) {
        return checks.stream()
                .filter(each -> each.check().equals(check))
                .findFirst()
                .orElseThrow();
    }
}
