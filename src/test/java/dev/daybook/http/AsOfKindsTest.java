package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.AllSlices;
import dev.daybook.domain.Event;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Histories;
import dev.daybook.slice.Ground;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of whatever kind a thing is: as of a position it is what was answered when the journal ended there. */
class AsOfKindsTest {

    private static final int PARTS = 4;
    private static final int EVENTS = 150; // of each part

    /** What follows from the time of day, too: of claims and messages that end, and of how far an index is behind. */
    private static final Map<String, List<String>> TIME_OF_DAY =
            Map.of("task", List.of("holder", "status"), "message", List.of("status"), "code", List.of("behind"));

    private record Then(long end, Map<StreamId, JsonNode> answers) {}

    @TempDir
    private Path folder;

    private final Map<String, Operation<?, Ground>> shows = new HashMap<>();

    private JsonNode shown(Fixture service, StreamId thing, String more) {
        Operation<?, Ground> show =
                Optional.ofNullable(shows.get(thing.category())).orElseThrow();
        Map<String, String> given = show.key().orElseThrow().apply(thing.key());
        String path = Operation.path(
                show.path(), name -> Optional.ofNullable(given.get(name)).orElseThrow());
        String query = given.entrySet().stream()
                .filter(argument -> !show.path().contains("{" + argument.getKey() + "}"))
                .map(argument -> argument.getKey() + "=" + Operation.encoded(argument.getValue()) + "&")
                .collect(Collectors.joining());
        Caller.Reply reply = service.caller.get(path + "?" + query + more);
        if (reply.status() != 200) {
            assertThat(reply.status()).as("%s: %s", thing, reply.text()).isEqualTo(404);
            return MissingNode.getInstance();
        }
        JsonNode view = reply.json();
        if (view instanceof ObjectNode fields) {
            fields.remove(TIME_OF_DAY.getOrDefault(thing.category(), List.of()));
            fields.findParents("expired").forEach(lease -> ((ObjectNode) lease).remove("expired"));
        }
        return view;
    }

    @Test
    void a_thing_as_of_a_position_is_what_was_answered_when_that_was_the_last_one() {
        for (Operations<Ground> group : AllSlices.of().catalogue().groups()) {
            group.all().stream()
                    .filter(operation -> operation.key().isPresent())
                    .filter(Operation::isTimed) // a memory is asked by its own times, which are no positions
                    .forEach(operation -> shows.putIfAbsent(operation.kind(group.name()), operation));
        }
        var chronicle = new Chronicle(clock -> SqliteJournal.open(folder.resolve("journal.db"), clock));
        Event[] events = new Histories(11, 6).events(PARTS * EVENTS);
        Set<StreamId> things = new LinkedHashSet<>();
        var then = new ArrayList<Then>();
        try (var service = new Fixture(
                folder, chronicle.journal, new SqliteScrub(folder.resolve("journal.db")), options -> options)) {
            for (int part = 0; part < PARTS; part++) {
                for (Event event : List.of(events).subList(part * EVENTS, (part + 1) * EVENTS)) {
                    StreamId thing = Chronicle.stream(event);
                    chronicle.append(event);
                    if (shows.containsKey(thing.category())) {
                        things.add(thing);
                    }
                }
                if (part == 1) {
                    chronicle.rollBackTo(new Position(service.head() - 30));
                }
                String posted = "after=%d&wait=10s".formatted(service.head());
                Map<StreamId, JsonNode> answers = new LinkedHashMap<>();
                things.forEach(thing -> answers.put(thing, shown(service, thing, posted)));
                then.add(new Then(service.head(), answers));
            }

            var kinds = new TreeSet<String>();
            then.forEach(moment -> moment.answers().forEach((thing, answer) -> {
                if (!answer.isMissingNode()) {
                    kinds.add(thing.category());
                }
                assertThat(shown(service, thing, "asOf=" + moment.end()))
                        .as("%s at %d", thing, moment.end())
                        .isEqualTo(answer);
            }));
            assertThat(kinds).as("kinds that are shown").isEqualTo(new TreeSet<>(shows.keySet()));
        }
    }
}
