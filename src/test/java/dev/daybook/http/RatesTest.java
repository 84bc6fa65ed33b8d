package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RatesTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void a_token_has_as_much_as_it_had_once_its_window_is_over() {
        var rates = new Rates(1);
        for (int i = 9; i >= 0; i--) {
            assertThat(rates.take("ada", 5 * SECOND).left()).isEqualTo(i);
        }
        assertThat(rates.take("ada", 6 * SECOND)).isEqualTo(new Rates.Left(10, -1, 10));
        assertThat(rates.take("bob", 6 * SECOND).left()).isEqualTo(9);
        assertThat(rates.take("ada", 14 * SECOND).left()).isNegative();
        assertThat(rates.take("ada", 15 * SECOND).left()).isEqualTo(9);
    }
}
