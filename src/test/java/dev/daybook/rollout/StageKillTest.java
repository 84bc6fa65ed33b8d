package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.config.ConfigEvent;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed again and again while stages change under load. {@code -Ddaybook.torture=true}: long. */
class StageKillTest {

    private static final int ROUNDS = Boolean.getBoolean("daybook.torture") ? 60 : 3;
    private static final int LEGACY_ROUNDS = Boolean.getBoolean("daybook.torture") ? 60 : 2;
    private static final int ACKNOWLEDGED_MAX = 300;
    private static final int MESSAGES_MAX = 120;
    private static final Pattern MESSAGE = Pattern.compile("msg-([0-9]+)");

    private final Random random = new Random(7);

    @TempDir(factory = OnDisk.class)
    private Path folder;

    @Test
    void whatever_was_acknowledged_is_there_once_on_both_sides() throws IOException, InterruptedException {
        var acknowledged = new HashMap<Integer, Integer>();
        for (int round = 0; round < ROUNDS; round++) {
            Process process = MovingProcess.start(folder, round);
            try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                int enough = 1 + random.nextInt(ACKNOWLEDGED_MAX);
                hear(said, line -> line.number() >= enough, acknowledged::put);
            } finally { // also where it is not as it should be
                process.destroyForcibly();
            }
            assertThat(process.waitFor(Patience.LIMIT)).isTrue();
            look(acknowledged);
        }
        assertThat(acknowledged).isNotEmpty();
    }

    /** Files come first there, and a journal that fails meanwhile gets what it lacks as it was decided. */
    @Test
    void in_the_legacy_stage_of_ait42_every_acknowledged_message_is_there_once_on_both_sides() throws Exception {
        var acknowledged = new HashMap<Integer, Set<Integer>>();
        for (int round = 0; round < LEGACY_ROUNDS; round++) {
            Process process = LegacyProcess.start(folder, round);
            try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                int enough = 1 + random.nextInt(MESSAGES_MAX);
                boolean isBehind = round % 2 == 0; // as it is to be for some of those moments
                hear(
                        said,
                        line -> line.number() >= enough && (line.isBehind() || !isBehind),
                        (session, message) -> acknowledged
                                .computeIfAbsent(session, _ -> new HashSet<>())
                                .add(message));
            } finally { // also where it is not as it should be
                process.destroyForcibly();
            }
            assertThat(process.waitFor(Patience.LIMIT)).isTrue();
            lookAtMessages(acknowledged);
        }
        assertThat(acknowledged).isNotEmpty();
    }

    private void lookAtMessages(Map<Integer, Set<Integer>> acknowledged) throws Exception {
        var journals = new Journal[1];
        try (Running running = LegacyProcess.serve(folder, journal -> {
            journals[0] = journal;
            return journal;
        })) {
            LegacyProcess service = LegacyProcess.of(running);
            service.stage(folder);
            service.post("/compare", JsonNodeFactory.instance.objectNode(), "");
            JsonNode compared = service.post("/compare", JsonNodeFactory.instance.objectNode(), "");
            assertThat(compared.path("consistent").asInt())
                    .as(compared.toString())
                    .isPositive()
                    .isEqualTo(compared.path("total").asInt());
            List<Entry> entries = journals[0].readForward(Selection.category("session"), Position.START, 1_000_000);
            for (int session = 0; session < LegacyProcess.SESSIONS; session++) {
                String id = LegacyProcess.id(session);
                Set<Integer> told = acknowledged.getOrDefault(session, Set.of());
                var inFile = new ArrayList<String>();
                service.read(session)
                        .path("chatHistory")
                        .forEach(message -> inFile.add(message.path("id").asText()));
                var inJournal = new ArrayList<String>();
                for (Entry it : entries) {
                    Matcher message = MESSAGE.matcher(it.payload().toString());
                    if (it.stream().key().contains(id) && message.find()) {
                        inJournal.add(message.group());
                        if (told.contains(Integer.valueOf(message.group(1)))) {
                            assertThat(it.metadata().source())
                                    .as("%s of %s", message.group(), id)
                                    .isInstanceOf(Source.Channel.class);
                        }
                    }
                }
                assertThat(inFile).as(id).isEqualTo(inJournal).doesNotHaveDuplicates();
                told.forEach(n -> assertThat(inFile).as(id).contains("msg-" + n));
            }
        }
    }

    /**
     * What was acknowledged.
     *
     * @param number how many lines there are with it
     * @param isBehind whether the journal lacked it then
     */
    private record Line(int number, boolean isBehind) {}

    /** A line that has no end was never said. */
    private static void hear(BufferedReader said, Predicate<Line> last, BiConsumer<Integer, Integer> acknowledged)
            throws IOException {
        boolean isLast = false;
        for (int heard = 1; !isLast; heard++) {
            String line = said.readLine();
            if (line == null) {
                throw new AssertionError("the process has ended by itself");
            }
            String[] parts = line.split(" ", 3);
            acknowledged.accept(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]));
            isLast = last.test(new Line(heard, parts.length > 2));
        }
    }

    private void look(Map<Integer, Integer> acknowledged) throws IOException {
        try (Move move = MovingProcess.open(folder)) {
            move.force(Stage.DUAL);
            move.compare();
            assertThat(move.compare().isEqual()).isTrue();
            for (Map.Entry<Integer, Integer> it : acknowledged.entrySet()) {
                String box = MovingProcess.box(it.getKey());
                String card = MovingProcess.card(it.getKey());
                int now = Integer.parseInt(move.inJournal(box, card).orElse("0"));
                assertThat(now).as(card).isGreaterThanOrEqualTo(it.getValue());
                assertThat(move.inFile(box, card)).contains(Integer.toString(now));
                assertThat(values(move.streams.of(Cards.card(box, card)).entries()))
                        .as("each once, in order")
                        .doesNotHaveDuplicates()
                        .isSorted();
            }
        }
    }

    private static List<Integer> values(List<Recorded> entries) {
        return entries.stream()
                .map(it -> (ConfigEvent.Set) it.event())
                .map(it -> Integer.valueOf(it.value().text().replace("\"", "")))
                .toList();
    }
}
