package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimelinesTest {

    private static final StreamId HISTORY = StreamId.parse("journal/journal");
    private static final SbiId SBI = new SbiId("SBI-1");
    private static final StreamId TASK = new StreamId("sbi", SBI.value());

    private final MemoryJournal journal = new MemoryJournal(InstantSource.fixed(Entries.NOON));
    private final Codec codec = new Codec(journal.blobs(), AllSlices.of().facts());
    private long ids;

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void rollbacks_written_before_are_loaded() {
        write(TASK, new Retitled(SBI, "one"));
        write(HISTORY, to(0));
        write(HISTORY, new CheckpointNamed("now", Optional.empty()));

        try (var timelines = new Timelines(journal, codec)) {
            assertThat(timelines.current().number()).isEqualTo(1);
            assertThat(timelines.current().since()).isEqualTo(new Position(2));
            assertThat(timelines
                            .current()
                            .counts(
                                    new Position(1),
                                    new Timeline.Origin(TASK, "me", Optional.empty(), Optional.empty())))
                    .isFalse();
        }
    }

    @Test
    void a_rollback_takes_effect_before_its_append_is_acknowledged() {
        try (var timelines = new Timelines(journal, codec)) {
            var heard = new ArrayList<Timeline>();
            timelines.onRollback(heard::add);
            write(TASK, new Retitled(SBI, "one"));
            assertThat(timelines.current()).isEqualTo(Timeline.original());

            write(HISTORY, entity("sbi/SBI-1"));
            assertThat(timelines
                            .current()
                            .counts(
                                    new Position(1),
                                    new Timeline.Origin(TASK, "me", Optional.empty(), Optional.empty())))
                    .isFalse();
            assertThat(heard).containsExactly(timelines.current());
        }
    }

    @Test
    void a_run_is_rolled_back_by_its_correlation() {
        write(TASK, new Retitled(SBI, "one"));
        write(HISTORY, run("RUN"));
        try (var timelines = new Timelines(journal, codec)) {
            assertThat(timelines
                            .current()
                            .counts(
                                    new Position(1),
                                    new Timeline.Origin(TASK, "me", Optional.empty(), Optional.of("RUN"))))
                    .isFalse();
            assertThat(timelines
                            .current()
                            .counts(
                                    new Position(1),
                                    new Timeline.Origin(TASK, "me", Optional.empty(), Optional.empty())))
                    .isTrue();
        }
    }

    @Test
    void loading_and_following_come_to_the_same() {
        try (var following = new Timelines(journal, codec)) {
            for (int i = 0; i < 5; i++) {
                write(TASK, new Retitled(SBI, "title " + i));
            }
            write(HISTORY, to(3));
            write(TASK, new Retitled(SBI, "after"));
            write(HISTORY, entity("sbi/SBI-1"));
            write(HISTORY, to(5));

            try (var loaded = new Timelines(journal, codec)) {
                assertThat(loaded.current()).isEqualTo(following.current());
                assertThat(loaded.asOf(new Position(7))).isEqualTo(following.asOf(new Position(7)));
                assertThat(loaded.asOf(new Position(7)).number()).isEqualTo(1);
                assertThat(loaded.asOf(Position.START)).isEqualTo(Timeline.original());
            }
        }
    }

    @Test
    void after_closing_nothing_is_heard() {
        var timelines = new Timelines(journal, codec);
        timelines.close();
        write(TASK, new Retitled(SBI, "one"));
        write(HISTORY, to(0));
        assertThat(timelines.current()).isEqualTo(Timeline.original());
    }

    private static RolledBack to(long position) {
        return RolledBack.of(new Target.To(position), Optional.empty());
    }

    private static RolledBack run(String run) {
        return RolledBack.of(new Target.Run(run, 0), Optional.empty());
    }

    private static RolledBack entity(String entity) {
        return RolledBack.of(new Target.Entity(entity, 0), Optional.empty());
    }

    private void write(StreamId stream, Event event) {
        ids++;
        journal.append(new Append(
                        List.of(codec.draft(new UUID(0, ids), stream, event, Metadata.of("me", "test"), Entries.NOON)),
                        Map.of()))
                .join();
    }
}
