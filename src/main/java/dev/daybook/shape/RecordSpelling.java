package dev.daybook.shape;

import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** How the text of a record was written, and the record written so again. */
final class RecordSpelling {

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    static <R> Optional<Spelling> of(Shape<R> shape, R record, byte[] json, int depth) {
        Spelling look = JsonLook.of(json);
        for (Escapes escapes : Escapes.values()) {
            Spelling candidate = with(look, escapes, Optional.empty());
            if (Arrays.equals(document(shape, record, candidate, depth), json)) {
                return Optional.of(candidate);
            }
        }
        return Utf8.decode(look.byteOrderMark() ? Arrays.copyOfRange(json, MARK.length, json.length) : json)
                .map(text -> with(look, look.escapes(), Optional.of(text)));
    }

    private static Spelling with(Spelling it, Escapes escapes, Optional<String> verbatim) {
        return new Spelling(
                it.indent(),
                it.newline(),
                it.byteOrderMark(),
                it.finalNewline(),
                it.comma(),
                it.colon(),
                escapes,
                verbatim);
    }

    static <R> byte[] document(Shape<R> shape, R record, Spelling as, int depth) {
        byte[] none = new byte[0];
        byte[] mark = as.byteOrderMark() ? MARK : none;
        if (as.verbatim().isPresent()) {
            byte[] text = as.verbatim().get().getBytes(StandardCharsets.UTF_8);
            return joined(mark, shape.splice(text, record), none);
        }
        byte[] end = as.finalNewline() ? JsonWriter.newline(as).getBytes(StandardCharsets.US_ASCII) : none;
        return joined(mark, shape.bytes(record, as, depth), end);
    }

    private static byte[] joined(byte[] before, byte[] value, byte[] after) {
        byte[] whole = Arrays.copyOf(before, before.length + value.length + after.length);
        System.arraycopy(value, 0, whole, before.length, value.length);
        System.arraycopy(after, 0, whole, before.length + value.length, after.length);
        return whole;
    }

    private RecordSpelling() {}
}
