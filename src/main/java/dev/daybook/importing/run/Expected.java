package dev.daybook.importing.run;

import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the read model should show of all that an import has found, by the hash of each value: where it does show it, the
 * tree need not be read again to compare it. Stands in a spill file, so that memory does not grow with the tree. For one
 * thread.
 */
final class Expected implements AutoCloseable {

    private final Path spill;
    private final DataOutputStream out;
    private long things;

    Expected() {
        try {
            spill = Files.createTempFile("daybook-expected-", ".spill");
            out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(spill), 1 << 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(StreamId stream, Map<String, Object> fields) {
        try {
            text(stream.category());
            text(stream.key());
            out.writeInt(fields.size());
            for (Map.Entry<String, Object> field : fields.entrySet()) {
                text(field.getKey());
                out.writeLong(hash(field.getValue()));
            }
            things++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** Returns the same for values that are equal. */
    private static long hash(Object value) {
        String text = value instanceof List<?> list
                ? list.stream().map(Expected::hash).toList().toString()
                : value.getClass().getName() + " "
                        + (value instanceof Instant time ? time.getEpochSecond() + "." + time.getNano() : value);
        return ByteBuffer.wrap(
                        Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).bytes())
                .getLong();
    }

    /** Returns how many fields there are, if the read model shows all of them so. {@code pace} hears of each thing. */
    OptionalLong shown(ReadModelLookup posted, ProgressRate pace) {
        try {
            out.flush();
            long fields = 0;
            try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(spill), 1 << 16))) {
                for (long i = 0; i < things; i++) {
                    Map<String, Object> shown =
                            posted.fields(new StreamId(text(in), text(in))).orElseGet(HashMap::new);
                    int count = in.readInt();
                    for (int j = 0; j < count; j++) {
                        Object value = shown.get(text(in));
                        if (in.readLong() != (value == null ? 0 : hash(value))) {
                            return OptionalLong.empty();
                        }
                    }
                    fields += count;
                    pace.done();
                }
            }
            return OptionalLong.of(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (out) {
            Files.deleteIfExists(spill);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
