package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.http.Caller.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of the trees that are followed. */
class FollowsTest {

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    private String follow(int number) throws IOException {
        Path tree = folder.resolve("tree-" + number);
        Files.createDirectories(tree.resolve(".deespec/specs/sbi"));
        return caller.post(
                        "/follows",
                        "{\"path\":\"%s\",\"kind\":\"deespec\",\"project\":\"p%d\"}".formatted(tree, number))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    @Test
    void trees_are_listed_page_by_page_though_some_end_meanwhile() throws IOException {
        List<String> begun = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            begun.add(follow(number));
        }
        Reply first = caller.get("/follows?limit=2").is(200);
        assertThat(first.json().findValuesAsText("id")).containsExactlyElementsOf(begun.subList(0, 2));
        assertThat(first.header("Link")).contains("limit=2").contains("rel=\"next\"");
        String next = first.json().path("next").asText();

        caller.delete("/follows/" + begun.get(1)).is(200);
        Reply second = caller.get("/follows?limit=2&cursor=" + next).is(200);
        assertThat(second.json().findValuesAsText("id")).containsExactlyElementsOf(begun.subList(2, 4));
        Reply last = caller.get(
                        "/follows?limit=2&cursor=" + second.json().path("next").asText())
                .is(200);
        assertThat(last.json().findValuesAsText("id")).containsExactly(begun.get(4));
        assertThat(last.json().has("next")).isFalse();
        assertThat(caller.get("/follows").is(200).json().path("items")).hasSize(4);
    }
}
