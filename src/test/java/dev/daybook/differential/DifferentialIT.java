package dev.daybook.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.daybook.differential.Scenario.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users see of this version is what they saw of an earlier one: reports, audit rows, tables, exports, answers, over
 * all samples and originals. {@code -Ddaybook.before=PATH} names the earlier one, its jar or its class path, and
 * {@code -Ddaybook.trees=FOLDER} more trees, {@code -Ddaybook.tree=REGEX} only some of all. Takes half an hour. What is meant to differ stands in
 * {@code differential/allowed.txt} with its reason.
 */
class DifferentialIT {

    private static final Path LEGACY = Path.of("src/test/resources/legacy");
    private static final Path ALLOWED = Path.of("src/test/resources/differential/allowed.txt");
    private static final Path NOW = Path.of(System.getProperty("daybook.jar", "target/daybook.jar"));

    /** Trees as their tools wrote them change as they did there; damage of all kinds is for imports. */
    private static final Set<String> ALIVE = Set.of("valid", "real", "originals");

    private final Properties properties = new Properties();

    @TempDir
    private Path folder;

    @BeforeEach
    void keepProperties() {
        properties.putAll(System.getProperties());
    }

    /** The program sets some in what it takes for a process of its own. */
    @AfterEach
    void restoreProperties() {
        System.setProperties(properties);
    }

    @TestFactory
    Stream<DynamicTest> this_version_shows_what_the_one_before_showed() throws IOException {
        var before = System.getProperty("daybook.before", "");
        assumeTrue(!before.isEmpty(), "no earlier version to compare with: -Ddaybook.before=<jar or class path>");
        var trees = new ArrayList<Tree>();
        for (String tool : List.of("deespec", "ait42")) {
            trees.addAll(Tree.below(LEGACY.resolve(tool)));
        }
        var more = System.getProperty("daybook.trees", "");
        if (!more.isEmpty()) {
            trees.addAll(Tree.below(Path.of(more)));
        }
        var wanted = Pattern.compile(System.getProperty("daybook.tree", ""));
        trees.removeIf(it -> !wanted.matcher(it.name()).find());
        assertThat(trees).isNotEmpty();
        var allowed = Allowed.read(ALLOWED);
        var one = LoadedProgram.load(before, folder.resolve("outputs"));
        var other = LoadedProgram.load(NOW.toString(), folder.resolve("outputs"));
        var first = trees.stream().filter(DifferentialIT::isAlive).findFirst().orElseThrow();
        var itself = DynamicTest.dynamicTest("the one before does not differ from itself", () -> {
            var all = EnumSet.allOf(Part.class);
            assertThat(Difference.between(first.name(), observe(one, first, all), observe(one, first, all)))
                    .isEmpty();
        });
        var compared = trees.stream()
                .map(tree -> DynamicTest.dynamicTest(tree.kind() + " " + tree.name(), () -> {
                    var parts = EnumSet.of(Part.DETAILS);
                    if (isAlive(tree)) {
                        parts.add(Part.CHANGES);
                    }
                    var was = observe(one, tree, parts);
                    var is = observe(other, tree, parts);
                    assertThat(Difference.between(tree.name(), was, is, allowed))
                            .isEmpty();
                }));
        return Stream.concat(Stream.of(itself), compared).onClose(() -> close(one, other));
    }

    private static boolean isAlive(Tree tree) {
        return ALIVE.contains(String.valueOf(tree.folder().resolveSibling("").getFileName()));
    }

    private static void close(LoadedProgram... programs) {
        for (LoadedProgram it : programs) {
            try {
                it.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Observed observe(LoadedProgram program, Tree tree, Set<Part> parts) throws IOException {
        return Scenario.observe(program, tree, folder.resolve("place"), parts);
    }

    /** What could be normalised away, or never was compared, is no proof. */
    @Test
    void one_letter_of_one_file_is_seen_wherever_it_is_shown_and_nothing_else_is() throws IOException {
        var tree = new Tree("tree", "ait42", LEGACY.resolve("ait42/valid/project"));
        Path copy = folder.resolve("copy");
        tree.copyTo(copy);
        Path file = copy.resolve(".ait42/sessions.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"task\": \"", "$0X"));
        try (var program = LoadedProgram.load(NOW.toString(), folder.resolve("outputs"))) {
            var one = observe(program, tree, Set.of());
            var again = observe(program, tree, Set.of());
            var other = observe(program, new Tree("tree", "ait42", copy), Set.of());

            assertThat(Difference.between("tree", one, again)).isEmpty();
            assertThat(Difference.between("tree", one, other))
                    .extracting(Difference::aspect)
                    .contains(
                            "http-audit",
                            "http-history",
                            "http-journal",
                            "http-sessions",
                            "table-audit",
                            "table-session",
                            "export-files",
                            "cli-audit")
                    .doesNotContain("migrate", "verify", "http-config");
        }
    }
}
