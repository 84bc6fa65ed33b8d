package dev.daybook.axon;

import dev.daybook.event.Codec;
import dev.daybook.journal.Journal;
import dev.daybook.projection.LiveTables;
import dev.daybook.projection.ReadModels;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;

/**
 * The processors that follow the journal into the projections, one for each, on a thread of its own. What was just
 * committed comes from memory; one that is behind reads the journal.
 *
 * <p>A swap of the tables waits for the batch that runs, and the next goes on in the new ones; where a rebuild makes what
 * one of them is far behind with, it waits for that. An event that cannot be posted is set aside by the projection; when
 * its database fails, its processor tries again after a second, then two, up to a minute.
 */
public final class LiveProcessors implements AutoCloseable {

    /**
     * Under load a processor begins so many rounds a second at most, so that each is many entries; nobody sees a row later
     * who waits for it.
     */
    private static final Duration GATHER = Duration.ofMillis(50);

    /** So long a processor waits for news before it shows that it is alive. */
    private static final long PATIENCE_MS = 250;

    /**
     * How a processor stands.
     *
     * @param running whether it was started and neither stopped nor died
     * @param position up to which it has followed
     * @param heartbeat when it was last seen at work, or waiting for news: never longer ago than some hundred
     *     milliseconds, but for a long batch
     * @param failure why it could not go on, until it can
     */
    public record Status(
            String projection, boolean running, long position, Instant heartbeat, Optional<String> failure) {}

    private record Processor(LiveTables tables, LiveProjection follower, TrackingEventProcessor axon, Journal journal) {

        Status status() {
            Optional<EventTrackerStatus> segment =
                    axon.processingStatus().values().stream().findFirst();
            return new Status(
                    tables.name(),
                    axon.isRunning() && segment.isPresent(),
                    segment.map(eventTrackerStatus ->
                                    eventTrackerStatus.getCurrentPosition().orElse(0))
                            .orElse(tables.checkpoint().value()),
                    follower.heartbeat(),
                    segment.filter(EventTrackerStatus::isErrorState)
                            // Axon remembers it until the next event: by then others may have posted what was lacking.
                            .filter(_ -> tables.checkpoint().compareTo(journal.head()) < 0)
                            .map(eventTrackerStatus -> String.valueOf(eventTrackerStatus.getError())));
        }

        boolean isWaiting() {
            return axon.processingStatus().values().stream().anyMatch(EventTrackerStatus::isErrorState);
        }
    }

    private final JournalTail tail;
    private final List<Processor> processors;
    private final Object lifecycle = new Object();
    private boolean closed;

    private LiveProcessors(JournalTail tail, List<Processor> processors) {
        this.tail = tail;
        this.processors = processors;
        processors.forEach(processor -> processor
                .tables()
                .onMended(() -> Thread.ofVirtual().name("resume-follower").start(() -> resume(processor))));
    }

    /** Ends a processor's wait after a failure that someone else has mended, by a rebuild say. */
    private void resume(Processor processor) {
        synchronized (lifecycle) {
            if (!closed && processor.isWaiting()) {
                processor.axon().shutdownAsync().join();
                processor.axon().start();
            }
        }
    }

    /** Starts a processor for each projection; close it before the commands and the read models. */
    public static LiveProcessors start(Journal journal, Codec codec, ReadModels projections, InstantSource clock) {
        return start(journal, codec, projections, clock, GATHER);
    }

    /** As {@link #start(Journal, Codec, ReadModels, InstantSource)}, with another time for a round under load. */
    static LiveProcessors start(
            Journal journal, Codec codec, ReadModels projections, InstantSource clock, Duration gather) {
        var tail = new JournalTail(journal, codec);
        var processors = new ArrayList<Processor>();
        for (String name : projections.followed()) {
            LiveTables tables = projections.live(name);
            var follower = new LiveProjection(tables, clock);
            tables.onAwaited(tail::hurry);
            var axon = TrackingEventProcessor.builder()
                    .name(name)
                    .eventHandlerInvoker(follower)
                    .tokenStore(follower)
                    .transactionManager(follower)
                    .messageSource(
                            new JournalSource(journal, tail, gather, () -> tables.isAwaited() || follower.isStopping()))
                    .trackingEventProcessorConfiguration(
                            TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                                    .andBatchSize(1) // a round is many entries
                                    .andEventAvailabilityTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS))
                    .build();
            processors.add(new Processor(tables, follower, axon, journal));
        }
        processors.forEach(processor -> processor.axon().start());
        return new LiveProcessors(tail, List.copyOf(processors));
    }

    /** Returns how each processor stands. */
    public List<Status> status() {
        return processors.stream().map(Processor::status).toList();
    }

    /** Waits for the batches that run, then ends. */
    @Override
    public void close() {
        synchronized (lifecycle) {
            closed = true;
        }
        processors.forEach(processor -> processor.follower().stop());
        var stopped = processors.stream()
                .map(processor -> processor.axon().shutdownAsync())
                .toArray(CompletableFuture[]::new);
        tail.wake();
        CompletableFuture.allOf(stopped).join();
        tail.close();
    }
}
