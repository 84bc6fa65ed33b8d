package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals that earlier versions wrote, in {@code golden/DAY.db.zst}, each with what was answered of it then, in
 * {@code DAY.json}. None of them is ever made anew: one that cannot be opened any more is a journal of a user that cannot.
 */
class GoldenDirectoryTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    /** What follows from the time of day, from paging, or from how read models are kept. */
    private static final Set<String> OF_THE_MOMENT =
            Set.of("next", "ageSeconds", "idleSeconds", "behind", "score", "snippet");

    @TempDir
    private Path root;

    static List<Path> journals() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".db.zst"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("journals")
    void a_journal_that_an_earlier_version_wrote_says_what_it_said_then(Path journal) throws IOException {
        var program = Program.in(root);
        Files.createDirectories(program.data());
        try (InputStream packed = new ZstdInputStream(Files.newInputStream(journal))) {
            Files.copy(packed, program.data().resolve("journal.db"));
        }
        String day = String.valueOf(journal.getFileName()).replace(".db.zst", "");
        JsonNode then = Output.JSON.readTree(Files.readString(GOLDEN.resolve(day + ".json")));

        assertThat(program.command("verify").code()).isZero();
        JsonNode head = program.command("head", "--format", "json").json();
        assertThat(head.path("position")).isEqualTo(then.at("/head/position"));
        assertThat(head.path("chain")).isEqualTo(then.at("/head/chain"));
        then.path("answers").properties().forEach(question -> {
            var args = Stream.concat(Stream.of(question.getKey().split(" ")), Stream.of("--format", "json", "--utc"));
            JsonNode now = program.command(args.toArray(String[]::new)).json();
            assertSaid(question.getKey(), question.getValue(), now);
        });
    }

    /** Whatever was said is said still; more may be said. */
    private static void assertSaid(String where, JsonNode then, JsonNode now) {
        if (then.isObject()) {
            then.properties().stream()
                    .filter(member -> !OF_THE_MOMENT.contains(member.getKey()))
                    .forEach(member ->
                            assertSaid(where + "/" + member.getKey(), member.getValue(), now.path(member.getKey())));
        } else if (then.isArray()) {
            assertThat(now.size()).as(where).isEqualTo(then.size());
            for (int i = 0; i < then.size(); i++) {
                assertSaid(where + "/" + i, then.get(i), now.path(i));
            }
        } else {
            assertThat(now).as(where).isEqualTo(then);
        }
    }
}
