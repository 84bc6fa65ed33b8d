package dev.daybook.session.ait42;

import dev.daybook.importing.FileEntity;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.LegacySource.Reader;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * The database of the tool, kept whole: as files called {@code .ait42/sessions.db#0}, {@code .ait42/sessions.db#1} and
 * so on, each so long that a change of one row is one of few of them.
 */
final class DatabasePieces {

    static final String FILE = Ait42.HOME + "/" + SessionsDatabase.NAME;

    private static final String PIECES = FILE + "#";
    private static final int PIECE_BYTES = 256 << 10;

    private DatabasePieces() {}

    /** Returns the name of a piece. */
    static String name(int number) {
        return PIECES + number;
    }

    /** Returns which piece a file is; nothing if it is none. */
    static Optional<Integer> number(String file) {
        return file.startsWith(PIECES)
                ? Optional.of(Integer.valueOf(file.substring(PIECES.length())))
                : Optional.empty();
    }

    /** Tells the pieces of the database, and which of earlier ones are no part of it any more. */
    static void keep(InputStream in, Origin origin, Reader reader) throws IOException {
        String pieces = origin.name() + "#";
        int number = 0;
        byte[] piece = in.readNBytes(PIECE_BYTES);
        do {
            reader.found(piece(pieces + number, Optional.of(Content.of(piece)), number == 0 ? 1 : 0, origin));
            number++;
            piece = in.readNBytes(PIECE_BYTES);
        } while (piece.length > 0);
        for (StreamId it : reader.known(FileEntity.CATEGORY, pieces)) {
            if (Integer.parseInt(it.key().substring(pieces.length())) >= number) {
                reader.found(piece(it.key(), Optional.empty(), 0, origin)); // the database is shorter now
            }
        }
    }

    private static FileEntity piece(String name, Optional<Content> content, int files, Origin origin) {
        Map<String, Integer> counts = files == 0 ? Map.of() : Map.of("files", files);
        return new FileEntity(origin.file(), name, content, Optional.empty(), origin.modifiedAt(), counts);
    }
}
