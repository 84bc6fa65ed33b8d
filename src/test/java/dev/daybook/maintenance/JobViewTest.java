package dev.daybook.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.operation.Asker;
import dev.daybook.operation.Role;
import dev.daybook.upkeep.Job;
import dev.daybook.upkeep.Jobs;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class JobViewTest {

    private static final int ROUNDS = 300;
    private static final Asker ADA = new Asker("ada", Role.READ);

    @Test
    void what_is_seen_to_be_done_has_its_result_whenever_one_looks() {
        var jobs = new Jobs(InstantSource.system());
        for (int round = 0; round < ROUNDS; round++) {
            String id = Integer.toString(round);
            Job job = jobs.start(
                    new Jobs.Order(id, "verify", id, ADA, Role.READ, true), _ -> "well", RuntimeException::getMessage);

            JobView seen = JobView.of(job, ADA);
            while (seen.state().equals("running")) {
                seen = JobView.of(job, ADA);
            }

            assertThat(seen.result()).contains("well");
        }
    }
}
