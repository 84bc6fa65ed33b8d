package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.postgres.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternsTest {

    private static final List<String> PATTERNS = List.of(
            "src",
            "SRC/",
            "über",
            "*.java",
            "src/*.java",
            "src/**/*.java",
            "**/a/*.java",
            "src/**",
            "**",
            "/src",
            "./src/*.java",
            "src/a*",
            "build?/",
            "{src,test}/**/*.ts",
            "*.{ts,tsx}",
            "src/{a/**,b}",
            "{**/,}x/*.ts",
            "[a-c]*.ts",
            "[!a-c]?.ts",
            "[]]*.ts",
            "app/[id]/*.ts",
            "[id]",
            "\\*.ts",
            "*Ü*",
            "漢字/*.java",
            "a/**",
            "src**/b",
            "?.ts",
            "[!a]b",
            "[+-9]b",
            "a.b");

    private static final List<String> PATHS = List.of(
            "src/A.java",
            "my/src2/A.java",
            "src/Über.java",
            "src/U\u0308ber.java",
            "A.java",
            "src/a/b/A.java",
            "a/A.java",
            "src/a/A.java",
            "src/ab.java",
            "build2/A.java",
            "src/build3/A.java",
            "build2",
            "src/a/b.ts",
            "test/b.ts",
            "a.ts",
            "src/b.tsx",
            "src/b",
            "a/b/x/y.ts",
            "x/y.ts",
            "src/C.ts",
            "d1.ts",
            "src/z2.ts",
            "].ts",
            "]x.ts",
            "app/[id]/a.ts",
            "app/i/a.ts",
            "i/a.ts",
            "*.ts",
            "src/*.ts",
            "src/ü.ts",
            "漢字/A.java",
            "がぎ/か.ts",
            "a/xb",
            "a",
            "/b",
            "ab.ts",
            "axb",
            "README.md",
            "test/Keep.java",
            "line\nbreak.ts");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            src                | src/A.java         | my/src2/A.java
            SRC/               | src/A.java         |
            über               | src/Über.java      | src/U\u0308ber.java
            *.java             | A.java             | src/a/A.java
            src/*.java         | src/A.java         |
            src/**/*.java      | src/A.java         | src/a/b/A.java
            **/a/*.java        | a/A.java           | src/a/A.java
            src/**             | src/A.java         | src/a/b/A.java
            **                 | A.java             | src/A.java
            /src               | src/A.java         | src/a/A.java
            ./src/*.java       | src/A.java         |
            src/a*             | src/a/b/A.java     | src/ab.java
            build?/            | build2/A.java      | src/build3/A.java
            {src,test}/**/*.ts | src/a/b.ts         | test/b.ts
            *.{ts,tsx}         | a.ts               | src/b.tsx
            src/{a/**,b}       | src/a/x.ts         | src/b
            {**/,}x/*.ts       | a/b/x/y.ts         | x/y.ts
            [a-c]*.ts          | b.ts               | src/C.ts
            [!a-c]?.ts         | d1.ts              | src/z2.ts
            []]*.ts            | ].ts               | ]x.ts
            app/[id]/*.ts      | app/[id]/a.ts      | app/i/a.ts
            [id]               | web/app/[id]/a.ts  | i/a.ts
            \\*.ts             | *.ts               | src/*.ts
            *Ü*                | src/über.ts        | src/ü.ts
            漢字/*.java         | 漢字/A.java         |
            """)
    void a_pattern_means_what_it_means_in_gitignore(String pattern, String one, String other) {
        PathPatterns patterns = PathPatterns.of(List.of(pattern));

        assertThat(patterns.test(one)).as(one).isTrue();
        assertThat(other == null || patterns.test(other)).as(other).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            src/*.java    | src/a/A.java
            src/*.java    | x/src/A.java
            /src          | x/src/A.java
            a/**/b        | a/xb
            a/**          | a
            src**/b       | src/a/b
            build?/       | build2
            ?.ts          | ab.ts
            [a-c].ts      | d.ts
            [!a-c].ts     | b.ts
            [!a]b         | /b
            {a,b}.ts      | c.ts
            \\*.ts        | a.ts
            """)
    void a_pattern_means_nothing_else(String pattern, String path) {
        assertThat(PathPatterns.of(List.of(pattern)).test(path)).isFalse();
    }

    @Test
    void the_last_pattern_that_matches_decides() {
        PathPatterns some = PathPatterns.of(List.of("*.java", "!test", "test/Keep.java"));
        PathPatterns others = PathPatterns.of(List.of("!*.md"));

        assertThat(List.of("A.java", "test/A.java", "test/Keep.java", "A.ts"))
                .filteredOn(some)
                .containsExactly("A.java", "test/Keep.java");
        assertThat(List.of("A.java", "docs/A.md")).filteredOn(others).containsExactly("A.java");
        assertThat(PathPatterns.of(List.of()).test("A.java")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            src/[ab      | [ is not closed     | 4
            [            | [ is not closed     | 0
            []           | [ is not closed     | 0
            !{a,b        | { is not closed     | 1
            a{b,{c}      | { is not closed     | 1
            a[z-a]       | range ends before   | 2
            [[:alpha:]]  | such as a-z         | 1
            a\\          | last backslash      | 1
            !            | empty               | 1
            """)
    void what_is_no_pattern_is_refused_with_its_place(String pattern, String said, int place) {
        assertThatThrownBy(() -> PathPatterns.of(List.of(pattern)))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining(said)
                .extracting(e -> ((PatternSyntaxException) e).getIndex())
                .isEqualTo(place);
    }

    @Test
    void the_same_paths_are_meant_in_postgresql() throws IOException {
        Database database = Database.begin();
        for (String script : List.of("functions", "words", "code/schema")) {
            database.run(resource("/projections/%s.postgres.sql".formatted(script)));
        }
        List<List<String>> wanted = Stream.concat(
                        Stream.of(
                                List.of("*.java", "!test", "test/Keep.java"),
                                List.of("!*.md"),
                                List.of("!src", "!*.ts"),
                                List.of("*", "!a", "b", "!*.java"),
                                List.of("*a".repeat(200) + "b"),
                                List.of("[A-C]*", "[!A-Ü]*.ts")),
                        PATTERNS.stream().map(List::of))
                .toList();
        int meant = 0;
        for (List<String> patterns : wanted) {
            PathPatterns here = PathPatterns.of(patterns);
            List<String> there =
                    database.texts("SELECT path FROM unnest(ARRAY[%s]) AS one (path) WHERE path_matches(%s, path)"
                            .formatted(
                                    PATHS.stream()
                                            .map(PathPatternsTest::literal)
                                            .collect(Collectors.joining(",")),
                                    literal(here.regex())));
            meant += there.size();
            assertThat(there)
                    .as("%s", patterns)
                    .containsExactlyElementsOf(PATHS.stream().filter(here).toList());
        }
        assertThat(meant).isBetween(PATHS.size(), wanted.size() * PATHS.size() / 2);
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = PathPatternsTest.class.getResourceAsStream(path)) {
            return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_pattern_full_of_stars_takes_no_longer_than_it_is_long() {
        PathPatterns stars = PathPatterns.of(List.of("*a".repeat(200) + "b"));

        assertThat(stars.test("a".repeat(4_000))).isFalse();
    }
}
