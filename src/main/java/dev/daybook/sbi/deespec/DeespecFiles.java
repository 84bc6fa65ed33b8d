package dev.daybook.sbi.deespec;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.export.InPlace;
import dev.daybook.importing.export.SourceStore;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.journal.Journal;
import dev.daybook.sbi.SbiEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of DeeSpec, one SBI at a time: its specification, the outputs of its turns, its state and metadata, and its
 * entries in the tool's journal.
 *
 * <p>Lines of a journal are only added. Rows of a database and the state that all SBIs share are left to the tool.
 */
public final class DeespecFiles extends SourceStore {

    /** What several SBIs stand in. */
    private static final Set<String> SHARED = Set.of(ClaimEdits.SHARED, ProjectDatabase.FILE);

    public DeespecFiles(Journal journal, Codec codec, Timelines timelines, DeespecSource source) {
        super(
                journal,
                source,
                new InPlace(journal, codec, timelines, new DeespecWriter()),
                new Described(
                        "sbi",
                        entity -> entity.counts().containsKey("sbis"),
                        stream -> ".deespec/specs/sbi/" + stream.key() + "/state.json",
                        SharedJournals.FILES,
                        SHARED,
                        DeespecFiles::isShared,
                        recorded -> recorded.event() instanceof SbiEvent.Deleted,
                        DeespecFiles::write));
    }

    private static boolean isShared(String file) {
        return SHARED.contains(file) || SharedJournals.FILES.contains(file) || file.startsWith(".deespec/journal");
    }

    private static List<Addition> write(Path base, ProjectHistory book, ExportTree tree) throws IOException {
        var files = new WholeFiles(book, tree);
        try (var sheets = new SharedJournals(tree.scratch(), Optional.of(base));
                var database = ProjectDatabase.none()) {
            new SourceEra(book, tree, files, sheets, database).write();
            return sheets.added().entrySet().stream()
                    .map(added -> new Addition(
                            added.getKey(),
                            before -> SharedJournals.appended(
                                    FileNames.resolve(base, added.getKey()).toString(), before, added.getValue())))
                    .toList();
        }
    }
}
