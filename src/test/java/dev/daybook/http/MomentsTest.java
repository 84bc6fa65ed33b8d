package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MomentsTest {

    @TempDir
    private Path folder;

    @Test
    void a_day_that_something_goes_up_to_is_meant_with_all_its_hours() {
        try (Fixture fixture = new Fixture(folder)) {
            var caller = fixture.caller;
            long position = caller.put("/config/a", "{\"value\":1}").position();
            String after = "after=%d&wait=30s".formatted(position);
            String time = caller.get("/audit?" + after)
                    .json()
                    .at("/items/0/timestamp")
                    .asText();
            String day = time.substring(0, 10);

            assertThat(caller.get("/audit?since=%s&until=%s".formatted(day, day))
                            .json()
                            .path("items"))
                    .hasSize(1);
            assertThat(caller.get("/audit?until=" + time).json().path("items")).isEmpty();
            caller.get("/history/config/a?at=" + day).is(200);
            caller.get("/history/config/a?at=" + day + "T00:00:00Z").isProblem(404, "not-found");
        }
    }

    @Test
    void what_is_no_time_or_no_number_is_refused_in_words() {
        try (Fixture fixture = new Fixture(folder)) {
            assertThat(detail(fixture, "/audit?since=yesterday"))
                    .isEqualTo("/since is 'yesterday': want a time (2026-01-31T12:00:00Z), a day (2026-01-31) or how"
                            + " long ago (7d)");
            assertThat(detail(fixture, "/history/config/a?at=yesterday")).contains("want a position, a time (2026");
            assertThat(detail(fixture, "/journal?from=x")).isEqualTo("/from is 'x': want a whole number");
            assertThat(detail(fixture, "/audit?undone=perhaps")).isEqualTo("/undone is 'perhaps': want true or false");
            assertThat(detail(fixture, "/journal?stream=config")).isEqualTo("/stream is 'config': want kind/id");
        }
    }

    private static String detail(Fixture fixture, String path) {
        return fixture.caller.get(path).is(400).json().path("detail").asText();
    }
}
