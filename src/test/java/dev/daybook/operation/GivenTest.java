package dev.daybook.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.daybook.domain.Json;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.Says;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Arguments are read strictly, wherever they are given. */
class GivenTest {

    private record Loan(
            @Says("which book") String id,
            @Says("of which branch") Optional<String> branch,

            @Says(value = "what it is called", min = 1, max = 5)
            String title,

            @Says(value = "how long", min = 1, max = 30, standard = "14")
            int days,

            @Says(value = "who has it", min = 1, max = 5) Optional<Optional<String>> reader,

            @Says(value = "labels", most = 2, pattern = "^[a-z]*$", want = "small letters")
            List<String> labels,

            @Says("whether it is given away") boolean gift,
            @Says(value = "anything else", object = true) Optional<Json> more) {}

    private static final Operation<Loan, String> LEND = Operation.<Loan, String>writes(
                    "loan add", "addLoan", "POST /books/{id}/loans", Loan.class)
            .inQuery("branch", "labels");

    @Test
    void arguments_come_from_path_query_and_body() {
        Loan loan =
                read("{\"title\":\"Emma\",\"reader\":null,\"more\":{\"n\":1.50}}", Map.of("labels", List.of("a,b")));

        assertThat(loan)
                .isEqualTo(new Loan(
                        "b/1",
                        Optional.empty(),
                        "Emma",
                        14,
                        Optional.of(Optional.empty()),
                        List.of("a", "b"),
                        false,
                        Optional.of(new Json("{\"n\":1.50}"))));
        assertThat(read("{\"title\":\"x\",\"reader\":\"Ada\",\"gift\":true,\"days\":30}", Map.of())
                        .reader())
                .contains(Optional.of("Ada"));
        assertThat(read("{\"title\":\"x\"}", Map.of()).reader()).isEmpty();
    }

    @Test
    void all_mistakes_are_named_at_once() {
        Flawed flawed = refused("""
                {"title":"longer","days":31,"reader":"","id":"b2","branch":"x","gift":null,"more":[],"colour":1}""");

        assertThat(flawed.flaws())
                .extracting(flaw -> flaw.code() + " " + flaw.pointer() + " " + flaw.detail())
                .containsExactly(
                        "OVER_LIMIT /title has 6 characters: want at most 5",
                        "OVER_LIMIT /days is 31: want a whole number from 1 to 30",
                        "NOT_TAKEN /reader is empty: want a value",
                        "UNKNOWN_FIELD /id is not a field of this request: want one of title, days, reader, gift, more",
                        "UNKNOWN_FIELD /branch is not a field of this request: want one of title, days, reader, gift, more",
                        "WRONG_TYPE /gift is null: want true or false",
                        "WRONG_TYPE /more is a list: want an object",
                        "UNKNOWN_FIELD /colour is not a field of this request: want one of title, days, reader, gift, more");
    }

    @Test
    void a_body_is_one_object_and_nothing_else() {
        assertThat(codes("[]")).containsExactly(Code.WRONG_TYPE);
        assertThat(codes("{}")).containsExactly(Code.MISSING_FIELD);
        assertThat(codes("{\"title\":")).containsExactly(Code.TRUNCATED_JSON);
        assertThat(codes("{\"title\":\"x\"} {}")).contains(Code.TRAILING_DATA);
        assertThat(codes("{\"title\":\"x\",\"title\":\"y\"}")).containsExactly(Code.DUPLICATE_KEY);
        assertThat(codes("[".repeat(5_000))).containsExactly(Code.RESOURCE_LIMIT);
    }

    /** No database keeps them, and no two readers take the same of two values. */
    @Test
    void texts_that_nothing_keeps_are_refused_at_any_depth() {
        assertThat(codes("{\"title\":\"a\\u0000b\"}")).containsExactly(Code.NOT_TAKEN);
        assertThat(codes("{\"title\":\"a\\ud800b\"}")).containsExactly(Code.NOT_TAKEN);
        assertThat(codes("{\"title\":\"x\",\"more\":{\"a\":[{\"b\":\"\\u0000\"}]}}"))
                .containsExactly(Code.NOT_TAKEN);
        assertThat(codes("{\"title\":\"x\",\"more\":{\"\\ud800\":1}}")).containsExactly(Code.NOT_TAKEN);
        assertThat(codes("{\"title\":\"x\",\"more\":{\"a\":{\"b\":1,\"b\":[]}}}"))
                .containsExactly(Code.DUPLICATE_KEY);
        assertThat(read("{\"title\":\"x\",\"more\":{\"a\":{\"b\":1},\"c\":{\"b\":[]}}}", Map.of())
                        .more())
                .isPresent();
    }

    @Test
    void a_list_has_no_more_than_it_may_have() {
        assertThat(catchThrowableOfType(
                                Flawed.class, () -> read("{\"title\":\"x\"}", Map.of("labels", List.of("a", "b", "c"))))
                        .flaws())
                .extracting(Flaw::code)
                .containsExactly(Code.OVER_LIMIT);
    }

    private static List<Code> codes(String body) {
        return refused(body).flaws().stream().map(Flaw::code).toList();
    }

    private static Flawed refused(String body) {
        return catchThrowableOfType(Flawed.class, () -> read(body, Map.of()));
    }

    private static Loan read(String body, Map<String, List<String>> query) {
        Given.Texts texts = (place, name) -> place == Place.PATH ? List.of("b/1") : query.getOrDefault(name, List.of());
        return LEND.read(new Given(texts, body.getBytes(UTF_8)));
    }
}
