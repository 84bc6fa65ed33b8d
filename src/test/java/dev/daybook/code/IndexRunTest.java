package dev.daybook.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.code.CodeEvent.FileIndexed;
import dev.daybook.code.CodeEvent.FileRemoved;
import dev.daybook.code.CodeEvent.FileRenamed;
import dev.daybook.code.CodeEvent.Stands;
import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.CodeQueries.Known;
import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.Import;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Parsers;
import dev.daybook.code.parsing.Symbol;
import dev.daybook.code.tree.SourceTree;
import dev.daybook.code.tree.SourceTree.Limits;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Progress;
import dev.daybook.projection.Chronicle;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a source tree in the journal. */
class IndexRunTest {

    private static final Duration FILE_MAX = Duration.ofSeconds(3);

    @TempDir
    private static Path libraries;

    @TempDir
    private Path root;

    private static Parsers parsers;

    private final Chronicle chronicle = new Chronicle();
    private final IndexCounts counts = new IndexCounts();
    private final List<Long> paced = new ArrayList<>();
    private int runs;
    private Instant indexedAt = Instant.MAX;
    private LookedFiles looked = LookedFiles.nowhere();
    private IndexRun.Outdated outdated = _ -> Set.of();

    @BeforeAll
    static void start() {
        parsers = new Parsers(libraries, new Parsers.Limits(2, FILE_MAX, Duration.ofMinutes(1)));
    }

    @AfterAll
    static void stop() {
        parsers.close();
    }

    @BeforeEach
    void tree() throws IOException {
        write("src/Shop.java", "class Shop { void open() {} }");
        write("web/cart.ts", "export function total() { return 1; }");
        write("README.md", "# Shop");
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    @Test
    void a_new_tree_is_read_and_the_same_tree_changes_nothing() throws Exception {
        IndexReport first = run();

        assertThat(first.indexed()).isEqualTo(3);
        assertThat(first.changed()).isTrue();
        assertThat(definitions("src/Shop.java")).containsExactly("Shop", "open");
        assertThat(known())
                .hasEntrySatisfying(
                        "README.md", file -> assertThat(file.language()).isEqualTo("text"));

        IndexReport second = run();

        assertThat(second.changed()).isFalse();
        assertThat(List.of(second.indexed(), second.unchanged(), second.appended()))
                .containsExactly(0L, 3L, 0L);
    }

    @Test
    void who_follows_is_given_the_time_to_keep_up_with_each_batch() throws Exception {
        for (int i = 0; i < 600; i++) {
            write("many/file" + i + ".md", "note " + i);
        }

        IndexReport report = run();

        assertThat(paced).hasSizeGreaterThan(1).isSorted().endsWith(report.position());
    }

    @Test
    void what_has_changed_moved_and_gone_is_found_and_nothing_else() throws Exception {
        run();
        write("src/Shop.java", "class Shop { void close() {} }");
        Files.createDirectories(root.resolve("lib"));
        Files.move(root.resolve("web/cart.ts"), root.resolve("lib/basket.ts"));
        Files.delete(root.resolve("README.md"));

        IndexReport report = run();

        assertThat(List.of(report.indexed(), report.renamed(), report.removed(), report.unchanged()))
                .containsExactly(1L, 1L, 1L, 0L);
        assertThat(known().keySet()).containsExactlyInAnyOrder("src/Shop.java", "lib/basket.ts");
        assertThat(definitions("lib/basket.ts")).containsExactly("total");
        assertThat(events())
                .anyMatch(event ->
                        event instanceof FileRenamed renamed && renamed.from().equals("web/cart.ts"));
        assertThat(run().changed()).isFalse();
    }

    @Test
    void a_run_that_was_ended_goes_on_where_it_stopped() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            write("many/file" + i + ".py", "x = " + i + "\n");
        }
        assertThatThrownBy(() -> run(request(List.of(), false), (done, total, _) -> {
                    if (total > 0 && done > 700) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        int kept = known().size();
        assertThat(kept).isBetween(1, 1_202);

        IndexReport rest = run();

        assertThat(rest.indexed()).isEqualTo(1_203 - kept);
        assertThat(known()).hasSize(1_203);
    }

    @Test
    void a_file_that_outlasts_the_parser_is_set_aside_and_tried_again_when_it_has_changed() throws Exception {
        write("endless.ts", "{[(<\n".repeat(1_900_000));

        IndexReport first = run();

        assertThat(first.setAside()).isEqualTo(1);
        assertThat(first.findings()).extracting(IndexReport.Finding::path).containsExactly("endless.ts");
        assertThat(definitions("src/Shop.java")).containsExactly("Shop", "open");
        assertThat(run().setAside()).as("not tried again").isZero();

        write("endless.ts", "function ended() {}");

        assertThat(run().indexed()).isEqualTo(1);
        assertThat(definitions("endless.ts")).containsExactly("ended");
    }

    @Test
    void a_file_that_there_is_no_memory_for_is_listed_and_the_others_are_read() throws Exception {
        try (var file = new RandomAccessFile(root.resolve("large.ts").toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        var request = new IndexRequest(root, "shop", new Limits(1L << 32, 64, List.of()), List.of(), false, false);

        IndexReport report = run(request, Progress.UNHEARD);

        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.path()).isEqualTo("large.ts"))
                .satisfies(finding -> assertThat(finding.message()).contains("no memory for its 3221225472 bytes"));
        assertThat(known()).hasSize(3);
    }

    @Test
    void a_run_that_was_killed_has_said_where_its_tree_is() throws Exception {
        assertThatThrownBy(() -> run(request(List.of(), false), (_, total, _) -> {
                    if (total > 0) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");

        assertThat(chronicle.journal.readForward(Selection.category(TreeEvent.CATEGORY), Position.START, 10))
                .hasSize(1);
    }

    @Test
    void a_tree_that_was_read_by_other_rules_is_read_again_once(@TempDir Path kept) throws Exception {
        run();
        FileIndexed now = (FileIndexed) stands("web/cart.ts");
        new CodeFacts(chronicle.journal, chronicle.codec, chronicle.timelines)
                .append(
                        List.of(new FileIndexed(
                                now.project(),
                                now.path(),
                                now.sha256(),
                                now.sizeBytes(),
                                now.language(),
                                now.modifiedAt(),
                                ParsedFile.NOTHING)),
                        new Seen("ada", "an older release", Chronicle.START));
        looked = LookedFiles.in(kept, "shop", root);

        run(request(List.of("java"), false), Progress.UNHEARD);
        assertThat(definitions("web/cart.ts")).as("only Java was read").isEmpty();

        looked = LookedFiles.in(kept, "shop", root);
        IndexReport again = run();
        assertThat(again.appended()).isEqualTo(1);
        assertThat(definitions("web/cart.ts")).containsExactly("total");

        looked = LookedFiles.in(kept, "shop", root);
        IndexReport third = run();
        assertThat(List.of(third.indexed(), third.unchanged())).containsExactly(0L, 3L);
    }

    @Test
    void binary_and_generated_files_are_counted_and_leave_the_index() throws Exception {
        run();
        write("web/cart.ts", "// Code generated by a tool. DO NOT EDIT.\nexport const x = 1;");
        write("logo.png", "\0PNG");

        IndexReport report = run();

        assertThat(report.skipped().binary()).isEqualTo(1);
        assertThat(report.skipped().generated()).isEqualTo(1);
        assertThat(known().keySet()).containsExactlyInAnyOrder("src/Shop.java", "README.md");
    }

    @Test
    void only_files_of_a_language_are_read_and_others_stay_as_they_are() throws Exception {
        run();
        write("src/Shop.java", "class Bazaar {}");
        Files.delete(root.resolve("README.md"));

        IndexReport report = run(request(List.of("java"), false), Progress.UNHEARD);

        assertThat(List.of(report.indexed(), report.removed())).containsExactly(1L, 0L);
        assertThat(known()).hasSize(3);
    }

    @Test
    void another_tree_of_the_same_name_takes_nothing_away_unless_it_is_said() throws Exception {
        for (int i = 0; i < 30; i++) {
            write("many/file" + i + ".py", "x = " + i + "\n");
        }
        run();
        for (int i = 0; i < 30; i++) {
            Files.delete(root.resolve("many/file" + i + ".py"));
        }

        assertThatThrownBy(this::run).isInstanceOf(Rejected.class).hasMessageContaining("30 are not below");
        assertThat(known()).hasSize(33);
        assertThat(run(request(List.of(), true), Progress.UNHEARD).removed()).isEqualTo(30);
    }

    @Test
    void an_import_is_of_the_kind_that_the_tree_makes_it_though_its_file_is_as_it_was(@TempDir Path rows)
            throws Exception {
        write("app.py", "import cart\nimport os");
        write("main.go", "package main\nimport \"example.com/shop/cart\"\n");
        outdated = own -> new OwnImports(chronicle.posted(rows.resolve("" + runs))::read).outdated("shop", own);
        run();
        assertThat(kinds("app.py")).containsExactly("external", "builtin");

        write("cart/__init__.py", "");
        write("go.mod", "module example.com/shop\n");
        assertThat(run().indexed()).isEqualTo(4);
        assertThat(kinds("app.py")).containsExactly("local", "builtin");
        assertThat(kinds("main.go")).containsExactly("local");
        assertThat(((FileIndexed) stands("go.mod")).parsed().symbols())
                .containsExactly(new Symbol("example.com/shop", "module", 1, 7, Optional.empty()));

        Files.delete(root.resolve("cart/__init__.py"));
        assertThat(run().indexed()).isEqualTo(1);
        assertThat(kinds("app.py")).containsExactly("external", "builtin");
        assertThat(run().changed()).isFalse();
    }

    @Test
    void of_files_with_the_same_content_each_is_renamed_to_the_one_of_its_name() throws Exception {
        write("a/x.ts", "export {}");
        write("z/y.ts", "export {}");
        run();

        Files.createDirectories(root.resolve("b"));
        Files.move(root.resolve("z/y.ts"), root.resolve("b/y.ts"));
        Files.createDirectories(root.resolve("c"));
        Files.move(root.resolve("a/x.ts"), root.resolve("c/x.ts"));

        assertThat(run().renamed()).isEqualTo(2);
        assertThat(List.of(stands("b/y.ts"), stands("c/x.ts")))
                .extracting(it -> ((FileRenamed) it).from())
                .containsExactly("z/y.ts", "a/x.ts");
    }

    @Test
    void a_file_that_says_it_is_as_old_and_as_long_as_before_is_read_again() throws Exception {
        Path file = root.resolve("web/cart.ts");
        FileTime ago = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, ago);
        indexedAt = Instant.now();
        run();

        write("web/cart.ts", "export function count() { return 1; }");
        Files.setLastModifiedTime(file, ago);

        assertThat(run().indexed()).isEqualTo(1);
        assertThat(definitions("web/cart.ts")).containsExactly("count");
    }

    private IndexReport run() throws Exception {
        return run(request(List.of(), false), Progress.UNHEARD);
    }

    private IndexRequest request(List<String> languages, boolean prune) {
        return new IndexRequest(root, "shop", Limits.USUAL, languages, false, prune);
    }

    private IndexReport run(IndexRequest request, Progress progress) throws Exception {
        var facts = new CodeFacts(chronicle.journal, chronicle.codec, chronicle.timelines);
        var seen = new Seen("ada", "run-" + runs++, Chronicle.START);
        var run = new IndexRun(request, facts, parsers, counts, new Patience(counts), paced::add, seen);
        return run.run(new SourceTree(root, request.limits(), Map.of()), known(), looked, outdated, progress);
    }

    private List<CodeEvent> events() {
        return chronicle.journal.readForward(Selection.category(CodeEvent.CATEGORY), Position.START, 10_000).stream()
                .map(entry -> (CodeEvent) chronicle.codec.decode(entry))
                .toList();
    }

    private Map<String, Known> known() {
        var known = new HashMap<String, Known>();
        for (CodeEvent event : events()) {
            switch (event) {
                case Stands it ->
                    known.put(
                            it.path(),
                            new Known(it.sha256(), it.sizeBytes(), it.modifiedAt(), it.language(), indexedAt));
                case FileRemoved it -> known.remove(it.path());
                case CodeEvent.Tagged _ -> {} // says nothing of what is in it
            }
        }
        return known;
    }

    private List<String> kinds(String path) {
        return stands(path).parsed().imports().stream().map(Import::kind).toList();
    }

    private List<String> definitions(String path) {
        return stands(path).parsed().definitions().stream()
                .map(Definition::name)
                .toList();
    }

    private Stands stands(String path) {
        return events().stream()
                .filter(event -> event.path().equals(path))
                .flatMap(event -> event instanceof Stands it ? Stream.of(it) : Stream.empty())
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, text.getBytes(UTF_8));
    }
}
