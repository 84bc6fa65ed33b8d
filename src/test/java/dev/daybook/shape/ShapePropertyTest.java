package dev.daybook.shape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.shape.JsonCursor.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every record and every text: over thousands that are made up, and over all samples. */
class ShapePropertyTest {

    private static final int RECORDS = 3_000;
    private static final Shape<SessionRecord> RECORD = SessionShape.RECORD;
    private static final Path SAMPLES = Path.of("src/test/resources/legacy");

    @Test
    void a_record_that_was_written_is_read_as_it_was() {
        var random = new Random(1);
        for (int i = 0; i < RECORDS; i++) {
            SessionRecord record = Sessions.record(random);
            Spelling as = spelling(random);
            byte[] json = RECORD.document(record, as, 0);

            assertThat(RECORD.read(json).record()).contains(record);
            assertThat(RECORD.strict(json, "")).isEqualTo(record);
            assertThat(RECORD.spelling(record, json, 0).flatMap(Spelling::verbatim))
                    .isEmpty();
        }
    }

    @Test
    void whatever_was_read_is_written_again_byte_by_byte_in_its_spelling() {
        var random = new Random(2);
        for (int i = 0; i < RECORDS; i++) {
            byte[] json = Sessions.json(random, Sessions.record(random));
            Read<SessionRecord> read = RECORD.read(json);
            SessionRecord record = read.record().orElseThrow();

            assertThat(written(record, json)).as("%s", new String(json, UTF_8)).isEqualTo(json);
        }
    }

    private static byte[] written(SessionRecord record, byte[] json) {
        return RECORD.document(record, RECORD.spelling(record, json, 0).orElseThrow(), 0);
    }

    @Test
    void every_sample_is_written_again_byte_by_byte() {
        List<byte[]> samples = samples();
        int records = 0;
        for (byte[] json : samples) {
            Optional<SessionRecord> read = RECORD.read(json).record();
            if (read.isPresent() && RECORD.spelling(read.get(), json, 0).isPresent()) {
                assertThat(written(read.get(), json)).isEqualTo(json);
                assertThat(RECORD.splice(json, read.get())).isEqualTo(json);
                records++;
            }
        }
        assertThat(records).isGreaterThan(50);
    }

    /** Every object in every file, where it stands: most are no sessions, but they all are read as some. */
    private static List<byte[]> samples() {
        var objects = new ArrayList<byte[]>();
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                var in = JsonCursor.of(bytes);
                if (in.next() == Kind.OBJECT) {
                    objects.add(bytes);
                } else if (in.next() == Kind.LIST) {
                    in.enter();
                    while (in.element() && in.next() != Kind.NONE) {
                        in.skip();
                        objects.add(in.bytes(in.start(), in.end()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    @Test
    void a_text_is_read_alike_whatever_it_looks_like_and_wherever_it_comes_from() {
        var random = new Random(3);
        for (int i = 0; i < RECORDS; i++) {
            byte[] json = Sessions.json(random, Sessions.record(random));
            Read<SessionRecord> read = RECORD.read(json);

            assertThat(RECORD.read(JsonCursor.lenient(json, 500)).record()).isEqualTo(read.record());
            var in = JsonCursor.windows(new ByteArrayInputStream(json), 1 + random.nextInt(32), 500);
            Read<SessionRecord> windows = RECORD.read(in);
            assertThat(windows.record()).isEqualTo(read.record());
            assertThat(windows.flaws()).isEqualTo(read.flaws());
            byte[] compact = JsonCursor.of(json).compact().text().getBytes(UTF_8);
            assertThat(RECORD.read(compact).record()).isEqualTo(read.record());
        }
    }

    @Test
    void whatever_the_bytes_are_reading_them_ends_with_a_record_or_flaws() {
        var random = new Random(4);
        for (int i = 0; i < RECORDS; i++) {
            byte[] json = Jsons.damaged(random, Jsons.damaged(random, Sessions.json(random, Sessions.record(random))));
            Read<SessionRecord> read = RECORD.read(json);

            assertThat(read.record().isPresent() || !read.flaws().isEmpty()).isTrue();
            for (Flaw flaw : read.flaws()) {
                assertThat(flaw.from()).isBetween(-1L, (long) json.length);
                assertThat(flaw.to()).isBetween(-1L, (long) json.length);
            }
        }
    }

    @Test
    void a_splice_says_what_was_wanted_and_changes_nothing_else() {
        var random = new Random(5);
        for (int i = 0; i < RECORDS; i++) {
            byte[] json = Sessions.json(random, Sessions.record(random));
            SessionRecord said = RECORD.read(json).record().orElseThrow();
            SessionRecord now = Sessions.changed(random, said);
            byte[] spliced = RECORD.splice(json, said, now);

            // unknown members stay in the order that the text has
            assertThat(RECORD.diff(RECORD.read(spliced).record().orElseThrow(), now))
                    .as("%s -> %s", new String(json, UTF_8), new String(spliced, UTF_8))
                    .isEmpty();
            Map<String, String> before = values(json);
            Map<String, String> after = values(spliced);
            Stream.concat(
                            RECORD.diff(said, now).stream().map(Change::pointer),
                            RECORD.read(json).flaws().stream()
                                    .filter(flaw -> flaw.code() != Flaw.Code.UNKNOWN_FIELD) // was not said so
                                    .map(Flaw::pointer))
                    .forEach(changed -> {
                        before.keySet().removeIf(pointer -> isAt(pointer, changed));
                        after.keySet().removeIf(pointer -> isAt(pointer, changed));
                    });
            if (said.instances().size() == count(json, "/instances")
                    && said.messages().size() == count(json, "/chatHistory")) {
                assertThat(after).isEqualTo(before);
            }
        }
    }

    private static boolean isAt(String pointer, String changed) {
        return pointer.equals(changed) || pointer.equals(changed + "#") || pointer.startsWith(changed + "/");
    }

    private static long count(byte[] json, String list) {
        return values(json).keySet().stream()
                .filter(pointer -> pointer.matches(list + "/[0-9]+#?"))
                .count();
    }

    /** All plain values as they stand there, by their pointers; of those that stand there twice, the last. */
    private static Map<String, String> values(byte[] json) {
        var values = new LinkedHashMap<String, String>();
        collect(JsonCursor.of(json), "", values);
        return values;
    }

    private static void collect(JsonCursor in, String at, Map<String, String> values) {
        switch (in.next()) {
            case OBJECT -> {
                values.put(at + "#", "");
                in.enter();
                while (in.member()) {
                    String pointer =
                            at + "/" + in.memberName().replace("~", "~0").replace("/", "~1");
                    values.keySet().removeIf(known -> isAt(known, pointer));
                    collect(in, pointer, values);
                }
            }
            case LIST -> {
                in.enter();
                for (int i = 0; in.element(); i++) {
                    collect(in, at + "/" + i, values);
                }
            }
            default -> {
                in.skip();
                values.put(at, new String(in.bytes(in.start(), in.end()), UTF_8));
            }
        }
    }

    @Test
    void a_splice_of_a_value_that_is_there_replaces_just_its_bytes() {
        var random = new Random(6);
        for (int i = 0; i < RECORDS; i++) {
            String json = "{\"a\":" + Jsons.text(random) + ",\"b\"  :" + Jsons.text(random) + "}";
            var in = JsonCursor.of(json.getBytes(UTF_8));
            in.enter();
            in.member();
            in.skip();
            int from = (int) in.start();
            int to = (int) in.end();
            byte[] bytes = json.getBytes(UTF_8);

            byte[] spliced = JsonSplice.of(bytes, List.of(Change.set("/a", new Json("-1"))));

            assertThat(new String(spliced, UTF_8))
                    .isEqualTo(
                            new String(bytes, 0, from, UTF_8) + "-1" + new String(bytes, to, bytes.length - to, UTF_8));
        }
    }

    @Test
    void changes_back_and_forth_end_where_they_began() {
        var random = new Random(7);
        for (int i = 0; i < RECORDS; i++) {
            SessionRecord one = Sessions.record(random);
            SessionRecord other = Sessions.changed(random, one);
            byte[] json = RECORD.document(one, spelling(random), 0);

            assertThat(RECORD.diff(one, one)).isEmpty();
            byte[] there = RECORD.splice(json, other);
            assertThat(RECORD.read(there).record()).contains(other);
            assertThat(RECORD.read(RECORD.splice(there, one)).record()).contains(one);
        }
    }

    @Test
    void a_merge_with_a_side_that_changed_nothing_is_the_other_side() {
        var random = new Random(8);
        for (int i = 0; i < RECORDS; i++) {
            SessionRecord base = Sessions.record(random);
            SessionRecord changed = Sessions.changed(random, base);

            Merged<SessionRecord> theirs = RECORD.merge(base, base, changed);
            assertThat(theirs.record()).isEqualTo(changed);
            assertThat(theirs.conflicts()).isEmpty();
            assertThat(theirs.overwritten()).isEmpty();
            Merged<SessionRecord> mine = RECORD.merge(base, changed, base);
            assertThat(mine.record()).isEqualTo(changed);
            assertThat(mine.conflicts()).isEmpty();
            Merged<SessionRecord> same = RECORD.merge(base, changed, changed);
            assertThat(same.record()).isEqualTo(changed);
            assertThat(same.overwritten()).isEmpty();
        }
    }

    @Test
    void both_sides_of_a_merge_see_the_same_conflicts() {
        var random = new Random(9);
        for (int i = 0; i < RECORDS; i++) {
            SessionRecord base = Sessions.record(random);
            SessionRecord mine = Sessions.changed(random, base);
            SessionRecord theirs = Sessions.changed(random, base);
            Merged<SessionRecord> here = RECORD.merge(base, mine, theirs);
            Merged<SessionRecord> there = RECORD.merge(base, theirs, mine);

            assertThat(here.conflicts())
                    .extracting(Merged.Conflict::pointer)
                    .isEqualTo(there.conflicts().stream()
                            .map(Merged.Conflict::pointer)
                            .toList());
            assertThat(here.overwritten()).containsAll(here.conflicts());
        }
    }

    @Test
    void fields_differ_where_there_is_a_change() {
        var random = new Random(10);
        for (int i = 0; i < RECORDS; i++) {
            SessionRecord one = Sessions.record(random);
            SessionRecord other = Sessions.changed(random, one);

            assertThat(RECORD.fields(one).equals(RECORD.fields(other)))
                    .isEqualTo(RECORD.diff(one, other).isEmpty());
        }
    }

    private static Spelling spelling(Random random) {
        String indent = List.of("", "  ", "\t", "    ").get(random.nextInt(4));
        String colon = indent.isEmpty() && random.nextBoolean() ? ":" : ": ";
        return new Spelling(
                indent,
                !indent.isEmpty() && random.nextBoolean() ? "CRLF" : "LF",
                random.nextInt(5) == 0,
                random.nextBoolean(),
                indent.isEmpty() && colon.length() > 1 ? ", " : ",",
                colon,
                List.of(Escapes.NONE, Escapes.ASCII, Escapes.HTML).get(random.nextInt(3)),
                Optional.empty());
    }
}
