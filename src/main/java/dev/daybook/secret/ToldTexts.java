package dev.daybook.secret;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.LargeValues;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Payload;
import dev.daybook.masking.Masking;
import dev.daybook.masking.Masking.Placed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All texts that an entry tells: in its payload, in large values that it refers to, in bytes that stand there in base64. */
record ToldTexts(Masking masking, Supplier<Blobs> blobs) {

    private static final String ENCODING = "encoding";
    private static final String CONTENT = "content";
    private static final String BASE64 = "base64";

    void find(Payload payload, Consumer<Placed> found) {
        byte[] json = payload.bytes();
        masking.find(json, found);
        boolean large = has(json, "\"$blob\"");
        boolean encoded = has(json, '"' + BASE64 + '"');
        if (!large && !encoded) {
            return;
        }
        String told = new String(json, StandardCharsets.UTF_8);
        if (large && (encoded || mayBeInLarge(told))) {
            told = LargeValues.resolved(told, blobs, Long.MAX_VALUE);
            masking.find(told.getBytes(StandardCharsets.UTF_8), found);
        }
        if (encoded) {
            decode(JsonText.tree(new Json(told)), "", found);
        }
    }

    private boolean mayBeInLarge(String payload) {
        return LargeValues.referred(payload).stream()
                .anyMatch(hash -> blobs.get()
                        .read(hash)
                        .filter(value -> masking.rules().mayBeIn(value.bytes(), 0, value.sizeBytes()))
                        .isPresent());
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

    private static boolean has(byte[] bytes, String ascii) {
        for (int at = 0; at <= bytes.length - ascii.length(); at++) {
            int same = 0;
            while (same < ascii.length() && bytes[at + same] == ascii.charAt(same)) {
                same++;
            }
            if (same == ascii.length()) {
                return true;
            }
        }
        return false;
    }
}
