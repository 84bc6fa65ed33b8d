package dev.daybook.masking;

import dev.daybook.shape.JsonCompact;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Puts marks in the places of likely secrets. Immutable, thread-safe; what is masked stays as it is when it is masked again. */
public final class Masking {

    /** Of a value that is known by its name alone, as {@code "password": "…"}: the two together are looked at. */
    private static final String GIVEN = "=";

    private final SecretRules rules;
    private final Predicate<String> allowed;

    /** @param allowed says of a fingerprint whether that is no secret; asked for what was found only */
    public Masking(SecretRules rules, Predicate<String> allowed) {
        this.rules = rules;
        this.allowed = allowed;
    }

    public SecretRules rules() {
        return rules;
    }

    /** A likely secret in some JSON, and the JSON pointer to the text in which it stands. */
    public record Placed(Secret secret, String pointer) {}

    /** Returns a text with marks. */
    public String text(String text) {
        return masked(text, rules.in(text));
    }

    private String masked(String text, List<Secret> secrets) {
        var masked = new StringBuilder();
        int done = 0;
        for (Secret secret : secrets) {
            if (!allowed.test(secret.fingerprint())) {
                masked.append(text, done, secret.from()).append(secret.mask());
                done = secret.to();
            }
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    /**
     * Returns JSON in UTF-8 with marks, of several values one after the other, too: the texts in it are masked one by one, those
     * that say bytes in base64 by these bytes; all else stays.
     */
    public byte[] json(byte[] json) {
        if (!isIn(json)) {
            return json;
        }
        var out = new ByteArrayOutputStream(json.length + 64);
        int done = 0;
        var strings = new JsonStrings(json);
        while (strings.next()) {
            Told told = told(strings);
            if (!told.secrets.isEmpty()) {
                String masked = masked(told.text, told.secrets);
                if (!masked.equals(told.text)) {
                    out.write(json, done, strings.from() - done);
                    out.writeBytes(told.isEncoded ? EncodedBytes.base64(masked) : escaped(masked));
                    done = strings.to();
                }
            }
        }
        out.write(json, done, json.length - done);
        return done == 0 ? json : out.toByteArray();
    }

    private static byte[] escaped(String text) {
        String quoted = JsonCompact.quoted(text);
        return quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8);
    }

    /** Tells the likely secrets in JSON, those that are allowed among them. */
    public void find(byte[] json, Consumer<Placed> found) {
        if (!isIn(json)) {
            return;
        }
        var strings = new JsonStrings(json);
        while (strings.next()) {
            told(strings).secrets.forEach(secret -> found.accept(new Placed(secret, strings.pointer())));
        }
    }

    /** Returns the likely secrets in a text in UTF-8, or in the bytes that it says in base64, those that are allowed among them. */
    public List<Secret> secrets(byte[] text) {
        Optional<byte[]> bytes = EncodedBytes.decoded(text, 0, text.length);
        byte[] told = bytes.orElse(text);
        if (!rules.mayBeIn(told, 0, told.length)) {
            return List.of();
        }
        return rules.in(bytes.map(EncodedBytes::text).orElseGet(() -> new String(text, StandardCharsets.UTF_8)));
    }

    /**
     * Returns whether there is a secret in some JSON: only the texts in which a keyword stands are looked at, and nothing is taken
     * apart. Most have none of them, and of the others most have no secret.
     */
    private boolean isIn(byte[] json) {
        int at = rules.first(json, 0, json.length);
        while (at >= 0) {
            if (json[at] == '"') {
                return true; // bytes may stand in it in base64
            }
            int begin = JsonStrings.begin(json, at);
            int end = JsonStrings.end(json, begin);
            if (begin == 0
                    || isName(json, end)
                    || !rules.in(JsonStrings.decoded(json, begin, end)).isEmpty()) {
                return true; // of a name the value is to be looked at, too
            }
            at = end < json.length ? rules.first(json, end, json.length) : -1;
        }
        return false;
    }

    private static boolean isName(byte[] json, int end) {
        int behind = end + 1;
        while (behind < json.length && json[behind] >= 0 && json[behind] <= ' ') {
            behind++;
        }
        return behind < json.length && json[behind] == ':';
    }

    /**
     * What a text in JSON says.
     *
     * @param isEncoded whether it says {@code text} in base64
     * @param secrets in {@code text}
     */
    private record Told(String text, boolean isEncoded, List<Secret> secrets) {

        private static final Told NOTHING = new Told("", false, List.of());
    }

    private Told told(JsonStrings strings) {
        Optional<byte[]> bytes = EncodedBytes.of(strings);
        if (bytes.isPresent() && rules.mayBeIn(bytes.get(), 0, bytes.get().length)) {
            String text = EncodedBytes.text(bytes.get());
            List<Secret> secrets = rules.in(text);
            if (!secrets.isEmpty()) {
                return new Told(text, true, secrets);
            }
        }
        boolean mayBe = rules.mayBeIn(strings.bytes(), strings.from(), strings.to());
        boolean isNamed = !strings.isName() && strings.isNamedBy(rules);
        if (!mayBe && !isNamed) {
            return Told.NOTHING;
        }
        String text = strings.text();
        List<Secret> secrets = mayBe ? rules.in(text) : List.of();
        return new Told(text, false, secrets.isEmpty() && isNamed ? named(strings.name() + GIVEN, text) : secrets);
    }

    private List<Secret> named(String name, String text) {
        var named = new ArrayList<Secret>();
        for (Secret secret : rules.in(name + text)) {
            if (secret.from() >= name.length()) {
                named.add(secret.moved(-name.length()));
            }
        }
        return named;
    }
}
