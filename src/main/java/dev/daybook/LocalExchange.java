package dev.daybook;

import dev.daybook.cli.Exchange;
import dev.daybook.http.LocalRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Has requests of commands answered by this process. */
record LocalExchange(LocalRequests requests) implements Exchange {

    @Override
    public Reply send(String method, String uri, Map<String, String> headers, byte[] body) {
        return reply(requests.answer(method, uri, headers, body));
    }

    @Override
    public Reply sendFile(String method, String uri, Map<String, String> headers, Path file) throws IOException {
        return reply(requests.answer(method, uri, headers, file));
    }

    private static Reply reply(LocalRequests.Reply reply) {
        return new Reply(reply.status(), reply.headers(), reply.body());
    }
}
