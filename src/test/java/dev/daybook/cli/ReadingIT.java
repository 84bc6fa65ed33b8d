package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who only looks leaves no trace. */
class ReadingIT {

    @TempDir
    private Path root;

    @Test
    void reading_makes_no_data_directory() {
        var program = Program.in(root);
        for (List<String> command : List.of(
                List.of("audit"),
                List.of("verify"),
                List.of("rollback", "--to", "1"),
                List.of("checkpoint", "here"),
                List.of("schema", "info"),
                List.of("sbi", "edit", "SBI-1", "--title", "x"))) {
            var ended = program.command(command.toArray(String[]::new));
            assertThat(ended.code()).as(command + ended.err()).isEqualTo(1);
            assertThat(ended.err()).startsWith("daybook: " + program.data() + " holds no journal\n  daybook migrate");
        }
        assertThat(program.data()).doesNotExist();
    }

    @Test
    void a_dry_run_writes_nothing_at_all() throws IOException {
        var program = Program.in(root);
        Files.createDirectories(program.data());
        Files.writeString(program.data().resolve("daybook.properties"), "actor=ada\n");
        var specs = Files.createDirectories(root.resolve("project/.deespec/specs/sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1"));
        Files.writeString(specs.resolve("state.json"), "{\"version\": 1, \"id\"");

        var dry = program.run(
                "migrate",
                root.resolve("project").toString(),
                "--dry-run",
                "--backup",
                root.resolve("backup.tar.zst").toString());

        assertThat(dry.out()).as(dry.err()).contains("TRUNCATED_JSON", "dry run");
        assertThat(program.data()).isDirectoryNotContaining(it -> !it.endsWith("daybook.properties"));
        assertThat(root.resolve("backup.tar.zst")).doesNotExist();
        assertThat(program.temporary()).isEmptyDirectory();
        assertThat(program.home()).isEmptyDirectory();
    }

    @Test
    void a_day_is_meant_with_all_its_hours_in_the_zone_of_the_user() {
        var program = Program.in(root).with("TZ", "Asia/Tokyo");
        try (var resident = program.resident()) {
            daysAreMeantInItsZone(program, resident);
        }
        assertThat(program.withJvm("-Ddaybook.stdout=terminal")
                        .with("NO_COLOR", "1")
                        .run("audit")
                        .lines()
                        .get(1))
                .matches("[0-9:]{8} +config/a .*");
    }

    private static void daysAreMeantInItsZone(Program program, Resident resident) {
        program.runIn(resident, "config", "set", "a", "1");
        var row = program.runIn(resident, "audit", "--format", "csv").lines().get(1);
        var day = row.split(",", -1)[1].substring(0, 10);
        assertThat(row.split(",", -1)[1]).matches("[0-9T:-]{19}\\.[0-9]{3}\\+09:00");

        assertThat(program.runIn(resident, "audit", "--since", day, "--until", day)
                        .out())
                .contains("config.set");
        assertThat(program.runIn(resident, "history", "config/a", "--at", day).code())
                .isZero();
        var utc = program.runIn(resident, "audit", "--utc", "--format", "csv")
                .lines()
                .get(1);
        assertThat(utc.split(",", -1)[1]).endsWith("Z");
    }
}
