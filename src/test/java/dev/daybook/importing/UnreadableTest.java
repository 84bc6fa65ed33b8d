package dev.daybook.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.Unprivileged;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.sbi.deespec.DeespecSource;
import dev.daybook.session.ait42.Ait42Source;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What this user may not read is an error, never as if it were not there. The imports run in a process without the
 * right of root to read everything, whoever runs the tests.
 */
class UnreadableTest {

    private static final String SBI = ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0";
    private static final String OTHER = ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R1";

    private static Optional<Process> importing = Optional.empty(); // skipped where there is no such process
    private static BufferedReader told;

    @TempDir
    private Path root;

    private final List<Path> closed = new ArrayList<>();

    private void close(String path, String permissions) throws IOException {
        Path it = root.resolve(path);
        closed.add(it);
        Files.setPosixFilePermissions(it, PosixFilePermissions.fromString(permissions));
    }

    @AfterEach
    void open() throws IOException {
        for (Path it : closed) {
            Files.setPosixFilePermissions(it, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @BeforeAll
    static void begin() throws IOException {
        Process process = Unprivileged.start(Importing.class);
        told = process.inputReader(UTF_8);
        importing = Optional.of(process);
    }

    @AfterAll
    static void end() {
        importing.ifPresent(Process::destroyForcibly);
    }

    /** Imports with what an ordinary user may do; returns findings, streams and the outcome, a line each. */
    private List<String> run(String kind) throws IOException {
        BufferedWriter asked = importing.orElseThrow().outputWriter(UTF_8);
        asked.write(kind + "\n" + root + "\n");
        asked.flush();
        var lines = new ArrayList<String>();
        for (String line = told.readLine(); !Importing.END.equals(line); line = told.readLine()) {
            lines.add(Objects.requireNonNull(line, "the process has ended"));
        }
        return lines;
    }

    /** The other process: imports one tree after the other. */
    static final class Importing {

        private static final String END = ".";

        public static void main(String[] none) throws IOException {
            var asked = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String kind = asked.readLine(); kind != null; kind = asked.readLine()) {
                run(kind, Path.of(asked.readLine()));
                System.out.println(END);
                System.out.flush();
            }
        }

        private static void run(String kind, Path tree) {
            LegacySource source = kind.equals("deespec")
                    ? new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK)
                    : new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
            try (var fixture = new ImportFixture(source)) {
                Report report = fixture.run(tree);
                report.findings().forEach(it -> System.out.println(it.severity() + " " + it.code() + " " + it.file()));
                fixture.told().keySet().forEach(System.out::println);
                System.out.println(report.outcome());
            }
        }

        private Importing() {}
    }

    @Test
    void the_folder_of_a_task_is_an_error_and_no_task_of_nothing() throws IOException {
        Folder.write(root, SBI + "/spec.md", "# Hidden\n");
        Folder.write(root, OTHER + "/spec.md", "# Open\n");
        close(SBI, "---------");

        List<String> lines = run("deespec");

        assertThat(lines)
                .contains("ERROR UNREADABLE_FILE " + SBI, "sbi/" + OTHER.substring(OTHER.lastIndexOf('/') + 1))
                .noneMatch(it -> it.startsWith("sbi/") && SBI.endsWith(it.substring(4)));
    }

    @Test
    void a_folder_that_can_be_listed_but_not_entered_is_an_error() throws IOException {
        Folder.write(root, SBI + "/spec.md", "# Hidden\n");
        Folder.write(root, OTHER + "/spec.md", "# Open\n");
        close(SBI, "r--r--r--");

        List<String> lines = run("deespec");

        assertThat(lines)
                .anyMatch(it -> it.startsWith("ERROR UNREADABLE_FILE " + SBI))
                .noneMatch(it -> it.startsWith("sbi/") && SBI.endsWith(it.substring(4)));
    }

    @Test
    void a_transaction_that_cannot_be_read_is_an_error_and_never_said_to_be_empty() throws IOException {
        String transaction = ".deespec/journal/2025-10-01/txn_1759276800_1";
        Folder.write(root, SBI + "/spec.md", "# Open\n");
        Folder.write(root, transaction + "/entry.json", "{}");
        close(transaction, "---------");

        assertThat(run("deespec"))
                .contains("ERROR UNREADABLE_FILE " + transaction)
                .noneMatch(it -> it.contains("TXN_DISCARDED"));
    }

    @Test
    void a_folder_that_holds_tasks_is_an_error() throws IOException {
        Folder.write(root, SBI + "/spec.md", "# Hidden\n");
        Folder.write(root, ".deespec/etc/workflow.yaml", "name: w\n");
        for (String permissions : List.of("---------", "r--r--r--")) {
            close(".deespec/specs/sbi", permissions);

            assertThat(run("deespec")).anyMatch(it -> it.startsWith("ERROR UNREADABLE_FILE .deespec/specs/sbi"));
        }
    }

    @Test
    void the_folder_of_the_tool_that_cannot_be_entered_is_an_error() throws IOException {
        Folder.write(root, SBI + "/spec.md", "# Hidden\n");
        for (String permissions : List.of("---------", "r--r--r--")) {
            close(".deespec", permissions);

            assertThat(run("deespec")).anyMatch(it -> it.startsWith("ERROR UNREADABLE_FILE .deespec"));
        }
    }

    @Test
    void a_file_or_folder_of_sessions_is_an_error() throws IOException {
        Folder.write(root, ".ait42/sessions/0123456789abcdef.json", "[]");
        Folder.write(root, ".ait42/sessions.json", "[]");
        close(".ait42/sessions.json", "---------");
        close(".ait42/sessions", "---------");

        assertThat(run("ait42"))
                .contains("ERROR UNREADABLE_FILE .ait42/sessions.json", "ERROR UNREADABLE_FILE .ait42/sessions");
    }

    @Test
    void a_folder_whose_files_are_known_by_name_is_an_error() throws IOException {
        Folder.write(root, ".ait42/sessions.json", "[]");
        Folder.write(root, ".deespec/etc/workflow.yaml", "name: w\n");
        Folder.write(root, ".deespec/var/journal.ndjson", "{}\n");
        for (String permissions : List.of("---------", "r--r--r--", "--x--x--x")) {
            for (String folder : List.of(".ait42", ".deespec/etc", ".deespec/var")) {
                close(folder, permissions);
                assertThat(run(folder.equals(".ait42") ? "ait42" : "deespec"))
                        .anyMatch(it -> it.startsWith("ERROR UNREADABLE_FILE " + folder));
            }
        }
    }

    @Test
    void a_database_that_may_not_be_read_is_an_error() throws IOException {
        Folder.write(root, ".deespec/deespec.db", "SQLite format 3\0");
        Folder.write(root, SBI + "/spec.md", "# Hidden\n");
        close(".deespec/deespec.db", "---------");

        assertThat(run("deespec")).contains("ERROR UNREADABLE_FILE .deespec/deespec.db");
    }
}
