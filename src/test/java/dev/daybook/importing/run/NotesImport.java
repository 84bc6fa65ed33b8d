package dev.daybook.importing.run;

import dev.daybook.AllSlices;
import dev.daybook.config.ConfigEvent;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportRequest.Tree;
import dev.daybook.importing.run.ImportRequest.What;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of notes that is imported, with a read model that may show something else than was written. */
public abstract class NotesImport {

    @TempDir
    public Path folder;

    public final MemoryJournal journal = new MemoryJournal(ImportFixture.CLOCK);
    public final Codec codec = new Codec(journal.blobs(), AllSlices.of().facts());
    private final Timelines timelines = new Timelines(journal, codec);
    public final Notebook notebook = new Notebook();
    public Path root;

    /** Of which keys the read model shows something else than was written. */
    public Predicate<String> crooked = _ -> false;

    /** What takes too long after a run, if something does. */
    public Optional<Slower> slow = Optional.empty();

    public int timings;

    /** What others do when all is taken over and before it is compared, each time. */
    Runnable beforeComparing = () -> {};

    @BeforeEach
    void a_tree() throws IOException {
        root = folder.resolve("one");
        note("a", "1");
        note("b", "2");
    }

    void note(String name, String text) throws IOException {
        Folder.write(root, ".notes/" + name, text);
    }

    /** Shows what counted when the import waited for it. */
    private final class JournalPosted implements ReadModelLookup {
        Map<String, String> posted = Map.of();

        @Override
        public void await(Position position) {
            posted = settings();
            beforeComparing.run();
        }

        @Override
        public Optional<Map<String, Object>> fields(StreamId stream) {
            return Optional.ofNullable(posted.get(stream.key()))
                    .map(it -> Map.of("/value", crooked.test(stream.key()) ? it + " or so" : it));
        }

        @Override
        public Supplier<Optional<Slower>> timed() {
            timings++;
            return () -> slow;
        }
    }

    /** What counts now, by key. */
    Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        for (var entry : journal.readForward(Selection.category("config"), Position.START, Integer.MAX_VALUE)) {
            if (timelines.current().counts(entry) && codec.decode(entry) instanceof ConfigEvent.Set it) {
                settings.put(it.key(), it.value().text());
            }
        }
        return settings;
    }

    Imports imports(Journal through, Preflight preflight) {
        return imports(through, preflight, ImportFixture.undo(through, codec));
    }

    Imports imports(Journal through, Preflight preflight, Import.Undo undo) {
        return imports(context(through), preflight, undo, 1);
    }

    Imports imports(ImportContext context, Preflight preflight, Import.Undo undo, int draftsMax) {
        var importing = new Import(context, new JournalPosted(), undo, preflight, draftsMax);
        return new Imports(importing, context(journal));
    }

    ImportContext context(Journal through) {
        return context(through, Limits.DEFAULT, ImportFixture.CLOCK);
    }

    ImportContext context(Journal through, Limits limits, InstantSource clock) {
        return new ImportContext(through, codec, timelines, new LegacySources(List.of(notebook)), limits, clock);
    }

    Report run(What what, boolean validate, boolean strict) {
        return imports(journal, ImportFixture.ROOM)
                .run(ImportFixture.request(what, false, validate, strict, Optional.empty()), _ -> {});
    }

    Report run() {
        return run(tree(root), false, false);
    }

    static Tree tree(Path root) {
        return new Tree(root, Optional.empty(), Optional.empty());
    }

    Report dryRun(Preflight preflight, Optional<Path> backup) {
        return imports(journal, preflight).run(ImportFixture.request(tree(root), true, false, false, backup), _ -> {});
    }
}
