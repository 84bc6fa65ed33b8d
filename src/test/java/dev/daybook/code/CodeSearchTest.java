package dev.daybook.code;

import static dev.daybook.code.SeenFile.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.CodeSearch.Request;
import dev.daybook.code.CodeViews.Behind;
import dev.daybook.code.CodeViews.DefinitionView;
import dev.daybook.code.CodeViews.Found;
import dev.daybook.code.CodeViews.Hit;
import dev.daybook.code.CodeViews.LineView;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Sha256;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeSearchTest {

    private static final Behind NOTHING = new Behind(0, Optional.empty());

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private final CodeFacts facts = new CodeFacts(chronicle.journal, chronicle.codec, chronicle.timelines);
    private Optional<ReadModels> models = Optional.empty();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void given(CodeEvent... seen) {
        facts.append(List.of(seen), new Seen("indexer", "r1", Chronicle.START));
    }

    private Found search(Request request) {
        ReadModels posted = models.orElseGet(() -> chronicle.posted(folder.resolve("models")));
        models = Optional.of(posted);
        posted.catchUp();
        return new CodeSearch(posted::read, _ -> true).search(request, NOTHING);
    }

    private Found search(String query, FileFilter filter) {
        return search(new Request(query, filter, false, 20, 0));
    }

    private List<String> paths(String query, FileFilter filter) {
        return search(query, filter).items().stream().map(Hit::path).toList();
    }

    private List<String> paths(String query) {
        return paths(query, FileFilter.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "getUserById",
                "get_user_by_id",
                "get-user-by-id",
                "GETUSERBYID",
                "User",
                "\"user by id\"",
                "getUser*",
                "byId"
            })
    void a_name_is_found_by_its_parts_however_it_is_spelled(String query) {
        given(
                file("src/a.ts").defines("function", "getUserById").seen(),
                file("src/b.ts").defines("class", "Order").seen());

        assertThat(paths(query)).containsExactly("src/a.ts");
    }

    @Test
    void a_snake_is_found_by_its_camel() {
        given(file("src/a.py").defines("function", "get_user_by_id").seen());

        assertThat(paths("getUserById")).containsExactly("src/a.py");
        assertThat(paths("getUserById -order")).containsExactly("src/a.py");
    }

    @ParameterizedTest
    @ValueSource(strings = {"支払い", "払い", "再試行", "試行"})
    void japanese_is_found_inside_its_words(String query) {
        given(
                file("src/a.ts").docs("支払いを再試行する").defines("function", "retry").seen(),
                file("src/b.ts").defines("class", "Order").seen());

        assertThat(paths(query)).containsExactly("src/a.ts");
    }

    @Test
    void every_place_of_a_word_is_covered() {
        given(
                file("src/zebra.ts").seen(),
                file("zebra/b.ts").seen(),
                file("src/c.ts").defines("function", "makeZebra").seen(),
                file("src/d.ts").defines("function", "make", "make(z: Zebra)").seen(),
                file("src/e.ts").imports("./zebra").seen(),
                file("src/f.ts").docs("As a zebra does.").defines("class", "F").seen(),
                file("src/g.ts").symbol("ZEBRA_MAX").seen(),
                file("src/h.ts").seen(),
                file("src/h.ts").tagged("zebra"),
                file("src/i.ts").seen());

        assertThat(paths("zebra"))
                .as(
                        "5 of the filename and of somebody's tag, 3 of folders and definitions, 2 of imports and symbols, 1 of comments")
                .containsExactly(
                        "src/zebra.ts",
                        "src/h.ts",
                        "zebra/b.ts",
                        "src/c.ts",
                        "src/d.ts",
                        "src/e.ts",
                        "src/g.ts",
                        "src/f.ts");
        assertThat(search("zebra", FileFilter.NONE).items())
                .extracting(Hit::score)
                .containsExactly(5.0, 5.0, 3.0, 3.0, 3.0, 2.0, 2.0, 1.0);
        assertThat(paths("\"zebra\"")).as("in the full text, too").hasSize(8);
    }

    @Test
    void a_file_with_all_words_comes_before_one_that_is_full_of_one() {
        given(
                file("src/retry/retry.ts").seen(),
                file("src/queue.ts").defines("class", "RetryWorker").seen());

        assertThat(paths("retry worker")).containsExactly("src/queue.ts", "src/retry/retry.ts");
    }

    @Test
    void a_test_comes_last_unless_tests_are_looked_for() {
        given(
                file("src/test/UserTest.java").defines("class", "UserTest").seen(),
                file("src/main/Login.java")
                        .docs("Lets a user in.")
                        .defines("class", "Login")
                        .seen());

        assertThat(paths("user")).containsExactly("src/main/Login.java", "src/test/UserTest.java");
        assertThat(paths("user test").getFirst()).isEqualTo("src/test/UserTest.java");
    }

    @Test
    void words_that_say_nothing_are_no_tags_and_found_in_a_phrase() {
        given(file("src/a.ts")
                .docs("Nothing is as it was.")
                .defines("class", "A")
                .seen());

        assertThat(search("was", FileFilter.NONE))
                .extracting(Found::by, it -> it.items().size())
                .containsExactly("text", 1);
        assertThat(paths("\"as it was\"")).hasSize(1);
    }

    @Test
    void filters_narrow_before_anything_is_ranked() {
        given(
                file("src/user.ts").defines("class", "User").seen(),
                file("src/user.test.ts").defines("function", "testUser").seen(),
                file("lib/user.py").hidden().defines("function", "user").seen(),
                file("src/user.ts").of("blog").defines("interface", "User").seen(),
                file("lib/user.py").tagged("hot-path"));

        assertThat(paths("user", filter().languages("python").filter)).containsExactly("lib/user.py");
        assertThat(paths("user", filter().path("lib/*").filter)).containsExactly("lib/user.py");
        assertThat(paths("user", filter().path("LIB").filter)).containsExactly("lib/user.py");
        assertThat(paths("user", filter().path("*/user.??").filter)).hasSize(3);
        assertThat(paths("user", filter().path("/user.??").filter)).isEmpty();
        assertThat(paths("user", filter().path("**/user.ts").filter)).hasSize(2);
        assertThat(paths("\"user\"", filter().path("!src").filter)).containsExactly("lib/user.py");
        assertThat(paths("user", filter().kind("interface").filter)).containsExactly("src/user.ts");
        assertThat(paths("user", filter().tag("hot-path").filter)).containsExactly("lib/user.py");
        assertThat(paths("user", filter().project("blog").filter)).hasSize(1);
        assertThat(paths("user", filter().exports(false).filter)).containsExactly("lib/user.py");
        assertThat(paths("user", filter().project("shop").tests(true).filter)).containsExactly("src/user.ts");
        assertThat(paths("\"user\"", filter().languages("python").filter)).containsExactly("lib/user.py");
        assertThat(paths("hot-path")).containsExactly("lib/user.py");
        assertThat(paths("user", filter().bytes(401, 500).filter)).isEmpty();
        assertThat(paths("user", filter().since().filter)).isEmpty();
    }

    private static Narrowed filter() {
        return new Narrowed(FileFilter.NONE);
    }

    /** A filter, told in a line. */
    private record Narrowed(FileFilter filter) {

        Narrowed project(String name) {
            return with(Optional.of(name), filter.languages(), filter.paths(), filter.kind());
        }

        Narrowed languages(String... names) {
            return with(filter.project(), List.of(names), filter.paths(), filter.kind());
        }

        Narrowed path(String text) {
            return with(filter.project(), filter.languages(), List.of(text), filter.kind());
        }

        Narrowed kind(String word) {
            return with(filter.project(), filter.languages(), filter.paths(), Optional.of(word));
        }

        private Narrowed with(
                Optional<String> project, List<String> languages, List<String> paths, Optional<String> kind) {
            return new Narrowed(new FileFilter(
                    project,
                    languages,
                    paths,
                    kind,
                    filter.tag(),
                    filter.exports(),
                    filter.tests(),
                    filter.bytesMin(),
                    filter.bytesMax(),
                    filter.since(),
                    filter.until()));
        }

        Narrowed tag(String tag) {
            return with(Optional.of(tag), filter.exports(), filter.tests(), false);
        }

        Narrowed exports(boolean wanted) {
            return with(filter.tag(), Optional.of(wanted), filter.tests(), false);
        }

        Narrowed tests(boolean wanted) {
            return with(filter.tag(), filter.exports(), Optional.of(wanted), false);
        }

        Narrowed since() {
            return with(filter.tag(), filter.exports(), filter.tests(), true);
        }

        private Narrowed with(
                Optional<String> tag, Optional<Boolean> exports, Optional<Boolean> tests, boolean afterAll) {
            return new Narrowed(new FileFilter(
                    filter.project(),
                    filter.languages(),
                    filter.paths(),
                    filter.kind(),
                    tag,
                    exports,
                    tests,
                    filter.bytesMin(),
                    filter.bytesMax(),
                    Optional.of(SeenFile.MODIFIED.plus(Duration.ofSeconds(1))).filter(_ -> afterAll),
                    filter.until()));
        }

        Narrowed bytes(long min, long max) {
            return new Narrowed(new FileFilter(
                    filter.project(),
                    filter.languages(),
                    filter.paths(),
                    filter.kind(),
                    filter.tag(),
                    filter.exports(),
                    filter.tests(),
                    Optional.of(min),
                    Optional.of(max),
                    filter.since(),
                    filter.until()));
        }
    }

    @Test
    void what_was_looked_for_stands_first_among_the_definitions() {
        given(file("src/users.ts")
                .defines("class", "Users")
                .defines("function", "findUserByMail")
                .defines("function", "findUser")
                .defines("function", "count")
                .seen());

        Hit hit = search("findUser", FileFilter.NONE).items().getFirst();

        assertThat(hit.definitions())
                .extracting(DefinitionView::name)
                .containsExactly("findUser", "Users", "findUserByMail");
        assertThat(hit.more()).isOne();
        assertThat(search(new Request("count", FileFilter.NONE, true, 20, 0)).items())
                .hasSize(1);
    }

    @Test
    void where_nothing_is_found_what_there_is_is_suggested() {
        given(
                file("src/invoice.ts").seen(),
                file("src/invoices.ts").seen(),
                file("src/order.ts").seen());

        Found found = search("invocie", FileFilter.NONE);

        assertThat(found.items()).isEmpty();
        assertThat(found.suggestions()).containsExactly("invoice", "invoices");
        assertThat(search("invoi", FileFilter.NONE))
                .extracting(Found::by, it -> it.items().size())
                .containsExactly("beginnings", 2);
    }

    @Test
    void a_removed_file_and_what_a_file_no_longer_says_are_found_no_more() {
        given(
                file("src/a.ts").bytes(1).defines("class", "Zebra").seen(),
                file("src/zebra.ts").bytes(2).seen());
        assertThat(paths("zebra")).hasSize(2);

        given(
                file("src/a.ts").bytes(3).defines("class", "Horse").seen(),
                file("src/zebra.ts").gone());

        assertThat(paths("zebra")).isEmpty();
        assertThat(paths("\"zebra\"")).isEmpty();
        assertThat(paths("horse")).containsExactly("src/a.ts");
    }

    @Test
    void a_file_that_defines_thousands_hides_neither_what_is_looked_for_nor_another_file() {
        SeenFile large = file("src/large.ts");
        for (int i = 0; i < 5_000; i++) {
            large.defines("function", i == 4_900 ? "findZebra" : "f" + i);
        }
        given(
                large.seen(),
                file("src/small.ts")
                        .bytes(2)
                        .defines("class", "Zebra")
                        .hidden()
                        .defines("class", "Other")
                        .seen());

        assertThat(search("zebra", FileFilter.NONE).items())
                .extracting(
                        Hit::path,
                        hit -> hit.definitions().stream()
                                .map(DefinitionView::name)
                                .toList(),
                        Hit::more)
                .containsExactlyInAnyOrder(
                        tuple("src/large.ts", List.of("findZebra"), 4_999L),
                        tuple("src/small.ts", List.of("Zebra"), 1L));
        assertThat(search(new Request("zebra", FileFilter.NONE, true, 20, 0)).items())
                .extracting(Hit::path, Hit::more)
                .as("what others can use")
                .contains(tuple("src/large.ts", 4_999L));
    }

    @Test
    void lines_are_shown_of_a_file_that_is_as_it_was_indexed() throws IOException {
        Path root = Files.createDirectories(folder.resolve("shop"));
        String text = "// users\n\n\n\n\n\n\n\n// next\nfunction findUser() {\n  return 1;\n}\n";
        Files.createDirectory(root.resolve("src"));
        Files.writeString(root.resolve("src/a.ts"), text);
        facts.locate("shop", root, new Seen("indexer", "r1", Chronicle.START));
        given(
                file("src/a.ts")
                        .sha256(hash(text))
                        .defines("function", "findUser")
                        .seen(),
                file("src/findUser.ts").seen(),
                file("../outside.ts").docs("findUser").defines("class", "Out").seen());

        List<Hit> hits =
                search(new Request("findUser", FileFilter.NONE, false, 20, 2)).items();

        assertThat(hits)
                .filteredOn(hit -> hit.path().equals("src/a.ts"))
                .singleElement()
                .satisfies(hit -> {
                    assertThat(hit.state()).isEqualTo("current");
                    assertThat(hit.snippet())
                            .containsExactly(new LineView(9, "// next"), new LineView(10, "function findUser() {"));
                });
        assertThat(hits)
                .filteredOn(hit -> !hit.path().equals("src/a.ts"))
                .extracting(Hit::path, Hit::state)
                .containsExactlyInAnyOrder(tuple("src/findUser.ts", "gone"), tuple("../outside.ts", "unread"));

        Files.writeString(root.resolve("src/a.ts"), text + "// more\n");
        assertThat(search(new Request("findUser", FileFilter.NONE, false, 20, 2))
                        .items())
                .filteredOn(hit -> hit.path().equals("src/a.ts"))
                .singleElement()
                .satisfies(hit -> assertThat(hit.state()).isEqualTo("changed"))
                .satisfies(hit -> assertThat(hit.snippet()).isEmpty());
    }

    private static String hash(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Test
    void a_query_that_cannot_be_read_is_refused() {
        given(file("src/a.ts").seen());

        assertThatThrownBy(() -> search("\"open", FileFilter.NONE))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("has no partner");
        assertThatThrownBy(() -> new Request("user", FileFilter.NONE, false, 101, 0))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("want 1 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app/[id]", "app/[id]/*", "*.vue", "Über", "über", "APP/", "app/**/*.vue"})
    void a_path_is_meant_by_a_part_or_a_pattern(String path) {
        given(file("app/[id]/Über.vue").seen(), file("app/i/page.ts").seen());
        FileFilter filter = new FileFilter(
                Optional.empty(),
                List.of(),
                List.of(path),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(paths("app", filter)).contains("app/[id]/Über.vue");
    }

    @Test
    void a_file_is_behind_only_where_it_is_another_than_was_indexed() throws IOException {
        Path root = Files.createDirectories(folder.resolve("tree"));
        Path same = Files.writeString(root.resolve("same.ts"), "same");
        Path changed = Files.writeString(root.resolve("changed.ts"), "old");
        Instant modified = Instant.parse("2025-10-01T08:00:00.123456Z");
        for (Path each : List.of(same, changed)) {
            Files.setLastModifiedTime(each, FileTime.from(modified));
        }
        facts.locate("shop", root, new Seen("indexer", "r1", Chronicle.START));
        given(
                indexed("same.ts", "same", modified.truncatedTo(ChronoUnit.MILLIS)),
                indexed("changed.ts", "old", modified.truncatedTo(ChronoUnit.MILLIS)));
        assertThat(changedOnDisk()).as("the journal keeps milliseconds").isZero();

        Files.setLastModifiedTime(same, FileTime.from(modified.plusSeconds(9)));
        assertThat(changedOnDisk()).as("written anew as it was").isZero();

        Files.writeString(changed, "new");
        Files.setLastModifiedTime(changed, FileTime.from(modified.minusSeconds(9)));
        assertThat(changedOnDisk()).as("an older text of the same length").isEqualTo(1);
    }

    private static CodeEvent indexed(String path, String text, Instant modifiedAt) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new CodeEvent.FileIndexed(
                "shop",
                path,
                Sha256.hash(bytes).toString(),
                bytes.length,
                "typescript",
                modifiedAt,
                ParsedFile.NOTHING);
    }

    private long changedOnDisk() {
        ReadModels posted = models.orElseGet(() -> chronicle.posted(folder.resolve("models")));
        models = Optional.of(posted);
        posted.catchUp();
        return new CodeQueries(posted::read)
                .trees(_ -> true)
                .getFirst()
                .onDisk()
                .changed();
    }

    @Test
    void lines_are_shown_of_no_file_that_the_caller_may_not_look_at() throws IOException {
        Path root = Files.createDirectories(folder.resolve("home")).toRealPath();
        Path secret = Files.createDirectories(root.resolve(".daybook")).resolve("token");
        Files.writeString(secret, "secret");
        String hash = Sha256.hash("secret".getBytes(StandardCharsets.UTF_8)).toString();

        assertThat(SourceText.of(Optional.of(root), ".daybook/token", hash, path -> !path.equals(secret)))
                .isEqualTo(SourceText.NOT_READ);
        assertThat(SourceText.of(Optional.of(root), ".daybook/token", hash, _ -> true)
                        .lines())
                .containsExactly("secret");
        assertThat(SourceText.of(Optional.of(root), "no\0name", hash, _ -> true).state())
                .isEqualTo(SourceText.UNREAD);
    }
}
