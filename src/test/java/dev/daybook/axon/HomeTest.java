package dev.daybook.axon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.ChildProcess;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Axon's own ways to put itself together look for updates and leave a file in the home directory. */
class HomeTest {

    @TempDir
    private Path directory;

    @Test
    void a_process_with_a_bus_writes_nothing_but_its_data() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        Path work = Files.createDirectory(directory.resolve("work"));
        Path data = Files.createDirectory(directory.resolve("data"));
        Path output = directory.resolve("output");

        var folders =
                List.of("-Duser.home=" + home, "-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("tmp")));

        Process child = new ProcessBuilder(ChildProcess.command(folders, Child.class, data))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(child.waitFor()).as(Files.readString(output)).isZero();
        assertThat(below(home)).isEmpty();
        assertThat(below(work)).isEmpty();
        assertThat(below(data)).containsExactly("journal.db");
    }

    private static List<String> below(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(it -> !it.equals(folder))
                    .map(it -> folder.relativize(it).toString())
                    .sorted()
                    .toList();
        }
    }

    /** What the child runs. */
    static final class Child {

        public static void main(String[] args) {
            Path journal = Path.of(args[0], "journal.db");
            try (var opened = SqliteJournal.open(journal, InstantSource.system());
                    var bus = new Bus(opened, new MemorySnapshots())) {
                bus.submit(Bus.register(Bus.sbi(1), "Add login"));
            }
        }
    }
}
