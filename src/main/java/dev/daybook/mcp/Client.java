package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Which program asks, as far as it says so, and in which conversation.
 *
 * <p>Of the older revision only the first message has the client's name. So that nothing has to be remembered here, it
 * stands in the id of the session, which the client sends back; one that does not is served all the same.
 *
 * @param name empty if it is not said
 */
record Client(String name, Optional<String> session) {

    static final String SESSION = "Mcp-Session-Id";

    private static final int NAME_CHARS_MAX = 64;
    private static final int SESSION_CHARS_MAX = 128;
    private static final int RANDOM_BYTES = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @param info what a client says of itself; missing if it says nothing */
    static Client of(JsonNode info, Asked asked) {
        Optional<String> given = session(asked, SESSION);
        String name = plain(info.path("name").asText(""));
        return new Client(
                name.isEmpty() ? given.map(Client::named).orElse("") : name,
                session(asked, "Daybook-Session").or(() -> given));
    }

    private static Optional<String> session(Asked asked, String header) {
        return asked.header().apply(header).filter(text -> !text.isBlank() && text.length() <= SESSION_CHARS_MAX);
    }

    private static String named(String session) {
        return session.contains("~") ? plain(session.substring(0, session.indexOf('~'))) : "";
    }

    /** Such that it can stand in headers, shells and tables as it is. */
    private static String plain(String name) {
        String plain = name.strip().replaceAll("[^A-Za-z0-9._-]+", "-");
        return plain.substring(0, Math.min(plain.length(), NAME_CHARS_MAX));
    }

    /** Returns the id of a new session. */
    String newSession() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return name + "~" + HexFormat.of().formatHex(bytes);
    }

    /** Returns who does what this client asks for. */
    String actor(Asked asked) {
        return name.isEmpty() ? asked.actor() : asked.actor() + "/" + name;
    }

    /** Returns who holds leases that this client takes: two conversations of one program are two workers. */
    String holder(Asked asked) {
        return session.map(id -> actor(asked) + "#" + Integer.toHexString(id.hashCode()))
                .orElseGet(() -> actor(asked));
    }
}
