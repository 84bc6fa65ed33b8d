package dev.daybook.code.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Trees are read again where other rules find something else in their files. */
class ExtractionTest {

    private static final Path SAMPLES = Path.of("src/test/resources/code/parsing");
    private static final int RULES = 5;
    private static final long FOUND = 0x36713FB5L;

    @Test
    void whoever_changes_what_is_found_in_a_sample_gives_the_rules_another_number() throws IOException {
        var found = new CRC32();
        try (var files = Files.list(SAMPLES)) {
            List<Path> sorted = files.filter(it -> it.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
            for (Path file : sorted) {
                found.update(Files.readAllBytes(file));
            }
        }

        assertThat(List.of((long) Extraction.RULES, found.getValue()))
                .as("raise Extraction.RULES if something else is found in a file that was there, and write both here")
                .isEqualTo(List.of((long) RULES, FOUND));
    }
}
