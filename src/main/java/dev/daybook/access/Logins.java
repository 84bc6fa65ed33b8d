package dev.daybook.access;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Browsers that came in by a link. A link is good once and for a short while; what it is exchanged for is a secret of
 * the browser that lasts as long as this process, {@link #SESSION} at most, and no longer than its token. Thread-safe.
 *
 * <p>In memory only: a stolen copy of the data directory has none of them.
 */
public final class Logins {

    /** How long a link may be followed. */
    public static final Duration LINK = Duration.ofMinutes(2);

    /** How long a browser is let in. */
    public static final Duration SESSION = Duration.ofHours(12);

    /** Of each, so that whoever asks for links again and again takes no memory. */
    private static final int MAX = 1_000;

    private static final int NAME_BYTES = 4;

    private record Until(Caller caller, Instant end) {}

    private final Map<String, Until> links = new ConcurrentHashMap<>();
    private final Map<String, Until> sessions = new ConcurrentHashMap<>();
    private final Predicate<Caller> lasts;
    private final InstantSource clock;
    private final String cookie;

    /** @param lasts whether a caller's token still lets somebody in */
    public Logins(Predicate<Caller> lasts, InstantSource clock) {
        this.lasts = lasts;
        this.clock = clock;
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        this.cookie = "daybook-" + HexFormat.of().formatHex(name);
    }

    /**
     * Returns the name under which browsers keep their secret: another one for each process, as cookies are shared by all
     * servers of a host, whatever their ports.
     */
    public String cookie() {
        return cookie;
    }

    /** Returns the secret part of a link that lets a browser in as {@code caller}. */
    public String link(Caller caller) {
        return keep(links, caller, LINK);
    }

    /** Returns the secret for the browser that followed a link; none if the link is none, or was followed before. */
    public Optional<String> follow(String link) {
        return Optional.ofNullable(links.remove(Tokens.hash(link)))
                .filter(this::isGood)
                .map(until -> keep(sessions, until.caller(), SESSION));
    }

    /** Returns whom the secret of a browser lets in. */
    public Optional<Caller> caller(String secret) {
        return Optional.ofNullable(sessions.get(Tokens.hash(secret)))
                .filter(this::isGood)
                .map(Until::caller);
    }

    private String keep(Map<String, Until> where, Caller caller, Duration lasting) {
        where.values().removeIf(until -> !isGood(until));
        if (where.size() >= MAX) {
            where.clear(); // all log in again: rather that than nobody
        }
        String secret = Tokens.random();
        where.put(Tokens.hash(secret), new Until(caller, clock.instant().plus(lasting)));
        return secret;
    }

    private boolean isGood(Until it) {
        return it.end().isAfter(clock.instant()) && lasts.test(it.caller());
    }
}
