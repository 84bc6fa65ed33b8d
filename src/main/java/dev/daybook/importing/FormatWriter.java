package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Container.Edit;
import dev.daybook.importing.Container.Piece;
import dev.daybook.importing.FileEntity.Kept;
import dev.daybook.importing.Format.Layout;
import dev.daybook.importing.Format.Taken;
import dev.daybook.importing.RecordMapping.Named;
import dev.daybook.importing.RecordMapping.Said;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files that a {@link Format} describes: each as it was read, with what counts otherwise by now set into its
 * place; what no file told comes last in the file of its kind.
 */
final class FormatWriter implements LegacyWriter {

    private final Format format;
    private final Limits limits;

    FormatWriter(Format format, Limits limits) {
        this.format = format;
        this.limits = limits;
    }

    @Override
    public String kind() {
        return format.tool();
    }

    @Override
    public List<String> eras() {
        return List.of("source");
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(List.of(FileEntity.CATEGORY, format.mapping().category()));
    }

    @Override
    public void write(ProjectHistory history, String era, ExportTree tree) {
        new Writing(history, tree).write();
    }

    /** One export of one project. */
    private final class Writing {
        private final ProjectHistory history;
        private final ExportTree tree;
        private final RecordMapping mapping = format.mapping();
        private final Function<Recorded, Optional<String>> toldBy;

        /** The records that stand in files, by their names. */
        private final Set<String> placed = new HashSet<>();

        /** Records that no file told, by the path of the layout that they belong to. */
        private final Map<Layout, List<Added>> added = new LinkedHashMap<>();

        private record Added(Named name, Json record) {}

        Writing(ProjectHistory history, ExportTree tree) {
            this.history = history;
            this.tree = tree;
            this.toldBy = ProjectHistory.toldIn(format.tool(), history.project());
        }

        void write() {
            Map<String, Kept> files = new LinkedHashMap<>();
            history.each(FileEntity.CATEGORY, file -> {
                Kept kept = Kept.of(file.entries());
                files.put(history.plain(file.stream().key()), kept);
                kept.frame()
                        .map(Frame::of)
                        .ifPresent(frame ->
                                frame.places().forEach(place -> placed.add(mapping.name(place.kind(), place.key()))));
            });
            history.each(
                    mapping.category(),
                    record -> add(history.plain(record.stream().key()), record.entries()));
            files.forEach(this::write);
            List.copyOf(added.keySet())
                    .forEach(layout -> write(
                            layout,
                            layout.path(),
                            layout.container().orElseThrow().empty(),
                            Optional.empty(),
                            List.of()));
            tree.count("files", files.size());
        }

        private void add(String name, List<Recorded> entries) {
            Optional<Named> named = mapping.named(name);
            Optional<Layout> layout = named.flatMap(it -> format.layouts().stream()
                    .filter(candidate ->
                            candidate.isOneFile() && candidate.kind().equals(it.kind()))
                    .findFirst());
            if (placed.contains(name) || layout.isEmpty()) {
                return;
            }
            Said said = mapping.said(entries, toldBy);
            if (said.file().isPresent() && said.now().equals(said.record())) {
                return; // its file was cut off before it, and is written as it was
            }
            said.now()
                    .ifPresent(record -> added.computeIfAbsent(layout.get(), _ -> new ArrayList<>())
                            .add(new Added(named.get(), record)));
        }

        private void write(String file, Kept kept) {
            Optional<Layout> layout = format.layout(file);
            if (kept.frame().isEmpty() || layout.isEmpty()) {
                kept.content().ifPresent(content -> tree.write(file, content.bytes()));
                return;
            }
            Map<String, Said> records = new HashMap<>();
            Container container = layout.get().container().orElseThrow();
            Frame frame = Frame.of(kept.frame().get());
            String text = frame.text((place, as) -> {
                String name = mapping.name(place.kind(), place.key());
                Said said = mapping.said(history.entries(mapping.category(), name), toldBy);
                records.put(place.key(), said);
                return said.spelling()
                        .orElseGet(() -> said.record()
                                .map(record -> container.print(record, place.path(), as))
                                .orElse(""));
            });
            boolean gone = !records.isEmpty()
                    && records.values().stream().allMatch(said -> said.record().isEmpty());
            if (gone) {
                return; // with all that it held
            }
            Taken taken = format.take(layout.get(), file, text, Instant.EPOCH, limits);
            var edits = new ArrayList<Edit>();
            taken.records().forEach((piece, record) -> edit(piece, records.get(record.key()), edits));
            tree.count("items", records.size());
            write(layout.get(), file, text, kept.content(), edits);
        }

        private void write(
                Layout layout, String file, String text, Optional<FileEntity.Content> content, List<Edit> edits) {
            Container container = layout.container().orElseThrow();
            var all = new ArrayList<>(edits);
            for (Added it : Optional.ofNullable(added.remove(layout)).orElse(List.of())) {
                all.add(new Edit.Add(
                        container.place(text, Format.names(it.name().key())), it.record()));
                tree.count("items", 1);
            }
            if (all.contains(new Edit.Remove(List.of()))) {
                return; // the record was the file
            }
            if (all.isEmpty() && content.isPresent()) {
                tree.write(file, content.get().bytes()); // no text gives these bytes again
                return;
            }
            Spelling as = container.read(file, text, limits).as();
            String edited = all.isEmpty() ? text : container.edit(text, as, all);
            tree.write(file, edited.getBytes(StandardCharsets.UTF_8));
        }

        private static void edit(Piece piece, @Nullable Said said, List<Edit> edits) {
            if (said == null) {
                return;
            }
            if (said.now().isEmpty()) {
                edits.add(new Edit.Remove(piece.path()));
            } else if (!said.now().equals(said.record())) {
                difference(
                        JsonText.tree(piece.value()), JsonText.tree(said.now().get()), piece.path(), edits);
            }
        }
    }

    /** Says how one value becomes the other, by the smallest values that differ. */
    static void difference(JsonNode before, JsonNode after, List<String> path, List<Edit> edits) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            before.fieldNames().forEachRemaining(name -> {
                if (!after.has(name)) {
                    edits.add(new Edit.Remove(below(path, name)));
                }
            });
            after.properties()
                    .forEach(member -> difference(
                            before.path(member.getKey()), member.getValue(), below(path, member.getKey()), edits));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < after.size(); i++) {
                difference(before.path(i), after.path(i), below(path, Integer.toString(i)), edits);
            }
        } else {
            edits.add(new Edit.Set(path, JsonText.of(after)));
        }
    }

    private static List<String> below(List<String> path, String name) {
        var below = new ArrayList<>(path);
        below.add(name);
        return List.copyOf(below);
    }
}
