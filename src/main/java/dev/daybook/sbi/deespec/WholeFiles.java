package dev.daybook.sbi.deespec;

import dev.daybook.domain.file.StoredContent;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.database.KeptTables;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.FileEntity.Kept;
import dev.daybook.importing.frame.FilePieces;
import dev.daybook.importing.frame.LogFrame;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The files that are no records of the model, and the frames of those that hold some. For one project. */
final class WholeFiles {

    private final ProjectHistory book;
    private final ExportTree tree;

    /** What the database has beside rows of records. */
    final KeptTables tables = new KeptTables(ProjectDatabase.FILE, this::content);

    /** The journals whose lines stand elsewhere. */
    private final Set<String> logs = new HashSet<>();

    /** The files of records that are kept byte by byte. */
    private final Set<String> raw = new HashSet<>();

    /** The files of several SBIs that one of them has changed. */
    private final Set<String> changed = new HashSet<>();

    /** The folders of deleted SBIs. */
    private final List<String> leftOut = new ArrayList<>();

    WholeFiles(ProjectHistory book, ExportTree tree) {
        this.book = book;
        this.tree = tree;
        book.each("file", account -> {
            Kept kept = Kept.of(account.entries());
            String name = book.plain(account.stream().key());
            if (tables.isOne(name, kept) && kept.content().isPresent()) {
                tables.add(name);
            }
            kept.frame().flatMap(LogFrame::of).ifPresent(_ -> logs.add(name));
            kept.raw().ifPresent(_ -> raw.add(name));
        });
    }

    /** Leaves out what stands in a folder. */
    void leaveOut(String folder) {
        leftOut.add(folder + "/");
    }

    /** Whether there is a journal of that name whose lines stand elsewhere. */
    boolean isLog(String file) {
        return logs.contains(file);
    }

    private Kept kept(String file) {
        return Kept.of(book.entries("file", file));
    }

    /** Returns what a file of records held, if it is kept byte by byte. */
    Optional<byte[]> raw(String file) {
        return raw.contains(file) ? kept(file).raw() : Optional.empty();
    }

    /** Returns what the file held, if it is kept whole. */
    Optional<Content> content(String file) {
        return kept(file).content();
    }

    /** Writes a new or changed file. */
    void write(String file, byte[] bytes) {
        write(file, bytes, true);
    }

    /** As {@link #write(String, byte[], boolean)}. */
    void write(String file, String text, boolean changed) {
        write(file, text.getBytes(StandardCharsets.UTF_8), changed);
    }

    /** As {@link #write(String, byte[], boolean)}, of what may be stored elsewhere. */
    void write(String file, Content content, boolean changed) {
        write(file, content, changed, tree::write);
    }

    private void write(String file, Content content, boolean changed, Target target) {
        if (!content.encoding().equals(StoredContent.ENCODING)) {
            byte[] bytes = changed ? content.bytes() : raw(file).orElseGet(content::bytes);
            target.write(file, Sha256.hash(bytes), out -> out.write(bytes));
            return;
        }
        StoredContent stored = StoredContent.of("", content.content());
        if (!book.contents().isWhole(stored)) {
            tree.finding(Finding.error(file, "", "CONTENT_ERASED", "a part of it was erased: not written"));
            return;
        }
        target.write(file, Sha256.parse(stored.sha256()), out -> book.contents().write(stored, out));
    }

    /** How a file is written whose content is known. */
    private interface Target {
        void write(String file, Sha256 hash, ExportTree.Body body);
    }

    /** Writes a file: its very bytes, if they are kept and nothing has changed since. */
    void write(String file, byte[] bytes, boolean changed) {
        tree.write(file, changed ? bytes : raw(file).orElse(bytes));
    }

    /**
     * Writes a file that other SBIs may have, too, as the notes on all of them that the first versions wrote: what one
     * of them has changed is not lost for what the others have left as it was. Changes of two are told.
     */
    void writeShared(String file, Content content, boolean isChanged) {
        if (isChanged && changed.add(file) && tree.wrote(file)) {
            write(file, content, true, tree::rewrite);
        } else if (isChanged || !changed.contains(file)) {
            write(file, content, isChanged, tree::write);
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
            Optional<LogFrame> log = kept.frame().flatMap(LogFrame::of);
            if (FilePieces.isOne(file)
                    || tables.isOne(file, kept)
                    || (file.equals(ProjectDatabase.FILE) && tables.isDatabase())) {
                return; // a part of another file, or what stood there when the database could not be read
            } else if (kept.content().isEmpty() && kept.isFolder()) {
                if (wanted.test(file)) {
                    tree.folder(file);
                }
            } else if (!wanted.test(file)) {
                tree.finding(Finding.info(file, "", "FOREIGN_FILE", "has no place in this form: not written"));
            } else if (log.isPresent() && sheets.isPresent()) {
                tree.write(file, out -> sheets.get().write(file, log.get(), out));
            } else if (!tree.wrote(file) && leftOut.stream().noneMatch(file::startsWith)) {
                FilePieces.of(kept).ifPresent(pieces -> pieces.write(file, this::content, tree));
                kept.content().map(Content::bytes).or(kept::raw).ifPresent(bytes -> tree.write(file, bytes));
            }
        });
    }
}
