package dev.daybook.axon;

import static dev.daybook.axon.Bus.note;
import static dev.daybook.axon.Bus.register;
import static dev.daybook.axon.Bus.retitle;
import static dev.daybook.axon.Bus.sbi;
import static dev.daybook.axon.Bus.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.command.Unavailable;
import dev.daybook.config.ConfigCommand;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Metadata;
import dev.daybook.sbi.PlanCommand;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiCommand;
import dev.daybook.sbi.SbiId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What commands over the bus promise, on whatever journal. */
abstract class AxonCommandsContract extends BusContract {

    @Test
    void every_domain_answers_over_the_bus() {
        assertThat(bus.submit(register(ONE, "Add login"))).isEqualTo(new Receipt("sbi/" + ONE, 1, 0, 1, false));
        var plan = new PlanCommand.Register(
                "PBI-001", PlanEvent.Kind.PBI, "Login", Optional.empty(), Optional.empty(), 1, Optional.empty());
        assertThat(bus.submit(plan).events()).isEqualTo(1);
        assertThat(bus.submit(new ConfigCommand.Set("theme", new Json("\"dark\"")))
                        .revision())
                .isZero();
        assertThat(bus.submit(new HistoryCommand.NameCheckpoint("here", Optional.empty())))
                .isEqualTo(new Receipt("journal/journal", 4, 0, 1, false));

        assertThat(bus.entries())
                .extracting(Entry::type)
                .containsExactly("sbi.registered", "plan.registered", "config.set", "journal.checkpoint-named");
    }

    @Test
    void an_event_carries_who_when_and_why() {
        bus.submit(register(ONE, "Add login"), "key", "fingerprint");

        Entry entry = bus.entries().getFirst();

        assertThat(entry.stream()).isEqualTo(stream(ONE));
        assertThat(entry.occurredAt()).isEqualTo(Bus.NOW);
        assertThat(entry.metadata().actor()).isEqualTo("tester");
        assertThat(entry.metadata().source().text()).isEqualTo("test");
        assertThat(entry.metadata().correlation()).isPresent();
        assertThat(entry.metadata().idempotency()).contains(new Metadata.Idempotency("key", "fingerprint"));
    }

    @Test
    void asking_for_what_is_so_writes_nothing_and_tells_the_revision() {
        bus.submit(register(ONE, "Add login"));
        bus.submit(register(TWO, "Another"));

        assertThat(bus.submit(register(ONE, "Add login"))).isEqualTo(new Receipt("sbi/" + ONE, 2, 0, 0, false));
    }

    @Test
    void a_refusal_reaches_the_caller_and_the_next_command_goes_on() {
        assertThat(catchThrowableOfType(Rejected.class, () -> bus.submit(note(ONE, "hello")))
                        .reason())
                .isEqualTo(Rejected.Reason.NOT_FOUND);
        bus.submit(register(ONE, "Add login"));
        assertThat(catchThrowableOfType(Rejected.class, () -> bus.submit(register(ONE, "Something else")))
                        .reason())
                .isEqualTo(Rejected.Reason.CONFLICT);
        assertThat(bus.submit(note(ONE, "hello")).revision()).isEqualTo(1);
    }

    @Test
    void commands_beside_another_are_carried_out_together_with_it_or_not_at_all() {
        bus.submit(register(ONE, "Add login"));
        bus.submit(register(TWO, "Another"));
        var both = Bus.submission(note(ONE, "merged"), OptionalLong.of(0), Optional.of(new IdempotencyKey("k", "f")))
                .beside(List.of(new SbiCommand.Delete(TWO, Optional.empty())));
        var refused = Bus.submission(note(ONE, "merged"), OptionalLong.empty(), Optional.empty())
                .beside(List.of(note(new SbiId("SBI-NONE"), "x")));

        assertThatThrownBy(() -> bus.commands.submit(refused)).isInstanceOf(Rejected.class);
        assertThat(bus.types(ONE)).containsExactly("sbi.registered");
        assertThat(bus.commands.submit(both)).isEqualTo(new Receipt("sbi/" + ONE, 4, 1, 2, false));
        assertThat(bus.commands.submit(both)).isEqualTo(new Receipt("sbi/" + ONE, 4, 1, 2, true));
        assertThat(bus.types(TWO)).containsExactly("sbi.registered", "sbi.deleted");
        assertThatThrownBy(() -> bus.submit(note(TWO, "late"))).isInstanceOf(Rejected.class); // nothing stale is cached
        assertThat(bus.submit(note(ONE, "on")).revision()).isEqualTo(2);
    }

    @Test
    void of_fifty_that_want_a_lease_at_once_exactly_one_gets_it_whenever_it_is_free() throws Exception {
        bus.submit(register(ONE, "Add login"));
        for (int round = 0; round < 3; round++) {
            var at = Bus.NOW.plusSeconds(60L * round); // the one before has just expired
            List<Optional<String>> won = together(50, number -> () -> {
                try {
                    bus.submit(new SbiCommand.AcquireLease(ONE, "agent-" + number, at, at.plusSeconds(60), true, 0));
                    return Optional.of("agent-" + number);
                } catch (Rejected no) {
                    assertThat(no.reason()).isEqualTo(Rejected.Reason.CONFLICT);
                    return Optional.empty();
                }
            });
            assertThat(won.stream().flatMap(Optional::stream)).hasSize(1);
        }
        assertThat(bus.types(ONE))
                .containsExactly(
                        "sbi.registered", "sbi.lease-acquired", "sbi.lease-taken-over", "sbi.lease-taken-over");
    }

    @Test
    void a_stale_revision_is_refused() {
        bus.submit(register(ONE, "Add login"), -1);
        bus.submit(note(ONE, "hello"), 0);

        assertThatThrownBy(() -> bus.submit(note(ONE, "again"), 0))
                .isInstanceOf(Stale.class)
                .hasMessageContaining("is at revision 1, not 0");
        assertThat(journal.revision(stream(ONE))).isEqualTo(1);
    }

    @Test
    void submitters_on_one_stream_lose_no_update() throws Exception {
        bus.submit(register(ONE, "Add login"));

        List<Receipt> receipts = together(
                        8,
                        _ -> () -> IntStream.range(0, 50)
                                .mapToObj(i -> bus.submit(note(ONE, "note " + i)))
                                .toList())
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(receipts)
                .extracting(Receipt::revision)
                .doesNotHaveDuplicates()
                .hasSize(400);
        assertThat(journal.revision(stream(ONE))).isEqualTo(400);
    }

    @Test
    void of_submitters_that_expect_the_same_revision_one_wins() throws Exception {
        bus.submit(register(ONE, "Add login"));
        int rounds = 50;

        List<Integer> won = together(4, _ -> () -> {
            int wins = 0;
            for (long revision = 0; revision < rounds; revision++) {
                try {
                    bus.submit(note(ONE, "mine"), revision);
                    wins++;
                } catch (Stale e) {
                    assertThat(e).hasMessageContaining("not %d", revision);
                }
                while (journal.revision(stream(ONE)) <= revision) {
                    Thread.onSpinWait(); // another's is on its way
                }
            }
            return wins;
        });

        assertThat(won.stream().mapToInt(it -> it).sum()).isEqualTo(rounds);
        assertThat(journal.revision(stream(ONE))).isEqualTo(rounds);
    }

    @Test
    void a_thousand_commands_at_once_are_all_there_once() throws Exception {
        List<Receipt> receipts = together(1_000, n -> () -> bus.submit(register(sbi(n), "Task " + n)));

        assertThat(receipts)
                .extracting(Receipt::position)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 1_000).mapToObj(Long::valueOf).toList());
        assertThat(bus.entries()).hasSize(1_000);
    }

    @Test
    void a_thousand_commands_at_once_on_one_stream_come_in_turn() throws Exception {
        bus.submit(register(ONE, "Add login"));

        together(1_000, n -> () -> bus.submit(note(ONE, "note " + n)));

        assertThat(journal.revision(stream(ONE))).isEqualTo(1_000);
    }

    @Test
    void a_key_sent_again_answers_as_the_first_time_and_writes_nothing() {
        Receipt first = bus.submit(register(ONE, "Add login"), "key", "request");
        bus.submit(retitle(ONE, "Add login page"));

        assertThat(bus.submit(register(ONE, "Add login"), "key", "request"))
                .isEqualTo(new Receipt(first.stream(), first.position(), first.revision(), first.events(), true));
        assertThat(bus.entries()).hasSize(2);
    }

    @Test
    void a_key_is_known_after_a_restart() {
        bus.submit(register(ONE, "Add login"), "key", "request");

        restartAround(journal);

        assertThat(bus.submit(register(ONE, "Add login"), "key", "request").replayed())
                .isTrue();
    }

    @Test
    void a_key_with_another_request_is_refused() {
        bus.submit(register(ONE, "Add login"), "key", "request");

        assertThatThrownBy(() -> bus.submit(register(TWO, "Another"), "key", "another request"))
                .isInstanceOf(KeyReused.class)
                .hasMessageContaining("'key'");
        assertThat(bus.entries()).hasSize(1);
    }

    @Test
    void a_key_of_a_request_under_way_is_refused() throws Exception {
        var arrived = new CountDownLatch(1);
        var released = new CompletableFuture<Void>();
        restartAround(new AroundJournal(journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                arrived.countDown();
                return released.thenCompose(_ -> super.append(append));
            }
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Receipt> first = threads.submit(() -> bus.submit(register(ONE, "Add login"), "key", "request"));
            arrived.await();

            assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"), "key", "request"))
                    .isInstanceOf(KeyInFlight.class);

            released.complete(null);
            assertThat(first.get().replayed()).isFalse();
        }
        assertThat(bus.submit(register(ONE, "Add login"), "key", "request").replayed())
                .isTrue();
    }

    @Test
    void nothing_in_the_journal_tells_of_java_or_axon() {
        bus.submit(register(ONE, "Add login"), "key", "request");
        bus.submit(new ConfigCommand.Set("theme", new Json("\"dark\"")));
        bus.submit(new HistoryCommand.NameCheckpoint("here", Optional.empty()));

        assertThat(bus.entries())
                .allSatisfy(entry -> assertThat(entry.toString())
                        .doesNotContain("dev.daybook.")
                        .doesNotContainIgnoringCase("axon")
                        .doesNotContain("java."));
    }

    @Test
    void a_journal_that_takes_nothing_is_told_as_such() {
        restartAround(new AroundJournal(journal) {
            @Override
            public CompletableFuture<Appended> append(Append append) {
                return CompletableFuture.failedFuture(new JournalUnavailable("the disk is full: free some space"));
            }
        });

        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login")))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the disk is full: free some space");

        restartAround(journal);
        assertThat(bus.submit(register(ONE, "Add login")).revision()).isZero();
    }

    @Test
    void a_closed_bus_takes_no_commands() {
        bus.commands.close();

        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"))).isInstanceOf(Unavailable.class);
        assertThat(bus.entries()).isEmpty();
    }

    @Test
    void what_surrounds_a_command_is_looked_at() {
        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"), -2)).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> bus.submit(register(ONE, "Add login"), " ", "request"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("idempotency key");
        assertThat(bus.entries()).isEmpty();
    }
}
