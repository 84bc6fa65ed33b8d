package dev.daybook.session.ait42;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The records of all files, as they are to be written: they come in the order in which the sessions began and go out in
 * that of their files. What waits stands in a file aside; only where each record is stays in memory.
 */
final class RecordStore implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 << 10;

    private final Path aside;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final Map<String, Sheet> sheets = new LinkedHashMap<>();
    private long end;

    /** Where a record stands. */
    record Place(long offset, int length) {}

    /**
     * What goes into one file.
     *
     * @param sessions by their ids, in the order in which they began
     * @param variants by the id and place that the file's frame has for them
     * @param added further records by the ids of their sessions, which no file told
     */
    record Sheet(SequencedMap<String, Place> sessions, Map<String, Place> variants, SequencedMap<String, Place> added) {
        Sheet() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        }
    }

    RecordStore(Path aside) {
        this.aside = aside;
        try {
            this.channel = FileChannel.open(aside, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Sheet> sheets() {
        return sheets;
    }

    Sheet sheet(String file) {
        return sheets.computeIfAbsent(file, _ -> new Sheet());
    }

    Optional<Sheet> find(String file) {
        return Optional.ofNullable(sheets.get(file));
    }

    /** Takes a record. */
    Place put(byte[] bytes) {
        try {
            if (buffer.remaining() < bytes.length) {
                flush();
            }
            if (bytes.length > buffer.capacity()) {
                all(ByteBuffer.wrap(bytes));
            } else {
                buffer.put(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var place = new Place(end, bytes.length);
        end += bytes.length;
        return place;
    }

    /** Gives a record back. */
    void copy(Place place, OutputStream to) throws IOException {
        if (buffer.position() > 0) {
            flush();
        }
        var bytes = ByteBuffer.allocate(place.length());
        while (bytes.hasRemaining() && channel.read(bytes, place.offset() + bytes.position()) >= 0) {
            // until all of it is there
        }
        to.write(bytes.array());
    }

    private void flush() throws IOException {
        all(buffer.flip());
        buffer.clear();
    }

    private void all(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
