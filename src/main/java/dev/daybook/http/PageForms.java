package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Rejected;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Journal;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.FilledIn;
import dev.daybook.page.Form;
import dev.daybook.page.Forms;
import dev.daybook.page.Page;
import dev.daybook.page.Previews;
import dev.daybook.page.Refusal;
import dev.daybook.page.Section;
import dev.daybook.page.Site;
import dev.daybook.shape.Argument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Forms of operations that change something. What is sent is asked of the route behind as the one who sends it: with the
 * revision that the form was made of, so that nobody overwrites what was not seen, and a key, so that a form that is sent
 * twice is carried out once.
 */
final class PageForms {

    private static final String FORM = "application/x-www-form-urlencoded";

    /** Shows what was done where there is nothing else to be seen of it. */
    private static final String HISTORY = "/audit";

    private final PageRoutes pages;
    private final Site site;
    private final Previews previews;
    private final Journal journal;
    private final SentForms carriedOut = new SentForms();

    PageForms(PageRoutes pages, Site site, Journal journal) {
        this.journal = journal;
        this.pages = pages;
        this.site = site;
        this.previews = new Previews(site);
    }

    void mount(Routes routes) {
        for (Operation<?, ?> operation : site.forms()) {
            String path = Forms.PATH + operation.id();
            routes.page("GET", path, () -> form(operation, false), request -> shown(operation, request));
            routes.page("POST", path, () -> form(operation, true), request -> done(operation, request));
        }
    }

    private static RouteForm form(Operation<?, ?> operation, boolean sent) {
        List<Parameter> parameters = sent
                ? List.of()
                : operation.arguments().described().stream()
                        .map(Argument::name)
                        .map(name -> Parameter.query(name, Parameter::any))
                        .toList();
        return new RouteForm(
                operation.id() + (sent ? "Sent" : "Form"),
                operation.role(),
                sent,
                parameters,
                List.of(PageRoutes.HTML));
    }

    private Answer shown(Operation<?, ?> operation, Request request) throws Exception {
        var values = new HashMap<String, String>();
        request.query().names().forEach(name -> request.text(name).ifPresent(text -> values.put(name, text)));
        Before before = before(operation, request, values);
        before.filled().forEach(values::putIfAbsent);
        var hidden = new LinkedHashMap<String, String>();
        hidden.put(Forms.KEY, UUID.randomUUID().toString());
        before.tag().ifPresent(tag -> hidden.put(Forms.TAG, tag));
        if (!before.filled().isEmpty()) {
            hidden.put(FilledIn.NAME, FilledIn.of(operation, before.filled()));
        }
        operation.arguments().described().stream()
                .map(Argument::name)
                .filter(name -> operation.form().isHidden(name) && operation.place(name) != Place.PATH)
                .forEach(name -> Optional.ofNullable(values.get(name)).ifPresent(value -> hidden.put(name, value)));
        return page(request, 200, Forms.of(operation, values, hidden));
    }

    /**
     * What is changed, as it is now.
     *
     * @param thing nothing if it is none that there is a page of
     * @param filled what it says of the operation's arguments
     * @param tag of the revision that it has; nothing if it has none
     */
    private record Before(Optional<JsonNode> thing, Map<String, String> filled, Optional<String> tag) {}

    private static final Before NOTHING = new Before(Optional.empty(), Map.of(), Optional.empty());

    private Before before(Operation<?, ?> operation, Request request, Map<String, String> values) throws Exception {
        return before(operation, request, values, "");
    }

    /** @param query of the question that shows the thing */
    private Before before(Operation<?, ?> operation, Request request, Map<String, String> values, String query)
            throws Exception {
        Optional<Operation<?, ?>> show = site.shown(operation);
        boolean isMeant = operation.given(Place.PATH).stream()
                .noneMatch(argument -> values.getOrDefault(argument.name(), "").isEmpty());
        if (show.isEmpty() || operation.given(Place.PATH).isEmpty() || !isMeant) {
            return NOTHING;
        }
        String path = Operation.path(show.get().path(), name -> values.getOrDefault(name, ""));
        Answer answer;
        try {
            answer = pages.ask(request, path + query);
        } catch (RuntimeException refusal) {
            if (ProblemAnswers.of(refusal, request.instance()).status() != Kind.NOT_FOUND.status()) {
                throw refusal;
            }
            if (operation.method().equals("PUT")) {
                return NOTHING; // it is made
            }
            if (!show.get().isArgument(PageRoutes.DELETED)) {
                throw refusal;
            }
            answer = pages.ask(request, path + query + (query.isEmpty() ? "?" : "&") + PageRoutes.DELETED + "=true");
        }
        JsonNode thing = JsonOutput.read(answer.bytes());
        boolean changes = operation.method().equals("PATCH");
        return new Before(
                Optional.of(thing),
                changes ? Forms.filled(operation, thing) : Map.of(),
                Optional.ofNullable(answer.headers().get("ETag")));
    }

    private Answer done(Operation<?, ?> operation, Request request) throws Exception {
        Map<String, String> sent = sent(request);
        if (sent.remove(Forms.BACK) != null) {
            sent.remove(Forms.SURE);
            return page(request, 200, Forms.of(operation, sent, hidden(sent)));
        }
        try {
            refuseWhatIsOfNothing(operation, sent);
            if (sent.containsKey(Forms.SURE) && sent.containsKey(Forms.KEY)) {
                String form = "%s %s %s".formatted(request.caller().name(), operation.id(), new TreeMap<>(sent));
                String known = Fingerprint.of(form).sha256();
                return Answer.empty(303)
                        .with("Location", carriedOut.once(known, () -> carriedOut(operation, request, sent)));
            }
            return sent.containsKey(Forms.SURE)
                    ? Answer.empty(303).with("Location", carriedOut(operation, request, sent))
                    : previewed(operation, request, sent);
        } catch (RuntimeException refusal) {
            Problem problem = ProblemAnswers.of(refusal, request.instance());
            Map<String, String> hidden = hidden(sent);
            hidden.put(Forms.KEY, UUID.randomUUID().toString()); // it is another request once it is mended
            JsonNode why = JsonOutput.read(
                    ProblemAnswers.answer(problem, request.instance()).bytes());
            String told = String.join("; ", Refusal.sentences(why));
            Map<String, String> values = sent;
            if (problem.kind() == Kind.STALE_REVISION && sent.containsKey(Forms.TAG)) {
                Before now = asItIs(operation, request, sent);
                now.tag().ifPresent(tag -> hidden.put(Forms.TAG, tag));
                values = FilledIn.touched(operation, sent, now.filled());
                hidden.computeIfPresent(FilledIn.NAME, (_, _) -> FilledIn.of(operation, now.filled()));
                told =
                        "Somebody else changed this meanwhile, so nothing was done. What you wrote is still here: what it"
                                + " does is shown beside what there is now.";
            }
            String wrong = Refusal.arguments(why).stream().findFirst().orElse("");
            return page(request, problem.status(), Forms.refused(operation, values, hidden, told, wrong));
        }
    }

    /**
     * What another one wrote a moment ago may not be in the read model yet: its revision would be refused again. What is
     * not there for seconds is not waited for, and nobody loses what was typed.
     */
    private Before asItIs(Operation<?, ?> operation, Request request, Map<String, String> sent) throws Exception {
        try {
            return before(
                    operation,
                    request,
                    sent,
                    "?after=%d&wait=5s".formatted(journal.head().value()));
        } catch (RuntimeException late) {
            if (ProblemAnswers.of(late, request.instance()).kind() == Kind.POSITION_TIMEOUT) {
                return before(operation, request, sent);
            }
            throw late;
        }
    }

    private static Map<String, String> hidden(Map<String, String> sent) {
        var hidden = new LinkedHashMap<String, String>();
        List.of(Forms.KEY, Forms.TAG, FilledIn.NAME).forEach(name -> hidden.put(name, sent.getOrDefault(name, "")));
        hidden.values().removeIf(String::isEmpty);
        return hidden;
    }

    /**
     * Shows what would be done. What is refused by its form alone is refused now, and told on the form.
     *
     * @param sent as it came, which is sent once more
     */
    private Answer previewed(Operation<?, ?> operation, Request request, Map<String, String> sent) throws Exception {
        Before before = before(operation, request, sent);
        Map<String, String> touched = FilledIn.touched(operation, sent, before.filled());
        Optional<JsonNode> told = Optional.empty();
        if (Forms.isTried(operation)) {
            var tried = new HashMap<>(touched);
            tried.put(Forms.DRY_RUN, "true");
            told = Optional.of(JsonOutput.read(
                    pages.ask(request, asked(operation, tried, before)).bytes()));
        } else {
            pages.check(request, operation, asked(operation, touched, before));
        }
        var sections = new ArrayList<>(previews.of(operation, touched, before.filled(), before.thing(), told));
        var hidden = new LinkedHashMap<>(sent);
        hidden.put(Forms.SURE, "true");
        sections.add(new Section.Asking(Forms.sure(operation, hidden)));
        String title = operation.says().stream().findFirst().orElse("");
        return pages.html(
                request,
                200,
                Page.of(title, "This is what it would do. Nothing is done yet.", sections),
                Forms.PATH + operation.id(),
                "");
    }

    /** What it is about stands in the path of the route behind: without that there is no route to ask. */
    private static void refuseWhatIsOfNothing(Operation<?, ?> operation, Map<String, String> sent) {
        operation.given(Place.PATH).stream()
                .map(Argument::name)
                .filter(name -> sent.getOrDefault(name, "").isEmpty()
                        && !operation.form().isKeyOfFolder(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Rejected.invalidAt("/" + name, "%s is missing: want what this is about", name);
                });
    }

    /** Returns where one sees what came of it. */
    private String carriedOut(Operation<?, ?> operation, Request request, Map<String, String> sent) throws Exception {
        Before before = before(operation, request, sent);
        Map<String, String> touched = FilledIn.touched(operation, sent, before.filled());
        return next(operation, touched, pages.ask(request, asked(operation, touched, before)));
    }

    /** Returns what is asked of the route behind. */
    private static PageRoutes.Behind asked(Operation<?, ?> operation, Map<String, String> sent, Before before) {
        var headers = new NamedValues();
        headers.add("Content-Type", Answer.JSON);
        if (operation.isLong()) {
            headers.add("Prefer", "respond-async"); // a page shows how far it is
        }
        Optional.ofNullable(sent.get(Forms.KEY))
                .filter(_ -> !sent.containsKey(Forms.DRY_RUN))
                .ifPresent(key -> headers.add("Idempotency-Key", key));
        if (operation.revision() != Operation.Revision.NONE) {
            Optional.ofNullable(sent.get(Forms.TAG)).ifPresent(tag -> headers.add("If-Match", tag));
        }
        String body = operation.hasBody()
                ? Forms.body(operation, sent, before.filled()).text()
                : "";
        return new PageRoutes.Behind(operation.method(), Forms.address(operation, sent), headers, body);
    }

    /** Where one sees what has become of it. */
    private String next(Operation<?, ?> operation, Map<String, String> sent, Answer answer) throws IOException {
        String made = answer.headers().getOrDefault("Location", "");
        String path = made.startsWith(Routes.API)
                ? made.substring(Routes.API.length())
                : site.shown(operation)
                        .map(show -> Operation.path(show.path(), name -> sent.getOrDefault(name, "")))
                        .orElse("/");
        long position = JsonOutput.read(answer.bytes()).path("position").asLong();
        if (path.equals("/") && position > 0) {
            return "/journal/" + position; // the fact is all that there is of it
        }
        return operation.method().equals("DELETE")
                ? HISTORY
                : pages.since(path, answer.position()).orElse(HISTORY);
    }

    private static Map<String, String> sent(Request request) {
        String media =
                request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!media.equals(FORM)) {
            throw Problem.thrown(Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type is '%s': want %s", media, FORM);
        }
        byte[] body = new byte[request.raw().remaining()];
        request.raw().duplicate().get(body);
        NamedValues values = Percent.query(Optional.of(new String(body, StandardCharsets.UTF_8)));
        var sent = new HashMap<String, String>();
        values.names().forEach(name -> sent.put(name, String.join("\n", values.getAll(name))));
        return sent;
    }

    private Answer page(Request request, int status, Form form) {
        return pages.html(
                request, status, Page.of(form.title(), "", List.of(new Section.Asking(form))), form.action(), "");
    }
}
