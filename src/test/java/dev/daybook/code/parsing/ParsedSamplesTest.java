package dev.daybook.code.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each sample with what a person found in it: a fact in a line, so that a change shows as one. */
class ParsedSamplesTest {

    private static final Path SAMPLES = Path.of("src/test/resources/code/parsing");
    private static final List<String> OWN = List.of("example.com/shop", "plugins");

    @TempDir
    private static Path libraries;

    private static final ObjectWriter JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
            .build()
            .writer();

    @BeforeAll
    static void unpack() throws IOException {
        Libraries.unpackInto(libraries);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.ts",
                "barrel.ts",
                "barrel.js",
                "defaults.ts",
                "defaults.js",
                "members.py",
                "Newer.java",
                "newer.py",
                "newer.ts",
                "newer.d.ts",
                "newer.js",
                "view.tsx",
                "server.js",
                "orders.py",
                "Ledger.java",
                "store.go",
                "forms.d.ts",
                "forms.js",
                "forms.py",
                "Forms.java",
                "broken.ts",
                "broken.tsx",
                "broken.js",
                "broken.py",
                "Broken.java",
                "broken.go"
            })
    void a_file_has_in_it_what_a_person_finds(String name) throws IOException {
        try (var parser = new TreeParser(libraries)) {
            ParsedFile parsed = parser.parse(
                            Grammar.ofFile(name).orElseThrow(), Files.readAllBytes(SAMPLES.resolve(name)), OWN)
                    .file();

            assertThat(lines(parsed)).isEqualTo(Files.readAllLines(SAMPLES.resolve(name + ".jsonl")));
        }
    }

    private static List<String> lines(ParsedFile parsed) throws IOException {
        var lines = new ArrayList<String>();
        for (Object part : parsed.definitions()) {
            lines.add("definition " + JSON.writeValueAsString(part));
        }
        for (Object part : parsed.imports()) {
            lines.add("import " + JSON.writeValueAsString(part));
        }
        for (Object part : parsed.symbols()) {
            lines.add("symbol " + JSON.writeValueAsString(part));
        }
        for (Reference part : parsed.references()) {
            lines.add("reference " + JSON.writeValueAsString(part));
        }
        lines.add("broken " + parsed.broken());
        return lines;
    }
}
