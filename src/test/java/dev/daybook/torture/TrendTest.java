package dev.daybook.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrendTest {

    private final Random random = new Random(5);

    private List<Double> measured(double perStep) {
        return IntStream.range(0, 30)
                .mapToObj(step -> 100 + perStep * step + random.nextGaussian() * 3 + (step % 11 == 7 ? 400 : 0))
                .toList();
    }

    @Test
    void what_only_scatters_does_not_rise() {
        assertThat(Trend.of(measured(0)).rise()).isCloseTo(0, within(6.0));
    }

    @Test
    void what_leaks_a_little_each_time_rises() {
        assertThat(Trend.of(measured(2)).rise()).isCloseTo(58, within(8.0));
    }

    @Test
    void outliers_move_neither_median_nor_rise() {
        Trend trend = Trend.of(DoubleStream.of(1, 1, 900, 1, 1).boxed().toList());

        assertThat(trend).isEqualTo(new Trend(1, 0));
    }
}
