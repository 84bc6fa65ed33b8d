package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which names this service answers to. A page that a browser loaded from elsewhere can make its own name lead to this
 * machine (DNS rebinding), but it cannot make the browser send another Host or Origin.
 */
final class Hosts {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int FORBIDDEN = 403;

    private final Set<String> allowed = new HashSet<>(LOOPBACK);

    Hosts(Set<String> configured) {
        configured.forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
    }

    /** Throws the problem if a request names another host or comes from a page of another one. */
    void check(Optional<String> host, Optional<String> origin) {
        String name = host.map(Hosts::withoutPort).orElse("");
        if (!allowed.contains(name)) {
            throw Problem.thrown(
                    Kind.HOST_NOT_ALLOWED,
                    "Host '%s' is none of this service: want localhost, or add it to allowed.hosts",
                    host.orElse(""));
        }
        if (origin.isPresent() && !allowed.contains(originHost(origin.get()))) {
            throw Problem.of(
                            Kind.HOST_NOT_ALLOWED,
                            "Origin '%s' is none of this service: want a page of its own, or add it to allowed.hosts"
                                    .formatted(origin.get()))
                    .withStatus(FORBIDDEN)
                    .thrown();
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        return (port ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }

    private static String originHost(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
