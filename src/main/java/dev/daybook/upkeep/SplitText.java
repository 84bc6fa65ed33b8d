package dev.daybook.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for a text that no fact has as a whole, as a file is kept in pieces, each a fact of its own: it may begin in one and end
 * in the next, and in a database it may begin on one page and end on another.
 */
final class SplitText {

    /** How the stream of a piece is called. */
    private static final Pattern PIECE = Pattern.compile("(.*(?://|#))([0-9]{1,9})", Pattern.DOTALL);

    /** An escape of JSON takes so many bytes for one of the text. */
    private static final int ESCAPE_BYTES = 6;

    private final byte[] utf8;
    private final WrittenText written;

    /** Of each file the begin of piece N by 2 N, its end by 2 N + 1. */
    private final Map<String, Map<Integer, Piece>> files = new HashMap<>();

    private final Map<String, SplitPages> databases = new HashMap<>();
    private final TreeMap<Long, ChainStep> found = new TreeMap<>();

    @SuppressWarnings("ArrayRecordComponent") // written once
    private record Piece(ChainStep step, byte[] bytes) {}

    SplitText(String text) {
        utf8 = text.getBytes(StandardCharsets.UTF_8);
        written = new WrittenText(text);
    }

    /** Returns the facts that have a part of it, in the order of the journal. */
    List<ChainStep> found() {
        return List.copyOf(found.values());
    }

    /** Looks at a fact; what is no piece of a file has no part in it. */
    void add(ChainStep step, Blobs blobs) {
        Matcher name = PIECE.matcher(step.entry().stream().key());
        if (!step.entry().stream().category().equals("file") || !name.matches()) {
            return;
        }
        byte[] bytes = content(step, blobs);
        int number = Integer.parseInt(name.group(2));
        if (number == 0) {
            databases.remove(name.group(1));
            SplitPages.of(utf8, bytes).ifPresent(pages -> databases.put(name.group(1), pages));
        }
        SplitPages pages = databases.get(name.group(1));
        if (pages == null) {
            meet(files.computeIfAbsent(name.group(1), _ -> new HashMap<>()), number, step, bytes);
        } else {
            pages.add(step, number, bytes).forEach(this::found);
        }
    }

    private void found(ChainStep step) {
        found.put(step.entry().position().value(), step);
    }

    private void meet(Map<Integer, Piece> pieces, int number, ChainStep step, byte[] bytes) {
        int most = utf8.length * ESCAPE_BYTES;
        byte[] begin = Arrays.copyOf(bytes, Math.min(bytes.length, most));
        byte[] end = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - most), bytes.length);
        Piece before = pieces.get(2 * number - 1);
        Piece after = pieces.get(2 * number + 2);
        if (before != null) {
            meet(before, new Piece(step, begin));
        }
        if (after != null) {
            meet(new Piece(step, end), after);
        }
        pieces.put(2 * number, new Piece(step, begin));
        pieces.put(2 * number + 1, new Piece(step, end));
    }

    private void meet(Piece end, Piece begin) {
        byte[] both = Arrays.copyOf(end.bytes, end.bytes.length + begin.bytes.length);
        System.arraycopy(begin.bytes, 0, both, end.bytes.length, begin.bytes.length);
        if (written.isIn(both) && !written.isIn(end.bytes) && !written.isIn(begin.bytes)) {
            found(end.step);
            found(begin.step);
        }
    }

    private static byte[] content(ChainStep step, Blobs blobs) {
        JsonNode told = JsonText.tree(new Json(new String(step.entry().payload().bytes(), StandardCharsets.UTF_8)));
        JsonNode content = told.path("content");
        byte[] text = content.isTextual()
                ? content.textValue().getBytes(StandardCharsets.UTF_8)
                : step.blobs().stream()
                        .findFirst()
                        .flatMap(blobs::read)
                        .map(Payload::bytes)
                        .orElse(new byte[0]);
        return told.path("encoding").asText().equals("base64")
                ? Base64.getDecoder().decode(text)
                : text;
    }
}
