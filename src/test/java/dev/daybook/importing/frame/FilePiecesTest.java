package dev.daybook.importing.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Reading.Result;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.run.ImportFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that is too large to be held comes back byte for byte, like any other. */
final class FilePiecesTest {

    private static final Path SAMPLES = Path.of("src", "test", "resources", "legacy");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "ait42, ait42/valid/project, .ait42/memory/dump.bin",
        "hive, hive/valid/v0-files, .claude/dump.bin",
    })
    void a_large_file_of_each_tool_is_kept_in_pieces_and_written_back(String tool, String sample, String file)
            throws IOException {
        Path root = Folder.copy(SAMPLES.resolve(sample), folder.resolve("root"));
        Path large = root.resolve(file);
        Files.createDirectories(large.getParent());
        Files.write(large, bytes(Limits.DEFAULT.fileBytesMax() + 1));
        try (var fixture = fixture(tool)) {
            assertThat(fixture.run(root).findings())
                    .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
                    .noneMatch(finding -> finding.file().equals(file));
            assertThat(fixture.run(root).events().appended()).isZero();

            assertThat(exported(fixture, tool, file)).hasSameBinaryContentAs(large);
        }
    }

    @Test
    void a_large_file_that_changes_while_it_is_read_is_told_and_counts_as_not_read() throws IOException {
        Path file = Files.write(folder.resolve("dump.bin"), bytes(2 * FilePieces.PIECE_BYTES + 1));
        var tree = new SourceTree(folder, "", Limits.DEFAULT);
        Node node = tree.child(tree.top(), "dump.bin").orElseThrow();
        Reading reading =
                Results.reading(results -> FilePieces.keep(Root.of(folder), tree, node, Known.NOTHING, results));

        Result first = reading.next();
        Result frame = reading.next();
        try (var out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), FilePieces.PIECE_BYTES);
        }
        var rest = new ArrayList<Result>();
        reading.forEachRemaining(rest::add);

        assertThat(first).isEqualTo(new Reading.Seen("dump.bin", true));
        assertThat(frame).isInstanceOf(Reading.Found.class);
        assertThat(rest).contains(new Reading.Seen("dump.bin", false));
        assertThat(rest)
                .filteredOn(Finding.class::isInstance)
                .singleElement()
                .asString()
                .contains("UNREADABLE_FILE", "file=dump.bin", "was changed while it was read");
    }

    private Path exported(ImportFixture fixture, String tool, String file) {
        Path out = folder.resolve("out");
        fixture.export(writer(tool), out);
        return out.resolve(file);
    }

    private static ImportFixture fixture(String tool) {
        return new ImportFixture(AllSlices.of().sources().sources().stream()
                .filter(source -> source.kind().equals(tool))
                .findFirst()
                .orElseThrow());
    }

    private static LegacyWriter writer(String tool) {
        return AllSlices.of().writers().stream()
                .filter(writer -> writer.kind().equals(tool))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(int sizeBytes) {
        byte[] bytes = new byte[sizeBytes];
        new Random(sizeBytes).nextBytes(bytes);
        return bytes;
    }
}
