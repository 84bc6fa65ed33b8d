package dev.daybook.importing.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other tools are written where they stand, and nowhere else. */
class FileSwapTest {

    private static final byte[] NEWS = "news".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path base = Path.of("");
    private Path outside = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        base = Files.createDirectories(folder.resolve("tree"));
        outside = Files.createDirectories(folder.resolve("outside"));
    }

    @Test
    void a_link_in_the_middle_of_a_path_leads_no_file_out_of_its_tree() throws IOException {
        Files.createSymbolicLink(base.resolve("specs"), outside);
        Files.writeString(outside.resolve("there"), "old");

        var made = FileSwap.read(base, base.resolve("specs/new/spec.md"));
        var changed = FileSwap.read(base, base.resolve("specs/there"));

        assertThatThrownBy(() -> made.replace(NEWS)).hasMessageContaining("out of " + base);
        assertThatThrownBy(() -> changed.replace(NEWS)).hasMessageContaining("out of " + base);
        assertThatThrownBy(changed::remove).hasMessageContaining("out of " + base);
        assertThat(outside.resolve("there")).hasContent("old");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void a_folder_that_is_made_a_link_after_its_file_was_read_leads_it_nowhere() throws IOException {
        Files.createDirectories(base.resolve("specs"));
        var file = FileSwap.read(base, base.resolve("specs/spec.md"));
        Files.delete(base.resolve("specs"));
        Files.createSymbolicLink(base.resolve("specs"), outside);

        assertThatThrownBy(() -> file.replace(NEWS)).isInstanceOf(IOException.class);

        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void a_tree_that_stands_behind_a_link_itself_is_written() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), base);
        Files.createDirectories(base.resolve("real"));
        Files.createSymbolicLink(base.resolve("within"), base.resolve("real"));

        assertThat(FileSwap.read(link, link.resolve("a/b/spec.md")).replace(NEWS))
                .isTrue();
        assertThat(FileSwap.read(link, link.resolve("within/spec.md")).replace(NEWS))
                .isTrue();

        assertThat(base.resolve("a/b/spec.md")).hasBinaryContent(NEWS);
        assertThat(base.resolve("real/spec.md")).hasBinaryContent(NEWS);
    }

    @Test
    void what_another_wrote_meanwhile_is_not_brought_back_to_what_was_read_before() throws IOException {
        Path ours = Files.writeString(base.resolve("ours"), "old");
        Path theirs = Files.writeString(base.resolve("theirs"), "old");
        Path both = Files.writeString(base.resolve("both"), "old");
        Path made = base.resolve("made");
        Path begun = base.resolve("begun");
        List<FileSwap> swaps = new ArrayList<>();
        for (Path each : List.of(ours, theirs, both, made, begun)) {
            swaps.add(FileSwap.read(base, each));
        }
        Files.writeString(theirs, "their word");
        Files.writeString(begun, "their word");
        for (FileSwap each : swaps) {
            each.replace(NEWS);
        }
        Files.writeString(both, "their word");

        FileSwap.restore(swaps);

        assertThat(ours).hasContent("old");
        assertThat(made).doesNotExist();
        assertThat(List.of(theirs, both, begun))
                .allSatisfy(path -> assertThat(path).hasContent("their word"));
    }

    @Test
    void what_takes_the_place_of_a_file_may_be_read_by_whom_the_file_could() throws IOException {
        for (String rights : List.of("rw-------", "rw-rw-rw-", "r--r-----")) {
            Path file = Files.writeString(base.resolve("of " + rights), "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));

            FileSwap.read(base, file).replace(NEWS);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(rights);
        }
    }

    @Test
    void what_a_killed_writer_left_goes_after_a_day_and_nothing_else() throws IOException {
        Path left = Files.writeString(Temporary.in(base), "half");
        Path theirs = Files.writeString(base.resolve(".daybook-notes.tmp"), "their word");
        Path file = Files.writeString(base.resolve("file"), "old");

        FileSwap.read(base, file).replace(NEWS);
        assertThat(left).as("its writer may be at work").hasContent("half");
        Temporary.in(base, Instant.now().plus(Duration.ofDays(2)));

        assertThat(left).doesNotExist();
        assertThat(theirs).hasContent("their word");
        assertThat(file).hasBinaryContent(NEWS);
    }

    /** As of two processes: the second one comes while the first one is at work. */
    @Test
    void two_writers_of_a_file_do_not_share_a_temporary_one() throws IOException, InterruptedException {
        Path file = Files.writeString(base.resolve("file"), "old");
        var large = new byte[4 << 20];
        Arrays.fill(large, (byte) 'x');
        var written = new AtomicInteger();
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            writers.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 10; n++) {
                    try {
                        written.addAndGet(FileSwap.read(base, file).replace(large) ? 1 : 0);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                written.addAndGet(100);
            }));
        }
        for (Thread it : writers) {
            it.join();
        }

        assertThat(written.get()).as("nobody fails").isGreaterThan(400);
        assertThat(file).hasBinaryContent(large);
        assertThat(base).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void a_file_that_another_changed_since_it_was_read_is_neither_replaced_nor_removed() throws IOException {
        Path file = Files.writeString(base.resolve("a"), "old");
        var gone = FileSwap.read(base, base.resolve("gone"));
        var read = FileSwap.read(base, file);
        assertThat(read.holds("old".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(read.holds(NEWS)).isFalse();
        assertThat(gone.holds(new byte[0])).isFalse();
        Files.writeString(file, "of another");
        Files.writeString(base.resolve("gone"), "of another");

        assertThat(read.replace(NEWS)).isFalse();
        assertThat(read.remove()).isFalse();
        assertThat(gone.replace(NEWS)).isFalse();

        assertThat(file).hasContent("of another");
        assertThat(base.resolve("gone")).hasContent("of another");
        assertThat(base).isDirectoryNotContaining("glob:**.tmp*");
        assertThat(FileSwap.read(base, file).remove()).isTrue();
        assertThat(file).doesNotExist();
        assertThat(FileSwap.read(base, file).remove())
                .as("it is not there, as it was read")
                .isTrue();
        assertThat(FileSwap.read(base, file).replace(NEWS)).isTrue();
    }
}
