package dev.daybook.importing.format;

import dev.daybook.domain.Spelling;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.database.DatabaseExport;
import dev.daybook.importing.database.KeptTables;
import dev.daybook.importing.database.RowLayout;
import dev.daybook.importing.format.RecordMapping.Named;
import dev.daybook.importing.format.RecordMapping.RecordState;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.FileEntity.Kept;
import dev.daybook.importing.frame.FilePieces;
import dev.daybook.importing.frame.Frame;
import dev.daybook.importing.frame.Frame.Element;
import dev.daybook.importing.frame.Frame.Slot;
import dev.daybook.importing.frame.FrameWriter;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.frame.ProjectHistory.Account;
import dev.daybook.importing.frame.RecordStore;
import dev.daybook.importing.frame.RecordStore.FileRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Writes the files that a {@link Format} describes: each as it was read, with what counts otherwise by now set into its
 * place; what no file told comes last in the file of its kind.
 */
record FormatWriter(Format format, Limits limits) implements LegacyWriter {

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
        var categories = new TreeSet<>(format.mapping().categories());
        categories.add(FileEntity.CATEGORY);
        format.showing().ifPresent(showing -> categories.addAll(showing.categories()));
        return categories;
    }

    @Override
    public boolean hasPlaceFor(String category, String name) {
        return format.mapping()
                .named(category, name)
                .flatMap(named -> oneFile(named.kind()))
                .isPresent();
    }

    /** Returns the file of which there is one alone, and new records of a kind stand in it. */
    private Optional<Layout> oneFile(String kind) {
        return format.layouts().stream()
                .filter(layout -> layout.isOneFile() && layout.kind().equals(kind))
                .findFirst();
    }

    @Override
    public void write(ProjectHistory history, String era, ExportTree tree) {
        try (var store = new RecordStore(tree.scratch())) {
            new Writing(history, tree, store).write();
        }
    }

    /** One export of one project. */
    private final class Writing {
        private final ProjectHistory history;
        private final ExportTree tree;
        private final RecordStore store;
        private final RecordMapping mapping = format.mapping();
        private final Function<Recorded, Optional<String>> toldBy;

        /** The files of records, and which of them each record stands in, by its name. */
        private final Map<String, Frame> frames = new LinkedHashMap<>();

        private final Map<String, String> placed = new HashMap<>();

        /** The files that are kept as they are. */
        private final List<String> wholes = new ArrayList<>();

        /** Those that are kept in pieces. */
        private final Map<String, FilePieces> large = new LinkedHashMap<>();

        /** What is kept of each database, by its path, and those that are made anew of it. */
        private final Map<String, KeptTables> databases = new LinkedHashMap<>();

        private final Map<String, DatabaseExport> opened = new LinkedHashMap<>();

        Writing(ProjectHistory history, ExportTree tree, RecordStore store) {
            this.history = history;
            this.tree = tree;
            this.store = store;
            this.toldBy = ProjectHistory.toldIn(format.tool(), history.project());
            format.databases().forEach(file -> databases.put(file, new KeptTables(file, this::content)));
        }

        private Optional<Content> content(String file) {
            return Kept.of(history.entries(FileEntity.CATEGORY, file)).content();
        }

        void write() {
            history.each(
                    FileEntity.CATEGORY,
                    account -> file(history.plain(account.stream().key()), Kept.of(account.entries())));
            try {
                databases.forEach((file, tables) -> {
                    if (tables.isDatabase()) {
                        opened.put(file, DatabaseExport.tables(tree, file, tables));
                        large.remove(file);
                    } else {
                        content(file).ifPresent(_ -> wholes.add(file)); // it could not be read
                    }
                });
                mapping.categories().forEach(category -> history.each(category, account -> record(category, account)));
                frames.keySet().forEach(store::sheet);
                store.sheets().forEach(this::write);
                var shown = new TreeMap<>(shown(opened));
                opened.values().forEach(database -> database.write(format.indexes()));
                large.forEach((file, pieces) -> pieces.write(file, this::content, tree));
                wholes.forEach(file -> tree.write(
                        file,
                        Optional.ofNullable(shown.remove(file))
                                .orElseGet(() -> content(file).orElseThrow().bytes())));
                shown.forEach((file, bytes) -> {
                    tree.count("files", 1);
                    tree.write(file, bytes);
                });
            } finally {
                opened.values().forEach(DatabaseExport::close);
            }
        }

        private Map<String, byte[]> shown(Map<String, DatabaseExport> opened) {
            if (format.showing().isEmpty()) {
                return Map.of();
            }
            try {
                for (DatabaseExport database : opened.values()) {
                    database.keep();
                }
                return format.showing()
                        .get()
                        .show(history, file -> content(file).map(Content::bytes), Map.copyOf(opened));
            } catch (IOException | SQLException e) {
                opened.values().forEach(DatabaseExport::takeBack);
                tree.finding(Finding.warn(
                        "",
                        "",
                        "INCONSISTENT_STATE",
                        "the files show what they said last, not what counts now: %s",
                        String.valueOf(e.getMessage())));
                return Map.of();
            }
        }

        private void file(String file, Kept kept) {
            Optional<FilePieces> pieces = FilePieces.of(kept);
            if (pieces.isPresent()) {
                large.put(file, pieces.get());
                tree.count("files", 1);
                return;
            }
            Optional<KeptTables> database = databases.values().stream()
                    .filter(tables -> tables.isOne(file, kept))
                    .findFirst();
            if (database.isEmpty() && FilePieces.isOne(file)) {
                return;
            }
            if (database.isPresent() || databases.containsKey(file)) {
                database.filter(_ -> kept.content().isPresent()).ifPresent(tables -> tables.add(file));
                return;
            }
            if (kept.content().isEmpty() && kept.frame().equals(Optional.of(FileEntity.FOLDER))) {
                tree.folder(file);
                return;
            }
            tree.count("files", 1);
            Optional<Layout> layout = format.layout(file);
            if (kept.frame().isEmpty() || layout.isEmpty()) {
                kept.content().ifPresent(_ -> wholes.add(file));
                return;
            }
            Frame frame = Frame.of(kept.frame().get());
            frames.put(file, frame);
            for (Slot slot : frame.slots()) {
                if (slot.element() instanceof Element.Named(String key)) {
                    String kind = layout.get().kind();
                    placed.put(mapping.category(kind) + "/" + mapping.name(kind, key), file);
                }
            }
        }

        private void record(String category, Account account) {
            String name = history.plain(account.stream().key());
            Optional<Named> named = mapping.named(category, name);
            if (named.isEmpty()) {
                return;
            }
            RecordState said = mapping.said(account.entries(), toldBy);
            Optional<String> file = Optional.ofNullable(placed.get(category + "/" + name));
            Optional<RowLayout> table =
                    file.isPresent() ? Optional.empty() : table(named.get().kind(), said.file());
            if (table.isPresent()) {
                row(table.get(), said, named.get().key());
            } else if (file.isPresent()) {
                put(file.get(), named.get().key(), said);
            } else if (said.now().isPresent()
                    && (said.file().isEmpty()
                            || !said.now().equals(said.record()))) { // else its file was cut before it
                oneFile(named.get().kind()).ifPresent(layout -> {
                    Spelling as = as(layout.path(), layout).spelling();
                    Container container = layout.container().orElseThrow();
                    store.sheet(layout.path())
                            .add(
                                    RecordKeys.names(named.get().key()),
                                    depth -> container.print(said.now().get(), depth, as));
                    tree.count("items", 1);
                });
            }
        }

        /** Returns the table that a record is a row of; one that no file told is one of the first that holds such. */
        private Optional<RowLayout> table(String kind, Optional<String> file) {
            return opened.keySet().stream()
                    .filter(database -> file.isEmpty() || file.get().equals(database))
                    .flatMap(database -> format.tables(database).stream())
                    .filter(rows -> rows.kind().equals(kind))
                    .findFirst();
        }

        private void row(RowLayout layout, RecordState said, String key) {
            DatabaseExport database = Objects.requireNonNull(opened.get(layout.database()));
            RowRecord.row(said).ifPresent(row -> {
                if (said.file().isEmpty()) {
                    database.change(
                            key,
                            "INCONSISTENT_STATE",
                            "cannot be completed: %s",
                            () -> format.completing()
                                    .complete(layout.table(), row.deepCopy(), row, database)
                                    .forEach(tree::write));
                }
                database.put(layout.table(), row);
                tree.count("items", 1);
            });
        }

        private Frame.As as(String file, Layout layout) {
            Container container = layout.container().orElseThrow();
            return Optional.ofNullable(frames.get(file))
                    .flatMap(Frame::as)
                    .orElseGet(() -> new Frame.As(
                            container
                                    .ofNew()
                                    .orElseGet(() -> container
                                            .read(file, container.empty(), limits)
                                            .as()),
                            0));
        }

        private void put(String file, String key, RecordState said) {
            Layout layout = format.layout(file).orElseThrow();
            Container container = layout.container().orElseThrow();
            Frame.As as = as(file, layout);
            Optional<byte[]> record = said.spelling()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .or(() -> said.record().map(json -> container.print(json, as.depth(), as.spelling())));
            boolean same = said.now().equals(said.record());
            if (record.isPresent() && !same) {
                store.sheet(file).change();
            }
            if (record.isPresent() && said.now().isPresent()) {
                byte[] now = same
                        ? record.get()
                        : container.revise(record.get(), said.now().get(), as.spelling());
                store.sheet(file).put(key, store.put(now));
                tree.count("items", 1);
            }
        }

        private void write(String file, FileRecords sheet) {
            Layout layout = format.layout(file).orElseThrow();
            Optional<Frame> frame = Optional.ofNullable(frames.get(file));
            boolean emptied =
                    frame.filter(oneFrame -> !oneFrame.slots().isEmpty()).isPresent() && sheet.isEmpty();
            if (emptied && (!sheet.isChanged() || layout.id().equals(Format.NAME))) {
                return; // the file is gone with all that it held, or was the record
            }
            Container container = layout.container().orElseThrow();
            new FrameWriter(tree, store)
                    .write(
                            file,
                            frame.orElse(Frame.PLAIN),
                            container,
                            as(file, layout).spelling(),
                            sheet);
        }
    }
}
