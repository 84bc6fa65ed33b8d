package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Spelling;
import java.util.Optional;

/** Spellings as frames hold them. */
final class Spellings {

    static Spelling of(JsonNode it) {
        return new Spelling(
                it.path("indent").asText(),
                it.path("newline").asText("LF"),
                it.path("byteOrderMark").asBoolean(),
                it.path("finalNewline").asBoolean(true),
                it.path("comma").asText(","),
                it.path("colon").asText(":"),
                Spelling.Escapes.valueOf(it.path("escapes").asText("NONE")),
                it.has("verbatim") ? Optional.of(it.path("verbatim").asText()) : Optional.empty());
    }

    /** Returns the same without a text of its own. */
    static Spelling without(Spelling it) {
        return new Spelling(
                it.indent(),
                it.newline(),
                it.byteOrderMark(),
                it.finalNewline(),
                it.comma(),
                it.colon(),
                it.escapes(),
                Optional.empty());
    }

    private Spellings() {}
}
