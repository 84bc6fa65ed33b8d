package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many that send and many that read at once: nothing is lost, nothing is dealt with twice. */
class InboxRaceTest {

    private static final int SENDERS = 25;
    private static final int READERS = 25;
    private static final int AGENTS = 5;
    private static final int EACH = 8;

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        caller = house.caller;
        for (int i = 0; i < AGENTS; i++) {
            caller.put("/agents/web-" + i, "{\"type\":\"integration\"}").is(200);
        }
        caller.get("/agents?wait=30s&after=" + house.head()).is(200); // until readers find them
    }

    @AfterEach
    void close() {
        house.close();
    }

    /** Every other message is sent again under its key, as by a client that heard no answer. */
    private int send(int sender) {
        var random = new Random(sender);
        int sent = 0;
        for (int i = 0; i < EACH; i++) {
            boolean broadcast = random.nextInt(4) == 0;
            String to = broadcast ? "\"broadcast\":true" : "\"to\":[\"web-%d\"]".formatted(random.nextInt(AGENTS));
            String body = "{\"content\":\"%d/%d\",\"from\":\"sender-%d\",%s}".formatted(sender, i, sender, to);
            String key = sender + "/" + i;
            Reply reply =
                    caller.post("/agent-messages", body, "Idempotency-Key", key).is(201);
            sent += reply.json().path("messages").size();
            if (i % 2 == 0) {
                assertThat(caller.post("/agent-messages", body, "Idempotency-Key", key)
                                .json()
                                .path("messages"))
                        .isEqualTo(reply.json().path("messages"));
            }
        }
        return sent;
    }

    @Test
    void each_message_is_sent_once_delivered_once_and_acknowledged_once() throws Exception {
        var barrier = new CyclicBarrier(SENDERS + READERS);
        var sending = new AtomicInteger(SENDERS);
        Set<String> dealtWith = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newFixedThreadPool(SENDERS + READERS)) {
            List<Future<Integer>> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                senders.add(threads.submit(() -> {
                    barrier.await();
                    try {
                        return send(sender);
                    } finally {
                        sending.decrementAndGet();
                    }
                }));
            }
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                String agent = "web-" + i % AGENTS;
                readers.add(threads.submit(reader(agent, barrier, sending, dealtWith)));
            }
            int sent = 0;
            for (Future<Integer> sender : senders) {
                sent += sender.get();
            }
            int acknowledged = 0;
            for (Future<Integer> reader : readers) {
                acknowledged += reader.get();
            }
            assertThat(acknowledged).as("acknowledged, by one reader each").isEqualTo(sent);
            assertThat(dealtWith).hasSize(sent);
            var facts = new TreeMap<String, Integer>();
            house.journal
                    .readForward(Selection.category("message"), Position.START, 10_000)
                    .forEach(entry -> facts.merge(entry.type(), 1, Integer::sum));
            assertThat(facts)
                    .containsEntry("message.recorded", sent)
                    .containsEntry("message.delivered", sent)
                    .containsEntry("message.acknowledged", sent)
                    .hasSize(3);
        }
    }

    private Callable<Integer> reader(
            String agent, CyclicBarrier barrier, AtomicInteger sending, Set<String> dealtWith) {
        return () -> {
            barrier.await();
            int acknowledged = 0;
            while (true) {
                boolean over = sending.get() == 0;
                String wait = over ? "&after=%d&wait=30s".formatted(house.head()) : "&wait=50ms";
                JsonNode items = caller.get("/agents/" + agent + "/inbox?limit=10" + wait, "Daybook-Actor", agent)
                        .is(200)
                        .json()
                        .path("items");
                for (JsonNode it : items) {
                    String id = it.path("id").asText();
                    if (caller.post("/agent-messages/" + id + "/ack", "", "Daybook-Actor", agent)
                                    .is(200)
                                    .json()
                                    .path("events")
                                    .asInt()
                            == 1) {
                        acknowledged++;
                        dealtWith.add(id);
                    }
                }
                if (over && items.isEmpty()) {
                    return acknowledged;
                }
            }
        };
    }
}
