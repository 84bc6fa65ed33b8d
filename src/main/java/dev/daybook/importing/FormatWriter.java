package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Container.Damaged;
import dev.daybook.importing.FileEntity.Kept;
import dev.daybook.importing.Format.Layout;
import dev.daybook.importing.Frame.Place;
import dev.daybook.importing.RecordMapping.Named;
import dev.daybook.importing.RecordMapping.Said;
import dev.daybook.importing.Skeleton.Part;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

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
            added.forEach((layout, more) -> {
                tree.count("items", more.size());
                Container container = layout.container().orElseThrow();
                byte[] empty = container.empty();
                write(
                        layout.path(),
                        container,
                        Skeleton.of(empty, List.of()),
                        container.read(layout.path(), empty, limits).as(),
                        List.of(),
                        Set.of(),
                        more);
            });
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
            Frame frame = Frame.of(kept.frame().get());
            Container container = layout.get().container().orElseThrow();
            var records = new ArrayList<byte[]>();
            Set<Integer> removed = new HashSet<>();
            boolean changed = false;
            boolean gone = !frame.places().isEmpty();
            for (Place place : frame.places()) {
                String name = mapping.name(place.kind(), place.key());
                Said said = mapping.said(history.entries(mapping.category(), name), toldBy);
                byte[] record = said.spelling()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .or(() -> said.record()
                                .map(json -> container.print(json, place.path().size(), frame.as())))
                        .orElse(new byte[0]);
                gone &= said.record().isEmpty();
                if (said.now().isEmpty()) {
                    removed.add(records.size());
                } else if (!said.now().equals(said.record())) {
                    record = container.revise(record, said.now().get(), frame.as());
                    changed = true;
                }
                records.add(record);
            }
            boolean isFile = layout.get().id().equals(Format.NAME);
            if (gone || (isFile && !removed.isEmpty())) {
                return; // with all that it held
            }
            List<Added> more = Optional.ofNullable(added.remove(layout.get())).orElse(List.of());
            tree.count("items", records.size() + more.size());
            if (!changed
                    && removed.isEmpty()
                    && more.isEmpty()
                    && kept.content().isPresent()) {
                tree.write(file, kept.content().get().bytes()); // no text gives these bytes again
                return;
            }
            write(file, container, frame.skeleton(), frame.as(), records, removed, more);
        }

        private void write(
                String file,
                Container container,
                Skeleton skeleton,
                Spelling as,
                List<byte[]> records,
                Set<Integer> removed,
                List<Added> more) {
            Skeleton.Parts parts = skeleton.parts();
            if (!removed.isEmpty() || !more.isEmpty()) {
                try {
                    parts = skeleton.edit(
                            container,
                            as,
                            removed,
                            more.stream()
                                    .map(it -> Format.names(it.name().key()))
                                    .toList());
                } catch (Damaged e) {
                    tree.finding(Finding.warn(
                            file,
                            "",
                            "TRUNCATED_JSON",
                            "was damaged (%s): written as it was, without what was added or removed",
                            String.valueOf(e.getMessage())));
                }
            }
            var out = new ByteArrayOutputStream();
            for (Part part : parts.parts()) {
                out.writeBytes(part.gap());
                out.writeBytes(
                        part.number() < records.size()
                                ? records.get(part.number())
                                : container.print(
                                        more.get(part.number() - records.size()).record(), part.depth(), as));
            }
            out.writeBytes(parts.end());
            tree.write(file, out.toByteArray());
        }
    }
}
