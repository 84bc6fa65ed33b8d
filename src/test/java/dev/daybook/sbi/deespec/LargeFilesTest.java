package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.FileQueries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are too large to be held, and those that become so or cease to be. */
final class LargeFilesTest {

    private static final String ARCHIVE = ".deespec/archives/all.tar";
    private static final int PIECE_BYTES = 1 << 20;
    private static final int LARGE_BYTES = 100_000;
    private static final Limits LIMITS = new Limits(LARGE_BYTES - 1, 100, 1_000, 100, 100, 1_000, 1_000);

    @TempDir
    private Path folder;

    private Path root;
    private ImportFixture fixture;
    private int exports;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        fixture = new ImportFixture(new DeespecSource(LIMITS, ZoneOffset.UTC, ImportFixture.CLOCK));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void one_comes_back_byte_for_byte_and_an_import_of_it_again_adds_nothing() throws IOException {
        Path large = given(ARCHIVE, bytes(2 * PIECE_BYTES + 1));

        assertThat(fixture.run(root).findings()).isEmpty();

        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(exported(ARCHIVE)).hasSameBinaryContentAs(large);
    }

    @Test
    void of_one_that_grows_only_the_last_piece_is_another_one() throws IOException {
        Path large = given(ARCHIVE, bytes(PIECE_BYTES + 1));
        fixture.run(root);
        Files.write(large, bytes(100), StandardOpenOption.APPEND);

        fixture.run(root);

        assertThat(facts(ARCHIVE + "//0")).hasSize(1);
        assertThat(facts(ARCHIVE + "//1")).hasSize(2);
        assertThat(exported(ARCHIVE)).hasSameBinaryContentAs(large);
    }

    @Test
    void one_that_becomes_shorter_comes_back_shorter() throws IOException {
        byte[] bytes = bytes(2 * PIECE_BYTES + 7);
        for (int sizeBytes : List.of(bytes.length, LARGE_BYTES, 0, LARGE_BYTES - 1, bytes.length)) {
            Path large = given(ARCHIVE, Arrays.copyOf(bytes, sizeBytes));

            fixture.run(root);

            assertThat(exported(ARCHIVE)).hasSameBinaryContentAs(large);
        }
    }

    @Test
    void of_one_that_is_no_longer_large_nobody_is_shown_the_pieces() throws IOException {
        given(ARCHIVE, bytes(PIECE_BYTES + 1));
        fixture.run(root);
        assertThat(shown()).containsExactly(ARCHIVE + "//0", ARCHIVE + "//1");

        given(ARCHIVE, bytes(10));
        fixture.run(root);

        assertThat(shown()).containsExactly(ARCHIVE);
    }

    /** Nobody is to find the halves of two files as if they were one. */
    @Test
    void one_whose_pieces_do_not_belong_together_is_told_and_not_written() throws IOException {
        given(ARCHIVE, bytes(PIECE_BYTES + 1));
        fixture.run(root);
        String piece = ARCHIVE + "//1";
        fixture.append(new StreamId("file", piece), new Written(piece, "utf-8", "of another one"));
        Path out = folder.resolve("out");

        Export.Report report = fixture.export(new DeespecWriter(), out);

        assertThat(out.resolve(ARCHIVE)).doesNotExist();
        assertThat(report.findings())
                .extracting(Finding::file, Finding::code)
                .contains(tuple(ARCHIVE, "INCONSISTENT_STATE"));
    }

    /** It is no task's text, but it is not lost. */
    @Test
    void a_text_of_a_task_that_is_too_large_to_be_read_is_told_and_written_back() throws IOException {
        String plan = ".deespec/specs/sbi/PAY-1/plan_1.md";
        Folder.write(root, ".deespec/specs/sbi/PAY-1/meta.yaml", "id: PAY-1\ntitle: Pay\n");
        Path large = given(plan, "x".repeat(LARGE_BYTES).getBytes(StandardCharsets.UTF_8));

        assertThat(fixture.run(root).findings())
                .extracting(Finding::file, Finding::code, Finding::severity)
                .contains(tuple(plan, "RESOURCE_LIMIT", Finding.Severity.ERROR));
        assertThat(exported(plan)).hasSameBinaryContentAs(large);
    }

    private List<String> shown() {
        try (ReadModels models = fixture.models(folder.resolve("read-" + ++exports))) {
            models.catchUp();
            var files = new FileQueries(models::read);
            return Stream.of(ARCHIVE, ARCHIVE + "//0", ARCHIVE + "//1")
                    .filter(file -> files.find(file).isPresent())
                    .toList();
        }
    }

    private Path given(String file, byte[] bytes) throws IOException {
        Path large = root.resolve(file);
        Files.createDirectories(large.getParent());
        return Files.write(large, bytes);
    }

    private List<Entry> facts(String file) {
        return fixture.journal.readForward(Selection.all(), Position.START, 1_000).stream()
                .filter(entry -> entry.stream().key().equals(file))
                .toList();
    }

    private Path exported(String file) {
        Path out = folder.resolve("out-" + ++exports);
        fixture.export(new DeespecWriter(), out);
        return out.resolve(file);
    }

    private static byte[] bytes(int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        new Random(sizeBytes).nextBytes(bytes);
        return bytes;
    }
}
