package dev.daybook.secret;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.LargeValues;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.masking.JsonStrings;
import dev.daybook.masking.Masking;
import dev.daybook.masking.Masking.Placed;
import dev.daybook.masking.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All texts that an entry tells: in its payload, in large values that it refers to, in bytes that stand there in base64. For one
 * thread.
 */
final class ToldTexts {

    private static final String ENCODING = "encoding";
    private static final String CONTENT = "content";
    private static final String BASE64 = "base64";

    /** Several entries name the same large values, one soon after the other. */
    private static final int CLEAN_MAX = 10_000;

    private final Masking masking;
    private final Supplier<Blobs> blobs;

    /** Large values without a secret. */
    private final Map<Sha256, Boolean> clean = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256, Boolean> eldest) {
            return size() > CLEAN_MAX;
        }
    };

    ToldTexts(Masking masking, Supplier<Blobs> blobs) {
        this.masking = masking;
        this.blobs = blobs;
    }

    void find(Payload payload, Consumer<Placed> found) {
        byte[] json = payload.bytes();
        masking.find(json, found);
        boolean refers = false;
        boolean encodes = false;
        for (int at = 0; at + 1 < json.length; at++) {
            if (json[at] == '"') {
                refers |= json[at + 1] == '$' && is(json, at + 1, "$blob\"");
                encodes |= json[at + 1] == 'b' && is(json, at + 1, "base64\"");
            }
        }
        if (refers) {
            large(json, found);
        }
        if (encodes) {
            String told = new String(json, StandardCharsets.UTF_8);
            decode(
                    JsonText.tree(new Json(refers ? LargeValues.resolved(told, blobs, Long.MAX_VALUE) : told)),
                    "",
                    found);
        }
    }

    private static boolean is(byte[] json, int from, String ascii) {
        if (from + ascii.length() > json.length) {
            return false;
        }
        for (int at = 0; at < ascii.length(); at++) {
            if (json[from + at] != ascii.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private void large(byte[] json, Consumer<Placed> found) {
        var strings = new JsonStrings(json);
        while (strings.next()) {
            if (!strings.isName() && strings.isNamed("$blob")) {
                String pointer = strings.pointer();
                hash(strings.text())
                        .filter(hash -> !clean.containsKey(hash))
                        .ifPresent(hash -> large(hash, pointer.substring(0, pointer.lastIndexOf('/')), found));
            }
        }
    }

    /** Somebody else's JSON may have such a name, too. */
    private static Optional<Sha256> hash(String hex) {
        return hex.matches("[0-9a-f]{64}") ? Optional.of(Sha256.parse(hex)) : Optional.empty();
    }

    /** What looks like JSON and has no secret in its texts may be a text all the same. */
    private void large(Sha256 hash, String pointer, Consumer<Placed> found) {
        byte[] value = blobs.get().read(hash).map(Payload::bytes).orElse(new byte[0]);
        if (!masking.rules().mayBeIn(value, 0, value.length)) {
            clean.put(hash, true);
            return;
        }
        var within = new ArrayList<Placed>();
        if (value[0] == '{' || value[0] == '[') {
            masking.find(value, placed -> within.add(new Placed(placed.secret(), pointer + placed.pointer())));
        }
        if (within.isEmpty()) {
            for (Secret secret : masking.rules().in(new String(value, StandardCharsets.UTF_8))) {
                within.add(new Placed(secret, pointer));
            }
        }
        if (within.isEmpty()) {
            clean.put(hash, true);
        }
        within.forEach(found);
    }

    /** Bytes that are no text are taken for one of a byte a letter: what rules look for is ASCII. */
    private void decode(JsonNode node, String pointer, Consumer<Placed> found) {
        if (node.path(ENCODING).asText().equals(BASE64)) {
            bytes(node.path(CONTENT).asText(), pointer + '/' + CONTENT, found);
        }
        node.properties()
                .forEach(member -> decode(
                        member.getValue(),
                        pointer + '/' + member.getKey().replace("~", "~0").replace("/", "~1"),
                        found));
        for (int index = 0; node.isArray() && index < node.size(); index++) {
            decode(node.get(index), pointer + '/' + index, found);
        }
    }

    private void bytes(String base64, String pointer, Consumer<Placed> found) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return; // it is called so and is something else: its text was looked at
        }
        if (masking.rules().mayBeIn(bytes, 0, bytes.length)) {
            masking.rules()
                    .in(new String(bytes, StandardCharsets.ISO_8859_1))
                    .forEach(secret -> found.accept(new Placed(secret, pointer)));
        }
    }
}
