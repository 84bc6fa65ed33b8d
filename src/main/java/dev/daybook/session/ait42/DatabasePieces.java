package dev.daybook.session.ait42;

import dev.daybook.domain.file.FileEvent.Removed;
import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.FileEntity;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Reader;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
            reader.found(new FileEntity(
                    origin.file(),
                    pieces + number,
                    Optional.of(Content.of(piece)),
                    Optional.empty(),
                    origin.modifiedAt(),
                    number == 0 ? Map.of("files", 1) : Map.of()));
            number++;
            piece = in.readNBytes(PIECE_BYTES);
        } while (piece.length > 0);
        for (StreamId it : reader.known(FileEntity.CATEGORY, pieces)) {
            if (Integer.parseInt(it.key().substring(pieces.length())) >= number) {
                reader.found(new Gone(it.key(), origin));
            }
        }
    }

    /** A piece that a shorter database does not have. */
    private record Gone(String name, Origin origin) implements LegacySource.Entity {

        @Override
        public StreamId stream() {
            return new StreamId(FileEntity.CATEGORY, name);
        }

        @Override
        public Map<String, Integer> counts() {
            return Map.of();
        }

        @Override
        public List<Fact> facts(List<Recorded> known) {
            boolean there = !known.isEmpty() && known.getLast().event() instanceof Written;
            return there ? List.of(new Fact(new Removed(name), origin.file(), origin.modifiedAt())) : List.of();
        }

        @Override
        public Map<String, Object> expected() {
            return Map.of();
        }

        @Override
        public Set<String> overridden(List<Recorded> known) {
            return Set.of();
        }
    }
}
