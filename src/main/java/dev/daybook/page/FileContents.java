package dev.daybook.page;

import dev.daybook.masking.MaskMark;
import dev.daybook.page.Section.Content;
import dev.daybook.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Files as people look at them; the page has the bytes in it, so that they are had without another question. */
final class FileContents {

    private static final int SHOWN_CHARS_MAX = 20_000;

    /** A page with more in it would take long to load. */
    private static final int WHOLE_BYTES_MAX = 256 * 1024;

    private static final String BYTES = "data:application/octet-stream;base64,";

    private FileContents() {}

    /**
     * Returns a file.
     *
     * @param encoding {@code utf-8}; anything else is base64
     * @param sizeBytes as it was told; less than 0 if it was not
     * @param mask hides likely secrets that are not masked yet
     */
    static Content of(String name, String content, String encoding, long sizeBytes, UnaryOperator<String> mask) {
        boolean plain = encoding.equals("utf-8");
        byte[] bytes = plain
                ? content.getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(content);
        Optional<String> text = plain ? Optional.of(content) : Utf8.decode(bytes);
        String shown = text.map(mask).orElse("");
        boolean isWhole = (sizeBytes < 0 || sizeBytes == bytes.length)
                && text.filter(unmasked -> !unmasked.equals(shown)).isEmpty()
                && !MaskMark.isIn(bytes);
        String says = sizeBytes < 0 ? bytes.length + " bytes" : sizeBytes + " bytes";
        if (text.isEmpty()) {
            says += ", no text";
        } else if (!isWhole) {
            says += ", with likely secrets masked";
        } else if (shown.length() > SHOWN_CHARS_MAX) {
            says += ", of which the first %,d characters are shown".formatted(SHOWN_CHARS_MAX);
        }
        return new Content(
                name,
                says,
                shown.length() > SHOWN_CHARS_MAX ? shown.substring(0, SHOWN_CHARS_MAX) : shown,
                isWhole && bytes.length <= WHOLE_BYTES_MAX
                        ? BYTES + Base64.getEncoder().encodeToString(bytes)
                        : "");
    }
}
