package dev.daybook.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** What is counted and timed, in the text format of Prometheus. Thread-safe. */
final class Metrics {

    private record Answered(String operation, int status) {}

    private record Command(String type, String outcome) {}

    // Made beside the start: nobody looks at it before the first answer.
    private final CompletableFuture<PrometheusMeterRegistry> registry;
    private final boolean counts;
    // A meter is looked up by a list of tags: worth it once per kind, not once per request.
    private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Command, Counter> commands = new ConcurrentHashMap<>();

    Metrics(Executor threads) {
        this(CompletableFuture.supplyAsync(() -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), threads), true);
    }

    private Metrics(CompletableFuture<PrometheusMeterRegistry> registry, boolean counts) {
        this.registry = registry;
        this.counts = counts;
    }

    /** Returns some that count nothing. */
    static Metrics none() {
        return new Metrics(new CompletableFuture<>(), false);
    }

    void answered(String operation, int status, long ns) {
        timers.computeIfAbsent(new Answered(operation, status), this::timer).record(ns, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Answered answered) {
        return Timer.builder("daybook.http.requests")
                .description("Requests by operation of the contract, from their first byte to the end of the answer")
                .tags("operation", answered.operation(), "status", Integer.toString(answered.status()))
                .register(registry.join());
    }

    void command(String type, String outcome) {
        if (!counts) {
            return;
        }
        commands.computeIfAbsent(
                        new Command(type, outcome),
                        command -> Counter.builder("daybook.commands")
                                .description("Commands by type and by what became of them")
                                .tags("type", command.type(), "outcome", command.outcome())
                                .register(registry.join()))
                .increment();
    }

    /** Counts what {@code count} says, which never falls. */
    void counter(String name, String description, Tags tags, DoubleSupplier count) {
        var _ = registry.thenAccept(prometheusMeterRegistry -> FunctionCounter.builder(
                        name, this, _ -> count.getAsDouble()) // which it holds weakly
                .description(description)
                .tags(tags)
                .register(prometheusMeterRegistry));
    }

    void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        var _ = registry.thenAccept(prometheusMeterRegistry ->
                Gauge.builder(name, value).description(description).tags(tags).register(prometheusMeterRegistry));
    }

    String scrape() {
        return counts ? registry.join().scrape() : "";
    }
}
