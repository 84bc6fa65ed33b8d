package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Catalog;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Journal;
import dev.daybook.operation.Operation;
import dev.daybook.page.Asked;
import dev.daybook.page.Home;
import dev.daybook.page.Html;
import dev.daybook.page.Navigation;
import dev.daybook.page.Page;
import dev.daybook.page.Pages;
import dev.daybook.page.Qualified;
import dev.daybook.page.Section;
import dev.daybook.page.Site;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RowsMissing;
import dev.daybook.secret.Masks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shows browsers what the routes of the API answer, each at its path without the API in front. Whoever is shown a page is
 * whoever asks the route behind it: nothing is seen here that is not to be had there.
 */
final class PageRoutes {

    static final String HTML = "text/html";
    static final String STYLE = "/page.css";
    static final String SCRIPT = "/page.js";
    static final String HTMX = "/htmx.js";

    /** Asks for a thing that was taken off, too, where that can be asked for. */
    static final String DELETED = "deleted";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String STATUS = "/status";
    private static final String AUDIT = "/audit";
    private static final String SEARCH = "/search";
    /** Says that something goes on: how far it is now is shown again and again. */
    private static final String RUNNING = "running";

    private static final String COUNTS = "/search/counts";
    private static final String ACTIVITY = "/activity";
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;
    private static final int RECENT = 12;
    private static final int MOMENTS = 200;

    private final Routes routes;
    private final Site site;
    private final Pages pages;
    private final InstantSource clock;

    /** What happened, one line each. */
    private final Operation<?, ?> log;

    private final PageParts parts;
    private final PageNews news;
    private final Journal journal;
    private final ReadModels readModels;
    private final OperationRoutes.Paths paths;

    PageRoutes(Services services, Routes routes, OperationRoutes.Paths paths, Duration heartbeat) {
        this.paths = paths;
        this.journal = services.ground().journal();
        this.readModels = services.ground().readModels();
        this.news = new PageNews(services.ground(), heartbeat);
        this.clock = services.ground().clock();
        this.log = services.catalogue().find("log").orElseThrow();
        this.routes = routes;
        this.site = new Site(
                services.catalogue(),
                services.ground().codec().catalog().types().stream()
                        .map(Catalog.Type::domain)
                        .collect(Collectors.toSet()));
        this.pages = new Pages(site, Routes.API, Masks.of(services.ground())::text);
        this.parts = new PageParts(this, site, pages);
    }

    void mount() {
        for (Operation<?, ?> operation : site.all()) {
            routes.page(
                    "GET",
                    operation.path(),
                    () -> form(RouteForm.of(operation, false), "Page"),
                    request -> answer(operation, request));
        }
        new PageForms(this, site, journal).mount(routes);
        new PageBoards(this, site).mount(routes);
        new PageFolders(this, paths).mount(routes);
        news.mount(routes);
        routes.refusing(this::problem);
        file(STYLE, "text/css; charset=utf-8", "/web/page.css");
        file(SCRIPT, "text/javascript; charset=utf-8", "/web/page.js");
        file(HTMX, "text/javascript; charset=utf-8", "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js");
    }

    private void file(String path, String type, String resource) {
        routes.page(
                "GET",
                path,
                () -> RouteForm.of("page" + path.replaceAll("[/.]", "-"), type.substring(0, type.indexOf(';'))),
                _ -> Answer.bytes(200, type, EntryRoutes.read(resource))
                        .with("Cache-Control", "private, max-age=3600"));
    }

    /** What a form sends is checked by the route behind the page: what was left open is nothing there. */
    static RouteForm form(RouteForm behind, String suffix) {
        return new RouteForm(
                behind.id() + suffix,
                behind.role(),
                false,
                Stream.concat(
                                behind.parameters().stream()
                                        .filter(parameter -> !parameter.in().equals(Parameter.HEADER))
                                        .map(parameter -> new Parameter(
                                                parameter.name(),
                                                parameter.in(),
                                                false,
                                                true,
                                                Optional.empty(),
                                                Parameter::any)),
                                Stream.of(Parameter.query(Qualified.LINE, Parameter::any)))
                        .toList(),
                List.of(HTML));
    }

    private Answer answer(Operation<?, ?> operation, Request request) throws Exception {
        return answer(operation, request, asked(request));
    }

    private Answer answer(Operation<?, ?> operation, Request request, Asked asked) throws Exception {
        Optional<String> line = request.text(Qualified.LINE);
        if (line.isPresent()) {
            return Answer.empty(303).with("Location", Qualified.address(operation, asked, line.get()));
        }
        if (request.query().names().stream().anyMatch(isEmpty(request))) {
            return Answer.empty(303).with("Location", asked.address());
        }
        if (operation.path().equals(SEARCH) && asked.query().isEmpty()) {
            var page = Page.of("Search", String.join(" ", operation.says()), List.of());
            return html(request, 200, page, asked.path(), "");
        }
        Optional<String> keyed = parts.keyed(operation, request, asked);
        if (keyed.isPresent()) {
            return Answer.empty(303).with("Location", keyed.get());
        }
        long posted = posted();
        Answer answer;
        try {
            answer = ask(request, behind(operation, asked));
        } catch (Problem.Thrown | Rejected e) {
            Problem problem = ProblemAnswers.of(e, request.instance());
            Optional<Page> gone = parts.gone(operation, request, asked, problem);
            return gone.isPresent()
                    ? html(request, problem.status(), gone.get(), asked.path(), "")
                    : asking(operation, request, asked, problem).orElseThrow(() -> e);
        }
        if (answer.status() == 202 && operation.isLong()) {
            String job = answer.headers().getOrDefault("Location", Routes.API);
            return Answer.empty(303).with("Location", job.substring(Routes.API.length())); // it shows how far it is
        }
        if (answer.status() == 202) {
            var page =
                    Page.of("Making it", "This is made of the journal, and shown as soon as it is there.", List.of());
            return html(request, 200, page.repeated(), asked.path(), "");
        }
        JsonNode told = JsonOutput.read(answer.bytes());
        Optional<Asked> begun =
                operation.path().equals(SEARCH) && told.path("items").isEmpty() ? asked.begun("q") : Optional.empty();
        if (begun.isPresent()) {
            return answer(operation, request, begun.get()); // whoever types has not written the word to its end
        }
        Page page = pages.of(operation, asked, told);
        if (told.path("state").asText().equals(RUNNING)) {
            page = page.repeated();
        }
        if (operation.path().equals(SEARCH)) {
            page = pages.counted(page, asked, counts(request, asked));
        }
        Optional<String> thing = site.thing(operation, asked.variables())
                .filter(_ -> !asked.variables().containsValue(Site.BESIDE));
        JsonNode facts = thing.isPresent() ? facts(request, thing.get()) : MissingNode.getInstance();
        page = thing.isPresent() && facts.path("items").isEmpty() ? Pages.changeless(page) : page;
        page = asked.isNow() ? pages.blamed(page, facts) : page;
        page = parts.with(page, request, operation, asked, thing.filter(_ -> asked.isNow()));
        page = operation.isTimed() ? pages.with(page, asked, facts) : page;
        if (asked.isNow()
                && asked.value("cursor").isEmpty()
                && !operation.path().equals(SEARCH)) {
            page = page.alive(posted);
        }
        if (asked.isNow()) {
            page = page.with(pages.changes(
                    operation, asked, thing, change -> request.caller().role().covers(change.role())));
        }
        return html(
                request,
                200,
                page,
                asked.path(),
                operation.path().equals(SEARCH) ? request.text("q").orElse("") : "");
    }

    /** Returns the page of what a list may be asked for, where it cannot be asked so; nothing if there is no list to ask. */
    private Optional<Answer> asking(Operation<?, ?> operation, Request request, Asked asked, Problem problem) {
        if (!List.of(BAD_REQUEST, UNPROCESSABLE).contains(problem.status())
                || !asked.variables().isEmpty()) {
            return Optional.empty();
        }
        boolean isFirst = asked.query().isEmpty(); // nobody has said anything wrong yet
        List<Section> why = isFirst
                ? List.of()
                : PageRefusals.sections(
                        JsonOutput.tree(ProblemAnswers.body(problem, request.instance())), Optional.of(asked.path()));
        return Optional.of(
                html(request, isFirst ? 200 : problem.status(), pages.asking(operation, asked, why), asked.path(), ""));
    }

    private static Behind behind(Operation<?, ?> operation, Asked asked) {
        var headers = new NamedValues();
        if (operation.isLong()) {
            headers.add("Prefer", "wait=1");
        }
        return new Behind("GET", asked.behind(operation), headers, "");
    }

    private static Predicate<String> isEmpty(Request request) {
        return name -> request.query().getAll(name).contains("");
    }

    /** Returns up to where a page shows all, whatever is asked for it from now on. */
    long posted() {
        return readModels.position().value();
    }

    /** Shows how it is, who did how much when, and what happened last. */
    Answer home(Request request) throws Exception {
        long posted = posted();
        JsonNode now = JsonOutput.read(ask(request, STATUS).bytes());
        Instant time = clock.instant();
        Instant since = time.truncatedTo(ChronoUnit.HOURS).minus(Home.HOURS - 1L, ChronoUnit.HOURS);
        JsonNode activity = made(request, ACTIVITY + "?since=" + since);
        JsonNode last = made(request, AUDIT + "?undone=false&limit=" + RECENT);
        Page page = new Home(site)
                .of(
                        operation(STATUS),
                        now,
                        activity,
                        log,
                        last,
                        time,
                        form -> request.caller().role().covers(form.role()));
        return html(request, 200, page.alive(posted), "/", "");
    }

    /** Returns an answer; a missing node as long as the rows for it are made anew. */
    private JsonNode made(Request request, String address) throws Exception {
        try {
            return JsonOutput.read(ask(request, address).bytes());
        } catch (RowsMissing _) {
            return MissingNode.getInstance();
        }
    }

    private Operation<?, ?> operation(String path) {
        return site.all().stream()
                .filter(operation -> operation.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the address at which a page shows what was written up to a position; nothing if there is no such page. */
    Optional<String> since(String path, OptionalLong position) {
        Routes.Found found;
        try {
            found = routes.find("GET", path);
        } catch (Problem.Thrown _) {
            return Optional.empty();
        }
        boolean waits = found.route().form().parameters().stream()
                .anyMatch(parameter -> parameter.name().equals("after"));
        return Optional.of(waits && position.isPresent() ? path + "?after=" + position.getAsLong() + "&wait=5s" : path);
    }

    private JsonNode counts(Request request, Asked asked) throws Exception {
        return JsonOutput.read(ask(request, COUNTS + "?q=" + Operation.encoded(asked.value("q")))
                .bytes());
    }

    /** Returns the last facts of a thing, the newest first: who made its fields what they are is told by them, too. */
    private JsonNode facts(Request request, String thing) throws Exception {
        return facts(request, thing, MOMENTS);
    }

    JsonNode facts(Request request, String thing, int count) throws Exception {
        return JsonOutput.read(ask(request, AUDIT + "?entity=" + Operation.encoded(thing) + "&limit=" + count)
                .bytes());
    }

    static Asked asked(Request request) {
        var query = new LinkedHashMap<String, List<String>>();
        for (String name : request.query().names()) {
            List<String> values = request.query().getAll(name).stream()
                    .filter(text -> !text.isEmpty())
                    .toList();
            if (!values.isEmpty()) {
                query.put(name, values);
            }
        }
        return new Asked(request.uri().split("\\?", 2)[0], request.path(), query);
    }

    /** What a page asks of a route. */
    record Behind(String method, String address, NamedValues headers, String body) {}

    /** Asks the route behind a page as whoever asks for the page. */
    Answer ask(Request request, String address) throws Exception {
        return ask(request, new Behind("GET", address, new NamedValues(), ""));
    }

    /** As {@link #ask(Request, String)}, for something to be done. */
    Answer ask(Request request, Behind behind) throws Exception {
        Routes.Found found = found(request, behind);
        return found.route().handler().answer(read(request, found, behind));
    }

    /** Refuses what the route behind would refuse by the form of what is asked. */
    void check(Request request, Operation<?, ?> operation, Behind behind) {
        OperationInput.given(operation, read(request, found(request, behind), behind));
    }

    private Routes.Found found(Request request, Behind behind) {
        Routes.Found found = routes.find(behind.method(), sent(request, behind).path());
        if (!request.caller().role().covers(found.route().form().role())) {
            throw Problem.thrown(
                    Kind.FORBIDDEN,
                    "this wants a token that may %s",
                    found.route().form().role().text());
        }
        return found;
    }

    private static Request.Sent sent(Request request, Behind behind) {
        return new Request.Sent(
                behind.method(),
                Routes.API + behind.address(),
                behind.headers(),
                behind.body().getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                request.encrypted());
    }

    private static Request read(Request request, Routes.Found found, Behind behind) {
        return Request.read(request.instance(), request.caller(), found, sent(request, behind), request.waits());
    }

    Answer html(Request request, int status, Page page, String path, String sought) {
        return html(
                status,
                page,
                path,
                sought,
                site.navigation().places(request.caller().role()));
    }

    private static Answer html(int status, Page page, String path, String sought, Navigation.Places places) {
        String text = Html.of(page, path, sought, places);
        return Answer.bytes(status, HTML + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", POLICY)
                // with no-referrer a browser sends a form with the origin null, which is refused
                .with("Referrer-Policy", "same-origin")
                .with("Cache-Control", "private, no-store");
    }

    /** Shows a browser why it is shown nothing else; programs have their own form of it. */
    private Answer problem(Answer refused, Routes.Refused asked) {
        JsonNode problem;
        try {
            problem = JsonOutput.read(refused.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was written here
        }
        Optional<String> unfiltered =
                Optional.of(asked.path()).filter(_ -> refused.status() == BAD_REQUEST && asked.isFiltered());
        Answer page = html(
                refused.status(),
                PageRefusals.page(problem, unfiltered),
                "",
                "",
                asked.role().map(site.navigation()::places).orElse(Navigation.Places.NONE));
        refused.headers().forEach((name, value) -> {
            if (!name.equals("Content-Type")) {
                page.with(name, value);
            }
        });
        return page;
    }
}
