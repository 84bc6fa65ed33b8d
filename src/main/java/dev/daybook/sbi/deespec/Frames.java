package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.FileEntity;
import dev.daybook.importing.JsonSpelling;
import java.util.Base64;
import java.util.List;

/**
 * What has to be kept of a file besides its records, so that it can be written again: the {@code frame} of
 * {@code document.framed}.
 *
 * <p>Forms: {@code lines} and {@code array} with the number of {@code lines} (of an array: elements) and the {@code
 * pieces} that are no record of some task; {@code bytes} with the whole {@code content}, for a file that cannot be written
 * from the model as long as the model says what the file said; {@code folder} for an empty folder.
 */
final class Frames {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** A line, or an element of an array, that is no record of some task: as it stands there, without its line end. */
    record Piece(int line, FileEntity.Content content) {}

    /** Returns the frame of a file with one record per line. {@code newline}: what ends each line unless it says so. */
    static Json lines(int lines, boolean byteOrderMark, boolean finalNewline, String newline, List<Piece> pieces) {
        return JsonText.of(pieces(records("lines", lines, byteOrderMark, finalNewline, newline), pieces));
    }

    /** Returns the frame of a file that is one array of records. */
    static Json array(int elements, Spelling spelling, List<Piece> pieces) {
        ObjectNode frame =
                records("array", elements, spelling.byteOrderMark(), spelling.finalNewline(), spelling.newline());
        frame.set("spelling", JsonSpelling.json(spelling));
        return JsonText.of(pieces(frame, pieces));
    }

    private static ObjectNode records(String form, int lines, boolean mark, boolean finalNewline, String newline) {
        return NODES.objectNode()
                .put("form", form)
                .put("lines", lines)
                .put("byteOrderMark", mark)
                .put("finalNewline", finalNewline)
                .put("newline", newline);
    }

    /** Returns the frame of a file that is only known byte by byte. */
    static Json bytes(byte[] bytes) {
        return JsonText.of(NODES.objectNode()
                .put("form", "bytes")
                .put("encoding", "base64")
                .put("content", Base64.getEncoder().encodeToString(bytes)));
    }

    private static ObjectNode pieces(ObjectNode frame, List<Piece> pieces) {
        ArrayNode array = frame.putArray("pieces");
        for (Piece it : pieces) {
            array.addObject()
                    .put("line", it.line())
                    .put("encoding", it.content().encoding())
                    .put("content", it.content().content());
        }
        return frame;
    }

    private Frames() {}
}
