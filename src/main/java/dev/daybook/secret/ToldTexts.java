package dev.daybook.secret;

import dev.daybook.journal.Blobs;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.masking.JsonStrings;
import dev.daybook.masking.Masking;
import dev.daybook.masking.Masking.Placed;
import java.util.ArrayList;
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
        for (int at = 0; at + 1 < json.length; at++) {
            if (json[at] == '"' && json[at + 1] == '$' && is(json, at + 1, "$blob\"")) {
                large(json, found);
                return;
            }
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
        var within = new ArrayList<Placed>();
        if (value.length > 0 && (value[0] == '{' || value[0] == '[')) {
            masking.find(value, placed -> within.add(new Placed(placed.secret(), pointer + placed.pointer())));
        }
        if (within.isEmpty()) {
            masking.secrets(value).forEach(secret -> within.add(new Placed(secret, pointer)));
        }
        if (within.isEmpty()) {
            clean.put(hash, true);
        }
        within.forEach(found);
    }
}
