package dev.daybook.http;

import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.text.ExtValue;
import dev.daybook.text.Utf8;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The headers that carry what a person wrote, as texts.
 *
 * <p>A name with a star has the form of RFC 8187 ({@code Daybook-Actor*: UTF-8''Jos%C3%A9}) and goes before the one
 * without. That one is UTF-8, as most programs send it, else ISO-8859-1, as browsers, Node and Python do.
 */
final class HeaderTexts {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static final List<String> NAMES =
            List.of("Daybook-Actor", "Daybook-Session", "Daybook-Correlation", "Idempotency-Key");

    /**
     * Returns the headers with their texts decoded; the same ones if there is nothing to decode.
     *
     * @throws Problem.Thrown if a text cannot be decoded or has control characters
     */
    static NamedValues of(NamedValues headers) {
        NamedValues decoded = headers;
        for (String name : NAMES) {
            List<String> starred = headers.getAll(name + "*");
            List<String> plain = headers.getAll(name);
            if (starred.isEmpty() && plain.stream().allMatch(HeaderTexts::isPlain)) {
                continue;
            }
            if (decoded == headers) {
                decoded = headers.copy();
            }
            decoded.set(name, starred.isEmpty() ? read(name, plain) : extended(name + "*", starred));
        }
        return decoded;
    }

    /** Returns a time as HTTP writes it. */
    static String date(Instant time) {
        return DATE.format(time);
    }

    /** Says in an answer what a header of a request said; any client can read one of the two. */
    static void put(MultiMap headers, String name, String text) {
        headers.set(name, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        if (!isPlain(text)) {
            headers.set(name + "*", ExtValue.encode(text));
        }
    }

    private static boolean isPlain(String value) {
        return value.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    private static List<String> read(String name, List<String> values) {
        List<String> texts = new ArrayList<>();
        for (String value : values) { // one character for each byte
            texts.add(visible(
                    name,
                    Utf8.decode(value.getBytes(StandardCharsets.ISO_8859_1)).orElse(value)));
        }
        return texts;
    }

    private static List<String> extended(String name, List<String> values) {
        List<String> texts = new ArrayList<>();
        for (String value : values) {
            texts.add(visible(
                    name,
                    ExtValue.decode(value)
                            .orElseThrow(() ->
                                    wrong(name, "is '%s': want UTF-8''text with %%XX escapes".formatted(value)))));
        }
        return texts;
    }

    private static String visible(String name, String text) {
        text.chars().filter(Character::isISOControl).findFirst().ifPresent(character -> {
            throw wrong(
                    name, "has the control character U+%04X: want a text of one line, in UTF-8".formatted(character));
        });
        return text;
    }

    private static Problem.Thrown wrong(String name, String detail) {
        var flaw = new Flaw("header", "/" + name, detail);
        return Problem.of(Kind.INVALID_REQUEST, List.of(flaw)).thrown();
    }

    private HeaderTexts() {}
}
