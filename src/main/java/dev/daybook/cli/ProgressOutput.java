package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on standard error how far a long task is. For one thread. */
interface ProgressOutput extends AutoCloseable {

    /** How it is shown. The names are those of {@code --progress}. */
    enum How {
        /** As a bar with the time left on a terminal, and not at all elsewhere. */
        auto,
        /** As one JSON object per line. */
        json,
        /** Not at all. */
        none
    }

    /** Shows nothing. */
    ProgressOutput NONE = new ProgressOutput() {
        @Override
        public void at(JsonNode progress) {}

        @Override
        public void close() {}
    };

    /**
     * Shows how far the task is; call it as often as you like.
     *
     * @param progress {@code done} of {@code total}, a {@code message}, and {@code etaSeconds} where that is known
     */
    void at(JsonNode progress);

    @Override
    void close();

    static ProgressOutput of(How how, PrintStream err, Terminal terminal, String task, InstantSource clock) {
        return switch (how) {
            case auto -> terminal.standardError() ? new Bar(err, terminal, task) : NONE;
            case json -> new Lines(err, task, clock);
            case none -> NONE;
        };
    }

    /** A bar that is drawn over and over on one line. */
    final class Bar implements ProgressOutput {

        private static final int WIDTH_MAX = 100;
        /** What is over by then needs none. */
        private static final long SILENCE_NS = Duration.ofSeconds(1).toNanos();

        private final PrintStream err;
        private final Terminal terminal;
        private final String task;
        private final long begunNs = System.nanoTime();
        private @Nullable ProgressBar bar;
        private volatile Optional<Duration> left = Optional.empty();

        private Bar(PrintStream err, Terminal terminal, String task) {
            this.err = err;
            this.terminal = terminal;
            this.task = task;
        }

        private ProgressBar drawn() {
            return new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(1)
                    .setStyle(terminal.color() ? ProgressBarStyle.COLORFUL_UNICODE_BAR : ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(err, Math.min(WIDTH_MAX, terminal.columns() - 1)))
                    .setEtaFunction(_ -> left) // its own one knows nothing of the parts of a task
                    .setUpdateIntervalMillis(100)
                    .build();
        }

        @Override
        public void at(JsonNode progress) {
            if (System.nanoTime() - begunNs < SILENCE_NS) {
                return;
            }
            ProgressBar drawn = bar == null ? drawn() : bar;
            bar = drawn;
            long done = progress.path("done").asLong();
            left = Optional.ofNullable(progress.get("etaSeconds"))
                    .map(node -> Duration.ofSeconds(Math.round(node.asDouble())));
            drawn.maxHint(Math.max(progress.path("total").asLong(), done));
            drawn.stepTo(done);
            drawn.setExtraMessage(
                    " " + Text.shown(Text.oneLine(progress.path("message").asText())));
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }

    /** The first, the last, and at most two a second between. */
    final class Lines implements ProgressOutput {

        private static final Duration INTERVAL = Duration.ofMillis(500);
        private final PrintStream err;
        private final String task;
        private final InstantSource clock;
        private Instant told = Instant.EPOCH;
        private @Nullable JsonNode pending;

        private Lines(PrintStream err, String task, InstantSource clock) {
            this.err = err;
            this.task = task;
            this.clock = clock;
        }

        @Override
        public void at(JsonNode progress) {
            pending = progress;
            if (Duration.between(told, clock.instant()).compareTo(INTERVAL) >= 0) {
                tell(progress);
            }
        }

        private void tell(JsonNode progress) {
            told = clock.instant();
            pending = null;
            ObjectNode line = Bodies.object()
                    .put("task", task)
                    .put("at", progress.path("message").asText());
            line.put("done", progress.path("done").asLong())
                    .put("total", progress.path("total").asLong());
            Optional.ofNullable(progress.get("etaSeconds"))
                    .ifPresent(node -> line.put("secondsLeft", Math.round(node.asDouble())));
            err.println(line);
        }

        @Override
        public void close() {
            if (pending != null) {
                tell(pending);
            }
        }
    }
}
