package dev.daybook.shape;

import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** How the text of a record was written, and the record written so again. */
final class RecordSpelling {

    static <R> Optional<Spelling> of(Shape<R> shape, R record, byte[] json, int depth) {
        Spelling look = JsonLook.of(json);
        for (Escapes escapes : Escapes.values()) {
            Spelling candidate = look.withEscapes(escapes);
            if (Arrays.equals(document(shape, record, candidate, depth), json)) {
                return Optional.of(candidate);
            }
        }
        return Utf8.decode(look.byteOrderMark() ? Arrays.copyOfRange(json, JsonWriter.MARK.length, json.length) : json)
                .map(text -> look.withVerbatim(Optional.of(text)));
    }

    static <R> byte[] document(Shape<R> shape, R record, Spelling as, int depth) {
        if (as.verbatim().isPresent()) {
            return JsonWriter.file(shape.splice(as.verbatim().get().getBytes(StandardCharsets.UTF_8), record), as);
        }
        byte[] value = shape.bytes(record, as, depth);
        byte[] end = (as.finalNewline() ? as.lineEnd() : "").getBytes(StandardCharsets.US_ASCII);
        byte[] text = Arrays.copyOf(value, value.length + end.length);
        System.arraycopy(end, 0, text, value.length, end.length);
        return JsonWriter.file(text, as);
    }

    private RecordSpelling() {}
}
