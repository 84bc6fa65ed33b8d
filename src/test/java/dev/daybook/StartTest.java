package dev.daybook;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service does once it answers. */
class StartTest {

    @TempDir
    private Path folder;

    @Test
    void whatever_keeps_read_models_behind_the_rest_is_begun() {
        try (var chronicle = new Chronicle()) {
            ReadModels models = chronicle.posted(folder);
            chronicle.append(new Retitled(new SbiId("SBI-001"), "Later"));
            models.close(); // nothing can be posted any more

            assertThatCode(() -> Application.settle(models)).doesNotThrowAnyException();
        }
    }
}
