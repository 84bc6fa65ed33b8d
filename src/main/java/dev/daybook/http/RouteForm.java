package dev.daybook.http;

import static dev.daybook.http.Parameter.header;
import static dev.daybook.http.Parameter.number;
import static dev.daybook.http.Parameter.query;
import static dev.daybook.http.Parameter.text;
import static dev.daybook.http.Parameter.words;

import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Role;
import dev.daybook.query.Page;
import dev.daybook.shape.Argument;
import dev.daybook.shape.TextForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How a route may be asked, and in which forms it answers. Of an operation of the catalogue it follows from that.
 *
 * @param id the name of its operation in the contract
 * @param role what somebody has to be allowed to do for it
 * @param readsBody whether it reads a body: the others are sent none
 * @param offers the media types of its answers; none if they have no body
 */
record RouteForm(String id, Role role, boolean readsBody, List<Parameter> parameters, List<String> offers) {

    private static final Parameter.Check NAME = text(1, 200);
    private static final Parameter.Check TAG = text(1, 1_000);

    private static final Parameter FORMAT =
            new Parameter("format", Parameter.PATH, true, false, Optional.empty(), words("json", "ndjson", "csv"));
    private static final List<Parameter> PAGE =
            List.of(query("limit", number(1, Page.LIMIT_MAX)), query("cursor", text(1, 2_000)));
    private static final Parameter PROJECT = query("project", text(1, 4_096));
    private static final List<Parameter> AS_OF = List.of(
            query(Operation.AS_OF, text(1, TextForm.TIME.charsMax())),
            query(Operation.AS_RECORDED, text(1, TextForm.TIME.charsMax())));
    private static final Parameter BRANCH = query(Operation.BRANCH, text(1, 64));
    private static final Parameter REVEAL = Parameter.flag(Operation.REVEAL);
    private static final List<Parameter> POSITION = List.of(
            query("after", number(0, Long.MAX_VALUE)),
            query("wait", Parameter.like("^[0-9]{1,5}(ms|s)$", Integer.MAX_VALUE))
                    .orElse("2s"));
    private static final Parameter IF_MATCH = header("If-Match", TAG).listed();
    private static final Parameter IF_NONE_MATCH = header("If-None-Match", TAG).listed();
    private static final Parameter PREFER = header("Prefer", text(0, 100));

    /** Who asks, and what it belongs to. */
    private static final List<Parameter> WORK =
            List.of(header("Daybook-Actor", NAME), header("Daybook-Source", words("http", "cli")));

    private static final List<Parameter> TRACE = List.of(
            header("Daybook-Session", NAME), header("Daybook-Correlation", NAME), header("traceparent", text(0, 200)));
    private static final Parameter KEY = header("Idempotency-Key", NAME);

    /** Returns that of a route of its own, which answers with that media type. */
    static RouteForm of(String id, String... offers) {
        return new RouteForm(id, Role.READ, false, List.of(), List.of(offers));
    }

    RouteForm taking(Parameter... more) {
        return new RouteForm(
                id,
                role,
                readsBody,
                Stream.concat(parameters.stream(), Stream.of(more)).toList(),
                offers);
    }

    /** Returns that of what agents send, who say who they are as all others do. */
    static RouteForm ofMessages(String id, Parameter... more) {
        return new RouteForm(
                id,
                Role.READ, // of the tools behind it each says itself what it wants
                true,
                Stream.of(Stream.of(more), Stream.of(WORK.getFirst()), TRACE.stream())
                        .flatMap(parameter -> parameter)
                        .toList(),
                List.of(Answer.JSON));
    }

    /** Returns that of content that is stored, whatever bytes it is of. */
    static RouteForm ofContent(String id) {
        return new RouteForm(
                id,
                Role.WRITE,
                true,
                Stream.concat(WORK.stream(), TRACE.stream()).toList(),
                List.of(Answer.JSON));
    }

    /** @param named whether its path names the format of the answer */
    static RouteForm of(Operation<?, ?> operation, boolean named) {
        var parameters = new ArrayList<Parameter>();
        for (Place place : List.of(Place.PATH, Place.QUERY, Place.HEADER)) {
            operation.given(place).forEach(argument -> parameters.add(own(operation, place, argument)));
        }
        Stream.of(
                        named ? List.of(FORMAT) : List.<Parameter>of(),
                        operation.isPaged() ? PAGE : List.<Parameter>of(),
                        operation.projects().isPresent() ? List.of(PROJECT) : List.<Parameter>of(),
                        operation.isTimed() ? AS_OF : List.<Parameter>of(),
                        operation.isBranched() ? List.of(BRANCH) : List.<Parameter>of(),
                        operation.mayReveal() ? List.of(REVEAL) : List.<Parameter>of(),
                        operation.hasRevision() ? List.of(IF_NONE_MATCH) : List.<Parameter>of(),
                        operation.readModel().isEmpty() ? List.<Parameter>of() : POSITION,
                        operation.revision() == Revision.NONE ? List.<Parameter>of() : List.of(IF_MATCH),
                        operation.isLong() ? List.of(PREFER) : List.<Parameter>of(),
                        operation.effect() == Effect.READS ? List.<Parameter>of() : WORK,
                        operation.isRecorded() ? TRACE : List.<Parameter>of(),
                        operation.isRecorded() ? List.of(KEY) : List.<Parameter>of())
                .forEach(parameters::addAll);
        var offers = new ArrayList<>(List.of(Answer.JSON));
        if (!operation.watched().isEmpty()) {
            offers.add(ServerSentEvents.MEDIA);
        }
        if (operation.hasRows()) {
            offers.addAll(List.of(RowStream.NDJSON, RowStream.CSV));
        }
        return new RouteForm(
                named ? operation.id() + "As" : operation.id(),
                operation.role(),
                operation.hasBody(),
                List.copyOf(parameters),
                List.copyOf(offers));
    }

    /** An argument, which its operation checks itself. */
    private static Parameter own(Operation<?, ?> operation, Place place, Argument argument) {
        String header = operation.header(argument.name());
        return new Parameter(
                header.isEmpty() ? argument.name() : header,
                place.name().toLowerCase(Locale.ROOT),
                argument.required(),
                argument.kind() == Argument.Kind.TEXTS,
                Optional.empty(),
                Parameter::any);
    }

    /** Returns the value that a missing parameter has, if there is one. */
    Optional<String> standard(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("%s has no parameter %s".formatted(id, name)))
                .standard();
    }

    /** Checks path, query and headers; throws one problem that names all their mistakes. */
    void check(Map<String, String> path, NamedValues query, NamedValues headers) {
        List<Flaw> flaws = new ArrayList<>();
        Kind kind = Kind.INVALID_REQUEST;
        for (Parameter parameter : parameters) {
            Optional<Parameter.Mistake> mistake = parameter.mistake(
                    switch (parameter.in()) {
                        case Parameter.QUERY -> query.getAll(parameter.name());
                        case Parameter.HEADER -> headers.getAll(parameter.name());
                        default -> List.of(path.getOrDefault(parameter.name(), ""));
                    });
            if (mistake.isPresent()) {
                kind = flaws.isEmpty() ? mistake.get().kind() : Kind.INVALID_REQUEST;
                flaws.add(mistake.get().flaw());
            }
        }
        List<String> known = parameters.stream()
                .filter(parameter -> parameter.in().equals(Parameter.QUERY))
                .map(Parameter::name)
                .toList();
        for (String name : new TreeSet<>(query.names())) {
            if (!known.contains(name)) {
                kind = Kind.UNKNOWN_FIELD;
                String wanted = known.isEmpty() ? "it has none" : "want one of " + String.join(", ", known);
                flaws.add(new Flaw(Parameter.QUERY, "/" + name, "is not a parameter of %s: %s".formatted(id, wanted)));
            }
        }
        if (!flaws.isEmpty()) {
            throw Problem.of(kind, flaws).thrown();
        }
    }

    /** Refuses a body that says something where none is read. */
    void check(byte[] body) {
        if (!readsBody && !new String(body, StandardCharsets.UTF_8).strip().matches("(\\{\\s*})?")) {
            throw Problem.thrown(
                    Kind.INVALID_REQUEST, "%s takes no body, but there is one of %d bytes", id, body.length);
        }
    }

    /** Returns the media type of the answer: as the suffix of the path says, else what the client likes best. */
    String media(Map<String, String> path, Optional<String> accept) {
        String suffix = path.getOrDefault(FORMAT.name(), "");
        if (!suffix.isEmpty()) {
            return offers.stream()
                    .filter(media -> media.endsWith(suffix))
                    .findFirst()
                    .orElse(Answer.JSON);
        }
        return offers.isEmpty()
                ? ""
                : Accept.best(accept, offers)
                        .orElseThrow(() -> Problem.thrown(
                                Kind.NOT_ACCEPTABLE,
                                "Accept is '%s': want %s",
                                accept.orElse(""),
                                String.join(" or ", offers)));
    }
}
