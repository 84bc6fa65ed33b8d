package dev.daybook.domain.file;

import dev.daybook.domain.Rejected;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of content that is too large for a fact: it stands in pieces of its own, once however many things have it, and
 * things say this name in its place.
 *
 * @param sha256 of the content, in hexadecimal
 */
public record StoredContent(String sha256, long sizeBytes) {

    /** What things call the encoding of content that stands elsewhere: what they say is its name. */
    public static final String ENCODING = "stored";

    private static final Pattern FORM = Pattern.compile("sha256:([0-9a-f]{64}):([0-9]{1,18})");

    /**
     * Reads a name.
     *
     * @param pointer to where it was said
     */
    public static StoredContent of(String pointer, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw Rejected.invalidAt(
                    pointer,
                    "'%s' names no stored content: want sha256:HASH:SIZE, as storing it answered",
                    text.length() > 100 ? text.substring(0, 100) + "…" : text);
        }
        return new StoredContent(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    /** Returns the size of the bytes that some content stands for, or is. */
    public static long sizeBytes(String encoding, String content, long contentBytes) {
        return encoding.equals(ENCODING) ? of("/content", content).sizeBytes() : contentBytes;
    }

    @Override
    public String toString() {
        return "sha256:%s:%d".formatted(sha256, sizeBytes);
    }
}
