package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.history.Origins.By;
import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Progress;
import dev.daybook.projection.AsOf;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Who made each field of a thing what it is: what is shown of it is compared before and after each of its facts. */
final class Blame implements ThingsThen.Walker {

    /** More would keep whoever asks waiting for a minute. */
    private static final int FACTS_MAX = 10_000;

    /** Up to so many take a second or so. */
    private static final int QUICK_MAX = 1_000;

    /** They say how far the thing is, or what one of its lists holds, and are nothing that somebody set. */
    private static final Pattern COUNTERS = Pattern.compile("(/[^/]+/[0-9]+)?/(revision|position)");

    /** A field, or a line of one, with the fact that set it last. */
    record Blamed(
            @Says("JSON pointer in what is shown of the thing")
            String field,

            @Says("of a text of several lines, from 1") Optional<Integer> line,
            Json value,

            @Says("what it was before; absent: there was none, or it is a line")
            Optional<Json> before,

            long position,
            String type,
            String actor,
            Optional<String> session,

            @Says("what belongs together, such as one run of an import")
            Optional<String> correlation,

            String source,
            @Says("when it happened") Instant occurredAt,
            @Says("when it was written down") Instant recordedAt) {

        static Stream<Blamed> of(String field, Origins.Value it) {
            if (it.lines().isEmpty()) {
                Optional<Json> before = Optional.of(it.before())
                        .filter(value -> !value.isMissingNode())
                        .map(JsonText::of);
                return Stream.of(of(field, Optional.empty(), JsonText.of(it.value()), before, it.by()));
            }
            String[] lines = it.value().textValue().split("\n", -1);
            return IntStream.range(0, it.lines().size())
                    .mapToObj(index -> of(
                            field,
                            Optional.of(index + 1),
                            JsonText.of(TextNode.valueOf(lines[index])),
                            Optional.empty(),
                            it.lines().get(index)));
        }

        private static Blamed of(String field, Optional<Integer> line, Json value, Optional<Json> before, By by) {
            return new Blamed(
                    field,
                    line,
                    value,
                    before,
                    by.position(),
                    by.type(),
                    by.actor(),
                    by.session(),
                    by.correlation(),
                    by.source(),
                    by.occurredAt(),
                    by.recordedAt());
        }
    }

    private final Call call;
    private final Progress progress;
    private final long facts;
    private long seen;
    private JsonNode shown = MissingNode.getInstance();
    private Optional<Origins> origins = Optional.empty();

    private Blame(Call call, Progress progress, long facts) {
        this.call = call;
        this.progress = progress;
        this.facts = facts;
    }

    /** Returns whether it is told of a thing at once; else who asks may be kept waiting. */
    static boolean isQuick(StreamId thing, Ground ground) {
        return facts(thing, ground) <= QUICK_MAX;
    }

    private static long facts(StreamId thing, Ground ground) {
        return ground.journal().revision(thing) + 1;
    }

    /**
     * Returns the fields of a thing as of then, in the order in which it is shown.
     *
     * @param progress hears of each fact that counts, of all the thing has
     * @throws Rejected if it was not there, or is of a kind that nothing shows
     */
    static List<Blamed> of(StreamId thing, AsOf asOf, Call call, Ground ground, Progress progress) {
        long facts = facts(thing, ground);
        if (facts > FACTS_MAX) {
            throw Rejected.conflict(
                    "%s has %d facts, and blame goes through %d at most: daybook history %s lists them",
                    thing, facts, FACTS_MAX, thing);
        }
        var blame = new Blame(call, progress, facts);
        if (!ThingsThen.of(ground).walk(thing, asOf, call, ground, blame)) {
            throw Rejected.notFound("nothing shows things of the kind '%s'", thing.category());
        }
        var fields = new ArrayList<Blamed>();
        blame.origins
                .orElseThrow(() -> Rejected.notFound("%s is not there, or was deleted", thing))
                .visit((pointer, value) -> {
                    if (!isCounter(pointer)) {
                        Blamed.of(pointer, value).forEach(fields::add);
                    }
                });
        return fields;
    }

    /** Returns whether a value that is shown there says only how far the thing is. */
    static boolean isCounter(String pointer) {
        return COUNTERS.matcher(pointer).matches();
    }

    @Override
    public void after(Entry fact, Optional<Object> view) {
        progress.at(++seen, facts, "facts");
        JsonNode now = view.map(call::tree).orElseGet(MissingNode::getInstance);
        if (now.isMissingNode()) {
            origins = Optional.empty();
        } else {
            By by = By.of(fact);
            origins = Optional.of(
                    origins.map(known -> known.after(shown, now, by)).orElseGet(() -> Origins.of(now, by)));
        }
        shown = now;
    }
}
