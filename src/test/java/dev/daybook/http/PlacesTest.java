package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.access.Caller;
import dev.daybook.operation.Role;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may have how many requests under way. */
class PlacesTest {

    private static final Caller SCREEN = new Caller("screen", Role.READ, false);
    private static final Caller OTHER = new Caller("other", Role.READ, false);

    private final Places places = new Places();

    private int taken(Caller by, int tries) {
        return (int)
                IntStream.range(0, tries).filter(_ -> places.take(by).isEmpty()).count();
    }

    @Test
    void strangers_have_a_few_places_of_their_own() {
        assertThat(taken(Caller.STRANGER, 2_000)).isLessThan(20);
        assertThat(places.areAllFree()).as("nobody who is known waits for them").isTrue();
        assertThat(taken(Caller.OWNER, 2_000)).isEqualTo(Places.MAX);
    }

    @Test
    void a_token_has_a_quarter_at_most_and_gets_back_what_it_gives_back() {
        assertThat(taken(SCREEN, 2_000)).isEqualTo(Places.MAX / 4);
        assertThat(taken(OTHER, 1)).isEqualTo(1);

        places.giveBack(SCREEN);

        assertThat(taken(SCREEN, 2)).isEqualTo(1);
        assertThat(places.areAllFree()).isFalse();
    }

    @Test
    void what_was_not_to_be_had_takes_nothing() {
        assertThat(taken(Caller.OWNER, Places.MAX)).isEqualTo(Places.MAX);
        assertThat(taken(SCREEN, 2_000)).isZero();

        places.giveBack(Caller.OWNER);

        assertThat(taken(SCREEN, 2_000)).as("its share is whole").isEqualTo(1);
    }
}
