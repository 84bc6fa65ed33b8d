package dev.daybook.importing.frame;

import dev.daybook.importing.frame.Frame.Element.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/**
 * The records of all files, as they are to be written: they come in the order in which the sessions began and go out in
 * that of their files. What waits stands in a file aside; only where each record is stays in memory.
 */
public final class RecordStore implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 << 10;

    private final Path aside;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final Map<String, FileRecords> sheets = new LinkedHashMap<>();
    private long end;

    /** Where a record stands. */
    public record Place(long offset, int length) {}

    /** A record that no file told, printed so many levels deep. */
    record Added(List<String> names, IntFunction<byte[]> print) {}

    /** What goes into one file. */
    public static final class FileRecords {
        final SequencedMap<String, Place> records = new LinkedHashMap<>();
        final Map<Variant, Place> variants = new HashMap<>();
        final List<Added> added = new ArrayList<>();
        boolean changed;

        /** Puts a record there; those that the frame does not name come in the order in which they are put. */
        public void put(String key, Place record) {
            records.put(key, record);
        }

        /** Puts a further record of that key there, in the place that the frame has for it. */
        public void putVariant(String key, int place, Place record) {
            variants.put(new Variant(key, place), record);
        }

        /**
         * Adds a record that no file told, last in the list of what stands under these names.
         *
         * @param print returns it so many levels deep
         */
        public void add(List<String> names, IntFunction<byte[]> print) {
            added.add(new Added(names, print));
            changed = true;
        }

        /** Says that something in the file is to be otherwise than it was. */
        public void change() {
            changed = true;
        }

        /** Returns whether the file holds no record any more. */
        public boolean isEmpty() {
            return records.isEmpty() && added.isEmpty();
        }

        public boolean isChanged() {
            return changed;
        }
    }

    public RecordStore(Path aside) {
        this.aside = aside;
        try {
            this.channel = FileChannel.open(aside, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Map<String, FileRecords> sheets() {
        return sheets;
    }

    public FileRecords sheet(String file) {
        return sheets.computeIfAbsent(file, _ -> new FileRecords());
    }

    /** Takes a record. */
    public Place put(byte[] bytes) {
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
        to.write(bytes(place));
    }

    /** Returns a record. */
    public byte[] bytes(Place place) throws IOException {
        if (buffer.position() > 0) {
            flush();
        }
        var bytes = ByteBuffer.allocate(place.length());
        while (bytes.hasRemaining() && channel.read(bytes, place.offset() + bytes.position()) >= 0) {
            // until all of it is there
        }
        return bytes.array();
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
