package dev.daybook.legacy.deespec;

import dev.daybook.legacy.Book;
import dev.daybook.legacy.ExportTree;
import dev.daybook.legacy.LegacyWriter;
import java.util.List;

/** Writes a project of DeeSpec: as it was found, or in the form of one of its eras. */
public final class DeespecWriter implements LegacyWriter {

    @Override
    public String kind() {
        return DeespecSource.KIND;
    }

    @Override
    public List<String> eras() {
        return List.of("source");
    }

    @Override
    public void write(Book book, String era, ExportTree tree) {
        try (var sheets = new Sheets(tree.scratch())) {
            var files = new WholeFiles(book, tree);
            new SourceEra(book, tree, files, sheets).write();
            new SettingFiles(book, tree, files).write();
            files.writeRest(sheets);
        }
    }
}
