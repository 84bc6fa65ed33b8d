package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which handler answers what. Filled once, before the door opens; then read by many threads.
 *
 * <p>Vert.x's own router would do, but costs a tenth of a second at start and knows neither {@code 405} with
 * {@code Allow} nor the contract's operations.
 */
final class Routes {

    /**
     * What a person asked for and was refused.
     *
     * @param isFiltered whether something stands behind the path
     * @param role of whoever asked; none of somebody who is not let in
     */
    record Refused(String path, boolean isFiltered, Optional<Role> role) {}

    /** Answers a request. Runs on a virtual thread and may block. */
    interface Handler {
        Answer answer(Request request) throws Exception;
    }

    /** A route as the contract names it. Its form is made when first asked for: a command asks one of hundreds. */
    static final class Route {

        private final String method;
        private final String template;
        private final Supplier<RouteForm> described;
        private final Handler handler;
        private volatile Optional<RouteForm> form = Optional.empty();

        Route(String route, Supplier<RouteForm> described, Handler handler) {
            String[] parts = route.split(" ", 2);
            this.method = parts[0];
            this.template = parts[1];
            this.described = described;
            this.handler = handler;
        }

        String method() {
            return method;
        }

        String template() {
            return template;
        }

        Handler handler() {
            return handler;
        }

        RouteForm form() {
            if (form.isEmpty()) {
                form = Optional.of(described.get());
            }
            return form.orElseThrow();
        }
    }

    /** The route of a request and the values in its path. */
    record Found(Route route, Map<String, String> path) {}

    /** All routes of one path; {@code names} are those of its variable parts. */
    private record Place(String template, Pattern pattern, List<String> names, Map<String, Route> routes) {}

    static final String API = "/api/v1";

    /** Where programs find out what there is. */
    static final String SEE = ": see /openapi.json";

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    private final Map<String, Place> literal = new HashMap<>();
    private final Set<String> always = new HashSet<>();
    private final Set<String> filed = new HashSet<>();
    private final Set<Route> pages = new HashSet<>();
    private final Map<String, Place> variable = new LinkedHashMap<>(); // by their patterns
    private final List<Runnable> stopping = new ArrayList<>();
    private BiFunction<Answer, Refused, Answer> refusing = (problem, _) -> problem;

    /** @param route a method and a path, such as {@code GET /sbis} */
    Routes on(String route, RouteForm form, Handler handler) {
        return on(new Route(route, () -> form, handler));
    }

    /** As {@link #on}, of an operation of the catalogue. */
    Routes on(Operation<?, ?> operation, boolean named, Handler handler) {
        String path = named ? operation.pathOfFormats() : operation.path();
        return on(new Route(operation.method() + " " + path, () -> RouteForm.of(operation, named), handler));
    }

    /** As {@link #on}, beside the API as well as below it: where tools that know nothing of it look. */
    Routes atRoot(String route, RouteForm form, Handler handler) {
        Route there = new Route(route, () -> form, handler);
        place(there.template(), there.template()).routes().put(there.method(), there);
        return on(there);
    }

    /** Adds what only people look at, beside the API: it is no part of the contract. */
    void page(String method, String path, Supplier<RouteForm> form, Handler handler) {
        var route = new Route(method + " " + path, form, handler);
        place(path, path).routes().putIfAbsent(route.method(), route);
        pages.add(route);
    }

    /** As {@link #atRoot}, and answered however busy the service is: by this others tell whether it is well. */
    Routes always(String route, RouteForm form, Handler handler) {
        String template = new Route(route, () -> form, handler).template();
        always.addAll(List.of(template, API + template));
        return atRoot(route, form, handler);
    }

    /** As {@link #on}, of what takes a body of any kind that is too large to be held: it lies in a file. */
    Routes filing(String route, RouteForm form, Handler handler) {
        Route taking = new Route(route, () -> form, handler);
        filed.add(taking.method() + " " + API + taking.template());
        return on(taking);
    }

    /** Returns whether the body of such a request is to lie in a file. */
    boolean isFiling(String method, String path) {
        return filed.contains(method + " " + path);
    }

    /** Has people told on a page what they are refused. */
    void refusing(BiFunction<Answer, Refused, Answer> shows) {
        refusing = shows;
    }

    Answer refused(Answer problem, Refused asked) {
        return refusing.apply(problem, asked);
    }

    /** Has something done when the service stops, so that nobody waits for what does not come any more. */
    void whenStopping(Runnable work) {
        stopping.add(work);
    }

    void stop() {
        stopping.forEach(Runnable::run);
    }

    boolean isAlwaysAnswered(String path) {
        return always.contains(path);
    }

    private Routes on(Route route) {
        String template = route.template();
        Route before = place(template.equals("/") ? API : API + template, template)
                .routes()
                .put(route.method(), route);
        if (before != null) {
            throw new IllegalStateException("%s %s is routed twice".formatted(route.method(), template));
        }
        return this;
    }

    private Place place(String path, String template) {
        if (!path.contains("{")) {
            return literal.computeIfAbsent(
                    path, _ -> new Place(template, Pattern.compile(""), List.of(), new HashMap<>()));
        }
        return variable.computeIfAbsent(
                regex(path), regex -> new Place(template, Pattern.compile(regex), names(template), new HashMap<>()));
    }

    private static String regex(String path) {
        StringBuilder regex = new StringBuilder();
        Matcher variables = VARIABLE.matcher(path);
        int from = 0;
        while (variables.find()) {
            regex.append(Pattern.quote(path.substring(from, variables.start()))).append("([^/]+)");
            from = variables.end();
        }
        return regex.append(Pattern.quote(path.substring(from))).toString();
    }

    private static List<String> names(String template) {
        return VARIABLE.matcher(template).results().map(match -> match.group(1)).toList();
    }

    /** Returns all routes of the contract, each once. */
    List<Route> all() {
        return java.util.stream.Stream.concat(literal.values().stream(), variable.values().stream())
                .flatMap(place -> place.routes().values().stream())
                .filter(route -> !pages.contains(route))
                .distinct()
                .toList();
    }

    /** Finds the route of a request by its path, still percent-encoded. A HEAD is a GET whose body is not sent. */
    Found find(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method.toUpperCase(Locale.ROOT);
        Place place = literal.get(path);
        if (place != null) {
            return new Found(route(place, wanted), Map.of());
        }
        for (Place each : variable.values()) {
            Matcher matcher = each.pattern().matcher(path);
            if (matcher.matches()) {
                Map<String, String> values = new HashMap<>();
                for (int index = 0; index < each.names().size(); index++) {
                    values.put(each.names().get(index), Percent.path(matcher.group(index + 1)));
                }
                return new Found(route(each, wanted), values);
            }
        }
        throw Problem.thrown(Kind.NOT_FOUND, "there is nothing at %s%s", path, SEE);
    }

    private static Route route(Place place, String method) {
        Route route = place.routes().get(method);
        if (route == null) {
            String allowed = new TreeSet<>(place.routes().keySet()).stream().collect(Collectors.joining(", "));
            throw new Problem.Thrown(
                    Problem.of(
                            Kind.METHOD_NOT_ALLOWED,
                            "%s cannot be done with %s: want %s".formatted(method, place.template(), allowed)),
                    Optional.of(allowed),
                    Optional.empty());
        }
        return route;
    }
}
