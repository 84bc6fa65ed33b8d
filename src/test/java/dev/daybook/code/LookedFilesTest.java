package dev.daybook.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.code.CodeQueries.Known;
import dev.daybook.code.tree.Contents;
import dev.daybook.code.tree.Contents.Kind;
import dev.daybook.code.tree.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files need not be read although they were touched. */
class LookedFilesTest {

    private static final Instant LONG_AGO = Instant.parse("2025-10-05T08:30:00Z");
    private static final Instant SINCE = Instant.parse("2025-11-05T08:30:00Z");

    @TempDir
    private Path folder;

    private SourceTree tree;
    private Path file;
    private Known known;

    @BeforeEach
    void a_file_that_is_indexed() throws IOException {
        Path root = Files.createDirectories(folder.resolve("shop"));
        file = root.resolve("cart.ts");
        Files.write(file, "total()".getBytes(UTF_8));
        tree = new SourceTree(root, SourceTree.Limits.USUAL, Map.of());
        known = new Known(
                Contents.of("total()".getBytes(UTF_8)).sha256(), 7, LONG_AGO, "typescript", LONG_AGO.plusSeconds(60));
        touch();
    }

    /** It was modified, but not within the last moment. */
    private void touch() throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(SINCE));
    }

    private SourceTree.Entry entry() throws IOException {
        return new SourceTree.Entry(
                "cart.ts", Files.size(file), Files.getLastModifiedTime(file).toInstant());
    }

    private LookedFiles looked() {
        return LookedFiles.in(folder.resolve("looked"), "shop", tree.root());
    }

    private boolean isKnown(LookedFiles looked) throws IOException {
        return looked.isKnown(entry(), known, tree, Instant.now());
    }

    private void look() throws IOException {
        LookedFiles looked = looked();
        looked.add(entry(), Instant.now().plusSeconds(1), known.sha256());
        looked.keep();
    }

    @Test
    void a_file_that_was_touched_is_read_once() throws IOException {
        assertThat(isKnown(looked())).isFalse();

        look();

        assertThat(isKnown(looked())).isTrue();
        assertThat(isKnown(LookedFiles.in(folder.resolve("looked"), "shop", folder)))
                .as("another tree of that name")
                .isFalse();
        assertThat(isKnown(LookedFiles.in(folder.resolve("looked"), "other", tree.root())))
                .isFalse();
    }

    @Test
    void what_was_changed_since_is_read_also_where_its_time_was_set_back() throws IOException {
        LookedFiles looked = looked();
        looked.add(entry(), Instant.now().minusSeconds(60), known.sha256());
        Files.write(file, "count()".getBytes(UTF_8));
        touch();

        assertThat(isKnown(looked)).isFalse();
    }

    @Test
    void what_is_something_else_than_the_journal_has_is_read() throws IOException {
        look();
        known = new Known("0".repeat(64), 7, LONG_AGO, "typescript", LONG_AGO.plusSeconds(60));

        assertThat(isKnown(looked())).isFalse();
    }

    @Test
    void what_nobody_wrote_to_be_read_is_looked_at_once() throws IOException {
        LookedFiles looked = looked();
        assertThat(looked.skipped(entry(), tree, Instant.now())).isEmpty();

        looked.add(entry(), Instant.now().plusSeconds(1), Kind.BINARY.name());
        looked.keep();

        assertThat(looked().skipped(entry(), tree, Instant.now())).contains(Kind.BINARY);
        assertThat(isKnown(looked())).isFalse();
    }

    @Test
    void what_is_gone_is_forgotten() throws IOException {
        look();
        LookedFiles looked = looked();
        looked.retain(Set.of());
        looked.keep();

        assertThat(isKnown(looked())).isFalse();
    }

    @Test
    void a_damaged_memory_is_none_wherever_it_is_damaged() throws IOException {
        look();
        Path kept;
        try (Stream<Path> files = Files.list(folder.resolve("looked"))) {
            kept = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(kept);

        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) 0x80;
            Files.write(kept, damaged);
            assertThat(isKnown(looked())).as("byte %d", at).isFalse();
        }
    }
}
