package dev.daybook.masking;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in the place of a secret, such as {@code ghp_…[masked github-pat]}: always the same for the same rule. */
public final class MaskMark {

    /** What is said of a field that has one and is sent to be written. */
    public static final String REFUSAL =
            "has the mark of a secret that is masked, which would be written in its place: leave the field"
                    + " out if it is to stay as it is; to change the rest of it, an admin reads it with reveal";

    private static final Pattern MARK = Pattern.compile("…\\[masked [a-z0-9-]{1,64}]");

    /** Where there is none of it, there is no mark: looked for first. */
    private static final byte[] PART = "[masked ".getBytes(StandardCharsets.US_ASCII);

    static String of(SecretRule rule, String secret) {
        return rule.prefix(secret) + "…[masked " + rule.id() + "]";
    }

    /** Returns the first mark in a text. */
    public static Optional<String> in(String text) {
        Matcher mark = MARK.matcher(text);
        return mark.find() ? Optional.of(mark.group()) : Optional.empty();
    }

    /** Returns whether there is a mark in bytes, of which not all need be text. */
    public static boolean isIn(byte[] bytes) {
        return mayBeIn(bytes) && in(new String(bytes, StandardCharsets.UTF_8)).isPresent();
    }

    /** Returns the JSON pointer to the first text or name in which there is a mark, or to bytes in base64 with one. */
    public static Optional<String> pointerIn(byte[] json) {
        if (!mayBeIn(json) && !EncodedBytes.mayBeIn(json)) {
            return Optional.empty();
        }
        var strings = new JsonStrings(json);
        while (strings.next()) {
            if (in(strings.text()).isPresent()
                    || EncodedBytes.of(strings).filter(MaskMark::isIn).isPresent()) {
                return Optional.of(strings.pointer());
            }
        }
        return Optional.empty();
    }

    private static boolean mayBeIn(byte[] json) {
        for (int at = 0; at <= json.length - PART.length; at++) {
            if (json[at] == PART[0] && isPartAt(json, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPartAt(byte[] json, int at) {
        for (int index = 1; index < PART.length; index++) {
            if (json[at + index] != PART[index]) {
                return false;
            }
        }
        return true;
    }

    private MaskMark() {}
}
