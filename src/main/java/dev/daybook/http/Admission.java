package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.access.Refusals.Why;
import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.Role;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Whom a request lets in, and what for: its host and origin first, then its token, as soon as its head is there, so that
 * no stranger's body is read; once its route is found, the role. Thread-safe.
 */
final class Admission {

    /** Whether it is well is said to everybody; who is not let in is told so on a page that looks like one. */
    private static final Set<String> FREE = Set.of(
            "/livez",
            "/readyz",
            Routes.API + "/livez",
            Routes.API + "/readyz",
            PageRoutes.STYLE,
            PageRoutes.SCRIPT,
            PageRoutes.HTMX);

    static final String NO_TOKEN =
            "the request has no token: want Authorization: Bearer with the text of the file token in the data directory, or of a token that daybook token add made";

    private static final List<String> FORWARDED = List.of("Forwarded", "X-Forwarded-For", "Via");

    private static final String BEARER = "Bearer ";

    private final Hosts hosts;
    private final Set<String> open;
    private final Optional<Caller> tokenless;
    private final Function<String, Optional<Caller>> tokens;
    private final Function<HttpServerRequest, Optional<Caller>> browsers;
    private final Consumer<Why> refused;

    /** @param open the protocols that need no token, by the first name of their paths */
    Admission(
            Hosts hosts,
            Set<String> open,
            Function<String, Optional<Caller>> tokens,
            Function<HttpServerRequest, Optional<Caller>> browsers,
            Consumer<Why> refused) {
        this(hosts, open, tokens, browsers, refused, Optional.empty());
    }

    private Admission(
            Hosts hosts,
            Set<String> open,
            Function<String, Optional<Caller>> tokens,
            Function<HttpServerRequest, Optional<Caller>> browsers,
            Consumer<Why> refused,
            Optional<Caller> tokenless) {
        this.hosts = hosts;
        this.open = open;
        this.tokens = tokens;
        this.browsers = browsers;
        this.refused = refused;
        this.tokenless = tokenless;
    }

    /** Returns one that takes everybody for the owner: what is served is nobody's secret. */
    static Admission ofAll(Hosts hosts) {
        return new Admission(
                hosts, Set.of(), _ -> Optional.empty(), _ -> Optional.empty(), _ -> {}, Optional.of(Caller.OWNER));
    }

    /** Who stands at the door: somebody who is known, or what to answer instead. */
    sealed interface Entry {
        record Known(Caller caller) implements Entry {}

        record Refused(Problem.Thrown problem) implements Entry {}

        /** The browser of a page elsewhere asks what it may ask; it never sends a token with that. */
        record Preflight() implements Entry {}
    }

    /** Returns the page elsewhere that asks, if it may read the answers. */
    Optional<String> origin(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.ORIGIN)).filter(hosts::mayRead);
    }

    /** Looks at the head of a request. Quick: for the event loop. */
    Entry enter(HttpServerRequest request) {
        Optional<Problem.Thrown> elsewhere = hosts.refusal(request);
        if (elsewhere.isPresent()) {
            return new Entry.Refused(elsewhere.get());
        }
        if (request.method().equals(HttpMethod.OPTIONS) && origin(request).isPresent()) {
            return new Entry.Preflight();
        }
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    ? tokens.apply(header.substring(BEARER.length()).strip())
                            .<Entry>map(Entry.Known::new)
                            .orElseGet(() -> refusal(
                                    Why.UNKNOWN,
                                    "the token is none of this service, or was revoked: see daybook token list"))
                    : refusal(Why.UNKNOWN, "Authorization is none of this service: want Bearer and a token");
        }
        if (request.connection().localAddress().isDomainSocket()) {
            return new Entry.Known(Caller.OWNER); // the file's permissions have let it in
        }
        // A page elsewhere cannot make a browser send its cookie: Hosts has refused it, and SameSite is strict.
        Optional<Caller> browser = browsers.apply(request);
        if (browser.isPresent()) {
            return new Entry.Known(browser.get());
        }
        return protocol(request)
                .map(name -> new Caller(name, Role.WRITE, false))
                .or(() -> tokenless)
                .or(() -> isFree(request) ? Optional.of(Caller.STRANGER) : Optional.empty())
                .<Entry>map(Entry.Known::new)
                .orElseGet(() -> refusal(Why.MISSING, NO_TOKEN));
    }

    private static Entry refusal(Why why, String detail) {
        return new Entry.Refused(Problem.refusal(why, Kind.UNAUTHENTICATED, "%s", detail));
    }

    /** Counts a request that was refused, wherever that was. */
    void failed(Exception why) {
        if (why instanceof Problem.Thrown thrown) {
            thrown.why().ifPresent(refused);
        }
    }

    private static boolean isFree(HttpServerRequest request) {
        if (EntryRoutes.LOGIN.equals(request.path())) {
            return true; // its code is what lets somebody in
        }
        // Not decoded here: one that cannot be would be nobody's to answer on the event loop.
        boolean plain = request.query() == null || request.query().isEmpty();
        return plain && FREE.contains(request.path());
    }

    /** Returns the open protocol that a request of this machine speaks. */
    private Optional<String> protocol(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        return open.stream()
                .filter(name -> path.startsWith(Routes.API + "/" + name + "/"))
                .filter(_ -> isOfThisMachine(request))
                .findFirst();
    }

    /** A proxy of this machine asks for others, and says so. */
    private static boolean isOfThisMachine(HttpServerRequest request) {
        return FORWARDED.stream().noneMatch(request.headers()::contains)
                && isLoopback(request.remoteAddress().hostAddress());
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Refuses a request that is one too many. */
    void allow(Caller caller, Rates.Left left) {
        if (left.left() < 0) {
            refused.accept(Why.HASTY);
            throw Problem.thrown(
                    Kind.TOO_MANY_REQUESTS,
                    "the token '%s' has made more than %d requests within %d s: ask again in %d s",
                    caller.name(),
                    left.requestsMax(),
                    Rates.WINDOW_S,
                    left.seconds());
        }
    }

    /** Refuses a request whose caller may not do what it asks for. */
    void allow(Caller caller, Routes.Route route) {
        Role wanted = route.form().role();
        if (!caller.role().covers(wanted)) {
            throw Problem.refusal(
                    Why.WEAK,
                    Kind.FORBIDDEN,
                    "the token '%s' may %s, and %s %s wants one that may %s: daybook token add NAME --role %s makes one",
                    caller.name(),
                    caller.role().text(),
                    route.method(),
                    route.template(),
                    wanted.text(),
                    wanted.text());
        }
    }
}
