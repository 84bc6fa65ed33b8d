package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A file system of its own that a test can fill; where nobody may mount one, the test is skipped. */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** @param options of the mount, such as {@code size=2m} */
    public static SmallDisk at(Path folder, String options) throws IOException {
        Files.createDirectory(folder);
        assumeTrue(
                ran("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()),
                "skipped: who may not mount a small disk cannot fill it");
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Leaves not a byte of room. */
    public void fill() throws IOException {
        fill(0);
    }

    /** Leaves only so much room. */
    public void fill(long leftBytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(filling())) {
            var block = new byte[4096];
            while (Files.getFileStore(folder).getUsableSpace() > leftBytes) {
                out.write(block);
            }
        }
        assertThat(Files.getFileStore(folder).getUsableSpace()).isLessThanOrEqualTo(leftBytes);
    }

    /** Gives the room back that {@link #fill} took. */
    public void free() throws IOException {
        Files.delete(filling());
    }

    private Path filling() {
        return folder.resolve("filling");
    }

    /** Changes it while it is used, such as to {@code remount,size=9m}. */
    public void remount(String options) throws IOException {
        assertThat(ran("mount", "-o", options, folder.toString())).isTrue();
    }

    private static boolean ran(String... command) throws IOException {
        if (Stream.of("/bin", "/usr/bin", "/sbin", "/usr/sbin")
                .noneMatch(place -> Files.isExecutable(Path.of(place, command[0])))) {
            return false;
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            throw new IOException("the test is over", e);
        }
    }

    @Override
    public void close() throws IOException {
        assertThat(ran("umount", folder.toString())).isTrue();
    }
}
