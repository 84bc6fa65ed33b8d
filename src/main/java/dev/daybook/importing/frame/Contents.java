package dev.daybook.importing.frame;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Recorded;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.FileEntity.Kept;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Content that is too large to be held, in the journal under its hash: as pieces called {@code <hash>//0}, {@code <hash>//1}
 * and so on, and a frame {@code <hash>//} that is written when all of them are. It never changes, so no rollback has it
 * gone that still shows what refers to it. Never more than some pieces are in memory. Thread-safe.
 */
public record Contents(Journal journal, Codec codec) {

    /** Each read model decodes some of them at a time, whatever the heap. */
    static final int PIECE_BYTES = 256 << 10;

    /** So many are written at once: an fsync is shared, and memory stays small. */
    private static final int PIECES = 8;

    /** What content can be read from, more than once. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    /** What was stored, and the entry that completed it. */
    public record Stored(StoredContent content, Position position, boolean isNew) {}

    /**
     * Stores content that is not there yet. It is read twice: first for its name.
     *
     * @throws IOException if it cannot be read, or is another one the second time
     */
    public Stored store(Opening opening, Metadata metadata, Instant at) throws IOException {
        FilePieces whole;
        try (InputStream in = opening.open()) {
            whole = read(in, _ -> {});
        }
        var content = new StoredContent(whole.hash().toString(), whole.sizeBytes());
        Optional<Recorded> known = frame(content.sha256());
        if (known.isPresent()) {
            return new Stored(content, known.get().position(), false);
        }
        var writing = new Writing(content.sha256(), metadata, at);
        try (InputStream in = opening.open()) {
            if (!read(in, writing::add).equals(whole)) {
                throw new IOException("the content was changed while it was read");
            }
        }
        return new Stored(content, writing.end(whole), true);
    }

    /** Takes one piece after the other. */
    private interface Piece {
        void take(byte[] bytes);
    }

    private static FilePieces read(InputStream in, Piece piece) throws IOException {
        MessageDigest digest = Sha256.digest();
        long sizeBytes = 0;
        int count = 0;
        for (byte[] bytes = next(in); bytes.length > 0; bytes = next(in)) {
            digest.update(bytes);
            piece.take(bytes);
            sizeBytes += bytes.length;
            count++;
        }
        return new FilePieces(count, sizeBytes, Sha256.of(digest.digest()));
    }

    private static byte[] next(InputStream in) throws IOException {
        return in.readNBytes(PIECE_BYTES);
    }

    /** The facts of one content. What a broken attempt left is written once: the same facts have the same names. */
    private final class Writing {
        private final String hash;
        private final Metadata metadata;
        private final Instant at;
        private final List<Draft> drafts = new ArrayList<>();
        private int number;

        Writing(String hash, Metadata metadata, Instant at) {
            this.hash = hash;
            this.metadata = metadata;
            this.at = at;
        }

        void add(byte[] bytes) {
            Content content = Content.of(bytes);
            String name = hash + FileEvent.PIECE + number++;
            draft(new FileEvent.Written(name, content.encoding(), content.content()));
            if (drafts.size() == PIECES) {
                append();
            }
        }

        private void draft(FileEvent event) {
            StreamId stream = FileEntity.stream(event.file());
            String round = Long.toString(all(stream).filter(Contents::isErased).count());
            drafts.add(
                    codec.draft(EventIds.derived("content", hash, event.file(), round), stream, event, metadata, at));
        }

        private Position append() {
            try {
                Appended appended = journal.append(new Append(List.copyOf(drafts), Map.of()))
                        .join();
                drafts.clear();
                return appended.places().getLast().position();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        Position end(FilePieces whole) {
            draft(new FileEvent.Framed(hash + FileEvent.PIECE, whole.frame()));
            return append();
        }
    }

    /** Returns the content of that hash; nothing if it was never stored, or was erased. */
    public Optional<StoredContent> find(String sha256) {
        return frame(sha256)
                .flatMap(recorded -> FilePieces.of(Kept.of(List.of(recorded))))
                .map(pieces -> new StoredContent(sha256, pieces.sizeBytes()));
    }

    private Optional<Recorded> frame(String sha256) {
        return last(sha256 + FileEvent.PIECE).map(codec::recorded);
    }

    /** What was erased may have been stored again. */
    private Optional<Entry> last(String file) {
        return all(FileEntity.stream(file)).filter(entry -> !isErased(entry)).findFirst();
    }

    private Stream<Entry> all(StreamId stream) {
        return journal.readStream(stream, 0, Journal.PAGE).stream();
    }

    private static boolean isErased(Entry entry) {
        return entry.payload().isErased();
    }

    /** Returns whether no piece of it was erased. */
    public boolean isWhole(StoredContent content) {
        return names(content).allMatch(name -> last(name).isPresent());
    }

    private static Stream<String> names(StoredContent content) {
        return LongStream.range(0, Math.ceilDiv(content.sizeBytes(), PIECE_BYTES))
                .mapToObj(number -> content.sha256() + FileEvent.PIECE + number);
    }

    /** Hears of one piece after the other. */
    public interface Pieces {
        void piece(Content content) throws IOException;
    }

    /**
     * Reads content, piece by piece.
     *
     * @throws IOException if a piece is no more, or {@code each} throws it
     */
    public void read(StoredContent content, Pieces each) throws IOException {
        for (String name : (Iterable<String>) names(content)::iterator) {
            Optional<Recorded> piece = last(name).map(codec::recorded);
            if (piece.isEmpty() || !(piece.get().event() instanceof FileEvent.Written written)) {
                throw new IOException("the piece %s of stored content was erased".formatted(name));
            }
            each.piece(new Content(written.encoding(), written.content()));
        }
    }

    /** Returns content that is small enough to be held. */
    public Content whole(StoredContent content) {
        var bytes = new ByteArrayOutputStream();
        try {
            write(content, bytes);
        } catch (IOException e) {
            throw Rejected.conflict("%s cannot be read: %s", content, e);
        }
        return Content.of(bytes.toByteArray());
    }

    /** Writes content. */
    public void write(StoredContent content, OutputStream out) throws IOException {
        read(content, piece -> out.write(piece.bytes()));
    }
}
