package dev.daybook.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a long task is: as a bar with the time left on a terminal, as JSON lines elsewhere. */
interface ProgressOutput extends AutoCloseable {

    /** Shows nothing. */
    ProgressOutput NONE = new ProgressOutput() {
        @Override
        public void at(long done, long total, String what) {}

        @Override
        public void close() {}
    };

    /** The task is at {@code done} of {@code total}; call it as often as you like. */
    void at(long done, long total, String what);

    @Override
    void close();

    static ProgressOutput of(PrintStream err, Terminal terminal, String task, InstantSource clock) {
        return terminal.standardError() ? new Bar(err, terminal, task) : new Lines(err, task, clock);
    }

    /** A bar that is drawn over and over on one line. */
    final class Bar implements ProgressOutput {

        private static final int WIDTH_MAX = 100;
        private final ProgressBar bar;

        private Bar(PrintStream err, Terminal terminal, String task) {
            this.bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(1)
                    .setStyle(terminal.color() ? ProgressBarStyle.COLORFUL_UNICODE_BAR : ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(err, Math.min(WIDTH_MAX, terminal.columns() - 1)))
                    .setUpdateIntervalMillis(100)
                    .build();
        }

        @Override
        public void at(long done, long total, String what) {
            bar.maxHint(Math.max(total, done));
            bar.stepTo(done);
            bar.setExtraMessage(" " + Text.shown(Text.oneLine(what)));
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** One JSON object per line, at most two a second, and a last one at the end. */
    final class Lines implements ProgressOutput {

        private static final Duration INTERVAL = Duration.ofMillis(500);
        private final PrintStream err;
        private final String task;
        private final InstantSource clock;
        private final Instant started;
        private Instant told = Instant.EPOCH;
        private long done;
        private long total;
        private String what = "";
        private boolean pending;

        private Lines(PrintStream err, String task, InstantSource clock) {
            this.err = err;
            this.task = task;
            this.clock = clock;
            this.started = clock.instant();
        }

        @Override
        public void at(long done, long total, String what) {
            this.done = done;
            this.total = total;
            this.what = what;
            pending = true;
            if (Duration.between(told, clock.instant()).compareTo(INTERVAL) >= 0) {
                tell();
            }
        }

        private void tell() {
            told = clock.instant();
            pending = false;
            double seconds = Duration.between(started, told).toNanos() / 1e9;
            var line = Output.JSON.createObjectNode();
            line.put("task", task).put("at", what).put("done", done).put("total", total);
            if (seconds > 0 && done > 0) {
                double perSecond = done / seconds;
                line.put("perSecond", Math.round(perSecond));
                line.put("secondsLeft", Math.round(Math.max(0, total - done) / perSecond));
            }
            err.println(line);
        }

        @Override
        public void close() {
            if (pending) {
                tell();
            }
        }
    }
}
