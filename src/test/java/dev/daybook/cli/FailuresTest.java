package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FailuresTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_is_no_mistake_of_the_program() {
        Throwable failure = catchThrowable(() -> {
            try (var out = Files.newOutputStream(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
                out.write(1);
            } catch (IOException e) {
                throw new UncheckedIOException("manifest.json cannot be written", e);
            }
        });

        assertThat(Failures.next(failure)).startsWith("the disk is full: free some space");
    }

    @Test
    void what_nobody_has_foreseen_is_one_whatever_caused_it() {
        var failure = new IllegalStateException(new IllegalStateException());

        assertThat(Failures.next(failure)).contains("mistake in Daybook", "--debug");
    }

    @Test
    void what_nobody_has_foreseen_names_the_file_that_it_is_about() {
        var failure = new NoSuchFileException("/home/ada/lost.json");

        assertThat(Failures.describe((Throwable) failure)).isEqualTo("/home/ada/lost.json");
        assertThat(Failures.describe(failure))
                .as("in a sentence that names it already")
                .isEqualTo("there is no such file");
    }

    @Test
    void a_text_that_is_no_json_is_told_by_its_place_whoever_has_caught_it() {
        Throwable failure = catchThrowable(() -> Output.JSON.readTree("{\"a\": ["));

        assertThat(Failures.describe(failure))
                .isEqualTo(Failures.describe((IOException) failure))
                .contains("line 1, column 8")
                .doesNotContain("Source");
    }
}
