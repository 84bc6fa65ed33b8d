package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.FileEntity.Kept;
import dev.daybook.importing.Finding;
import dev.daybook.importing.KeptTables;
import dev.daybook.importing.ProjectHistory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The files that are no records of the model, and the frames of those that hold some. For one project. */
final class WholeFiles {

    private final ProjectHistory book;
    private final ExportTree tree;

    /** What the database has beside rows of records. */
    final KeptTables tables = new KeptTables(ProjectDatabase.FILE, this::content);

    /** The form of each framed file. */
    private final Map<String, String> forms = new HashMap<>();

    /** The folders of deleted SBIs. */
    private final List<String> leftOut = new ArrayList<>();

    WholeFiles(ProjectHistory book, ExportTree tree) {
        this.book = book;
        this.tree = tree;
        book.each("file", account -> {
            Kept kept = Kept.of(account.entries());
            String name = book.plain(account.stream().key());
            if (tables.isOne(name) && kept.content().isPresent()) {
                tables.add(name);
            }
            kept.frame().ifPresent(_ -> forms.put(name, form(frame(kept))));
        });
    }

    /** Leaves out what stands in a folder. */
    void leaveOut(String folder) {
        leftOut.add(folder + "/");
    }

    private static JsonNode frame(Kept kept) {
        return kept.frame().map(JsonText::tree).orElse(MissingNode.getInstance());
    }

    private static String form(JsonNode frame) {
        return frame.path("form").asText();
    }

    /** Whether there is a journal of that name whose lines stand elsewhere. */
    boolean isFramed(String file) {
        String form = forms.getOrDefault(file, "");
        return form.equals("lines") || form.equals("array");
    }

    /** Returns what is known of the file's form; a missing node if nothing is. */
    JsonNode frame(String file) {
        return forms.containsKey(file) ? frame(Kept.of(book.entries("file", file))) : MissingNode.getInstance();
    }

    /** Returns what the file held, if it is kept whole. */
    Optional<Content> content(String file) {
        return Kept.of(book.entries("file", file)).content();
    }

    /** Writes a new or changed file. */
    void write(String file, byte[] bytes) {
        write(file, bytes, true);
    }

    /** As {@link #write(String, byte[], boolean)}. */
    void write(String file, String text, boolean changed) {
        write(file, text.getBytes(StandardCharsets.UTF_8), changed);
    }

    /** Writes a file: its very bytes, if they are kept and nothing has changed since. */
    void write(String file, byte[] bytes, boolean changed) {
        if (!changed && forms.getOrDefault(file, "").equals("bytes")) {
            tree.write(file, SharedJournals.piece(frame(file)));
        } else {
            tree.write(file, bytes);
        }
    }

    /**
     * Writes all that nobody else has written: files that are kept whole and are wanted, and journals with the lines of
     * all, if any are written.
     */
    void writeRest(Predicate<String> wanted, Optional<SharedJournals> sheets) {
        book.each("file", account -> {
            String file = book.plain(account.stream().key());
            Kept kept = Kept.of(account.entries());
            JsonNode frame = frame(kept);
            String form = form(frame);
            if (tables.isOne(file) || (file.equals(ProjectDatabase.FILE) && tables.isDatabase())) {
                return; // a part of the database, or what stood there when it could not be read
            } else if (kept.content().isEmpty() && form.equals("folder")) {
                if (wanted.test(file)) {
                    tree.folder(file);
                }
            } else if (!wanted.test(file)) {
                tree.finding(Finding.info(file, "", "FOREIGN_FILE", "has no place in this form: not written"));
            } else if (isFramed(file) && sheets.isPresent()) {
                tree.write(file, out -> sheets.get().write(file, frame, out));
            } else if (!tree.wrote(file) && leftOut.stream().noneMatch(file::startsWith)) {
                kept.content()
                        .map(Content::bytes)
                        .or(() -> Optional.of(frame)
                                .filter(_ -> form.equals("bytes"))
                                .map(SharedJournals::piece))
                        .ifPresent(bytes -> tree.write(file, bytes));
            }
        });
    }
}
