package dev.daybook.importing.format;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.format.RecordMapping.Named;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of records that a {@link Format} describes, one record at a time. Units are projects; the first one is called
 * {@code main}. A new record comes last in its file. Records that are known by how they are spelled have no place here:
 * changed, they would be others.
 */
final class FormatStore extends RecordFiles {

    static final String FIRST = "main";
    private static final Pattern PROJECT = Pattern.compile("([A-Za-z0-9._-]+)!/(.*)", Pattern.DOTALL);

    private final Format format;
    private final FormatTree tree;
    private final Limits limits;

    FormatStore(Format format, Limits limits) {
        super(format.tool(), format.mapping().categories());
        this.format = format;
        this.tree = new FormatTree(format, limits);
        this.limits = limits;
    }

    @Override
    public boolean holds(StreamId stream) {
        return named(stream)
                .filter(named -> format.layouts().stream()
                        .anyMatch(layout -> isHeld(layout) && layout.kind().equals(named.kind())))
                .isPresent();
    }

    private static boolean isHeld(Layout layout) {
        return layout.container().isPresent() && !layout.id().equals(Format.CONTENT);
    }

    @Override
    public String unit(StreamId stream) {
        return unitOf(stream);
    }

    static String unitOf(StreamId stream) {
        Matcher matcher = PROJECT.matcher(stream.key());
        return matcher.matches() ? matcher.group(1) : FIRST;
    }

    /** Returns the key of a stream without its project. */
    static String plain(StreamId stream) {
        Matcher matcher = PROJECT.matcher(stream.key());
        return matcher.matches() ? matcher.group(2) : stream.key();
    }

    @Override
    public SortedSet<String> units(Path root) {
        return new TreeSet<>(tree.isOne(root) ? List.of(FIRST) : List.of());
    }

    @Override
    protected List<RecordFile> sheets(Path root, String unit) {
        return tree.forms(root).entrySet().stream()
                .flatMap(file -> file.getValue().filter(FormatStore::isHeld).stream()
                        .map(layout -> sheet(root, file.getKey(), layout)))
                .toList();
    }

    private static RecordFile sheet(Path root, String file, Layout layout) {
        return new RecordFile(
                FileNames.resolve(root, file),
                layout.kind(),
                layout.container().orElseThrow(),
                layout.id(),
                layout.id().startsWith("/") ? "" : layout.name(file).textValue());
    }

    @Override
    protected Optional<RecordFile> sheet(Path root, StreamId stream) {
        return named(stream)
                .flatMap(format::file)
                .flatMap(file ->
                        format.layout(file).filter(FormatStore::isHeld).map(layout -> sheet(root, file, layout)));
    }

    @Override
    protected String key(StreamId stream) {
        return named(stream).orElseThrow().key();
    }

    @Override
    protected StreamId stream(String unit, RecordFile sheet, String key) {
        var project = new Source.Project(kind(), unit.equals(FIRST) ? "" : unit);
        RecordMapping mapping = format.mapping();
        return new StreamId(mapping.category(sheet.kind()), project.qualified(mapping.name(sheet.kind(), key)));
    }

    @Override
    protected boolean isNumbered() {
        return true;
    }

    @Override
    protected Optional<Map<String, Object>> fields(RecordFile sheet, byte[] record) {
        return sheet.container().value(record).map(format.mapping()::fields);
    }

    @Override
    protected List<Now> now(List<Recorded> entries) {
        return format.mapping().said(entries, _ -> Optional.empty()).now().stream()
                .<Now>map(JsonNow::new)
                .toList();
    }

    private record JsonNow(Json record) implements Now {

        @Override
        public byte[] print(Container container, int depth, Spelling as) {
            return container.print(record, depth, as);
        }

        @Override
        public byte[] revise(Container container, byte[] there, Spelling as) {
            return container.revise(there, record, as);
        }
    }

    @Override
    protected Spelling spelling(RecordFile sheet, byte[] text) {
        return sheet.container().read("", text, limits).as();
    }

    private Optional<Named> named(StreamId stream) {
        return format.mapping().named(stream.category(), plain(stream));
    }
}
