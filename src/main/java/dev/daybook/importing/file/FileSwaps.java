package dev.daybook.importing.file;

import dev.daybook.importing.file.FileStore.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that are replaced and removed together: closed before {@link #keep}, it brings back what stood there. For one
 * thread.
 */
public final class FileSwaps implements AutoCloseable {

    private final List<FileSwap> done = new ArrayList<>();
    private boolean kept;

    /** @throws FilesChanged if the file does not stand there any more as it was read */
    public void replace(FileSwap file, byte[] with) throws IOException {
        replace(file, List.of(ByteBuffer.wrap(with)));
    }

    /** @throws FilesChanged if the file does not stand there as it was read */
    public void replace(FileSwap file, List<ByteBuffer> with) throws IOException {
        done.add(file);
        if (!file.replace(with)) {
            throw new FilesChanged(file.file());
        }
    }

    /** As {@link #replace(FileSwap, byte[])}; one that was not there stays so. */
    public void remove(FileSwap file) throws IOException {
        done.add(file);
        if (!file.remove()) {
            throw new FilesChanged(file.file());
        }
    }

    /** Returns how the files stand there that were written, and lets them. */
    public List<Written> keep() {
        kept = true;
        return done.stream().map(FileSwap::written).toList();
    }

    @Override
    public void close() {
        if (!kept) {
            FileSwap.restore(done);
        }
    }
}
