package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Things by the beginnings of their ids. */
class ThingsTest {

    private static final String ONE = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String OTHER = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2";

    @TempDir
    private Path folder;

    private Fixture service;

    @BeforeEach
    void open() throws Exception {
        service = new Fixture(folder, options -> options);
    }

    @AfterEach
    void close() {
        service.close();
    }

    private void register(String id) {
        service.caller
                .post("/sbis", "{\"id\":\"%s\",\"title\":\"x\"}".formatted(id))
                .is(201);
    }

    private String begin(String thing) {
        return service.caller
                .post("/things/short", "{\"things\":[\"%s\"]}".formatted(thing))
                .is(200)
                .json()
                .at("/items/0/begin")
                .asText();
    }

    @Test
    void an_id_is_as_short_as_tells_it_from_all_others_and_a_name_is_whole() {
        register(ONE);
        assertThat(begin("sbi/" + ONE)).isEqualTo("sbi/SBI-01K6GBQ7");
        register(OTHER);
        assertThat(begin("sbi/" + ONE)).isEqualTo("sbi/" + ONE);
        service.caller
                .send("PUT", "/config/a_setting_with_a_long_name", java.util.Optional.of("{\"value\":1}"))
                .is(200);
        assertThat(begin("config/a_setting_with_a_long_name")).isEqualTo("config/a_setting_with_a_long_name");
        assertThat(begin("session/8591b6fa82d5eaa1/7f0c2b1e-5a44-4c0e-9d3b-0e6f1a2b3c02"))
                .isEqualTo("session/8591b6fa82d5");
    }

    @Test
    void checkpoints_are_found_and_shortened_as_things_are() {
        for (String run : new String[] {"01K6GBQ7M4X2V9B8N0C5D3F1R1", "01K6GBQ7M4ZZV9B8N0C5D3F1R1"}) {
            service.caller
                    .post("/checkpoints", "{\"name\":\"before-%s\"}".formatted(run))
                    .is(201);
        }
        service.caller.post("/checkpoints", "{\"name\":\"noon\"}").is(201);

        assertThat(begin("checkpoint/before-01K6GBQ7M4X2V9B8N0C5D3F1R1")).isEqualTo("checkpoint/before-01K6GBQ7M4X");
        assertThat(begin("checkpoint/noon")).isEqualTo("checkpoint/noon");
        assertThat(service.caller
                        .get("/things?begin=checkpoint/before-01K6GBQ7M4Z")
                        .is(200)
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .containsExactly("before-01K6GBQ7M4ZZV9B8N0C5D3F1R1");
    }

    @Test
    void things_are_found_with_their_kind_or_without() {
        register(ONE);

        for (String begin : new String[] {"SBI-01K6", "sbi/SBI-01K6", ONE}) {
            assertThat(service.caller
                            .get("/things?begin=" + begin)
                            .is(200)
                            .json()
                            .at("/items/0/thing")
                            .asText())
                    .isEqualTo("sbi/" + ONE);
        }
        assertThat(service.caller
                        .get("/things?begin=plan/SBI-01K6")
                        .is(200)
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void what_is_no_id_is_refused() {
        service.caller
                .post("/things/short", "{\"things\":[\"x\"]}")
                .isProblem(400, "invalid-request")
                .at("/things/0");
        String many =
                IntStream.range(0, 1_001).mapToObj("\"sbi/%d\""::formatted).collect(Collectors.joining(","));
        service.caller.post("/things/short", "{\"things\":[" + many + "]}").is(400);
    }
}
