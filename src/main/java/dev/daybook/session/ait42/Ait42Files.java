package dev.daybook.session.ait42;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Recorded;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.FileStore;
import dev.daybook.importing.FileSwap;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionShape;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The session files of AIT42, one session at a time. Units are workspaces, by the keys that their files are named by.
 *
 * <p>A session is the first record of its id, as for the tool; a new one comes last; one that is deleted goes with all
 * records of its id. Thread-safe for different workspaces.
 */
public final class Ait42Files implements FileStore {

    /** The editor writes its files without a lock: a few times in a row is chance. */
    private static final int ATTEMPTS_MAX = 5;

    private static final String CATEGORY = "session";

    private final RecordPlaces places = new RecordPlaces();

    @Override
    public String kind() {
        return Ait42.KIND;
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(List.of(CATEGORY));
    }

    @Override
    public String unit(StreamId stream) {
        return SessionId.parse(stream.key()).workspace();
    }

    @Override
    public SortedSet<String> units(Path root) throws IOException {
        var units = new TreeSet<String>();
        Home home = home(root);
        if (Files.isRegularFile(home.folder().resolve(Ait42.ONE), LinkOption.NOFOLLOW_LINKS)) {
            units.add(home.isOfProject() ? project(home) : SessionId.UNASSIGNED);
        }
        Path folder = home.folder().resolve(Ait42.SESSIONS);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(it -> Files.isRegularFile(it, LinkOption.NOFOLLOW_LINKS))
                        .map(it -> String.valueOf(it.getFileName()))
                        .filter(it -> it.endsWith(Ait42.ENDING) && !it.startsWith("."))
                        .map(Ait42Files::workspace)
                        .forEach(units::add);
            }
        }
        return units;
    }

    /** The stem of the name; one that is the word for no workspace at all stays whole. */
    private static String workspace(String name) {
        String stem = name.substring(0, name.length() - Ait42.ENDING.length());
        return stem.equals(SessionId.UNASSIGNED) ? name : stem;
    }

    @Override
    public List<StreamId> things(Path root, String unit) throws IOException {
        return places.ids(file(root, unit)).stream()
                .map(it -> new StreamId(CATEGORY, new SessionId(unit, it).text()))
                .toList();
    }

    @Override
    public Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        SessionId session = SessionId.parse(stream.key());
        return places.record(file(root, session.workspace()), session.id())
                .flatMap(Records::read)
                .map(SessionShape.RECORD::fields);
    }

    @Override
    public long write(Path root, StreamId stream, List<Recorded> entries) throws IOException {
        SessionId session = SessionId.parse(stream.key());
        SessionAccount account = SessionAccount.of(entries);
        List<byte[]> more = entries.stream()
                .map(Recorded::event)
                .filter(VariantRecorded.class::isInstance)
                .map(VariantRecorded.class::cast)
                .filter(it -> it.file().isEmpty())
                .map(it -> SessionFrames.bytes(
                        new Content(it.encoding(), it.record().text())))
                .toList();
        Path path = file(root, session.workspace());
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            FileSwap file = FileSwap.read(path);
            SheetEdit edit = new SheetEdit(file.bytes().orElse(new byte[] {}), RecordPlaces.spans(file))
                    .put(session.id(), account.now(), more);
            if (edit.isNothing()) {
                return 0;
            }
            List<ByteBuffer> result = edit.result();
            if (file.replace(result)) {
                return result.stream().mapToLong(ByteBuffer::remaining).sum();
            }
        }
        throw new IOException(
                "%s is being written by somebody else all the time: close the editor, or try again".formatted(path));
    }

    @Override
    public List<Path> files(Path root, String unit) throws IOException {
        Path file = file(root, unit);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? List.of(file) : List.of();
    }

    private static Home home(Path root) throws IOException {
        Home home = Home.of(root);
        if (!home.exists()) {
            throw new NoSuchFileException(home.folder().toString(), null, "there is no such folder");
        }
        return home;
    }

    private static String project(Home home) {
        return Workspaces.key(home.around().toString());
    }

    private static Path file(Path root, String unit) throws IOException {
        Home home = home(root);
        boolean one = unit.equals(SessionId.UNASSIGNED) || (home.isOfProject() && unit.equals(project(home)));
        if (one) {
            return home.folder().resolve(Ait42.ONE);
        }
        Path folder = home.folder().resolve(Ait42.SESSIONS);
        String name = unit.equals(SessionId.UNASSIGNED + Ait42.ENDING) ? unit : unit + Ait42.ENDING;
        Path file = folder.resolve(name).normalize();
        if (!folder.equals(file.getParent()) || unit.startsWith(".")) {
            throw Rejected.invalid("'%s' is no workspace: want 16 hex digits, as its file is named by", unit);
        }
        return file;
    }
}
