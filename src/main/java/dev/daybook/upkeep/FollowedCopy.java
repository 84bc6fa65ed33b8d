package dev.daybook.upkeep;

import dev.daybook.journal.Sha256;
import dev.daybook.journal.sqlite.JournalCopy;
import dev.daybook.operation.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A copy of a journal, hashed and brought to the disk while it is made. Used by one thread. */
final class FollowedCopy implements JournalCopy.Progress, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedCopy.class);

    private final Path copy;
    private final Progress progress;
    private Optional<WrittenFile> written = Optional.empty();
    private boolean rewritten;

    FollowedCopy(Path copy, Progress progress) {
        this.copy = copy;
        this.progress = progress;
    }

    @Override
    public void at(long done, long total) {
        progress.at(done, total, "copying the journal");
    }

    @Override
    public void grown(Path file, long sizeBytes) {
        if (!file.equals(copy)) {
            return; // the log beside it
        }
        if (written.isEmpty()) {
            try {
                written = Optional.of(new WrittenFile(copy));
            } catch (IOException e) {
                LOG.debug("{} is hashed when it is there", copy, e);
                return;
            }
        }
        written.get().isWritten(sizeBytes);
    }

    @Override
    public void rewritten() {
        rewritten = true;
    }

    /** Returns the hash of the copy, which is on the disk then; nothing if it has to be read once more. */
    Optional<Sha256> hash() throws IOException {
        return written.isPresent() && !rewritten ? Optional.of(written.get().end()) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (written.isPresent()) {
            written.get().close();
        }
    }
}
