package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Container.Edit;
import dev.daybook.importing.Container.Piece;
import dev.daybook.importing.Format.Layout;
import dev.daybook.importing.Format.Taken;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.RecordMapping.Named;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a {@link Format} describes, one record at a time. Units are projects; the first one is called {@code
 * main}. A new record comes last in the file of its kind. Thread-safe for different units.
 */
final class FormatStore implements FileStore {

    private static final String FIRST = "main";
    private static final Pattern PROJECT = Pattern.compile("([A-Za-z0-9._-]+)!/(.*)", Pattern.DOTALL);

    /** Tools write their files without a lock: a few times in a row is chance. */
    private static final int ATTEMPTS_MAX = 5;

    private final Format format;
    private final Limits limits;

    FormatStore(Format format, Limits limits) {
        this.format = format;
        this.limits = limits;
    }

    @Override
    public String kind() {
        return format.tool();
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(List.of(format.mapping().category()));
    }

    @Override
    public String unit(StreamId stream) {
        Matcher matcher = PROJECT.matcher(stream.key());
        return matcher.matches() ? matcher.group(1) : FIRST;
    }

    @Override
    public SortedSet<String> units(Path root) {
        return new TreeSet<>(format.source(limits).recognizes(root) ? List.of(FIRST) : List.of());
    }

    @Override
    public List<StreamId> things(Path root, String unit) throws IOException {
        var things = new ArrayList<StreamId>();
        each(root, unit, (stream, _) -> things.add(stream));
        return things;
    }

    @Override
    public void each(Path root, String unit, BiConsumer<StreamId, Map<String, Object>> record) throws IOException {
        for (Layout layout : oneFiles()) {
            for (FileRecord found : read(root, layout).records().values()) {
                StreamId stream = new StreamId(
                        format.mapping().category(),
                        project(unit).qualified(format.mapping().name(found.kind(), found.key())));
                record.accept(stream, fields(root, unit, found));
            }
        }
    }

    @Override
    public Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException {
        Optional<Named> named = named(stream);
        Optional<Layout> layout = named.flatMap(this::layout);
        if (layout.isEmpty()) {
            return Optional.empty();
        }
        return find(read(root, layout.get()), named.get()).map(found -> fields(root, unit(stream), found.getValue()));
    }

    private Map<String, Object> fields(Path root, String unit, FileRecord record) {
        return format.mapping()
                .found(kind(), new Root(root, project(unit).name()), record)
                .expected();
    }

    @Override
    public long write(Path root, StreamId stream, List<Recorded> entries) throws IOException {
        Optional<Named> named = named(stream);
        Optional<Layout> layout = named.flatMap(this::layout);
        if (layout.isEmpty()) {
            return 0; // no record of this tool
        }
        Optional<Json> now =
                format.mapping().said(entries, _ -> Optional.empty()).now();
        Path path = FileNames.resolve(root, layout.get().path());
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            FileSwap file = FileSwap.read(path);
            Taken taken = take(layout.get(), file.bytes());
            List<Edit> edits = edits(taken, named.get(), now);
            if (edits.isEmpty()) {
                return 0;
            }
            byte[] bytes = taken.container()
                    .edit(taken.text(), taken.contents().as(), edits)
                    .getBytes(StandardCharsets.UTF_8);
            if (file.replace(bytes)) {
                return bytes.length;
            }
        }
        throw new IOException("%s is being written by somebody else: try again".formatted(path));
    }

    private static List<Edit> edits(Taken taken, Named named, Optional<Json> now) {
        Optional<Map.Entry<Piece, FileRecord>> found = find(taken, named);
        if (found.isEmpty()) {
            return now.<List<Edit>>map(record -> List.of(
                            new Edit.Add(taken.container().place(taken.text(), Format.names(named.key())), record)))
                    .orElse(List.of());
        }
        List<String> path = found.get().getKey().path();
        if (now.isEmpty()) {
            return List.of(new Edit.Remove(path));
        }
        var edits = new ArrayList<Edit>();
        FormatWriter.difference(found.get().getValue().tree(), JsonText.tree(now.get()), path, edits);
        return edits;
    }

    private static Optional<Map.Entry<Piece, FileRecord>> find(Taken taken, Named named) {
        return taken.records().entrySet().stream()
                .filter(record -> record.getValue().key().equals(named.key()))
                .findFirst();
    }

    private Taken read(Path root, Layout layout) throws IOException {
        Path path = FileNames.resolve(root, layout.path());
        return take(layout, FileSwap.read(path).bytes());
    }

    /** A file that cannot be read to its end is none to compare with, and never written. */
    private Taken take(Layout layout, Optional<byte[]> bytes) throws IOException {
        String file = layout.path();
        String empty = layout.container().orElseThrow().empty();
        TextFile text = TextFile.of(file, bytes.orElse(empty.getBytes(StandardCharsets.UTF_8)), limits);
        Taken taken = format.take(layout, file, text.text(), Instant.EPOCH, limits);
        if (!text.faithful() || !taken.contents().whole()) {
            throw new IOException("%s is damaged: mend it, or restore it from a copy".formatted(file));
        }
        return taken;
    }

    @Override
    public List<Path> files(Path root, String unit) {
        return oneFiles().stream()
                .map(layout -> FileNames.resolve(root, layout.path()))
                .filter(Files::isRegularFile)
                .toList();
    }

    private List<Layout> oneFiles() {
        return format.layouts().stream()
                .filter(layout -> layout.isOneFile() && layout.container().isPresent())
                .toList();
    }

    private Optional<Layout> layout(Named named) {
        return oneFiles().stream()
                .filter(layout -> layout.kind().equals(named.kind()))
                .findFirst();
    }

    private Optional<Named> named(StreamId stream) {
        Matcher matcher = PROJECT.matcher(stream.key());
        return format.mapping().named(matcher.matches() ? matcher.group(2) : stream.key());
    }

    private Source.Project project(String unit) {
        return new Source.Project(kind(), unit.equals(FIRST) ? "" : unit);
    }
}
