package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Who has it may change what is in a folder. The system takes it back from a process that ends. */
record FolderLock(FileChannel channel, FileLock lock) implements AutoCloseable {

    /**
     * Takes it.
     *
     * @param name of the file that is locked
     * @param busy what is said of the folder if another has the lock
     * @throws Rejected if another has it
     */
    static FolderLock take(Path folder, String name, String busy) throws IOException {
        Path file = folder.resolve(name);
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file(file));
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw Rejected.conflict(busy, folder);
            }
            taken = true;
            return new FolderLock(channel, lock);
        } catch (OverlappingFileLockException _) {
            throw Rejected.conflict(busy, folder);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
