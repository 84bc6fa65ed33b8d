package dev.daybook.code;

import static dev.daybook.code.SeenFile.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.code.CodeEvent.FileRenamed;
import dev.daybook.code.CodeFacts.Result;
import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeFactsTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private final CodeFacts facts = new CodeFacts(chronicle.journal, chronicle.codec, chronicle.timelines);

    @AfterEach
    void close() {
        chronicle.close();
    }

    private Result append(String run, CodeEvent... events) {
        return facts.append(List.of(events), new Seen("indexer", run, Chronicle.START));
    }

    private List<Entry> entries() {
        return chronicle.journal.readForward(Selection.all(), Position.START, 1_000);
    }

    private Stream<Event> events() {
        return entries().stream().map(chronicle.codec::decode);
    }

    private CodeQueries queries() {
        ReadModels models = chronicle.posted(folder.resolve("models"));
        return new CodeQueries(models::read);
    }

    @Test
    void a_file_that_is_as_it_was_appends_nothing() {
        assertThat(append("r1", file("src/a.ts").bytes(1).defines("class", "A").seen()))
                .isEqualTo(new Result(1, 1, 0, 1));

        assertThat(append("r2", file("src/a.ts").bytes(1).defines("class", "A").seen()))
                .isEqualTo(new Result(0, 0, 1, 0));
        assertThat(append(
                        "r3",
                        file("src/a.ts")
                                .bytes(1)
                                .defines("class", "A")
                                .modified(Chronicle.START)
                                .seen()))
                .as("written anew with the same bytes")
                .isEqualTo(new Result(0, 0, 1, 0));
        assertThat(append("r4", file("src/b.ts").gone())).as("never there").isEqualTo(new Result(0, 0, 1, 0));
    }

    @Test
    void other_bytes_another_language_and_another_parse_are_news() {
        append("r1", file("src/a.ts").bytes(1).seen());

        assertThat(append("r2", file("src/a.ts").bytes(2).seen()).appended()).isOne();
        assertThat(append("r3", file("src/a.ts").bytes(2).language("tsx").seen())
                        .appended())
                .isOne();
        assertThat(append(
                                "r4",
                                file("src/a.ts")
                                        .bytes(2)
                                        .language("tsx")
                                        .defines("class", "A")
                                        .seen())
                        .appended())
                .isOne();
    }

    @Test
    void the_project_is_a_column_of_the_entry_and_files_of_two_projects_are_two() {
        append("r1", file("src/a.ts").seen(), file("src/a.ts").of("blog").seen());

        assertThat(entries())
                .extracting(entry -> entry.stream().toString())
                .containsExactly("code/shop!/src/a.ts", "code/blog!/src/a.ts");
        assertThat(entries().getFirst().metadata().source())
                .isEqualTo(new Source.File(new Source.Project("code", "shop"), "src/a.ts"));
        assertThat(chronicle.journal.projects("code"))
                .extracting(Source.Project::name)
                .containsExactly("blog", "shop");
    }

    @Test
    void the_same_bytes_elsewhere_while_the_old_path_is_gone_are_a_file_renamed_with_its_tags() {
        append("r1", file("src/a.ts").bytes(7).defines("class", "A").seen());
        append("r1", file("src/a.ts").tagged("hot"));

        Result result = append(
                "r2",
                file("lib/a.ts").bytes(7).defines("class", "A").seen(),
                file("src/a.ts").gone());

        assertThat(result.appended()).isEqualTo(3);
        assertThat(events().skip(2))
                .satisfiesExactly(
                        renamed -> assertThat(renamed)
                                .isInstanceOfSatisfying(
                                        FileRenamed.class,
                                        it -> assertThat(it.from()).isEqualTo("src/a.ts")),
                        tagged -> assertThat(tagged).isEqualTo(file("lib/a.ts").tagged("hot")),
                        gone -> assertThat(gone).isEqualTo(file("src/a.ts").gone()));
        assertThat(queries().known("shop")).containsOnlyKeys("lib/a.ts");
    }

    @Test
    void a_copy_is_no_rename() {
        append("r1", file("src/a.ts").bytes(7).seen());

        append("r2", file("lib/a.ts").bytes(7).seen());

        assertThat(events().toList().getLast())
                .isEqualTo(file("lib/a.ts").bytes(7).seen());
    }

    @Test
    void what_stands_in_a_renamed_file_is_known_without_parsing_it() {
        append("r1", file("src/a.ts").bytes(7).defines("class", "A").seen());

        FileRenamed renamed = facts.renamed(new SourceFile("shop", "src/a.ts"), "lib/a.ts", Chronicle.START)
                .orElseThrow();
        append("r2", renamed, file("src/a.ts").gone());

        assertThat(renamed.parsed())
                .isEqualTo(file("x.ts").defines("class", "A").seen().parsed());
        assertThat(queries().known("shop")).containsOnlyKeys("lib/a.ts");
        assertThat(facts.renamed(new SourceFile("shop", "src/a.ts"), "lib/b.ts", Chronicle.START))
                .as("it is gone")
                .isEmpty();
    }

    @Test
    void what_a_run_has_seen_can_be_taken_back_and_seen_again() {
        append("r1", file("src/a.ts").bytes(1).seen());
        append("r2", file("src/a.ts").bytes(2).seen(), file("src/b.ts").bytes(3).seen());
        assertThat(queries().known("shop")).containsOnlyKeys("src/a.ts", "src/b.ts");

        chronicle.rollBackRun("r2");

        assertThat(queries().known("shop"))
                .containsOnlyKeys("src/a.ts")
                .allSatisfy((_, known) -> assertThat(known.sha256()).endsWith("01"));
        assertThat(append(
                        "r3",
                        file("src/a.ts").bytes(1).seen(),
                        file("src/b.ts").bytes(3).seen()))
                .extracting(Result::appended, Result::unchanged)
                .containsExactly(1, 1);
        assertThat(queries().known("shop")).containsOnlyKeys("src/a.ts", "src/b.ts");
    }

    @Test
    void two_indexers_at_once_write_each_fact_once() {
        CodeEvent[] seen = IntStream.range(0, 300)
                .mapToObj(i -> file("src/f" + i + ".ts").bytes(i).seen())
                .toArray(CodeEvent[]::new);

        var others = Stream.of("r1", "r2", "r3")
                .map(run -> CompletableFuture.supplyAsync(() -> append(run, seen)))
                .toList();

        assertThat(others.stream()
                        .map(CompletableFuture::join)
                        .mapToInt(Result::appended)
                        .sum())
                .isEqualTo(300);
        assertThat(entries()).hasSize(300);
    }

    @Test
    void several_events_of_a_file_are_written_in_their_order() {
        Result result = append(
                "r1",
                file("src/a.ts").bytes(1).seen(),
                file("src/a.ts").gone(),
                file("src/a.ts").gone(),
                file("src/a.ts").bytes(2).seen());

        assertThat(result).isEqualTo(new Result(3, 1, 0, 3));
        assertThat(entries()).extracting(Entry::revision).containsExactly(0L, 1L, 2L);
    }

    @Test
    void what_is_no_project_and_what_is_no_path_is_refused() {
        assertThatThrownBy(() -> append("r1", file("src/a.ts").of("my shop").seen()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("'my shop' is no name of a project");
        assertThatThrownBy(() -> append("r1", file("/etc/passwd").seen()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("no path of a file");
        assertThat(entries()).isEmpty();
    }
}
