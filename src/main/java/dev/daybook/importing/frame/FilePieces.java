package dev.daybook.importing.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.domain.Json;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.FileEntity.Kept;
import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A file that is too large to be held, kept in pieces: as files called {@code <file>//0}, {@code <file>//1} and so on, a
 * name that no file of a tree has. Its frame says what they come to. Of a file that grows at its end only the last piece
 * is another one.
 *
 * <p>Frame and pieces are facts of their own: as of a position between them they do not belong together, and the hash
 * tells.
 *
 * @param hash of the file
 */
public record FilePieces(int count, long sizeBytes, Sha256 hash) {

    static final int PIECE_BYTES = 1 << 20;

    private static final String FORM = "pieces";

    /** Returns whether a file is a piece of another one, by its name. */
    public static boolean isOne(String name) {
        return name.contains(FileEvent.PIECE);
    }

    /** Returns what is known of a file that is kept in pieces; nothing if it is not. */
    public static Optional<FilePieces> of(Kept kept) {
        return kept.frame()
                .map(JsonText::tree)
                .filter(json -> json.path("form").asText().equals(FORM))
                .map(FilePieces::of);
    }

    private static FilePieces of(JsonNode json) {
        return new FilePieces(
                json.path("count").asInt(),
                json.path("sizeBytes").asLong(),
                Sha256.parse(json.path("sha256").asText()));
    }

    Json frame() {
        return JsonText.of(JsonNodeFactory.instance
                .objectNode()
                .put("form", FORM)
                .put("count", count)
                .put("sizeBytes", sizeBytes)
                .put("sha256", hash.toString()));
    }

    /**
     * Has a file kept, one piece at a time.
     *
     * @param known the pieces of earlier imports: those of a file that was longer are no part of it any more
     */
    public static void keep(Root root, SourceTree tree, Node node, Known known, Results results) {
        results.then(new Keeping(root, tree, node, known, results)::begin, e -> {
            results.finding(
                    e instanceof Changed
                            ? Finding.error(node.file(), "", "UNREADABLE_FILE", "%s", Changed.SAYS)
                            : SourceTree.unreadable(node, e));
            results.file(node.file(), false);
        });
    }

    /** Writes the file; one whose pieces do not belong together is told and not written. */
    public void write(String file, Function<String, Optional<Content>> content, ExportTree tree) {
        tree.write(file, hash, out -> {
            for (int i = 0; i < count; i++) {
                Optional<Content> piece = content.apply(file + FileEvent.PIECE + i);
                if (piece.isPresent()) {
                    out.write(piece.get().bytes());
                }
            }
        });
    }

    /** What was read the second time is not what was read the first time. */
    @SuppressWarnings("serial")
    private static final class Changed extends IOException {

        static final String SAYS = "was changed while it was read: import again when nobody writes it";

        Changed() {
            super(SAYS);
        }
    }

    /** The file is read twice: first for what the pieces come to, which stands before them. */
    private record Keeping(Root root, SourceTree tree, Node node, Known known, Results results) {

        void begin() throws IOException {
            FilePieces whole = read();
            MessageDigest digest = Sha256.digest();
            results.file(node.file(), true);
            results.found(FileEntity.framed(root, node.file(), whole.frame(), node.modifiedAt(), Map.of("files", 1)));
            List<Integer> numbers = IntStream.range(0, whole.count()).boxed().toList();
            results.each(numbers, number -> {
                byte[] piece = piece(number);
                digest.update(piece);
                results.found(entity(name(number), Optional.of(Content.of(piece))));
            });
            results.then(() -> {
                if (!Sha256.of(digest.digest()).equals(whole.hash())) {
                    throw new Changed();
                }
                rest(whole.count());
            });
        }

        private FilePieces read() throws IOException {
            MessageDigest digest = Sha256.digest();
            long sizeBytes = 0;
            int count = 0;
            for (byte[] piece = piece(count); piece.length > 0; piece = piece(count)) {
                digest.update(piece);
                sizeBytes += piece.length;
                count++;
            }
            return new FilePieces(count, sizeBytes, Sha256.of(digest.digest()));
        }

        private byte[] piece(int number) throws IOException {
            return tree.read(node, (long) number * PIECE_BYTES, PIECE_BYTES);
        }

        private void rest(int count) {
            String prefix = root.qualified(node.file() + FileEvent.PIECE);
            known.streams(FileEntity.CATEGORY, prefix).stream()
                    .filter(stream -> !stream.key().startsWith("#", prefix.length())) // of a table of it
                    .filter(stream -> Integer.parseInt(stream.key().substring(prefix.length())) >= count)
                    .forEach(stream -> results.found(entity(stream.key(), Optional.empty())));
        }

        private String name(int number) {
            return root.qualified(node.file() + FileEvent.PIECE + number);
        }

        private FileEntity entity(String name, Optional<Content> content) {
            Instant at = node.modifiedAt();
            return new FileEntity(node.file(), name, content, Optional.empty(), at, Map.of());
        }
    }
}
