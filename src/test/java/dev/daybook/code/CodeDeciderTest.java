package dev.daybook.code;

import static dev.daybook.code.SeenFile.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeDeciderTest {

    private static final SourceFile FILE = new SourceFile("shop", "src/a.ts");

    private final CodeDecider decider = new CodeDecider();

    private List<CodeEvent> decide(CodeCommand command, CodeEvent... history) {
        return decider.decide(command, decider.replay(List.of(history)));
    }

    @Test
    void tags_are_added_in_small_letters_and_each_once() {
        CodeEvent seen = file("src/a.ts").seen();

        assertThat(decide(new CodeCommand.Tag(FILE, List.of("Hot", "billing", "hot")), seen))
                .containsExactly(file("src/a.ts").tagged("billing", "hot"));
        assertThat(decide(
                        new CodeCommand.Tag(FILE, List.of("hot")),
                        seen,
                        file("src/a.ts").tagged("hot")))
                .isEmpty();
    }

    @Test
    void tags_are_taken_off_one_by_one_or_all() {
        CodeEvent seen = file("src/a.ts").seen();
        CodeEvent tagged = file("src/a.ts").tagged("billing", "hot");

        assertThat(decide(new CodeCommand.Untag(FILE, List.of("HOT")), seen, tagged))
                .containsExactly(file("src/a.ts").tagged("billing"));
        assertThat(decide(new CodeCommand.Untag(FILE, List.of()), seen, tagged))
                .containsExactly(file("src/a.ts").tagged());
        assertThat(decide(new CodeCommand.Untag(FILE, List.of("cold")), seen, tagged))
                .isEmpty();
    }

    @Test
    void what_is_not_there_gets_no_tags_and_what_comes_back_has_those_that_it_had() {
        CodeEvent seen = file("src/a.ts").seen();
        CodeEvent tagged = file("src/a.ts").tagged("hot");
        CodeEvent gone = file("src/a.ts").gone();
        var tag = new CodeCommand.Tag(FILE, List.of("hot"));

        assertThatThrownBy(() -> decide(tag))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("no indexer has seen it");
        assertThatThrownBy(() -> decide(tag, seen, tagged, gone))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is no more");
        assertThat(decide(tag, seen, tagged, gone, seen)).isEmpty();
        assertThatThrownBy(() -> decide(new CodeCommand.Tag(FILE, List.of("two words")), seen))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("'two words' is no tag");
    }
}
