package dev.daybook.upkeep;

import dev.daybook.journal.Blobs;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.shape.JsonCompact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks for a text in what entries tell: as it is, as JSON spells it, and inside of bytes that stand there in base64. */
final class ErasureSearch {

    private static final int BASE64_BYTES = 3;
    private static final int BASE64_CHARS = 4;

    private final String text;
    private final List<byte[]> spellings = new ArrayList<>();
    private final Map<Sha256, Boolean> blobs = new HashMap<>();

    ErasureSearch(String text) {
        this.text = text;
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        String json = JsonCompact.quoted(text);
        Stream.concat(
                        Stream.of(utf8, json.substring(1, json.length() - 1).getBytes(StandardCharsets.UTF_8)),
                        Stream.of(0, 1, 2).map(before -> base64(utf8, before)))
                .filter(spelling -> spelling.length > 0)
                .forEach(spellings::add);
    }

    /** Returns what base64 says for certain of bytes that stand behind some others. */
    private static byte[] base64(byte[] bytes, int before) {
        byte[] padded = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, padded, before, bytes.length);
        int whole = padded.length / BASE64_BYTES * BASE64_CHARS;
        int first = before == 0 ? 0 : before + 1;
        byte[] encoded = Base64.getEncoder().encode(padded);
        return first < whole ? Arrays.copyOfRange(encoded, first, whole) : new byte[0];
    }

    /** Returns whether the payload of an entry has it, or a large value that the entry names. */
    boolean isIn(ChainStep step, Blobs from) {
        return has(step.entry().payload())
                || step.blobs().stream()
                        .anyMatch(hash -> blobs.computeIfAbsent(
                                hash, _ -> from.read(hash).filter(this::has).isPresent()));
    }

    private boolean has(Payload payload) {
        return isIn(payload.bytes());
    }

    /** Returns whether bytes have it. */
    boolean isIn(byte[] bytes) {
        return spellings.stream().anyMatch(spelling -> contains(bytes, spelling));
    }

    /** Returns whether what stays of the entry has it. */
    boolean isInHeader(ChainStep step) {
        Metadata of = step.entry().metadata();
        return Stream.of(
                        Stream.of(
                                step.entry().stream().toString(),
                                of.actor(),
                                of.source().text()),
                        of.session().stream(),
                        of.correlation().stream(),
                        of.causation().stream(),
                        of.idempotency().map(Metadata.Idempotency::key).stream())
                .flatMap(each -> each)
                .anyMatch(each -> each.contains(text));
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        byte first = wanted[0];
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            if (bytes[at] == first && Arrays.mismatch(bytes, at, at + wanted.length, wanted, 0, wanted.length) < 0) {
                return true;
            }
        }
        return false;
    }
}
