package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Holds the headers in which a message of the newer revision repeats itself against the message: what stands between
 * client and server may have let it pass because of them.
 */
final class MirroredHeaders {

    static final String VERSION = "MCP-Protocol-Version";

    private static final String ENCODED = "=?base64?";
    private static final String END = "?=";

    private MirroredHeaders() {}

    static void check(Asked asked, String method, JsonNode params, String version) {
        same(asked, VERSION, version);
        same(asked, "Mcp-Method", method);
        JsonNode name = params.path("name");
        if (method.equals("tools/call") && name.isTextual()) {
            same(asked, "Mcp-Name", name.textValue());
        }
    }

    private static void same(Asked asked, String header, String wanted) {
        Optional<String> said = asked.header().apply(header).map(String::strip);
        if (said.isEmpty() && asked.lines()) {
            return; // it never went through anything that looks at headers
        }
        String given = said.orElseThrow(() -> ProtocolError.badRequest(
                ProtocolError.HEADER_MISMATCH, "there is no header %s: want '%s'", header, wanted));
        if (!decoded(given).equals(Optional.of(wanted))) {
            throw ProtocolError.badRequest(
                    ProtocolError.HEADER_MISMATCH,
                    "the header %s is '%s': want what the message says, '%s'",
                    header,
                    given,
                    wanted);
        }
    }

    /** Returns the text of a header; nothing if it is encoded and wrongly. */
    private static Optional<String> decoded(String text) {
        if (!text.startsWith(ENCODED) || !text.endsWith(END)) {
            return Optional.of(text);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(ENCODED.length(), text.length() - END.length()));
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
