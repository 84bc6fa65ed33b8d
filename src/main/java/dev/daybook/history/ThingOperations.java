package dev.daybook.history;

import dev.daybook.event.Catalog;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Things of all kinds by as much of their ids as tells them from others, whether they count now or not. */
final class ThingOperations {

    /** What starts alike is told by more of it; the first of a ULID is a time that many begin with. */
    private static final int SHORT_MIN = 12;

    private static final int FOUND_MAX = 20;

    /** A ULID or a UUID, with what a tool puts before it. */
    private static final Pattern GENERATED =
            Pattern.compile("(.*[/-])?([0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22})");

    private record Begun(
            @Says(
                    value = "how the id begins, with its kind or without",
                    min = 2,
                    max = 400,
                    like = "sbi/SBI-01K6FRP24V")
            String begin) {}

    private record Whole(
            @Says(
                    value = "whole ids with their kinds",
                    most = 1_000,
                    pattern = "^[^/]+/.+$",
                    want = "kind/id",
                    like = "sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S")
            List<String> things) {}

    /** @param generated whether a machine made the id: others are names, which people write out */
    private record Thing(String thing, String kind, String id, boolean generated) {
        static Thing of(StreamId stream) {
            return new Thing(stream.toString(), stream.category(), stream.key(), isGenerated(stream));
        }
    }

    private record Shortened(String thing, String begin) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "Checkpoints, rollbacks, proof.",
            List.of(
                    Operation.<Begun, Ground>reads("", "findThings", "GET /things", Begun.class)
                            .says("The things whose ids begin so, at most %d.".formatted(FOUND_MAX))
                            .csv("thing", "kind", "id", "generated")
                            .lists("Thing", Thing.class, (begun, _, ground) -> items(found(begun.begin(), ground))),
                    Operation.<Whole, Ground>reads("", "shortenThings", "POST /things/short", Whole.class)
                            .says("How much of each id tells it from all others of its kind.")
                            .lists(
                                    "ShortThing",
                                    Shortened.class,
                                    (whole, _, ground) -> items(shortened(whole.things(), ground)))));

    private static Outcome items(List<?> items) {
        return Outcome.shown(Map.of("items", items));
    }

    private static List<Thing> found(String begin, Ground ground) {
        Stream<String> categories = ground.codec().catalog().types().stream().map(Catalog.Type::domain);
        return Stream.concat(categories, Stream.of(CheckpointOperations.KIND))
                .distinct()
                .flatMap(category -> found(category, begin, ground))
                .sorted(Comparator.comparing(StreamId::toString))
                .limit(FOUND_MAX)
                .map(Thing::of)
                .toList();
    }

    private static Stream<StreamId> found(String category, String begin, Ground ground) {
        Stream<StreamId> bare = begun(category, begin, ground);
        String kind = category + "/";
        return begin.startsWith(kind)
                ? Stream.concat(bare, begun(category, begin.substring(kind.length()), ground))
                : bare;
    }

    private static Stream<StreamId> begun(String category, String begin, Ground ground) {
        return category.equals(CheckpointOperations.KIND)
                ? CheckpointOperations.begun(begin, ground)
                : ground.journal().streams(category, begin).stream();
    }

    private static List<Shortened> shortened(List<String> things, Ground ground) {
        var alike = new HashMap<StreamId, NavigableSet<String>>();
        var all = new ArrayList<Shortened>();
        for (String thing : things) {
            StreamId stream = StreamId.parse(thing);
            String key = stream.key();
            if (isGenerated(stream) && key.length() > SHORT_MIN) {
                var begin = new StreamId(stream.category(), key.substring(0, SHORT_MIN));
                NavigableSet<String> others = alike.computeIfAbsent(begin, streamId -> keys(streamId, ground));
                int length =
                        Math.max(SHORT_MIN, Math.max(same(key, others.lower(key)), same(key, others.higher(key))) + 1);
                all.add(new Shortened(
                        thing, stream.category() + "/" + key.substring(0, Math.min(key.length(), length))));
            } else {
                all.add(new Shortened(thing, thing));
            }
        }
        return all;
    }

    private static boolean isGenerated(StreamId stream) {
        return GENERATED.matcher(stream.key()).matches();
    }

    private static NavigableSet<String> keys(StreamId begin, Ground ground) {
        var keys = new TreeSet<String>();
        begun(begin.category(), begin.key(), ground).forEach(streamId -> keys.add(streamId.key()));
        return keys;
    }

    /** Returns with how many characters both begin. */
    private static int same(String one, @Nullable String other) {
        int same = 0;
        while (other != null
                && same < one.length()
                && same < other.length()
                && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        return same;
    }

    private ThingOperations() {}
}
