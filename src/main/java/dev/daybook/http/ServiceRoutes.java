package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import dev.daybook.projection.ProjectionStatus;
import dev.daybook.projection.Quarantined;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** The service itself: whether it lives, whether it can work, what it counts, what it promises. */
final class ServiceRoutes {

    private final Services services;
    private final Ground ground;
    private final Slices slices;
    private final Metrics metrics;
    private final Set<String> open;

    /** @param open protocols that are spoken without a token */
    ServiceRoutes(Services services, Metrics metrics, Set<String> open) {
        this.services = services;
        this.ground = services.ground();
        this.slices = ground.service(Slices.class);
        this.metrics = metrics;
        this.open = open;
    }

    /** One thing that was looked at; {@code detail} of one that is ok is a warning. */
    record Check(String name, boolean ok, Optional<String> detail) {}

    void mount(Routes on) {
        Parameter verbose = Parameter.flag("verbose");
        on.always("GET /livez", RouteForm.of("livez", Answer.JSON).taking(verbose), this::live);
        on.always("GET /readyz", RouteForm.of("readyz", Answer.JSON).taking(verbose), this::ready);
        on.always("GET /metrics", RouteForm.of("metrics", "text/plain"), this::metrics);
    }

    /** Has the metrics show what slices measure. */
    void measure() {
        slices.figures(ground).forEach(figure -> {
            Tags tags = Tags.of(figure.tags().entrySet().stream()
                    .map(tag -> Tag.of(tag.getKey(), tag.getValue()))
                    .toList());
            DoubleSupplier value = () -> figure.value().applyAsDouble(ground);
            if (figure.isCount()) {
                metrics.counter(figure.name(), figure.says(), tags, value);
            } else {
                metrics.gauge(figure.name(), figure.says(), tags, value::getAsDouble);
            }
        });
    }

    private Answer live(Request request) {
        return healthy(request, List.of(new Check("process", true, Optional.empty())));
    }

    private Answer ready(Request request) {
        List<Check> checks = new ArrayList<>();
        Optional<String> broken = ground.journal().unavailable();
        checks.add(new Check("journal", broken.isEmpty(), broken));
        open.forEach(protocol -> checks.add(new Check(
                "access", true, Optional.of("%s is spoken without a token on this machine".formatted(protocol)))));
        ground.readModels().status().forEach(status -> checks.add(check(status)));
        slices.health()
                .forEach(health -> checks.add(
                        new Check(health.name(), true, health.warning().apply(ground))));
        services.stalled()
                .get()
                .forEach(stalled ->
                        checks.add(new Check(stalled.projection() + "-follower", false, Optional.of(stalled.why()))));
        List<Check> failed = checks.stream().filter(check -> !check.ok()).toList();
        if (failed.isEmpty()) {
            return healthy(request, checks);
        }
        if (request.caller().equals(Caller.STRANGER)) {
            throw Problem.thrown(Kind.NOT_READY, "the service is not ready: who has a token is told why");
        }
        List<Flaw> flaws = failed.stream()
                .map(check ->
                        new Flaw("service", "/" + check.name(), check.detail().orElse("is not ready")))
                .toList();
        throw Problem.of(Kind.NOT_READY, flaws).thrown();
    }

    private Check check(ProjectionStatus status) {
        return new Check(
                status.name(),
                ground.readModels().unready(status).isEmpty(),
                status.wrong().or(() -> aside(status.quarantined())));
    }

    /** A stream that is set aside is no reason to send all others elsewhere. */
    private static Optional<String> aside(List<Quarantined> streams) {
        return streams.isEmpty()
                ? Optional.empty()
                : Optional.of("%d streams are set aside: %s"
                        .formatted(streams.size(), streams.getFirst().describe()));
    }

    private static Answer healthy(Request request, List<Check> checks) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "ok");
        List<String> warnings = checks.stream()
                .flatMap(check -> check.detail().map(detail -> check.name() + ": " + detail).stream())
                .toList();
        if (!warnings.isEmpty() && !request.caller().equals(Caller.STRANGER)) {
            body.put("warnings", warnings);
        }
        if (request.flag("verbose")) {
            body.put("checks", checks);
        }
        return Answer.json(body);
    }

    private Answer metrics(Request request) {
        return Answer.bytes(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
