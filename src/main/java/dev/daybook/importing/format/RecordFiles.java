package dev.daybook.importing.format;

import dev.daybook.domain.Spelling;
import dev.daybook.event.Recorded;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.Container.Place;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileSwap;
import dev.daybook.importing.file.FileSwaps;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.journal.StreamId;
import dev.daybook.text.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Files of records, one record at a time: what a tool has to say is which record stands in which file, and what a
 * record says.
 *
 * <p>Where the records of a file stand is remembered as long as it stands there unchanged: who asks for all of them one
 * by one has each file looked through once. Only places are kept, no contents; what is returned was read just now.
 * Thread-safe for different units.
 */
public abstract class RecordFiles implements FileStore {

    /** Of about 200 bytes each; the file that was asked for last is kept, however many it has. */
    private static final int RECORDS_MAX = 50_000;

    /** Tools write their files without a lock: a few times in a row is chance. */
    private static final int ATTEMPTS_MAX = 5;

    /** Two writings closer together than this may bear the same time. */
    private static final long SAME_TIME_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Nobody leaves more blanks in an empty file. */
    private static final int BLANKS_MAX = 1_000;

    private final String kind;
    private final Set<String> categories;
    private final InstantSource clock = InstantSource.system();
    private final LinkedHashMap<Path, Look> looks = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param id the JSON pointer of what tells a record from others beside it, or another word of {@link Format}
     * @param name what its records are known by that do not tell an id
     */
    public record RecordFile(Path path, String kind, Container container, String id, String name) {

        /** One whose records tell their ids. */
        public RecordFile(Path path, String kind, Container container, String id) {
            this(path, kind, container, id, "");
        }

        private String pointer() {
            return name.isEmpty() ? id : "";
        }

        private boolean isRecord() {
            return id.equals(Format.NAME);
        }

        private Optional<RecordKeys.Key> key(RecordKeys keys, Place place, int position) {
            return switch (id) {
                case Format.NAME -> keys.next(place.names(), name);
                case Format.POSITION -> keys.next(List.of(name), Integer.toString(position));
                default -> keys.next(place.names(), place.id().orElse(""));
            };
        }
    }

    /** What is to stand in a file of one thing. */
    public interface Now {

        /** Returns it as a new record, so many levels deep. */
        byte[] print(Container container, int depth, Spelling as);

        /**
         * Returns a record with all changed in it that is said otherwise now; as it is if nothing is.
         *
         * @throws IOException if it cannot be read
         */
        byte[] revise(Container container, byte[] record, Spelling as) throws IOException;
    }

    /**
     * A file as it was looked through.
     *
     * @param lasting whether no other writing of it can bear the same stamp
     * @param places of each key, in the order in which they come first
     */
    private record Look(Optional<FileStamp> stamp, boolean lasting, Map<String, List<Place>> places) {}

    protected RecordFiles(String kind, Set<String> categories) {
        this.kind = kind;
        this.categories = Set.copyOf(categories);
    }

    /** Returns the files that a unit may have. */
    protected abstract List<RecordFile> sheets(Path root, String unit) throws IOException;

    /** Returns the file that the record of a thing stands in or would; nothing if it is none of this tool. */
    protected abstract Optional<RecordFile> sheet(Path root, StreamId stream) throws IOException;

    /** Returns the key of the record of a thing: what it stands under, and its id, with slashes between. */
    protected abstract String key(StreamId stream);

    /** Returns what a record of that key stands under. */
    protected List<String> names(String key) {
        return RecordKeys.names(key);
    }

    protected abstract StreamId stream(String unit, RecordFile sheet, String key);

    /** Whether each of several records of one id is a thing of its own; else the first one counts. */
    protected abstract boolean isNumbered();

    /** Returns what a record says; nothing if it cannot be read. */
    protected abstract Optional<Map<String, Object>> fields(RecordFile sheet, byte[] record);

    /** Returns what a thing is by now, and further records that are to stand beside it; none if it is gone. */
    protected abstract List<Now> now(List<Recorded> entries);

    /** Returns how a file is written. */
    protected abstract Spelling spelling(RecordFile sheet, byte[] text);

    @Override
    public final String kind() {
        return kind;
    }

    @Override
    public final SortedSet<String> categories() {
        return new TreeSet<>(categories);
    }

    @Override
    public final List<StreamId> things(Path root, String unit) throws IOException {
        var things = new ArrayList<StreamId>();
        for (RecordFile sheet : sheets(root, unit)) {
            look(sheet).places().keySet().forEach(key -> things.add(stream(unit, sheet, key)));
        }
        return things;
    }

    @Override
    public final List<Path> files(Path root, String unit) throws IOException {
        return sheets(root, unit).stream()
                .map(RecordFile::path)
                .filter(path -> FileStamp.at(path).isPresent())
                .toList();
    }

    @Override
    public final Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        Optional<RecordFile> sheet = sheet(root, stream);
        Optional<byte[]> record = sheet.isEmpty() ? Optional.empty() : record(sheet.get(), key(stream));
        return record.flatMap(bytes -> fields(sheet.get(), bytes));
    }

    private Optional<byte[]> record(RecordFile sheet, String key) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Look look = look(sheet);
            List<Place> places = look.places().get(key);
            if (places == null) {
                return Optional.empty();
            }
            Optional<byte[]> record = bytes(sheet, places.getFirst())
                    .filter(bytes -> sheet.container()
                            .id(bytes, sheet.pointer())
                            .equals(places.getFirst().id()));
            if (record.isPresent() && FileStamp.at(sheet.path()).equals(look.stamp())) {
                return record;
            }
            synchronized (looks) {
                looks.remove(sheet.path());
            }
        }
        throw new FilesChanged(sheet.path());
    }

    private static Optional<byte[]> bytes(RecordFile sheet, Place place) throws IOException {
        if (!sheet.isRecord()) {
            return bytes(sheet.path(), place);
        }
        return FileSwap.read(sheet.path())
                .bytes()
                .map(RecordFiles::text)
                .filter(text -> text.length >= place.end())
                .map(text -> Arrays.copyOfRange(text, place.start(), place.end()));
    }

    /** Returns what a file is as a text, which need not be UTF-8. */
    private static byte[] text(byte[] file) {
        return Utf8.decode(file).isPresent()
                ? file
                : new String(file, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> bytes(Path file, Place place) throws IOException {
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

    private Look look(RecordFile sheet) throws IOException {
        Path path = sheet.path();
        Optional<FileStamp> stamp = FileStamp.at(path);
        synchronized (looks) {
            Look known = looks.get(path);
            if (known != null
                    && known.lasting()
                    && stamp.isPresent()
                    && known.stamp().equals(stamp)) {
                return known;
            }
        }
        boolean lasting = stamp.filter(this::isLasting).isPresent();
        Map<String, List<Place>> places = byKey(sheet, told(sheet, FileSwap.read(path)));
        Optional<FileStamp> after = FileStamp.at(path);
        var look = new Look(after, lasting && after.equals(stamp), places);
        keep(path, look);
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
            long records = looks.values().stream()
                    .mapToLong(oneLook -> oneLook.places().size())
                    .sum();
            var oldest = looks.entrySet().iterator();
            while (records > RECORDS_MAX && looks.size() > 1) {
                records -= oldest.next().getValue().places().size();
                oldest.remove();
            }
        }
    }

    /** Returns where the records stand; a file that would be one itself and cannot be read holds none. */
    private static List<Place> told(RecordFile sheet, FileSwap file) throws IOException {
        if (!sheet.isRecord()) {
            return places(sheet, file);
        }
        try {
            return file.bytes().isEmpty()
                    ? List.of()
                    : sheet.container().places(text(text(sheet, file)), sheet.pointer(), false);
        } catch (Damaged _) {
            return List.of();
        }
    }

    /** A file that cannot be read to its end is none to compare with, and never written. */
    private static List<Place> places(RecordFile sheet, FileSwap file) throws IOException {
        try {
            return sheet.container().places(text(sheet, file), sheet.pointer(), false);
        } catch (Damaged e) {
            throw damaged(sheet, e);
        }
    }

    static IOException damaged(RecordFile sheet, Damaged e) {
        return new IOException(
                "%s is damaged (%s): it is left as it is; repair it or set it aside, then try again"
                        .formatted(sheet.path(), e.getMessage()),
                e);
    }

    private static byte[] text(RecordFile sheet, FileSwap file) {
        return file.bytes()
                .filter(bytes -> bytes.length > BLANKS_MAX || !new String(bytes, StandardCharsets.ISO_8859_1).isBlank())
                .orElseGet(() -> sheet.container().empty());
    }

    private Map<String, List<Place>> byKey(RecordFile sheet, List<Place> places) {
        Map<String, List<Place>> byKey = new LinkedHashMap<>();
        var keys = new RecordKeys(isNumbered() ? RecordKeys.CHARS_MAX : Integer.MAX_VALUE);
        int position = 0;
        for (Place place : places) {
            position++;
            sheet.key(keys, place, position)
                    .map(key -> isNumbered() ? key.numbered() : key.text())
                    .ifPresent(key ->
                            byKey.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(place));
        }
        return byKey;
    }

    @Override
    public final List<Written> write(
            Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, Check check)
            throws IOException {
        List<Change> changes = changes(root, things, known);
        if (changes.isEmpty()) {
            return List.of();
        }
        check.pass();
        try (var swaps = new FileSwaps()) {
            for (Change it : changes) {
                it.in(swaps);
            }
            return swaps.keep();
        }
    }

    /** A file that was read, and is to be otherwise. */
    interface Change {
        void in(FileSwaps swaps) throws IOException;
    }

    /** Reads the files of things, and returns what is to be done to those that do not say what is known. */
    final List<Change> changes(Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known)
            throws IOException {
        Map<RecordFile, Map<String, List<Now>>> wanted = new LinkedHashMap<>();
        for (StreamId thing : things) {
            Optional<RecordFile> sheet = sheet(root, thing);
            if (sheet.isPresent()) {
                wanted.computeIfAbsent(sheet.get(), _ -> new LinkedHashMap<>())
                        .put(key(thing), now(known.apply(thing)));
            }
        }
        var changes = new ArrayList<Change>();
        for (Map.Entry<RecordFile, Map<String, List<Now>>> each : wanted.entrySet()) {
            RecordFile sheet = each.getKey();
            Path path = sheet.path();
            FileSwap file = path.startsWith(root) && !path.equals(root) // else the file is all there is
                    ? FileSwap.read(root, path)
                    : FileSwap.read(path);
            if (sheet.isRecord() && each.getValue().values().stream().allMatch(List::isEmpty)) {
                if (file.bytes().isPresent()) {
                    changes.add(swaps -> swaps.remove(file));
                }
                continue;
            }
            List<ByteBuffer> edited = edited(sheet, file, each.getValue());
            if (!edited.isEmpty()) {
                changes.add(swaps -> swaps.replace(file, edited));
            }
        }
        return changes;
    }

    /** Returns the file as it should be; nothing if it is so. */
    private List<ByteBuffer> edited(RecordFile sheet, FileSwap file, Map<String, List<Now>> now) throws IOException {
        byte[] text = text(sheet, file);
        if (sheet.isRecord() && file.bytes().isEmpty()) {
            Now record = now.values().iterator().next().getFirst();
            return List.of(ByteBuffer.wrap(record.print(sheet.container(), 0, spelling(sheet, text))));
        }
        List<Place> all = places(sheet, file);
        return new RecordEdit(sheet, text, all, byKey(sheet, all), this::names, spelling(sheet, text)).put(now);
    }
}
