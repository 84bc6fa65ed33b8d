package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.access.Caller;
import dev.daybook.operation.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may have how many requests under way. */
class PlacesTest {

    private static final int MAX = Options.Limits.USUAL.requestsMax();
    private static final int WAITS_MAX = Options.Limits.USUAL.waitsMax();
    private static final int MANY = 10_000;

    private static final Caller SCREEN = new Caller("screen", Role.READ, false);
    private static final Caller OTHER = new Caller("other", Role.READ, false);

    private final Places places = new Places(Options.Limits.USUAL);

    private List<Places.Place> taken(Caller by, int tries) {
        var taken = new ArrayList<Places.Place>();
        for (int i = 0; i < tries; i++) {
            try {
                taken.add(places.take(by));
            } catch (Problem.Thrown _) {
                return taken;
            }
        }
        return taken;
    }

    @Test
    void strangers_have_a_few_places_of_their_own() {
        assertThat(taken(Caller.STRANGER, MANY)).hasSizeLessThan(20);
        assertThat(places.areAllFree()).as("nobody who is known waits for them").isTrue();
        assertThat(taken(Caller.OWNER, MANY)).hasSize(MAX);
    }

    @Test
    void a_token_has_a_half_at_most_and_gets_back_what_it_gives_back() {
        List<Places.Place> taken = taken(SCREEN, MANY);
        assertThat(taken).hasSize(MAX / 2);
        assertThatThrownBy(() -> places.take(SCREEN)).hasMessageContaining("requests.max");
        assertThat(taken(OTHER, 1)).hasSize(1);

        taken.getFirst().giveBack();

        assertThat(taken(SCREEN, 2)).hasSize(1);
        assertThat(places.areAllFree()).isFalse();
    }

    @Test
    void what_was_not_to_be_had_takes_nothing() {
        List<Places.Place> owned = taken(Caller.OWNER, MAX);
        assertThat(owned).hasSize(MAX);
        assertThat(taken(SCREEN, MANY)).isEmpty();

        owned.getFirst().giveBack();

        assertThat(taken(SCREEN, MANY)).as("its share is whole").hasSize(1);
    }

    @Test
    void who_only_waits_keeps_nobody_from_work() throws InterruptedException {
        List<Places.Place> waiting = taken(SCREEN, WAITS_MAX / 2);
        waiting.forEach(Places.Place::waits);
        waiting.forEach(Places.Place::waits); // once more is the same

        assertThat(taken(SCREEN, MAX / 2)).hasSize(MAX / 2).allSatisfy(place -> {
            assertThatThrownBy(place::waits).as("a share of waits, too").hasMessageContaining("waits.max");
            place.giveBack();
        });
        assertThat(places.areAllFree()).isFalse();
        assertThat(places.close(1)).as("those that wait are waited for").isFalse();
    }

    @Test
    void all_is_free_once_all_is_given_back() throws InterruptedException {
        taken(OTHER, 100).forEach(place -> {
            place.waits();
            place.giveBack();
        });
        taken(Caller.STRANGER, 3).forEach(place -> {
            place.waits();
            place.giveBack();
        });

        assertThat(places.areAllFree()).isTrue();
        assertThat(places.close(1)).isTrue();
    }

    @Test
    void a_thousand_agents_have_a_request_and_a_wait_each_with_a_token_or_with_their_own() {
        for (int i = 0; i < 1_000; i++) {
            var own = new Caller("agent-" + i, Role.WRITE, false);
            assertThatCode(() -> {
                        places.take(own).waits();
                        places.take(own);
                    })
                    .doesNotThrowAnyException();
        }
        var others = new Places(Options.Limits.USUAL);
        List<Places.Place> shared = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            shared.add(others.take(SCREEN)); // all come at once, and none waits yet
        }
        assertThatCode(() -> shared.subList(0, 1_000).forEach(Places.Place::waits))
                .doesNotThrowAnyException();
    }
}
