package dev.daybook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Snapshots.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every keeper of snapshots promises. */
public abstract class SnapshotsContract {

    protected static final StreamId STREAM = StreamId.parse("sbi/one");
    protected static final StreamId OTHER = StreamId.parse("sbi/two");
    protected static final Payload YOUNG = Payload.of("{\"turns\":1}");
    protected static final Payload OLD = Payload.of("{\"turns\":2}");

    protected Snapshots snapshots;

    protected static Snapshot snapshot(long revision, Payload state) {
        return new Snapshot(
                revision, new Link(new Position(5 * revision), Sha256.hash(new byte[] {(byte) revision})), state);
    }

    protected abstract Snapshots open();

    @BeforeEach
    void openThem() {
        snapshots = open();
    }

    @AfterEach
    void close() {
        snapshots.close();
    }

    @Test
    void a_stream_without_a_snapshot_has_none() {
        snapshots.save(OTHER, 0, snapshot(999, YOUNG));

        assertThat(snapshots.latest(STREAM, 0)).isEmpty();
    }

    @Test
    void the_newest_snapshot_of_a_stream_counts() {
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));
        snapshots.save(STREAM, 0, snapshot(1999, OLD));
        snapshots.save(STREAM, 0, snapshot(1499, YOUNG));

        assertThat(snapshots.latest(STREAM, 0)).contains(snapshot(1999, OLD));
    }

    @Test
    void a_snapshot_counts_only_in_its_timeline() {
        snapshots.save(STREAM, 0, snapshot(1999, OLD));

        assertThat(snapshots.latest(STREAM, 1)).isEmpty();
        snapshots.save(STREAM, 1, snapshot(999, YOUNG));
        assertThat(snapshots.latest(STREAM, 1)).contains(snapshot(999, YOUNG));
    }

    @Test
    void a_forgotten_snapshot_makes_room_for_an_older_one() {
        snapshots.save(STREAM, 0, snapshot(1999, OLD));
        snapshots.save(OTHER, 0, snapshot(999, OLD));

        snapshots.forget(STREAM);

        assertThat(snapshots.latest(STREAM, 0)).isEmpty();
        assertThat(snapshots.latest(OTHER, 0)).isPresent();
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));
        assertThat(snapshots.latest(STREAM, 0)).contains(snapshot(999, YOUNG));
    }

    @Test
    void cleared_snapshots_are_gone() {
        snapshots.save(STREAM, 0, snapshot(999, YOUNG));

        snapshots.clear();

        assertThat(snapshots.latest(STREAM, 0)).isEmpty();
    }
}
