package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is counted is counted once, and comes to shares. */
class FiguresTest {

    private static final Stages.Place PLACE = new Stages.Place(Stage.DUAL, Rollout.ALL, Optional.empty());

    private static Figures of(long... numbers) {
        return new Figures(
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                numbers[6],
                numbers[7],
                numbers[8],
                numbers[9],
                numbers[10],
                numbers[11],
                numbers[12],
                numbers[13]);
    }

    @Test
    void spans_are_added_figure_by_figure() {
        Figures one = of(LongStream.rangeClosed(1, 14).toArray());
        Figures other = of(LongStream.rangeClosed(1, 14).map(i -> i * 100).toArray());

        assertThat(one.plus(other))
                .isEqualTo(of(LongStream.rangeClosed(1, 14).map(i -> i * 101).toArray()));
    }

    @Test
    void only_what_succeeded_has_a_latency() {
        Figures figures = Figures.journalWrite(true, 3_000)
                .plus(Figures.journalWrite(false, 90_000))
                .plus(Figures.fileWrite(true, 1_000))
                .plus(Figures.fileWrite(true, 2_000))
                .plus(Figures.fileWrite(false, 90_000))
                .plus(Figures.fileWrite(false, 90_000));

        assertThat(figures.journalLatencyMs()).contains(3.0);
        assertThat(figures.fileLatencyMs()).contains(1.5);
        assertThat(figures.latencyRatio()).contains(2.0);
        assertThat(figures.writeSuccess()).contains(0.5);
        assertThat(figures.fileWriteSuccess()).contains(0.5);
    }

    @Test
    void a_read_of_the_other_side_is_a_fallback_and_no_failure() {
        Figures figures = Figures.read(true, false)
                .plus(Figures.read(true, true))
                .plus(Figures.read(true, false))
                .plus(Figures.read(false, false));

        assertThat(figures.fallbackRate()).contains(0.25);
        assertThat(figures.errorRate()).contains(0.25);
        assertThat(Figures.NONE.fallbackRate()).isEmpty();
    }

    @Test
    void what_was_counted_is_handed_out_once_and_stays_in_the_total() {
        var meter = new Meter();
        var counted = new Meter.Counted("cards", Rollout.ALL, Stage.DUAL);
        meter.add("cards", PLACE, Figures.command(true));
        meter.add("cards", new Stages.Place(Stage.NONE, Rollout.ALL, Optional.empty()), Figures.command(true));

        assertThat(meter.take()).isEqualTo(Map.of(counted, Figures.command(true)));
        assertThat(meter.take()).isEmpty();
        assertThat(meter.pending(counted)).isEqualTo(Figures.NONE);
        meter.giveBack(counted, Figures.command(true));
        meter.add("cards", PLACE, Figures.command(false));

        Figures both = Figures.command(true).plus(Figures.command(false));
        assertThat(meter.pending(counted)).isEqualTo(both);
        assertThat(meter.total("cards")).isEqualTo(both);
        assertThat(meter.total("others")).isEqualTo(Figures.NONE);
    }
}
