package dev.daybook.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Has requests answered: by another process, or by this one. */
public interface Exchange {

    /**
     * What was answered.
     *
     * @param headers by their names, however these are written
     * @param body whoever reads it closes it
     */
    record Reply(int status, Map<String, String> headers, InputStream body) {

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @param uri a path with its query
     * @param body JSON; empty if there is none
     */
    Reply send(String method, String uri, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException;

    /** As {@link #send}, with a file as body, however large. What only asks has none. */
    default Reply sendFile(String method, String uri, Map<String, String> headers, Path file)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("%s %s has no body".formatted(method, uri));
    }
}
