package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A migration that is killed again and again is finished by the next one. {@code -Ddaybook.torture=true}: long. */
class KillIT {

    private static final boolean LONG = Boolean.getBoolean("daybook.torture");
    private static final int ROUNDS = LONG ? 100 : 3;

    @TempDir(factory = OnDisk.class)
    private Path root;

    /** A tool: how many things are several batches, what they are counted by, the fact that each begins with. */
    private enum Tool {
        DEESPEC(300, "sbis", "sbi.registered"),
        AIT42(1_500, "sessions", "session.created"),
        TASKMASTER(2_000, "items", "item.recorded"),
        GUM(2_000, "projects", "project.seen");

        private final int things;
        private final String counted;
        private final String beginning;

        Tool(int things, String counted, String beginning) {
            this.things = things;
            this.counted = counted;
            this.beginning = beginning;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_migration_that_was_killed_is_finished_by_the_next_one_without_doubles(Tool tool)
            throws IOException, InterruptedException {
        var program = Program.in(root);
        var things = LONG ? 10 * tool.things : tool.things;
        var project = switch (tool) {
            case DEESPEC -> project(things);
            case AIT42 -> home(things);
            case TASKMASTER -> tasks(things);
            case GUM -> projects(things);
        };
        for (int round = 0; round < ROUNDS; round++) {
            var migration = program.startOnData("migrate", project.toString(), "--progress", "json");
            for (int line = 0; line <= round % 3; line++) {
                migration.errorReader().readLine(); // its progress
            }
            migration.destroyForcibly();
            assertThat(migration.waitFor(Patience.LIMIT)).isTrue();
        }

        var last = program.command("migrate", project.toString(), "--format", "json");
        var again = program.command("migrate", project.toString(), "--format", "json");

        // 2: the copies of tasks depend on tasks that were not copied, which is a finding
        assertThat(last.code()).as(last.out() + last.err()).isIn(0, 2);
        assertThat(last.json().at("/entities/" + tool.counted).asInt()).isEqualTo(things);
        assertThat(last.json().at("/verified/equal").asInt(-1))
                .isEqualTo(last.json().at("/verified/compared").asInt());
        assertThat(again.json().at("/events/appended").asInt(-1)).isZero();
        var journal = program.command("audit", "--action", tool.beginning, "--limit", "0", "--format", "json")
                .json();
        assertThat(journal).hasSize(things);
        assertThat(program.command("verify").code()).isZero();
    }

    /** Makes three files of sessions. */
    private Path home(int sessions) throws IOException {
        for (int file = 0; file < 3; file++) {
            var list = new StringJoiner(",\n", "[\n", "\n]");
            for (int i = file; i < sessions; i += 3) {
                list.add("""
                        {"id":"s-%d","type":"debate","task":"Compare %d","status":"running",\
                        "createdAt":"2025-11-10T02:01:09.044Z","updatedAt":"2025-11-10T02:01:09.044Z",\
                        "instances":[],"chatHistory":[{"id":"m","content":"Begin","role":"user",\
                        "timestamp":"2025-11-10T02:01:10.000Z"}]}""".formatted(i, i));
            }
            Folder.write(root.resolve("home"), ".ait42/sessions/%016x.json".formatted(file), list.toString());
        }
        return root.resolve("home");
    }

    /** Makes one file of Task Master's tasks. */
    private Path tasks(int tasks) throws IOException {
        var list = new StringJoiner(",", "{\"master\":{\"tasks\":[", "]}}");
        for (int i = 1; i <= tasks; i++) {
            list.add("{\"id\":%d,\"title\":\"Task %d\",\"status\":\"pending\"}".formatted(i, i));
        }
        Folder.write(root.resolve("garden"), ".taskmaster/tasks/tasks.json", list.toString());
        return root.resolve("garden");
    }

    /** Makes one cache of gum's projects. */
    private Path projects(int projects) throws IOException {
        var list = new StringJoiner(
                ",", "{\"data\":[", "],\"timestamp\":\"2025-10-05T18:22:07+02:00\",\"ttl\":300000000000}");
        for (int i = 1; i <= projects; i++) {
            list.add("{\"Path\":\"~/projects/p%d\",\"Remote\":\"git@github.com:ada/p%d.git\",\"Branch\":\"\"}"
                    .formatted(i, i));
        }
        Folder.write(root.resolve("cached"), ".cache/gum/projects.json", list.toString());
        return root.resolve("cached");
    }

    /** Makes a project of many tasks out of one of the sample. */
    private Path project(int tasks) throws IOException {
        var specs = root.resolve("project/.deespec/specs/sbi");
        var sample = Program.repository().resolve("src/main/resources/demo/.deespec/specs/sbi");
        List<Path> folders;
        try (var all = Files.list(sample)) {
            folders = all.sorted().toList();
        }
        for (int i = 0; i < tasks; i++) {
            var from = folders.get(i % folders.size());
            var id = "SBI-01K6%022d".formatted(i);
            var to = Files.createDirectories(specs.resolve(id));
            try (var files = Files.list(from)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.writeString(
                            to.resolve(file.getFileName().toString()),
                            Files.readString(file).replace(from.getFileName().toString(), id));
                }
            }
        }
        return root.resolve("project");
    }
}
