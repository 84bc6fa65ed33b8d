package dev.daybook.query;

import static dev.daybook.readmodel.Tables.FILE;

import dev.daybook.shape.Shape;
import java.util.Optional;

/** Questions about the files that a legacy tool keeps besides its records. Thread-safe. */
public final class FileQueries {

    private static final Rows<FileView> ROW = Rows.of(Shape.plain(FileView.class), FILE);

    private final Reads reads;

    public FileQueries(Reads reads) {
        this.reads = reads;
    }

    public Optional<FileView> find(String file) {
        return reads.read(tables -> tables.select(ROW.fields())
                .from(FILE)
                .where(FILE.FILE_.eq(file))
                .fetchOptional(ROW::of));
    }
}
