package dev.daybook.session.ait42;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.event.Recorded;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.format.RecordFiles;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The session files of AIT42, one session at a time. Units are workspaces, by the keys that their files are named by.
 *
 * <p>A session is the first record of its id, as for the tool; a new one comes last; one that is deleted goes with all
 * records of its id. Thread-safe for different workspaces.
 */
public final class Ait42Files extends RecordFiles {

    private static final String CATEGORY = "session";

    public Ait42Files() {
        super(Ait42.KIND, Set.of(CATEGORY));
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
                files.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                        .map(path -> String.valueOf(path.getFileName()))
                        .filter(text -> text.endsWith(Ait42.ENDING) && !text.startsWith("."))
                        .map(text -> Ait42.workspace(text, Ait42.ENDING))
                        .forEach(units::add);
            }
        }
        return units;
    }

    @Override
    protected List<RecordFile> sheets(Path root, String unit) throws IOException {
        return List.of(new RecordFile(file(root, unit), CATEGORY, Ait42.CONTAINER, "/id"));
    }

    @Override
    protected Optional<RecordFile> sheet(Path root, StreamId stream) throws IOException {
        return Optional.of(sheets(root, unit(stream)).getFirst());
    }

    @Override
    protected String key(StreamId stream) {
        return SessionId.parse(stream.key()).id();
    }

    @Override
    protected List<String> names(String key) {
        return List.of();
    }

    @Override
    protected StreamId stream(String unit, RecordFile sheet, String key) {
        return new StreamId(CATEGORY, new SessionId(unit, key).text());
    }

    @Override
    protected boolean isNumbered() {
        return false;
    }

    @Override
    protected Optional<Map<String, Object>> fields(RecordFile sheet, byte[] record) {
        return Records.read(record).map(SessionShape.RECORD::fields);
    }

    @Override
    protected List<Now> now(List<Recorded> entries) {
        Optional<SessionRecord> now = ImportedSession.of(entries).now();
        var all = new ArrayList<Now>(now.stream().map(SessionNow::new).toList());
        for (Recorded it : entries) {
            if (now.isPresent()
                    && it.event() instanceof VariantRecorded variant
                    && variant.file().isEmpty()) {
                Records.read(ImportedSession.content(variant).bytes())
                        .ifPresent(record -> all.add(new SessionNow(record)));
            }
        }
        return all;
    }

    private record SessionNow(SessionRecord record) implements Now {

        @Override
        public byte[] print(Container container, int depth, Spelling as) {
            return SessionShape.RECORD.bytes(record, as, depth);
        }

        @Override
        public byte[] revise(Container container, byte[] there, Spelling as) throws IOException {
            SessionRecord said = Records.read(there)
                    .orElseThrow(
                            () -> new IOException("the record that has the id of %s cannot be read: it is left as it is"
                                    .formatted(record.id())));
            boolean plain = Arrays.equals(SessionRendering.bytes(said), there);
            return said.equals(record)
                    ? there
                    : plain ? SessionRendering.bytes(record) : SessionShape.RECORD.splice(there, said, record);
        }
    }

    @Override
    protected Spelling spelling(RecordFile sheet, byte[] text) {
        return Ait42.CONTAINER.isBare(text) ? Spelling.COMPACT : Spelling.INDENTED;
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
