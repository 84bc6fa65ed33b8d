package dev.daybook.session.ait42;

import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.Results;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FileEntity.Content;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

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
    static void keep(FileChannel file, Origin origin, Known known, Results results) {
        InputStream in = results.using(Channels.newInputStream(file));
        String pieces = origin.name() + "#";
        var number = new AtomicInteger();
        results.each(
                () -> {
                    byte[] piece = in.readNBytes(PIECE_BYTES);
                    return piece.length > 0 || number.get() == 0 ? Optional.of(Content.of(piece)) : Optional.empty();
                },
                piece -> {
                    int at = number.getAndIncrement();
                    results.found(piece(pieces + at, Optional.of(piece), at == 0 ? 1 : 0, origin));
                });
        results.then(() -> known.streams(FileEntity.CATEGORY, pieces).stream()
                .filter(streamId -> Integer.parseInt(streamId.key().substring(pieces.length())) >= number.get())
                .forEach(streamId ->
                        results.found(piece(streamId.key(), Optional.empty(), 0, origin)))); // it is shorter now
    }

    private static FileEntity piece(String name, Optional<Content> content, int files, Origin origin) {
        Map<String, Integer> counts = files == 0 ? Map.of() : Map.of("files", files);
        return new FileEntity(origin.file(), name, content, Optional.empty(), origin.modifiedAt(), counts);
    }
}
