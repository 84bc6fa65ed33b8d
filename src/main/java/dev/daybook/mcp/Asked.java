package dev.daybook.mcp;

import dev.daybook.access.Caller;
import java.util.Optional;
import java.util.function.Function;

/**
 * One message of a client, as it came in by HTTP.
 *
 * @param instance its own name, for the log
 * @param header the text of a header, by its name in any letter case
 * @param lines whether it was a line of standard input before: such a client sends no headers of the protocol
 * @param actor who is named, or the name of the token
 * @param correlation what it belongs together with
 * @param causation what led to it
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record Asked(
        String instance,
        Function<String, Optional<String>> header,
        byte[] body,
        boolean lines,
        Caller caller,
        String actor,
        String correlation,
        Optional<String> causation) {}
