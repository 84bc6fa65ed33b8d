package dev.daybook.sbi.deespec;

import dev.daybook.importing.ExportTree;
import dev.daybook.importing.LegacyWriter;
import dev.daybook.importing.ProjectHistory;
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
        if (era.equals(SOURCE)) {
            source(book, tree, files);
        } else {
            perSbi(book, tree, files);
        }
    }

    private static void source(ProjectHistory book, ExportTree tree, WholeFiles files) {
        try (var sheets = new SharedJournals(tree.scratch());
                var database = ProjectDatabase.of(tree, files)) {
            new SourceEra(book, tree, files, sheets, database).write();
            new PlanFolders(book, tree, files, database).write();
            new SettingFiles(book, tree, files).write();
            database.write();
            files.writeRest(sheets);
        }
    }

    private static void perSbi(ProjectHistory book, ExportTree tree, WholeFiles files) {
        try (var database = ProjectDatabase.none()) {
            new PerSbiForm(book, tree, files).write();
            new PlanFolders(book, tree, files, database).write();
            new SettingFiles(book, tree, files).write();
            files.writeRest(PerSbiForm::keeps, Optional.empty());
        }
    }
}
