package dev.daybook.access;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.SharedValues;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that came in by a link. A link is good once and for a short while; what it is exchanged for is a secret of
 * the browser that lasts for {@link #SESSION} at most, and no longer than its token. Thread-safe.
 *
 * <p>All processes of a journal let the same browsers in. Of a link and of a secret they share the hash, and which token it
 * stands for. With a journal in a file that is in memory only, and ends with the process: a stolen copy of the data
 * directory has none of them.
 */
public final class Logins {

    /** How long a link may be followed. */
    public static final Duration LINK = Duration.ofMinutes(2);

    /** How long a browser is let in. */
    public static final Duration SESSION = Duration.ofHours(12);

    /** Of each, so that whoever asks for links again and again takes no memory. */
    private static final int MAX = 1_000;

    private static final int NAME_BYTES = 4;
    private static final String LINKS = "login-link";
    private static final String SESSIONS = "login";
    private static final String NAME = "login-cookie";

    /** Longer than anybody is logged in. */
    private static final Duration NAMED = Duration.ofDays(3_650);

    private final Tokens tokens;
    private final SharedValues values;
    private @Nullable String cookie;

    public Logins(Tokens tokens, SharedValues values) {
        this.tokens = tokens;
        this.values = values;
    }

    /**
     * Returns the name under which browsers keep their secret: another one for each journal, as cookies are shared by all
     * servers of a host, whatever their ports.
     */
    public synchronized String cookie() {
        if (cookie == null) {
            byte[] name = new byte[NAME_BYTES];
            new SecureRandom().nextBytes(name);
            cookie = values.putIfAbsent(NAME, "", "daybook-" + HexFormat.of().formatHex(name), NAMED);
        }
        return cookie;
    }

    /** Returns the secret part of a link that lets a browser in as {@code caller}. */
    public String link(Caller caller) {
        return keep(LINKS, tokens.key(caller).orElse(""), LINK);
    }

    /** Returns the secret for the browser that followed a link; none if the link is none, or was followed before. */
    public Optional<String> follow(String link) {
        return values.take(LINKS, Tokens.hash(link))
                .filter(key -> tokens.ofKey(key).isPresent())
                .map(key -> keep(SESSIONS, key, SESSION));
    }

    /** Returns whom the secret of a browser lets in; nobody while that cannot be looked up. */
    public Optional<Caller> caller(String secret) {
        try {
            return values.find(SESSIONS, Tokens.hash(secret)).flatMap(tokens::ofKey);
        } catch (JournalUnavailable _) {
            return Optional.empty();
        }
    }

    private String keep(String kind, String key, Duration lasting) {
        Map<String, String> all = values.all(kind);
        if (all.size() >= MAX) {
            all.keySet().forEach(each -> values.take(kind, each)); // all log in again: rather that than nobody
        }
        String secret = Tokens.random();
        values.put(kind, Map.of(Tokens.hash(secret), key), lasting);
        return secret;
    }
}
