package dev.daybook.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of tools with anything wrong in them: an import ends, with a report or a refusal, and a second one of the same files
 * adds nothing. {@code -Ddaybook.torture=true}: many.
 */
final class SpoiltFilesTest {

    private static final Path SAMPLES =
            Path.of("src", "test", "resources", "legacy").toAbsolutePath();
    /** Larger ones make the suite long, and hold nothing that small ones do not. */
    private static final long TREE_BYTES_MAX = 200_000;

    @TempDir
    private Path folder;

    @Test
    void an_import_of_spoilt_files_ends_with_a_report_or_a_refusal() throws IOException {
        List<LegacySource> sources = AllSlices.of().sources().sources();
        List<Path> trees = trees();
        assertThat(trees).hasSizeGreaterThan(50);
        try (var alone =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())) {
            Torture.seeds(
                    "spoilt-files",
                    40,
                    20_000,
                    seed -> alone.submit(() -> {
                                imported(seed, sources, trees);
                                return seed;
                            })
                            .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private void imported(long seed, List<LegacySource> sources, List<Path> trees) throws IOException {
        var random = new Random(seed);
        Path sample = trees.get(random.nextInt(trees.size()));
        String tool = SAMPLES.relativize(sample).getName(0).toString();
        LegacySource source = sources.stream()
                .filter(one -> one.kind().equals(tool))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no tool has the samples in " + tool));
        Path tree = folder.resolve("tree-" + seed);
        Folder.copy(sample, tree);
        String spoilt = spoil(tree, random);
        String where = "%s with %s spoilt: ".formatted(SAMPLES.relativize(sample), spoilt);

        try (var fixture = new ImportFixture(source)) {
            try {
                fixture.run(tree);
            } catch (Rejected refused) {
                assertThat(refused.getMessage()).as(where).isNotBlank();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(where + e, e);
            }
            long head = fixture.journal.head().value();
            try {
                fixture.run(tree);
            } catch (Rejected refused) {
                assertThat(refused.getMessage()).as(where).isNotBlank();
            }
            assertThat(facts(fixture)).as(where + "imported twice").isEqualTo(facts(fixture, head));
        }
        Deleted.tree(tree);
    }

    private static long facts(ImportFixture fixture) {
        return facts(fixture, Long.MAX_VALUE);
    }

    /** Counts what was imported up to a position: each run also notes itself. */
    private static long facts(ImportFixture fixture, long until) {
        return fixture.journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE).stream()
                .filter(entry -> entry.position().value() <= until)
                .filter(entry -> !entry.stream().category().equals("import")
                        && !entry.stream().category().equals("journal"))
                .count();
    }

    private static String spoil(Path tree, Random random) throws IOException {
        List<Path> files = files(tree);
        var spoilt = new StringBuilder();
        for (int times = 1 + random.nextInt(3); times > 0 && !files.isEmpty(); times--) {
            Path file = files.get(random.nextInt(files.size()));
            Files.write(file, Mutations.of(Files.readAllBytes(file), random));
            spoilt.append(tree.relativize(file)).append(' ');
        }
        return spoilt.toString();
    }

    private static List<Path> trees() throws IOException {
        try (Stream<Path> all = Files.walk(SAMPLES, 3)) {
            return all.filter(path -> SAMPLES.relativize(path).getNameCount() == 3 && Files.isDirectory(path))
                    .filter(path -> !path.startsWith(SAMPLES.resolve("code")))
                    .filter(path -> sizeBytes(path) < TREE_BYTES_MAX)
                    .map(path -> path.getFileName().toString().startsWith(".") ? path.getParent() : path)
                    .sorted()
                    .distinct()
                    .toList();
        }
    }

    private static long sizeBytes(Path tree) {
        try {
            long sum = 0;
            for (Path file : files(tree)) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }
}
