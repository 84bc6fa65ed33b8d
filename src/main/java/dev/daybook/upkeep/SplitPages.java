package dev.daybook.upkeep;

import dev.daybook.journal.ChainStep;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a text in the pages of a SQLite database, of which a value takes several if it is long: what it has on the first one
 * ends with the number of the next one, and each further one begins with the number of the one behind it
 * (<a href="https://www.sqlite.org/fileformat2.html#ovflpgs">file format, 1.6</a>). Pages of several versions of the file are
 * taken together: rather more is found than less.
 */
final class SplitPages {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int RESERVED_AT = 20;
    private static final int LARGEST_PAGE_BYTES = 1 << 16;
    private static final int NUMBER_BYTES = 4;

    private final byte[] text;
    private final int pageBytes;
    private final int usedBytes;
    private final int pieceBytes;

    /** What ends on one page and goes on, and what goes on on it: by the page, and how much of the text came before. */
    private final Map<Place, List<ChainStep>> goesOn = new HashMap<>();

    private final Map<Place, List<ChainStep>> cameFrom = new HashMap<>();

    private record Place(long page, int before) {}

    private SplitPages(byte[] text, int pageBytes, int reservedBytes, int pieceBytes) {
        this.text = text;
        this.pageBytes = pageBytes;
        this.usedBytes = pageBytes - reservedBytes;
        this.pieceBytes = pieceBytes;
    }

    /** Returns nothing if the first piece of a file is not that of a database. */
    static Optional<SplitPages> of(byte[] text, byte[] first) {
        if (first.length < HEADER_BYTES || !Arrays.equals(first, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        int said = Short.toUnsignedInt(ByteBuffer.wrap(first).getShort(PAGE_SIZE_AT));
        int pageBytes = said == 1 ? LARGEST_PAGE_BYTES : said;
        return pageBytes < 512
                ? Optional.empty()
                : Optional.of(new SplitPages(text, pageBytes, first[RESERVED_AT] & 0xff, first.length));
    }

    /** Takes a piece, and returns the facts by which the text is on two pages. */
    List<ChainStep> add(ChainStep step, int number, byte[] bytes) {
        var found = new ArrayList<ChainStep>();
        for (int from = 0; from + pageBytes <= bytes.length; from += pageBytes) {
            long page = ((long) number * pieceBytes + from) / pageBytes + 1;
            ends(step, bytes, from, found);
            begins(step, bytes, from, page, found);
        }
        return found;
    }

    private void ends(ChainStep step, byte[] bytes, int from, List<ChainStep> found) {
        ByteBuffer numbers = ByteBuffer.wrap(bytes);
        int end = from + usedBytes;
        for (int at = from; at < end; at++) {
            for (int length = 1;
                    length < text.length && at + length <= end && bytes[at + length - 1] == text[length - 1];
                    length++) {
                int behind = at + length;
                if (behind == end) {
                    meet(goesOn, cameFrom, new Place(numbers.getInt(from), length), step, found);
                } else if (behind + NUMBER_BYTES <= end) {
                    meet(goesOn, cameFrom, new Place(numbers.getInt(behind), length), step, found);
                }
            }
        }
    }

    private void begins(ChainStep step, byte[] bytes, int from, long page, List<ChainStep> found) {
        int at = from + NUMBER_BYTES;
        for (int before = 1; before < text.length; before++) {
            int length = text.length - before;
            if (at + length <= from + usedBytes && Arrays.equals(bytes, at, at + length, text, before, text.length)) {
                meet(cameFrom, goesOn, new Place(page, before), step, found);
            }
        }
    }

    private static void meet(
            Map<Place, List<ChainStep>> these,
            Map<Place, List<ChainStep>> others,
            Place place,
            ChainStep step,
            List<ChainStep> found) {
        if (place.page() <= 1) {
            return; // none is there, or it is no number of a page
        }
        these.computeIfAbsent(place, _ -> new ArrayList<>()).add(step);
        List<ChainStep> there = others.getOrDefault(place, List.of());
        if (!there.isEmpty()) {
            found.add(step);
            found.addAll(there);
        }
    }
}
