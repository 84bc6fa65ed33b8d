package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which names this service answers to. A page that a browser loaded from elsewhere can make its own name lead to this
 * machine (DNS rebinding), but it cannot make the browser send another Host or Origin.
 */
final class Hosts {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern NAME_AND_PORT = Pattern.compile("(.*[^:]):([0-9]{1,5})");
    private static final int FORBIDDEN = 403;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** What a browser says of pages elsewhere; a link that somebody follows is no request of theirs. */
    private static final Set<String> ELSEWHERE = Set.of("cross-site", "same-site");

    private final Set<String> allowed = new HashSet<>(LOOPBACK);
    private final Set<String> origins;

    Hosts(Options.Allowed others) {
        others.hosts().forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
        origins = others.origins().stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether scripts of that page elsewhere may read the answers. */
    boolean mayRead(String origin) {
        return origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Returns the problem if a request names another host or comes from a page of another one. */
    Optional<Problem.Thrown> refusal(HttpServerRequest request) {
        Optional<String> origin = Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN));
        Optional<Problem.Thrown> named = refusal(
                Optional.ofNullable(request.getHeader(HttpHeaders.HOST)), origin.filter(page -> !mayRead(page)));
        boolean elsewhere = ELSEWHERE.contains(String.valueOf(request.getHeader("Sec-Fetch-Site")))
                && !"navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && origin.isEmpty();
        return named.or(() -> elsewhere
                ? Optional.of(Problem.of(
                                Kind.HOST_NOT_ALLOWED,
                                "a page of another service asks without saying which: want a page of its own")
                        .withStatus(FORBIDDEN)
                        .thrown())
                : Optional.empty());
    }

    private Optional<Problem.Thrown> refusal(Optional<String> host, Optional<String> origin) {
        Name asked = Name.of(host.orElse(""));
        if (!allowed.contains(asked.name()) && !allowed.contains(asked.toString())) {
            return Optional.of(Problem.of(
                            Kind.HOST_NOT_ALLOWED,
                            "Host '%s' is none of this service: want localhost, or add it to allowed.hosts"
                                    .formatted(host.orElse("")))
                    .thrown());
        }
        if (origin.isPresent() && !isOurs(origin.get(), asked)) {
            return Optional.of(Problem.of(
                            Kind.HOST_NOT_ALLOWED,
                            "Origin '%s' is none of this service: want a page of its own, of the same port, or serve --origin %s lets its scripts ask"
                                    .formatted(origin.get(), origin.get()))
                    .withStatus(FORBIDDEN)
                    .thrown());
        }
        return Optional.empty();
    }

    /** Returns whether a page may ask: another port of the same host is another service. */
    private boolean isOurs(String origin, Name asked) {
        try {
            URI page = URI.create(origin);
            if (page.getHost() == null || page.getScheme() == null) {
                return false;
            }
            int standard = page.getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
            int port = page.getPort() < 0 ? standard : page.getPort();
            String name = page.getHost().toLowerCase(Locale.ROOT);
            return allowed.contains(name + ":" + port)
                    || (allowed.contains(name) && port == asked.port().orElse(standard));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** What a Host header names. */
    private record Name(String name, OptionalInt port) {

        static Name of(String host) {
            Matcher parts = NAME_AND_PORT.matcher(host.toLowerCase(Locale.ROOT));
            return parts.matches()
                    ? new Name(parts.group(1), OptionalInt.of(Integer.parseInt(parts.group(2))))
                    : new Name(host.toLowerCase(Locale.ROOT), OptionalInt.empty());
        }

        @Override
        public String toString() {
            return port.isPresent() ? name + ":" + port.getAsInt() : name;
        }
    }
}
