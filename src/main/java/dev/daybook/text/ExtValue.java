package dev.daybook.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Texts of any characters in the headers of HTTP, by RFC 8187: {@code UTF-8''Jos%C3%A9}. */
public final class ExtValue {

    private static final Pattern FORM =
            Pattern.compile("(?i:UTF-8)'[A-Za-z0-9-]*'((?:%[0-9A-Fa-f]{2}|[!#$&+.^_`|~\\w-])*+)");
    private static final Pattern PLAIN = Pattern.compile("[!#$&+.^_`|~\\w-]");

    /** Returns a text as a header may carry it. A lone surrogate becomes a question mark, as it has no UTF-8. */
    public static String encode(String text) {
        var value = new StringBuilder("UTF-8''");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            var character = Character.toString(each & 0xff);
            value.append(PLAIN.matcher(character).matches() ? character : "%%%02X".formatted(each));
        }
        return value.toString();
    }

    /** Returns the text of a value, empty if it has not the form or is not UTF-8. */
    public static Optional<String> decode(String value) {
        var form = FORM.matcher(value);
        if (!form.matches()) {
            return Optional.empty();
        }
        var encoded = form.group(1);
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                bytes.write(Integer.parseInt(encoded, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(encoded.charAt(i));
            }
        }
        return Utf8.decode(bytes.toByteArray());
    }

    private ExtValue() {}
}
