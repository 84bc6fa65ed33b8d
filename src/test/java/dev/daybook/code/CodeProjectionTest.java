package dev.daybook.code;

import static dev.daybook.code.SeenFile.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.CodeSearch.Request;
import dev.daybook.code.CodeViews.Behind;
import dev.daybook.code.CodeViews.Hit;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Projection;
import dev.daybook.projection.ProjectionContract;
import dev.daybook.projection.ReadModels;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeProjectionTest extends ProjectionContract {

    private static final int CLIENTS = 10;
    private static final int ROUNDS = 30;

    @Override
    protected Projection projection() {
        return of("code");
    }

    @Override
    protected String category() {
        return "code";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT position FROM code.files WHERE project = 'p' AND path = 'a' AND tool = ''",
                "SELECT 1 FROM code.files WHERE project = 'p' AND stem = 's' AND is_test = 1",
                "SELECT 1 FROM code.definitions WHERE name = 'n'",
                "SELECT 1 FROM code.definitions WHERE file_position = 1 ORDER BY number",
                "SELECT 1 FROM code.imports WHERE leaf = 'n'",
                "SELECT 1 FROM code.imports WHERE file_position = 1 ORDER BY number",
                "SELECT 1 FROM code.symbols WHERE name = 'n'",
                "SELECT 1 FROM code.symbols WHERE file_position = 1 ORDER BY number",
                "SELECT 1 FROM code.symbol_references WHERE name = 'n'",
                "SELECT 1 FROM code.symbol_references WHERE file_position = 1",
                "SELECT file_position FROM code.file_tags WHERE tag = 't' AND is_test = 0"
                        + " ORDER BY minus_weight, file_position LIMIT 32",
                "SELECT minus_weight FROM code.file_tags WHERE file_position = 1 AND tag = 't'",
                "SELECT 1 FROM code.own_tags WHERE project = 'p' AND path = 'a'"
            })
    void what_is_asked_often_is_found_by_an_index_and_in_its_order(String question) {
        ReadModels models = open("plans");
        models.catchUp();

        List<String> steps = models.read(
                tables -> tables.fetch("EXPLAIN QUERY PLAN " + question).getValues("detail", String.class));
        assertThat(steps).isNotEmpty().allMatch(step -> step.startsWith("SEARCH"));
    }

    /** Each round all files change at once: nobody sees some of them as they were and others as they are. */
    @Test
    void ten_clients_search_while_files_change_and_see_each_batch_whole() {
        var facts = new CodeFacts(chronicle.journal, chronicle.codec, chronicle.timelines);
        ReadModels models = open("searched");
        var over = new AtomicBoolean();
        change(facts, models, 0);
        var clients = IntStream.range(0, CLIENTS)
                .mapToObj(_ -> CompletableFuture.runAsync(() -> {
                    var search = new CodeSearch(models::read, _ -> true);
                    while (!over.get()) {
                        var hits = search.search(
                                        new Request("zebra", FileFilter.NONE, false, 20, 0),
                                        new Behind(0, Optional.empty()))
                                .items();
                        assertThat(hits).hasSize(CLIENTS);
                        assertThat(hits.stream().map(Hit::sizeBytes).distinct()).hasSize(1);
                        assertThat(hits.stream()
                                        .map(hit -> hit.definitions().getFirst().name())
                                        .distinct())
                                .hasSize(1);
                    }
                }))
                .toList();

        for (int round = 1; round <= ROUNDS; round++) {
            change(facts, models, round);
        }
        over.set(true);
        clients.forEach(CompletableFuture::join);
    }

    private static void change(CodeFacts facts, ReadModels models, int round) {
        facts.append(
                IntStream.range(0, CLIENTS)
                        .mapToObj(i -> file("src/f" + i + ".ts")
                                .bytes(100 * round + i)
                                .defines("class", "Zebra" + round)
                                .seen())
                        .toList(),
                new Seen("indexer", "r" + round, Chronicle.START));
        models.catchUp();
    }
}
