package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.Asked;
import dev.daybook.page.Link;
import dev.daybook.page.Page;
import dev.daybook.page.Pages;
import dev.daybook.page.Site;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What belongs to what a page shows, and what that belongs to: asked for as whoever looks at it. */
final class PageParts {

    private static final Logger LOG = LoggerFactory.getLogger(PageParts.class);

    /** Of what belongs to a thing the first are shown with it. */
    private static final int PARTS = 10;

    private final PageRoutes routes;
    private final Site site;
    private final Pages pages;

    PageParts(PageRoutes routes, Site site, Pages pages) {
        this.routes = routes;
        this.site = site;
        this.pages = pages;
    }

    /** Returns a page with the first of what belongs to what it shows: what may not be seen is left out. */
    Page with(Page page, Request request, Operation<?, ?> operation, Asked asked, Optional<String> thing)
            throws Exception {
        Page shown = Pages.sure(page, link -> isThere(request, link));
        if (thing.isPresent()) {
            shown = shown.leading(leads(request, operation, asked));
        }
        List<Pages.Part> parts = new ArrayList<>(pages.parts(operation, asked));
        thing.map(pages::parts).ifPresent(parts::addAll);
        for (Pages.Part part : parts) {
            if (request.caller().role().covers(part.list().role())) {
                Optional<JsonNode> first = found(request, part.first(PARTS));
                shown = first.isPresent() ? pages.with(shown, part, first.get()) : shown;
            }
        }
        return shown;
    }

    /**
     * Returns the page of a thing that is not there, or not any more: it leads to what it was last and to what became of
     * it. Nothing if it was never there.
     */
    Optional<Page> gone(Operation<?, ?> operation, Request request, Asked asked, Problem problem) throws Exception {
        Optional<String> thing = site.thing(operation, asked.variables());
        if (problem.status() != Problem.Kind.NOT_FOUND.status()
                || thing.isEmpty()
                || routes.facts(request, thing.get(), 1).path("items").isEmpty()) {
            return Optional.empty();
        }
        var links = new ArrayList<Link>();
        String last = asked.with(PageRoutes.DELETED, "true");
        if (operation.isArgument(PageRoutes.DELETED) && isThere(request, last)) {
            links.add(new Link("As it was last", last, false));
        }
        links.add(new Link("History", Site.history(thing.get()), false));
        JsonNode told = JsonOutput.tree(ProblemAnswers.body(problem, request.instance()));
        return Optional.of(PageRefusals.page(told, links));
    }

    /** What a thing belongs to says where it leads, such as a workspace to the project of its folder. */
    private List<Link> leads(Request request, Operation<?, ?> operation, Asked asked) throws Exception {
        var links = new ArrayList<Link>();
        for (Operation<?, ?> above : site.above(operation)) {
            if (request.caller().role().covers(above.role()) && !above.hasRows()) {
                found(request, address(above, asked)).map(answer -> pages.leads(above, answer)).stream()
                        .flatMap(List::stream)
                        .filter(link -> isThere(request, link.to()))
                        .forEach(links::add);
            }
        }
        return links;
    }

    private static String address(Operation<?, ?> page, Asked asked) {
        return Operation.path(page.path(), name -> asked.variables().getOrDefault(name, ""));
    }

    /**
     * Returns where a page is under the key of what a folder was given for: under that it has a history, and what belongs to
     * it.
     */
    Optional<String> keyed(Operation<?, ?> operation, Request request, Asked asked) throws Exception {
        for (Map.Entry<String, String> folder : operation.form().folders().entrySet()) {
            String variable = folder.getValue();
            if (Site.BESIDE.equals(asked.variables().get(variable))
                    && !asked.value(folder.getKey()).isEmpty()) {
                for (Operation<?, ?> above : site.above(operation)) {
                    List<String> given =
                            above.given(Place.PATH).stream().map(Argument::name).toList();
                    if (given.equals(List.of(variable)) && !above.hasRows()) {
                        return found(request, above(above, folder.getKey(), asked))
                                .map(answer -> answer.path(variable).asText())
                                .filter(key -> !key.isEmpty())
                                .map(key -> keyed(operation, asked, folder.getKey(), variable, key));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String above(Operation<?, ?> above, String folder, Asked asked) {
        return address(above, asked) + "?" + folder + "=" + Operation.encoded(asked.value(folder));
    }

    private static String keyed(Operation<?, ?> operation, Asked asked, String folder, String variable, String key) {
        var variables = new LinkedHashMap<>(asked.variables());
        variables.put(variable, key);
        var query = new LinkedHashMap<>(asked.query());
        query.remove(folder);
        String path = Operation.path(operation.path(), name -> variables.getOrDefault(name, ""));
        return new Asked(path, variables, query).address();
    }

    private boolean isThere(Request request, String link) {
        try {
            return found(request, link).isPresent();
        } catch (Exception refusal) { // it may not be seen, or it is none
            if (ProblemAnswers.of(refusal, request.instance()).status() >= Problem.Kind.INTERNAL.status()) {
                LOG.warn("a page does not lead to {}, which cannot be asked for", link, refusal);
            }
            return false;
        }
    }

    private Optional<JsonNode> found(Request request, String address) throws Exception {
        try {
            return Optional.of(JsonOutput.read(routes.ask(request, address).bytes()));
        } catch (RuntimeException refusal) {
            Problem problem = ProblemAnswers.of(refusal, request.instance());
            if (problem.status() == Problem.Kind.NOT_FOUND.status()) {
                return Optional.empty();
            }
            throw refusal;
        }
    }
}
