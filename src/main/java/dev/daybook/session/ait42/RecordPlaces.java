package dev.daybook.session.ait42;

import dev.daybook.importing.FileStamp;
import dev.daybook.importing.FileSwap;
import dev.daybook.session.ait42.RecordSpans.Damaged;
import dev.daybook.session.ait42.RecordSpans.Element;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Where the records of files stand, as long as the files stand there unchanged: who asks for all of them one by one has
 * each file scanned once. Only places are kept, no contents; what is returned was read just now. Thread-safe.
 */
final class RecordPlaces {

    /** Of about 200 bytes each; the file that was asked for last is kept, however many it has. */
    private static final int RECORDS_MAX = 50_000;

    /** Files that are written without a lock: a few times in a row is chance. */
    private static final int ATTEMPTS_MAX = 5;

    /** Two writings closer together than this may bear the same time. */
    private static final long SAME_TIME_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final InstantSource clock;
    private final LinkedHashMap<Path, Look> looks = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A file as it was scanned.
     *
     * @param lasting whether no other writing of it can bear the same stamp
     * @param first the first record of each id, in their order
     */
    private record Look(Optional<FileStamp> stamp, boolean lasting, Map<String, Element> first) {}

    RecordPlaces() {
        this(InstantSource.system());
    }

    RecordPlaces(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the ids in a file, in the order in which they come first; none if it is not there. */
    Set<String> ids(Path file) throws IOException {
        return look(file).first().keySet();
    }

    /**
     * Returns the first record of that id in a file.
     *
     * @throws IOException if it is damaged or cannot be read, or somebody else writes it all the time
     */
    Optional<byte[]> record(Path file, String id) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Look look = look(file);
            Element place = look.first().get(id);
            if (place == null) {
                return Optional.empty();
            }
            Optional<byte[]> record = bytes(file, place).filter(it -> is(it, id));
            if (record.isPresent() && FileStamp.at(file).equals(look.stamp())) {
                return record;
            }
            forget(file);
        }
        throw new IOException(
                "%s is being written by somebody else all the time: close the editor, or try again".formatted(file));
    }

    /**
     * Finds the records of a file.
     *
     * @throws IOException if it is damaged
     */
    static RecordSpans spans(FileSwap file) throws IOException {
        try {
            return RecordSpans.of(file.bytes().orElse(new byte[] {}));
        } catch (Damaged e) {
            throw new IOException(
                    "%s is damaged (%s): it is left as it is; repair it or set it aside, then try again"
                            .formatted(file.file(), e.getMessage()),
                    e);
        }
    }

    private Look look(Path file) throws IOException {
        Optional<FileStamp> stamp = FileStamp.at(file);
        synchronized (looks) {
            Look known = looks.get(file);
            if (known != null
                    && known.lasting()
                    && stamp.isPresent()
                    && known.stamp().equals(stamp)) {
                return known;
            }
        }
        boolean lasting = stamp.filter(this::isLasting).isPresent();
        var first = new LinkedHashMap<String, Element>();
        for (Element it : spans(FileSwap.read(file)).elements()) {
            it.id().filter(id -> !id.isEmpty()).ifPresent(id -> first.putIfAbsent(id, it));
        }
        Optional<FileStamp> after = FileStamp.at(file);
        var look = new Look(after, lasting && after.equals(stamp), first);
        keep(file, look);
        return look;
    }

    private boolean isLasting(FileStamp stamp) {
        var now = clock.instant();
        long nowNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return Math.abs(nowNs - stamp.modifiedNs()) > SAME_TIME_NS;
    }

    private void keep(Path file, Look look) {
        synchronized (looks) {
            looks.remove(file);
            looks.put(file, look);
            long records =
                    looks.values().stream().mapToLong(it -> it.first().size()).sum();
            var oldest = looks.entrySet().iterator();
            while (records > RECORDS_MAX && looks.size() > 1) {
                records -= oldest.next().getValue().first().size();
                oldest.remove();
            }
        }
    }

    private void forget(Path file) {
        synchronized (looks) {
            looks.remove(file);
        }
    }

    private static Optional<byte[]> bytes(Path file, Element place) throws IOException {
        var bytes = ByteBuffer.allocate(place.end() - place.start());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, place.start() + bytes.position()) < 0) {
                    return Optional.empty();
                }
            }
            return Optional.of(bytes.array());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static boolean is(byte[] record, String id) {
        try {
            return RecordSpans.id(record).filter(id::equals).isPresent();
        } catch (Damaged _) {
            return false;
        }
    }
}
