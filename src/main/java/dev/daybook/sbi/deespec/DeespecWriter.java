package dev.daybook.sbi.deespec;

import dev.daybook.importing.ExportTree;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.frame.ProjectHistory;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes a project of DeeSpec: as it was found, or with a folder and a state per SBI. */
public final class DeespecWriter implements LegacyWriter {

    private static final String SOURCE = "source";

    @Override
    public String kind() {
        return DeespecSource.KIND;
    }

    @Override
    public List<String> eras() {
        return List.of(SOURCE, PerSbiForm.NAME);
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(List.of("config", "file", "plan", "sbi"));
    }

    @Override
    public void write(ProjectHistory book, String era, ExportTree tree) {
        var files = new WholeFiles(book, tree);
        boolean source = era.equals(SOURCE);
        try (var sheets = new SharedJournals(tree.scratch(), Optional.empty());
                var database = source ? ProjectDatabase.of(tree, files) : ProjectDatabase.none()) {
            if (source) {
                new SourceEra(book, tree, files, sheets, database).write();
            } else {
                new PerSbiForm(book, tree, files).write();
            }
            new PlanFolders(book, tree, files, database).write();
            new SettingFiles(book, tree, files).write();
            database.write();
            files.writeRest(
                    source ? _ -> true : PerSbiForm::keeps, Optional.of(sheets).filter(_ -> source));
        }
    }
}
