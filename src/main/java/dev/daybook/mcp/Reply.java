package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a client is answered.
 *
 * @param status of HTTP
 * @param message none where a notification was taken
 * @param session the id that the client may send back, if it was given one
 */
public record Reply(int status, Optional<JsonNode> message, Optional<String> session) {}
