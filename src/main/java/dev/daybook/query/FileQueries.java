package dev.daybook.query;

import static dev.daybook.readmodel.Tables.FILE;

import java.util.Optional;

/** Questions about the files that a legacy tool keeps besides its records. Thread-safe. */
public final class FileQueries {

    private final Reads reads;

    public FileQueries(Reads reads) {
        this.reads = reads;
    }

    public Optional<FileView> find(String file) {
        return reads.read(tables -> tables.select(FILE.FILE_, FILE.ENCODING, FILE.CONTENT)
                .from(FILE)
                .where(FILE.FILE_.eq(file))
                .fetchOptional(it -> new FileView(it.get(FILE.FILE_), it.get(FILE.ENCODING), it.get(FILE.CONTENT))));
    }
}
