package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

    @TempDir
    private Path root;

    @Test
    void it_takes_a_project_over_shows_what_came_of_it_and_what_to_try() {
        var program = Program.in(root);

        var demo = program.command("demo", "--exit");

        assertThat(demo.code()).as(demo.err()).isZero();
        assertThat(demo.out())
                .contains("completed", "24 sbis")
                .containsPattern("verified +([0-9]+) compared, \\1 equal")
                .contains(" search \"retry worker\" --data " + program.data())
                .contains(" audit --entity sbi/SBI-")
                .contains(" rollback --to before-");
        assertThat(demo.err()).as("nobody watches how far it is").isEmpty();
    }

    @Test
    void what_it_suggests_works() {
        var program = Program.in(root);
        var demo = program.command("demo", "--exit");
        var suggested = demo.lines().stream()
                .filter(line -> line.contains(" --data "))
                .map(line -> line.strip().replace("\"", "").split("\\s+"))
                .toList();

        assertThat(suggested).hasSize(3);
        for (String[] command : suggested) {
            var args = new ArrayList<>(List.of(command).subList(1, command.length));
            if (args.get(0).equals("search")) {
                args.set(1, args.get(1) + " " + args.remove(2));
            }
            var ended = program.command(args.toArray(String[]::new));
            assertThat(ended.code()).as(args + ended.err()).isZero();
            assertThat(ended.lines()).as("%s", args).hasSizeGreaterThan(1);
        }
    }

    @Test
    void a_second_demo_over_the_first_appends_nothing() {
        var program = Program.in(root);
        program.command("demo", "--exit");

        var again = program.command("demo", "--exit", "--format", "json");

        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.json().at("/events/appended").asInt(-1)).isZero();
    }

    @Test
    void it_never_mixes_with_a_real_journal() {
        var program = Program.in(root);
        program.command("sbi", "register", "Real work");

        var demo = program.command("demo", "--exit");

        assertThat(demo.code()).isEqualTo(1);
        assertThat(demo.err()).contains("holds a journal that is no demo");
    }

    @Test
    void nothing_is_written_outside_the_data_directory() throws IOException {
        var program = Program.in(root);

        assertThat(program.run("demo", "--exit").code()).isZero();
        assertThat(program.run("search", "retry").code()).isZero();
        assertThat(program.run("sbi", "register", "x".repeat(100), "--spec", large().toString())
                        .code())
                .isZero();
        try (var server = program.serve()) {
            assertThat(program.run("audit").code()).isZero();
            server.stop();
        }

        for (Path outside : List.of(program.home(), program.work(), program.temporary())) {
            assertThat(outside).isEmptyDirectory();
        }
        try (var files = Files.walk(program.data())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }

    /** So large that it is compressed, by a native library that has to be unpacked. */
    private Path large() throws IOException {
        var file = root.resolve("large.md");
        Files.writeString(file, "0123456789".repeat(10_000));
        return file;
    }
}
