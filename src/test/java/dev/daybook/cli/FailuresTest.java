package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
}
