package dev.daybook.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.daybook.AllSlices;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What all operations have in common. */
class CatalogueTest {

    private final List<Operation<?, Ground>> all =
            AllSlices.of().catalogue().all().toList();

    @Test
    void no_two_operations_are_called_or_reached_alike() {
        assertThat(all)
                .extracting(Operation::name)
                .filteredOn(name -> !name.isEmpty()) // it has no command
                .doesNotHaveDuplicates();
        assertThat(all).extracting(Operation::id).doesNotHaveDuplicates();
        assertThat(all).extracting(it -> it.method() + " " + it.path()).doesNotHaveDuplicates();
    }

    @Test
    void each_says_what_it_is_and_each_argument_too() {
        assertThat(all).allSatisfy(it -> {
            assertThat(it.says()).isNotEmpty().allMatch(sentence -> sentence.endsWith("."));
            assertThat(it.arguments().described())
                    .as(it.id())
                    .allMatch(argument -> !argument.says().isBlank());
        });
    }

    /** Doors read it with every request. */
    @Test
    void its_arguments_are_described_once() {
        assertThat(all)
                .allSatisfy(it -> assertThat(it.arguments().described())
                        .as(it.id())
                        .isSameAs(it.arguments().described()));
    }

    @Test
    void whatever_stands_in_a_path_is_an_argument_that_has_to_be_given() {
        assertThat(all).allSatisfy(it -> {
            assertThat(it.given(Place.PATH)).as(it.id()).allMatch(Argument::required);
            assertThat(Operation.path(it.path(), _ -> "x")).doesNotContain("{");
            assertThat(it.path().chars().filter(character -> character == '{').count())
                    .as(it.id())
                    .isEqualTo(it.given(Place.PATH).size());
        });
    }

    /** The command line names arguments in its own order; each of them has to be there. */
    @Test
    void a_command_names_arguments_that_there_are() {
        assertThat(all).allSatisfy(it -> {
            List<String> arguments =
                    it.arguments().described().stream().map(Argument::name).toList();
            Stream<String> named = Stream.of(
                            it.form().words().stream().flatMap(word -> Stream.of(word.split("/"))),
                            it.form().assigned().stream(),
                            it.form().fixed().keySet().stream(),
                            it.form().settings().keySet().stream(),
                            it.form().lookedUp().keySet().stream())
                    .flatMap(names -> names);
            assertThat(arguments).as(it.id()).containsAll(named.toList());
        });
    }

    @Test
    void a_list_has_a_table_and_a_word_for_nothing() {
        assertThat(all).filteredOn(Operation::isPaged).allSatisfy(it -> {
            assertThat(it.csv()).as(it.id()).isNotEmpty();
            if (!it.name().isEmpty()) {
                assertThat(it.columns()).as(it.id()).isNotEmpty();
                assertThat(it.form().none()).as(it.id()).isNotBlank();
            }
        });
    }

    @Test
    void the_columns_of_a_file_have_names_of_their_own() {
        assertThat(all)
                .allSatisfy(it -> assertThat(it.csv())
                        .extracting(Column::name)
                        .as(it.id())
                        .doesNotHaveDuplicates());
    }

    /** What is shown as an example must be taken. */
    @Test
    void the_examples_of_arguments_are_arguments() {
        assertThat(all).allSatisfy(it -> {
            String body = it.given(Place.BODY).stream()
                    .filter(argument -> argument.example().isPresent())
                    .map(argument -> "\"%s\":%s"
                            .formatted(
                                    argument.name(),
                                    argument.example().orElseThrow().text()))
                    .collect(Collectors.joining(",", "{", "}"));
            Given.Texts texts = (place, name) -> it.given(place).stream()
                    .filter(argument -> argument.name().equals(name))
                    .flatMap(argument -> argument.example().stream())
                    .map(example -> example.text().replaceAll("[\\[\\]\"]", ""))
                    .toList();
            assertThatCode(() -> it.read(new Given(texts, body.getBytes(UTF_8))))
                    .as(it.id())
                    .doesNotThrowAnyException();
        });
    }
}
