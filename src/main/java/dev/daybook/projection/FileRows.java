package dev.daybook.projection;

import static dev.daybook.readmodel.Tables.FILE;

import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.file.FileEvent.Framed;
import dev.daybook.domain.file.FileEvent.Removed;
import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Sha256;
import dev.daybook.text.Times;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Rows of {@code file}: what a legacy tool keeps besides its records. Large files would stand twice with their content. */
public final class FileRows {

    private static final Query WRITE = Statements.upsert(
            FILE,
            List.of(FILE.FILE_, FILE.ENCODING, FILE.WRITTEN_AT, FILE.POSITION, FILE.CONTENT_BYTES, FILE.SHA256),
            List.of(FILE.FILE_));

    /** What comes after {@link FileEvent#PIECE} in the order of texts. */
    private static final String BEHIND_PIECES = "/0";

    /** Of a file that is kept in pieces those go with it. */
    private static final Query REMOVE = DSL.deleteFrom(FILE)
            .where(FILE.FILE_
                    .eq(DSL.param("file", String.class))
                    .or(FILE.FILE_
                            .ge(DSL.param("first", String.class))
                            .and(FILE.FILE_.lt(DSL.param("behind", String.class)))));

    private FileRows() {}

    public static void apply(FileEvent event, Recorded recorded, Tables tables) {
        switch (event) {
            case Written it ->
                tables.execute(
                        WRITE,
                        it.file(),
                        it.encoding(),
                        Times.text(recorded.occurredAt()),
                        recorded.position().value(),
                        RowTexts.utf8Bytes(it.content()),
                        Sha256.hash(it.content().getBytes(StandardCharsets.UTF_8))
                                .toString());
            case Framed _ -> {} // no content
            case Removed it ->
                tables.execute(REMOVE, it.file(), it.file() + FileEvent.PIECE, it.file() + BEHIND_PIECES);
        }
    }
}
