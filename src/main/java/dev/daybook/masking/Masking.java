package dev.daybook.masking;

import dev.daybook.shape.JsonCompact;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
     * Returns JSON in UTF-8 with marks, of several values one after the other, too: the texts in it are masked one by one, all
     * other bytes stay.
     */
    public byte[] json(byte[] json) {
        if (!isIn(json)) {
            return json;
        }
        var out = new ByteArrayOutputStream(json.length + 64);
        int done = 0;
        var strings = new JsonStrings(json);
        while (strings.next()) {
            List<Secret> secrets = secrets(strings);
            if (!secrets.isEmpty()) {
                String text = strings.text();
                String masked = masked(text, secrets);
                if (!masked.equals(text)) {
                    out.write(json, done, strings.from() - done);
                    String quoted = JsonCompact.quoted(masked);
                    out.writeBytes(quoted.substring(1, quoted.length() - 1).getBytes(StandardCharsets.UTF_8));
                    done = strings.to();
                }
            }
        }
        out.write(json, done, json.length - done);
        return done == 0 ? json : out.toByteArray();
    }

    /** Tells the likely secrets in JSON, those that are allowed among them. */
    public void find(byte[] json, Consumer<Placed> found) {
        if (!isIn(json)) {
            return;
        }
        var strings = new JsonStrings(json);
        while (strings.next()) {
            secrets(strings).forEach(secret -> found.accept(new Placed(secret, strings.pointer())));
        }
    }

    /**
     * Returns whether there is a secret in some JSON: only the texts in which a keyword stands are looked at, and nothing is taken
     * apart. Most have none of them, and of the others most have no secret.
     */
    private boolean isIn(byte[] json) {
        int at = rules.first(json, 0, json.length);
        while (at >= 0) {
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

    private List<Secret> secrets(JsonStrings strings) {
        List<Secret> secrets =
                rules.mayBeIn(strings.bytes(), strings.from(), strings.to()) ? rules.in(strings.text()) : List.of();
        if (!secrets.isEmpty() || strings.isName() || !strings.isNamedBy(rules)) {
            return secrets;
        }
        String name = strings.name() + GIVEN;
        var named = new ArrayList<Secret>();
        for (Secret secret : rules.in(name + strings.text())) {
            if (secret.from() >= name.length()) {
                named.add(secret.moved(-name.length()));
            }
        }
        return named;
    }
}
