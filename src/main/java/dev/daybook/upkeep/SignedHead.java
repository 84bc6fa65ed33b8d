package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Where a journal stood at a time, signed: kept elsewhere, it proves later that nothing up to there was changed, and that
 * nothing was cut off.
 *
 * @param at when it was signed
 * @param key the public half of the key, X.509 (RFC 8410)
 * @param signature Ed25519 (RFC 8032) over {@link #signed}
 */
public record SignedHead(Link link, Instant at, String key, String signature) {

    private static final String FORM = "daybook-head";
    private static final String VERSION = "1";
    private static final List<String> LINES = List.of(FORM, "position", "chain", "at", "key", "signature");

    /** Larger than any. */
    public static final int CHARS_MAX = 4_096;

    /** Returns the lines that are signed, in UTF-8. */
    static byte[] signed(Link link, Instant at, String key) {
        return """
                %s %s
                position %s
                chain %s
                at %s
                key %s
                """.formatted(FORM, VERSION, link.position(), hex(link.hash()), at, key)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns it as it is kept: a few lines of plain text. */
    public String text() {
        return new String(signed(link, at, key), StandardCharsets.UTF_8) + "signature " + signature + "\n";
    }

    /** Returns what tells one key from another. */
    public String fingerprint() {
        return HeadKey.fingerprint(key);
    }

    /** Returns whether the signature is of these lines, by the key that they name. */
    public boolean isWhole() {
        return HeadKey.isSigned(signed(link, at, key), key, signature);
    }

    /**
     * Reads {@link #text}.
     *
     * @throws Rejected if it is none, or cut
     */
    public static SignedHead parse(String text) {
        Map<String, String> lines = new HashMap<>();
        text.lines().filter(line -> !line.isBlank()).limit(LINES.size() + 1L).forEach(line -> {
            int space = line.indexOf(' ');
            lines.put(space < 0 ? line : line.substring(0, space), space < 0 ? "" : line.substring(space + 1));
        });
        if (text.length() > CHARS_MAX
                || !VERSION.equals(lines.get(FORM))
                || !lines.keySet().containsAll(LINES)) {
            throw Rejected.invalidAt(
                    "/head",
                    "this is no signed head: want the %d lines that head --sign prints, from '%s %s' to 'signature …'",
                    LINES.size(),
                    FORM,
                    VERSION);
        }
        try {
            return new SignedHead(
                    new Link(
                            new Position(Long.parseLong(lines.getOrDefault("position", ""))),
                            Sha256.of(HexFormat.of().parseHex(lines.getOrDefault("chain", "")))),
                    Instant.parse(lines.getOrDefault("at", "")),
                    base64(lines.getOrDefault("key", "")),
                    base64(lines.getOrDefault("signature", "")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Rejected.invalidAt("/head", "this is no signed head: %s", String.valueOf(e.getMessage()));
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text));
    }

    static String hex(Sha256 hash) {
        return HexFormat.of().formatHex(hash.bytes());
    }
}
