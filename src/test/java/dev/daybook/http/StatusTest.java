package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How it stands with all tasks, over HTTP. */
class StatusTest {

    private static final String LEASE = "{\"holder\":\"ada\",\"ttlSeconds\":600}";

    @Test
    void what_is_in_work_ready_and_blocked_is_told_after_each_change(@TempDir Path folder) {
        var now = new AtomicReference<>(Instant.parse("2026-01-01T10:00:00Z"));
        try (var house = new Fixture(folder, now::get)) {
            assertThat(counts(house)).isEqualTo("0 in work, 0 ready, 0 blocked");
            String first = house.caller
                    .post("/sbis", "{\"title\":\"First\"}")
                    .is(201)
                    .json()
                    .path("id")
                    .asText();
            assertThat(counts(house)).isEqualTo("0 in work, 1 ready, 0 blocked");
            house.caller
                    .post("/sbis", "{\"title\":\"Then\",\"dependsOn\":[\"%s\"]}".formatted(first))
                    .is(201);
            assertThat(counts(house)).isEqualTo("0 in work, 1 ready, 1 blocked");
            assertThat(counts(house)).as("asked again").isEqualTo("0 in work, 1 ready, 1 blocked");

            house.caller.post("/sbis/%s/lease".formatted(first), LEASE).is(200);
            assertThat(counts(house)).isEqualTo("1 in work, 0 ready, 1 blocked");
            now.updateAndGet(time -> time.plusSeconds(601));
            assertThat(counts(house)).as("the lease is over").isEqualTo("0 in work, 1 ready, 1 blocked");
        }
    }

    private static String counts(Fixture house) {
        JsonNode tasks = house.caller
                .get("/status?after=%d&wait=30s".formatted(house.head()))
                .is(200)
                .json()
                .path("tasks");
        return "%d in work, %d ready, %d blocked"
                .formatted(
                        tasks.path("inWork").asLong(),
                        tasks.path("ready").asLong(),
                        tasks.path("blocked").asLong());
    }
}
