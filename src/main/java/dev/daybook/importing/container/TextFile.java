package dev.daybook.importing.container;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a foreign file, every character of it, and what is odd about it.
 *
 * @param text as it stands in the file, a byte order mark of UTF-8 included; damaged bytes became U+FFFD
 * @param faithful whether encoding it as UTF-8 gives the bytes of the file again
 */
public record TextFile(String text, boolean faithful, List<Finding> findings) {

    private static final Pattern CONFLICT = Pattern.compile(
            "^<{7} [^\\n]*\\n(.*?)^={7}\\r?\\n.*?^>{7} [^\\n]*(?:\\n|\\z)", Pattern.MULTILINE | Pattern.DOTALL);

    /** By so many it is seen how a text is encoded. */
    private static final int LOOKED_AT_BYTES = 64;

    /** Reads UTF-8, or UTF-16 with its mark; tells of damaged bytes, NULs, merge conflicts and very long lines. */
    public static TextFile of(String file, byte[] bytes, Limits limits) {
        var findings = new ArrayList<Finding>();
        Optional<Charset> other = utf16(bytes);
        if (other.isPresent()) {
            findings.add(Finding.warn(
                    file,
                    "",
                    "WRONG_ENCODING",
                    "is %s, not UTF-8: transcoded",
                    other.get().name()));
            String text = new String(bytes, other.get());
            return new TextFile(text.startsWith("\uFEFF") ? text.substring(1) : text, false, findings);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean faithful = true;
        if (text.indexOf('\uFFFD') >= 0) {
            int damaged = damagedAt(bytes);
            if (damaged >= 0) {
                faithful = false;
                findings.add(Finding.warn(
                        file,
                        "byte " + damaged,
                        "INVALID_UTF8",
                        "holds bytes that are no UTF-8: shown as U+FFFD, the bytes are kept"));
            }
        }
        nuls(file, text, findings);
        if (text.length() > limits.lineCharsMax()) {
            longLines(file, text, limits.lineCharsMax(), findings);
        }
        if (text.contains("<<<<<<< ") && CONFLICT.matcher(text).find()) {
            findings.add(Finding.warn(
                    file, "", "CONFLICT_MARKER", "holds the marks of an unfinished merge: resolve it in the source"));
        }
        return new TextFile(text, faithful, List.copyOf(findings));
    }

    /** Returns the text with our side of every unfinished merge. */
    public static String ourSide(String text) {
        return CONFLICT.matcher(text).replaceAll(matchResult -> Matcher.quoteReplacement(matchResult.group(1)));
    }

    /** Returns whether nothing but NUL stands in it. */
    public boolean isNulOnly() {
        return !text.isEmpty() && text.chars().allMatch(character -> character == 0);
    }

    private static Optional<Charset> utf16(byte[] bytes) {
        if (bytes.length < 2) {
            return Optional.empty();
        }
        int first = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
        return switch (first) {
            case 0xFEFF -> Optional.of(StandardCharsets.UTF_16BE);
            case 0xFFFE -> Optional.of(StandardCharsets.UTF_16LE);
            case 0x7B00, 0x5B00, 0x2300 -> // { [ # without a mark
                Optional.of(StandardCharsets.UTF_16LE).filter(_ -> isWide(bytes, 1));
            case 0x007B, 0x005B, 0x0023 ->
                Optional.of(StandardCharsets.UTF_16BE).filter(_ -> isWide(bytes, 0));
            default -> Optional.empty();
        };
    }

    /** Whether more than one of the first characters has a NUL there: a single one is what a crash has left. */
    private static boolean isWide(byte[] bytes, int from) {
        int nuls = 0;
        for (int i = from; i < Math.min(bytes.length, LOOKED_AT_BYTES); i += 2) {
            nuls += bytes[i] == 0 ? 1 : 0;
        }
        return nuls > 1;
    }

    /** Returns where the first bytes stand that are no UTF-8; -1 if the U+FFFD in the text was one in the file. */
    private static int damagedAt(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length), true);
        return result.isError() ? in.position() : -1;
    }

    private static void nuls(String file, String text, List<Finding> findings) {
        int first = text.indexOf('\0');
        if (first < 0) {
            return;
        }
        if (text.substring(first).chars().allMatch(character -> character == 0)) {
            findings.add(Finding.warn(
                    file, "", "NUL_PADDING", "ends in %d NUL bytes: something was lost there", text.length() - first));
        } else {
            long line = 1
                    + text.substring(0, first)
                            .chars()
                            .filter(character -> character == '\n')
                            .count();
            findings.add(Finding.warn(file, "line " + line, "NUL_IN_TEXT", "holds a NUL inside its text"));
        }
    }

    private static void longLines(String file, String text, int charsMax, List<Finding> findings) {
        int line = 1;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            if (end - start > charsMax) {
                findings.add(Finding.info(
                        file,
                        "line " + line,
                        "OVERSIZE_LINE",
                        "a line of %d characters: imported unshortened",
                        end - start));
                return; // one is enough to know
            }
            start = end + 1;
            line++;
        }
    }
}
