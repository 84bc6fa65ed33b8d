package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks about what cannot be a thing is told so. */
class NoThingTest {

    @TempDir
    private Path folder;

    @Test
    void what_cannot_be_a_thing_is_refused_by_every_question() {
        try (var house = new Fixture(folder)) {
            for (String question : List.of(
                    "/blame/a%2Fb/x",
                    "/history/a%2Fb/x",
                    "/history/a%2Fb/x?at=1",
                    "/history/a%2Fb/x?branch=main",
                    "/journal?stream=x",
                    "/journal?stream=%2F",
                    "/journal/stream?stream=x",
                    "/undo?thing=x",
                    "/undo?thing=%2Fx",
                    "/diff?thing=x",
                    "/diff?thing=x%2F",
                    "/things?text=%2F",
                    "/audit?entity=%2F")) {
                assertThat(house.caller.get(question).status()).as(question).isBetween(400, 499);
            }
            for (String thing : List.of("x", "/x", "x/", "a/b/c")) {
                assertThat(house.caller
                                .post("/things/short", "{\"things\":[\"%s\"]}".formatted(thing))
                                .status())
                        .as(thing)
                        .isNotEqualTo(500);
            }
            house.caller.get("/blame/a%2Fb/x").isProblem(404, "not-found");
        }
    }
}
