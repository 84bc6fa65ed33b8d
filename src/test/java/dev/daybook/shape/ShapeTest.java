package dev.daybook.shape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.groups.Tuple.tuple;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.Flaw.Code;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapeTest {

    record Step(String name, int minutes) {}

    record Author(String name, Optional<String> mail) {}

    record Note(
            String id,
            String title,
            Optional<Long> votes,
            boolean done,
            List<String> labels,
            Author author,
            List<Step> steps,
            Optional<Json> meta,
            Optional<Json> extra) {}

    static final Shape<Step> STEP = Shape.of(Step.class)
            .text("name", Step::name)
            .limit(Limit.NAME)
            .number("minutes", Step::minutes)
            .max(600)
            .otherwise(15)
            .build();

    static final Shape<Author> AUTHOR = Shape.of(Author.class)
            .text("name", Author::name)
            .alias("author_name")
            .text("mail", Author::mail)
            .build();

    static final Shape<Note> NOTE = Shape.of(Note.class)
            .text("id", Note::id)
            .key("the id of the note")
            .text("title", Note::title)
            .limit(Limit.chars(20))
            .number("votes", Note::votes)
            .max(100)
            .flag("done", Note::done)
            .texts("labels", Note::labels)
            .words("label", List.of("red", "green"))
            .nested("author", AUTHOR, Note::author)
            .list("steps", STEP, Note::steps)
            .atMost(3, "steps")
            .json("meta", Note::meta)
            .sparse()
            .more("extra", Note::extra)
            .build();

    static final Note WHOLE = new Note(
            "n1",
            "A note",
            Optional.of(7L),
            true,
            List.of("red", "green"),
            new Author("Ann", Optional.empty()),
            List.of(new Step("write", 5), new Step("read", 10)),
            Optional.of(new Json("{\"a\":1e5}")),
            Optional.of(new Json("{\"later\":[1.50,null]}")));

    static final String TEXT = """
            {"id":"n1","title":"A note","votes":7,"done":true,"labels":["red","green"],\
            "author":{"name":"Ann","mail":null},\
            "steps":[{"name":"write","minutes":5},{"name":"read","minutes":10}],"meta":{"a":1e5},\
            "later":[1.50,null]}""";

    private static Read<Note> read(String json) {
        return NOTE.read(json.getBytes(UTF_8));
    }

    @Test
    void a_record_is_written_as_it_is_described_and_read_back() {
        assertThat(NOTE.compact(WHOLE)).isEqualTo(TEXT);
        assertThat(NOTE.of(TEXT)).isEqualTo(WHOLE);
    }

    @Test
    void unknown_members_are_kept_in_their_order_as_often_as_they_stand_there() {
        Read<Note> read = read(TEXT.replace("{\"id\"", "{\"x\":1,\"id\"").replace("\"later\"", "\"x\":2,\"later\""));

        assertThat(read.record().orElseThrow().extra()).contains(new Json("{\"x\":1,\"x\":2,\"later\":[1.50,null]}"));
        assertThat(read.flaws())
                .extracting(Flaw::pointer, Flaw::code)
                .containsExactly(
                        tuple("/x", Code.UNKNOWN_FIELD),
                        tuple("/x", Code.DUPLICATE_KEY),
                        tuple("/x", Code.UNKNOWN_FIELD),
                        tuple("/later", Code.UNKNOWN_FIELD));
    }

    @Test
    void a_lenient_reader_takes_what_can_be_taken_and_says_so() {
        Read<Note> read = read("""
                {"id":"n1","title":5,"votes":"12","done":"yes","labels":["red",1],"author":{"author_name":"Ann"},
                 "steps":[{"name":"write"},3,{"name":null,"minutes":5.0}],"votes":11}""");

        assertThat(read.record())
                .contains(new Note(
                        "n1",
                        "5",
                        Optional.of(11L),
                        false,
                        List.of("red"),
                        new Author("Ann", Optional.empty()),
                        List.of(new Step("write", 15), new Step("", 5)),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(read.flaws())
                .extracting(flaw -> flaw.pointer() + " " + flaw.code() + " " + flaw.detail())
                .containsExactly(
                        "/title WRONG_TYPE is a number, not a text: taken as a text",
                        "/votes WRONG_TYPE is a text of digits: taken as a number",
                        "/done WRONG_TYPE is a text, not a truth value: absent",
                        "/labels/1 WRONG_TYPE is a number, not a text: left out",
                        "/steps/0/minutes MISSING_FIELD is not there: taken as 15",
                        "/steps/1 WRONG_TYPE is a number, not an object: left out",
                        "/steps/2/minutes WRONG_TYPE is written as a fraction: taken as a whole number",
                        "/steps/2/name MISSING_FIELD is not there: empty",
                        "/votes DUPLICATE_KEY stands twice: the last value counts");
    }

    @Test
    void a_flaw_tells_where_the_bytes_of_the_value_stand() {
        String json = TEXT.replace("\"A note\"", "[1, 2]");
        Flaw flaw = read(json).flaws().getLast();

        assertThat(flaw.pointer()).isEqualTo("/title");
        assertThat(json.substring((int) flaw.from(), (int) flaw.to())).isEqualTo("[1, 2]");
    }

    @Test
    void without_its_key_a_record_is_none() {
        for (String key : List.of("null", "\"\"", "[]", "7")) {
            Read<Note> read = read(TEXT.replace("\"n1\"", key));

            assertThat(read.record()).as(key).isEmpty();
            assertThat(read.flaws()).extracting(Flaw::pointer).contains("/id");
        }
    }

    @Test
    void a_strict_reader_names_all_flaws_at_once() {
        Flawed flawed = catchThrowableOfType(Flawed.class, () -> NOTE.strict("""
                {"id":"","title":5,"votes":101,"done":1,"labels":["red",{}],"steps":[{"minutes":"5"},[]],
                 "author":{"name":"Ann","mail":true,"x":1}}""".getBytes(UTF_8), "/note"));

        assertThat(flawed.flaws())
                .extracting(flaw -> flaw.pointer() + " " + flaw.detail())
                .containsExactly(
                        "/note/id is empty: want the id of the note",
                        "/note/title is 5: want a text",
                        "/note/votes is 101: want a whole number from 0 to 100, or null",
                        "/note/done is 1: want true or false",
                        "/note/labels/1 is an object: want a text",
                        "/note/steps/0/minutes is a text: want a whole number from 0 to 600",
                        "/note/steps/0/name is missing",
                        "/note/steps/1 is a list: want an object",
                        "/note/author/mail is true: want a text or null",
                        "/note/author/x is not a field of this request: want one of name, mail");
        assertThat(flawed).hasMessage("/note/id is empty: want the id of the note (and 9 more)");
    }

    @Test
    void what_is_no_json_is_no_record_and_one_flaw() {
        assertThat(read("{\"id\":\"n1\",").flaws()).extracting(Flaw::code).containsExactly(Code.TRUNCATED_JSON);
        assertThat(read("{\"id\" \"n1\"}").flaws()).extracting(Flaw::code).containsExactly(Code.INVALID_JSON);
        assertThat(read(TEXT + "{}").flaws()).extracting(Flaw::code).contains(Code.TRAILING_DATA);
        assertThat(read(TEXT + "{}").record()).contains(WHOLE);
        assertThat(read("[".repeat(600)).flaws()).extracting(Flaw::code).containsExactly(Code.RESOURCE_LIMIT);
    }

    @Test
    void what_people_write_beside_json_is_read_with_a_flaw() {
        Read<Note> read = read(TEXT.replace("{\"id\"", "{ // the note\n 'id'").replace("\"labels\"", "labels"));

        assertThat(read.record()).contains(WHOLE);
        assertThat(read.flaws().getLast().code()).isEqualTo(Code.INVALID_JSON);
    }

    @Test
    void a_record_is_written_in_the_spelling_of_whoever_wrote_it_before() {
        var pretty = new Spelling("\t", "CRLF", false, false, ",", ": ", Spelling.Escapes.ASCII, Optional.empty());
        String text = new String(STEP.bytes(new Step("期\u007F", 3), pretty, 1), UTF_8);

        assertThat(text).isEqualTo("{\r\n\t\t\"name\": \"\\u671f\\u007f\",\r\n\t\t\"minutes\": 3\r\n\t}");
    }

    @Test
    void fields_have_pointers_and_what_is_absent_has_none() {
        assertThat(NOTE.fields(WHOLE).keySet())
                .containsExactly(
                        "/title",
                        "/votes",
                        "/done",
                        "/labels",
                        "/author/name",
                        "/meta",
                        "/extra",
                        "/steps",
                        "/steps/0/name",
                        "/steps/0/minutes",
                        "/steps/1/name",
                        "/steps/1/minutes");
        assertThat(NOTE.fields(WHOLE)).containsEntry("/steps", 2L).containsEntry("/meta", "{\"a\":1e5}");
    }

    @Test
    void limits_are_asked_only_of_what_is_not_as_it_was() {
        Note long_ = title(WHOLE, "A title of more than twenty characters");
        assertThatThrownBy(() -> NOTE.check("", Optional.of(WHOLE), long_))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("want at most 20");
        NOTE.check("", Optional.of(long_), long_);

        Note steps = steps(WHOLE, List.of(new Step("write", 5), new Step("later", 601)));
        assertThatThrownBy(() -> NOTE.check("", Optional.of(WHOLE), steps))
                .isInstanceOf(Rejected.class)
                .hasMessage("601 is out of range: want 0 to 600");
        NOTE.check("", Optional.of(steps), steps(steps, List.of(new Step("later", 601))));
    }

    @Test
    void a_description_that_does_not_fit_its_record_is_refused_when_it_is_built() {
        assertThatThrownBy(() -> Shape.of(Step.class).text("name", Step::name).build())
                .hasMessage("Step has 2 components, but 1 are described");
        assertThatThrownBy(() -> Shape.of(Step.class)
                        .text("name", Step::name)
                        .text("minutes", Step::minutes)
                        .build())
                .hasMessage("Step.minutes is described as 'minutes' of type String, but is int");
        assertThatThrownBy(() -> Shape.of(Step.class)
                        .text("name", Step::name)
                        .number("name", Step::minutes)
                        .build())
                .hasMessage("Step has two members 'name'");
    }

    static Note title(Note it, String title) {
        return new Note(
                it.id(), title, it.votes(), it.done(), it.labels(), it.author(), it.steps(), it.meta(), it.extra());
    }

    static Note steps(Note it, List<Step> steps) {
        return new Note(
                it.id(), it.title(), it.votes(), it.done(), it.labels(), it.author(), steps, it.meta(), it.extra());
    }

    @Test
    void a_difference_is_named_by_its_pointer_with_both_values() {
        Note now = new Note(
                "n1",
                "Another",
                Optional.empty(),
                true,
                List.of("red"),
                new Author("Ann", Optional.of("a@b")),
                List.of(new Step("write", 6)),
                Optional.empty(),
                Optional.of(new Json("{\"later\":[1.50,null],\"new/er\":1}")));

        assertThat(NOTE.diff(WHOLE, now))
                .extracting(change -> "%s %s -> %s"
                        .formatted(
                                change.pointer(),
                                change.before().map(Json::text).orElse("none"),
                                change.now().map(Json::text).orElse("none")))
                .containsExactly(
                        "/title \"A note\" -> \"Another\"",
                        "/votes 7 -> null",
                        "/labels [\"red\",\"green\"] -> [\"red\"]",
                        "/author/mail null -> \"a@b\"",
                        "/steps/0/minutes 5 -> 6",
                        "/steps/1 {\"name\":\"read\",\"minutes\":10} -> none",
                        "/meta {\"a\":1e5} -> none",
                        "/new~1er none -> 1");
    }

    @Test
    void only_what_is_to_be_said_otherwise_changes_in_a_text() {
        String text = TEXT.replace("\"votes\":7", "\"votes\": \"7\",  \"votes\" :7")
                .replace("{\"name\":\"write\"", "{  \"name\":\"wr\\u0069te\"");

        byte[] spliced = NOTE.splice(text.getBytes(UTF_8), title(WHOLE, "Neu"));

        assertThat(new String(spliced, UTF_8)).isEqualTo(text.replace("A note", "Neu"));
    }

    @Test
    void a_list_of_which_elements_were_left_out_is_replaced_as_a_whole() {
        String text = TEXT.replace("[{\"name\":\"write\"", "[17,{\"name\":\"write\"");
        Note now = steps(WHOLE, List.of(new Step("write", 5)));

        byte[] spliced = NOTE.splice(text.getBytes(UTF_8), now);

        assertThat(NOTE.read(spliced).record()).contains(now);
    }

    @Test
    void a_text_that_a_plain_writing_gives_again_is_not_kept() {
        byte[] plain = TEXT.getBytes(UTF_8);
        byte[] odd = TEXT.replace("7", "7.0").getBytes(UTF_8);

        assertThat(NOTE.spelling(WHOLE, plain, 0).orElseThrow().verbatim()).isEmpty();
        assertThat(NOTE.spelling(WHOLE, odd, 0).orElseThrow().verbatim()).contains(new String(odd, UTF_8));
        assertThat(NOTE.document(
                        title(WHOLE, "Neu"), NOTE.spelling(WHOLE, odd, 0).orElseThrow(), 0))
                .isEqualTo(new String(odd, UTF_8).replace("A note", "Neu").getBytes(UTF_8));
    }

    @Test
    void two_changes_of_one_record_are_brought_together_field_by_field() {
        Note mine = steps(title(WHOLE, "Mine"), List.of(new Step("write", 7), new Step("read", 10)));
        Note theirs = steps(title(WHOLE, "Theirs"), List.of(new Step("write", 5), new Step("read", 11)));

        Merged<Note> merged = NOTE.merge(WHOLE, mine, theirs);

        assertThat(merged.record())
                .isEqualTo(steps(title(WHOLE, "Mine"), List.of(new Step("write", 7), new Step("read", 11))));
        assertThat(merged.conflicts())
                .containsExactly(new Merged.Conflict(
                        "/title", Optional.of("A note"), Optional.of("Mine"), Optional.of("Theirs")));
        assertThat(merged.overwritten())
                .extracting(Merged.Conflict::pointer)
                .containsExactly("/title", "/steps/0/minutes");
    }

    record Board(List<Card> cards, List<Step> log, String changedAt) {}

    record Card(String id, String title) {}

    static final Shape<Board> BOARD = Shape.of(Board.class)
            .list(
                    "cards",
                    Shape.of(Card.class)
                            .text("id", Card::id)
                            .key("the id of the card")
                            .text("title", Card::title)
                            .build(),
                    Board::cards)
            .list("log", STEP, Board::log)
            .growing()
            .time("changedAt", Board::changedAt)
            .settled()
            .build();

    @Test
    void elements_with_keys_are_merged_by_them_and_growing_lists_keep_what_both_sides_added() {
        var one = new Card("1", "one");
        var two = new Card("2", "two");
        var three = new Card("3", "three");
        var base = new Board(List.of(one, two), List.of(new Step("a", 1)), "t0");
        var mine = new Board(List.of(two, one), List.of(new Step("a", 1), new Step("b", 1)), "t1");
        var theirs =
                new Board(List.of(new Card("2", "zwei"), three), List.of(new Step("a", 1), new Step("c", 1)), "t2");

        Merged<Board> merged = BOARD.merge(base, mine, theirs);

        assertThat(merged.record())
                .isEqualTo(new Board(
                        List.of(new Card("2", "zwei"), three),
                        List.of(new Step("a", 1), new Step("b", 1), new Step("c", 1)),
                        "t2"));
        assertThat(merged.conflicts()).isEmpty();
        assertThat(merged.overwritten()).extracting(Merged.Conflict::pointer).containsExactly("/log/1");
    }

    @Test
    void a_row_has_a_column_for_each_field_that_is_no_list_of_records() {
        assertThat(NOTE.columns())
                .extracting(
                        column -> "%s %s".formatted(column.name(), column.of().apply(WHOLE)))
                .containsExactly(
                        "id n1",
                        "title A note",
                        "votes 7",
                        "done 1",
                        "labels [\"red\",\"green\"]",
                        "author_name Ann",
                        "author_mail null",
                        "meta {\"a\":1e5}",
                        "extra {\"later\":[1.50,null]}");
        assertThat(BOARD.columns()).extracting(Column::name).containsExactly("changed_at");
    }

    private record Size(long wide, int high) {}

    private record Place(
            String name,
            Size size,
            Optional<Integer> floor,
            boolean open,
            Optional<Json> plan,
            Instant builtAt,
            List<String> doors,
            Optional<Author> author) {}

    @Test
    void a_record_of_components_alone_is_what_stood_in_their_columns() {
        Shape<Place> shape = Shape.plain(Place.class);
        Instant built = Instant.parse("2026-01-02T03:04:05.000006Z");
        for (Place it : List.of(
                new Place(
                        "hall",
                        new Size(3, 4),
                        Optional.of(-1),
                        true,
                        Optional.of(new Json("[1]")),
                        built,
                        List.of("a\u00e9\"", "b"),
                        Optional.of(new Author("Ann", Optional.empty()))),
                new Place(
                        "yard",
                        new Size(0, 0),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        built,
                        List.of(),
                        Optional.empty()))) {
            var row = new HashMap<String, @Nullable Object>();
            shape.columns().forEach(column -> row.put(column.name(), column.of().apply(it)));
            assertThat(row.keySet())
                    .containsExactlyInAnyOrder(
                            "name",
                            "wide",
                            "high",
                            "floor",
                            "open",
                            "plan",
                            "built_at",
                            "doors",
                            "author_name",
                            "author_mail");
            assertThat(shape.ofRow(row::get)).isEqualTo(it);
        }
    }

    @Test
    void a_component_may_have_a_column_of_another_name() {
        Shape<Size> shape =
                Shape.of(Size.class).rest().member("wide").column("width").build();
        assertThat(shape.columns()).extracting(Column::name).containsExactly("width", "high");
        assertThatThrownBy(() -> Shape.of(Size.class).rest().member("deep")).hasMessage("Size has no member 'deep'");
    }

    @Test
    void one_member_is_replaced_and_the_others_stay() {
        assertThat(NOTE.with(WHOLE, "votes", Optional.empty()))
                .isEqualTo(new Note(
                        WHOLE.id(),
                        WHOLE.title(),
                        Optional.empty(),
                        WHOLE.done(),
                        WHOLE.labels(),
                        WHOLE.author(),
                        WHOLE.steps(),
                        WHOLE.meta(),
                        WHOLE.extra()));
        assertThatThrownBy(() -> NOTE.with(WHOLE, "weight", 1)).hasMessage("Note has no member 'weight'");
    }

    @Test
    void values_stand_as_the_components_have_them_in_the_order_of_writing() {
        assertThat(AUTHOR.values(new Author("Ann", Optional.of("a@b"))))
                .containsExactly(entry("name", "Ann"), entry("mail", "a@b"));
        assertThat(AUTHOR.values(new Author("Ann", Optional.empty()))).containsExactly(entry("name", "Ann"));
    }

    @Test
    void its_schema_accepts_what_it_writes() {
        assertThat(NOTE.jsonSchema().text()).isEqualTo("""
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{\
                "id":{"description":"the id of the note","type":"string","minLength":1},\
                "title":{"type":"string","maxLength":20},\
                "votes":{"type":["integer","null"],"minimum":0,"maximum":100},\
                "done":{"type":"boolean"},\
                "labels":{"type":"array","items":{"type":"string","examples":["red","green"]}},\
                "author":{"type":"object","properties":{"name":{"type":"string"},"mail":{"type":["string","null"]}},\
                "required":["name"],"additionalProperties":false},\
                "steps":{"type":"array","items":{"type":"object","properties":{\
                "name":{"type":"string","minLength":1,"maxLength":200},\
                "minutes":{"type":"integer","minimum":0,"maximum":600}},\
                "required":["name","minutes"],"additionalProperties":false},"maxItems":3},\
                "meta":{}},"required":["id","title","done","labels","author","steps"]}""");
    }
}
