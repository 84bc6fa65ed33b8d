package dev.daybook.code.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files were parsed as, kept for the next who asks. */
class ParsedStoreTest {

    private static final String NAME = "ab12".repeat(10);
    private static final Outcome.Parsed PARSED = new Outcome.Parsed(
            new ParsedFile(
                    List.of(),
                    List.of(),
                    List.of(new Symbol("MAX", "constant", 5, 6, Optional.empty())),
                    List.of(new Reference("other", List.of(1))),
                    true),
            7);

    @TempDir
    private Path folder;

    @Test
    void what_one_process_has_kept_another_finds() {
        new ParsedStore(folder, 1 << 20).keep(Grammar.JAVA, NAME, PARSED);

        var store = new ParsedStore(folder, 1 << 20);
        assertThat(store.find(Grammar.JAVA, NAME)).contains(PARSED);
        assertThat(store.find(Grammar.GO, NAME)).as("another language").isEmpty();
        assertThat(store.find(Grammar.JAVA, "cd12".repeat(10))).isEmpty();
    }

    @Test
    void what_is_damaged_or_cut_off_is_not_there() throws IOException {
        var store = new ParsedStore(folder, 1 << 20);
        store.keep(Grammar.JAVA, NAME, PARSED);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);

        for (int size = 0; size < whole.length; size++) {
            byte[] cut = java.util.Arrays.copyOf(whole, size);
            Files.write(file, cut);
            assertThat(store.find(Grammar.JAVA, NAME)).as("%d bytes", size).isEmpty();
        }
        whole[whole.length - 1] ^= 1;
        Files.write(file, whole);
        assertThat(store.find(Grammar.JAVA, NAME)).isEmpty();
    }

    @Test
    void no_more_is_kept_than_may_be_and_the_oldest_goes_first() throws IOException {
        var store = new ParsedStore(folder, 3 * 4_096);
        for (int i = 0; i < 5; i++) {
            String name = i + NAME;
            store.keep(Grammar.JAVA, name, PARSED);
            for (Path file : files()) {
                if (file.getFileName().toString().startsWith(name)) {
                    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(1_000L * i));
                }
            }
        }

        store.trim();

        assertThat(files())
                .extracting(file -> file.getFileName().toString().charAt(0))
                .containsExactly('2', '3', '4');
    }

    @Test
    void where_nothing_can_be_written_nothing_is_kept() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        var store = new ParsedStore(file, 1 << 20);

        store.keep(Grammar.JAVA, NAME, PARSED);
        store.trim();

        assertThat(store.find(Grammar.JAVA, NAME)).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
