package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Range;
import dev.daybook.journal.Rollback;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Timeline;
import dev.daybook.journal.WhatCounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Undos and commands of many at once: each is before or after each other one. {@code -Ddaybook.torture=true}: for longer.
 */
class ConcurrentUndoTest {

    private static final int CLIENTS = 16;
    private static final int UNDOING = 4;
    private static final int ACTS = Boolean.getBoolean("daybook.torture") ? 150 : 6;
    private static final int ACTS_MAX = 200;

    private static final List<String> TASKS = List.of(
            "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R3");

    @TempDir
    private Path folder;

    private Fixture service;

    /** Who was told that something of his is recorded, by its position. */
    private final ConcurrentSkipListMap<Long, String> told = new ConcurrentSkipListMap<>();

    @BeforeEach
    void open() {
        service = new Fixture(folder);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void what_counts_is_what_the_rollbacks_leave_in_the_order_in_which_they_are_recorded() throws Exception {
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            var done = new ArrayList<Future<?>>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                done.add(clients.submit(() -> act(number, new Random(number))));
            }
            for (Future<?> each : done) {
                each.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
        service.readModels.catchUp();
        List<Entry> entries = service.journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE);
        var codec = new Codec(service.journal.blobs(), AllSlices.of().facts());
        var definition = new WhatCounts();
        var undone = new TreeSet<Long>();
        int rollbacks = 0;
        long newest = 0;
        for (Entry entry : entries) {
            long position = entry.position().value();
            if (codec.decode(entry) instanceof RolledBack rollback) {
                rollbacks++;
                assertIsOf(entry, rollback, entries, definition);
                definition.add(position, Rollback.of(meant(rollback, newest)));
                newest = position;
            }
        }
        for (Entry entry : entries) {
            if (!counts(entry, definition)) {
                undone.add(entry.position().value());
            }
        }

        assertThat(rollbacks).as("undos that were made").isPositive();
        assertThat(undone).isNotEmpty();
        assertThat(told.keySet())
                .as("all that was told is there")
                .allSatisfy(position -> assertThat(
                                entries.get((int) (position - 1)).metadata().actor())
                        .isEqualTo(told.get(position)));
        assertThat(entries.stream()
                        .filter(entry -> codec.decode(entry) instanceof RolledBack)
                        .map(entry -> entry.position().value()))
                .as("and nothing that was refused")
                .allMatch(told::containsKey);
        Set<Long> marked = service.readModels.read(
                tables -> new TreeSet<>(tables.fetch("SELECT position FROM audit_log WHERE undone_by IS NOT NULL")
                        .getValues(0, Long.class)));
        assertThat(marked).isEqualTo(undone);
        assertThat(service.readModels.verify(_ -> {})).isEmpty();
    }

    /** What is undone as somebody's last command is his, and counted until then. */
    private static void assertIsOf(Entry undo, RolledBack rollback, List<Entry> entries, WhatCounts before) {
        assertThat(rollback.kept()).isEmpty();
        assertThat(rollback.also()).isEmpty();
        if (rollback.target() instanceof Target.Entries(long first, long last)) {
            assertThat(last).isLessThan(undo.position().value());
            assertThat(entries.subList((int) first - 1, (int) last)).allSatisfy(entry -> {
                assertThat(entry.metadata().actor()).isEqualTo(undo.metadata().actor());
                assertThat(counts(entry, before)).as("%s", entry.position()).isTrue();
            });
        }
    }

    private static Rollback.Target meant(RolledBack rollback, long newest) {
        return switch (rollback.target()) {
            case Target.Entries it when it.first() == newest -> new Rollback.WithoutRollback(new Position(newest));
            case Target.Entries(long first, long last) -> new Rollback.WithoutEntries(new Range(first, last));
            case Target.Actor(String actor, long after) ->
                new Rollback.Without(new Rollback.OfActor(actor), new Position(after));
            case Target.Rollback(long position) -> new Rollback.WithoutRollback(new Position(position));
            default -> throw new AssertionError("nobody asked for " + rollback);
        };
    }

    private static boolean counts(Entry entry, WhatCounts definition) {
        return Timeline.alwaysCounts(entry.stream())
                || definition.counts(
                        entry.position().value(),
                        new Timeline.Origin(
                                entry.stream(),
                                entry.metadata().actor(),
                                entry.metadata().session(),
                                entry.metadata().correlation()));
    }

    private void act(int client, Random random) {
        String actor = "agent-" + client % (2 * UNDOING);
        boolean undoes = client < UNDOING;
        boolean undone = false;
        // Most undos are refused where others work on the same things: one of each client is to be carried out.
        for (int act = 0; act < ACTS || (undoes && !undone && act < ACTS_MAX); act++) {
            String task = TASKS.get(random.nextInt(TASKS.size()));
            if (undoes && act % 2 == 1) {
                undone |= undo(actor, random);
            } else {
                command(actor, task, random.nextInt(4), client * ACTS_MAX + act);
            }
        }
    }

    /** @param number no other command has it: none asks for what is so already */
    private void command(String actor, String task, int which, int number) {
        switch (which) {
            case 0 ->
                send(actor, "POST", "/sbis", "{\"id\":\"%s\",\"title\":\"%s %d\"}".formatted(task, actor, number));
            case 1 -> send(actor, "PATCH", "/sbis/" + task, "{\"title\":\"%s %d\"}".formatted(actor, number));
            case 2 -> send(actor, "POST", "/sbis/" + task + "/notes", "{\"text\":\"%s %d\"}".formatted(actor, number));
            default -> send(actor, "PUT", "/config/key-" + actor, "{\"value\":%d}".formatted(number));
        }
    }

    /** Returns whether it was carried out. */
    private boolean undo(String actor, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> send(actor, "POST", "/undo", "{\"actor\":\"%s\",\"since\":\"1\"}".formatted(actor));
            case 1 -> {
                List<Long> mine = told.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(actor))
                        .map(Map.Entry::getKey)
                        .toList();
                yield !mine.isEmpty()
                        && send(
                                actor,
                                "POST",
                                "/rollbacks",
                                "{\"undo\":%d}".formatted(mine.get(random.nextInt(mine.size()))));
            }
            default -> send(actor, "POST", "/undo", "{}");
        };
    }

    private boolean send(String actor, String method, String path, String body) {
        Caller.Reply reply =
                service.caller.send(method, path, Optional.of(body), "Daybook-Actor", actor, "If-Match", "*");
        assertThat(reply.status()).as("%s %s %s", path, body, reply.text()).isLessThan(500);
        boolean done = reply.status() < 300;
        if (done) {
            told.put(recorded(path, reply), actor);
        }
        return done;
    }

    private static long recorded(String path, Caller.Reply reply) {
        return path.equals("/undo") || path.equals("/rollbacks")
                ? reply.json().path("position").asLong()
                : reply.position();
    }
}
