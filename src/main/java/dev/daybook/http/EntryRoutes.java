package dev.daybook.http;

import dev.daybook.access.Logins;
import dev.daybook.access.Refusals.Why;
import dev.daybook.http.Problem.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where somebody begins who knows no more than the address: what there is, the contract as a page, what each problem
 * means, and how a browser comes in.
 */
final class EntryRoutes {

    /** Where a browser comes in. */
    static final String LOGIN = "/login";

    private static final String HTML = "text/html";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private record Entry(String name, String contract, String documentation, Map<String, String> links) {}

    private record Link(String location, long seconds) {}

    private record Meaning(String type, String title, int status, String means) {}

    private final Logins logins;
    private final Routes.Handler home;

    /** @param home shows people where they begin */
    EntryRoutes(Logins logins, Routes.Handler home) {
        this.logins = logins;
        this.home = home;
    }

    /** Called last: it tells of all routes that are there by then. */
    void mount(Routes on) {
        on.on("POST /logins", RouteForm.of("makeLogin", Answer.JSON), this::link);
        on.atRoot(
                "GET " + LOGIN,
                RouteForm.of("login")
                        .taking(Parameter.query("code", Parameter.text(0, 100)).needed()),
                this::follow);
        page(on, "docs", "/docs", HTML, "/web/docs.html");
        page(on, "docsScript", "/docs.js", "text/javascript", "/web/docs.js");
        page(on, "docsStyle", "/docs.css", "text/css", "/web/docs.css");
        page(on, "openapi", "/openapi.json", Answer.JSON, "/openapi.json");
        on.atRoot(
                "GET /problems/{slug}",
                RouteForm.of("problem", Answer.JSON)
                        .taking(new Parameter(
                                "slug", Parameter.PATH, true, false, Optional.empty(), Parameter.text(0, 64))),
                EntryRoutes::problem);
        var lists = new TreeMap<String, String>();
        on.all().stream()
                .filter(route -> route.method().equals("GET"))
                .map(Routes.Route::template)
                .filter(template -> !template.contains("{") && !template.contains("."))
                .filter(template -> !template.equals(LOGIN))
                .forEach(template -> lists.put(template.substring(1), Routes.API + template));
        on.atRoot("GET /", RouteForm.of("entry", Answer.JSON, HTML), request -> entry(request, lists));
    }

    private Answer entry(Request request, Map<String, String> lists) throws Exception {
        if (request.media().equals(HTML)) {
            return home.answer(request);
        }
        return Answer.json(new Entry("Daybook", "/openapi.json", "/docs", lists));
    }

    private Answer link(Request request) {
        return Answer.json(201, new Link("/login?code=" + logins.link(request.caller()), Logins.LINK.toSeconds()));
    }

    private Answer follow(Request request) {
        if (request.method().equals("HEAD")) {
            return Answer.empty(303).with("Location", "/"); // who only looks where a link leads does not use it up
        }
        String secret = logins.follow(request.text("code").orElse(""))
                .orElseThrow(() -> Problem.refusal(
                        Why.UNKNOWN,
                        Kind.UNAUTHENTICATED,
                        "this link was followed before, or is too old: daybook login makes another one"));
        return Answer.empty(303)
                .with(
                        "Set-Cookie",
                        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
                                .formatted(
                                        logins.cookie(),
                                        secret,
                                        Logins.SESSION.toSeconds(),
                                        request.encrypted()
                                                ? "; Secure"
                                                : "")) // else the browser would never send it back
                .with("Location", "/")
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer");
    }

    private static Answer problem(Request request) {
        Kind kind = Arrays.stream(Kind.values())
                .filter(oneKind -> oneKind.slug().equals(request.path("slug")))
                .findFirst()
                .orElseThrow(() -> Problem.thrown(
                        Kind.NOT_FOUND, "there is no problem of the type /problems/%s", request.path("slug")));
        return Answer.json(new Meaning(kind.type(), kind.title(), kind.status(), kind.means()));
    }

    private static void page(Routes on, String id, String path, String media, String file) {
        String type = media.startsWith("text/") ? media + "; charset=utf-8" : media;
        on.atRoot(
                "GET " + path,
                RouteForm.of(id, media),
                _ -> Answer.bytes(200, type, read(file))
                        .with("Content-Security-Policy", POLICY)
                        .with("Referrer-Policy", "no-referrer"));
    }

    static byte[] read(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(EntryRoutes.class.getResourceAsStream(file), "the jar has its pages")) {
            return in.readAllBytes();
        }
    }
}
