package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports and what must not happen beside them. */
class ImportsTest {

    private static final ReadModelLookup NOTHING = new ReadModelLookup() {
        @Override
        public void await(Position position) {
            // nothing to wait for
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.empty();
        }
    };

    @TempDir
    private Path root;

    private final MemoryJournal journal = new MemoryJournal(ImportFixture.CLOCK);
    private final Codec codec = new Codec(journal.blobs(), AllSlices.of().facts());
    private final ImportContext context = new ImportContext(
            journal,
            codec,
            new Timelines(journal, codec),
            new LegacySources(List.of(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))),
            Limits.DEFAULT,
            ImportFixture.CLOCK);
    private final Imports imports =
            new Imports(new Import(context, NOTHING, ImportFixture.undo(journal, codec), ImportFixture.ROOM), context);

    @BeforeEach
    void a_tree() throws IOException {
        Folder.write(root, ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/spec.md", "# One\n");
    }

    private ImportRequest request() {
        return ImportFixture.request(root, false);
    }

    @Test
    void no_import_begins_while_a_rollback_is_carried_out() {
        imports.alone("a rollback", () -> {
            assertThatThrownBy(() -> ImportFixture.start(imports, request()))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("a rollback is running");
            return journal.head();
        });

        assertThat(imports.run(request(), _ -> {}).outcome()).isNotEqualTo(Report.Outcome.FAILED);
        assertThat(journal.head()).isGreaterThan(Position.START);
    }

    @Test
    void no_rollback_is_carried_out_while_an_import_runs() {
        var refusals = new ArrayList<String>();

        imports.run(request(), _ -> {
            try {
                imports.alone("a rollback", () -> journal.head());
            } catch (Rejected e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        });

        assertThat(refusals).isNotEmpty().allMatch(it -> it.startsWith("the import "));
        assertThat(imports.<Position>alone("a rollback", journal::head)).isEqualTo(journal.head());
    }

    @Test
    void whoever_begins_when_an_import_has_ended_is_alone_too() throws InterruptedException {
        var over = new CountDownLatch(1);
        var rollbacks = new ArrayList<Thread>();
        imports.run(request(), progress -> {
            if (rollbacks.isEmpty()) {
                rollbacks.add(Thread.ofPlatform().unstarted(() -> {}));
                imports.watch(progress.run(), view -> {
                    if (view.state() == RunView.State.FINISHED) {
                        rollbacks.set(0, begun(over));
                    }
                });
            }
        });

        assertThatThrownBy(() -> imports.alone("a second rollback", journal::head))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("a rollback is running");
        assertThatThrownBy(() -> imports.run(request(), _ -> {}))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("a rollback is running");
        over.countDown();
        rollbacks.getFirst().join();
        assertThat(imports.<Position>alone("a third rollback", journal::head)).isEqualTo(journal.head());
    }

    /** Begins a rollback that lasts until {@code over}; returns once it has begun. */
    private Thread begun(CountDownLatch over) {
        var begun = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform()
                .start(() -> imports.alone("a rollback", () -> {
                    begun.countDown();
                    return await(over);
                }));
        await(begun);
        return thread;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
