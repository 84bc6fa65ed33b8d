package dev.daybook.session.ait42;

import dev.daybook.importing.ExportTree;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.frame.RecordStore;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Writes a home of AIT42: each session into the file that told it, as it stood there unless something is known
 * otherwise by now; one that no file told comes last in the file of its workspace.
 */
public final class Ait42Writer implements LegacyWriter {

    private static final String SOURCE = "source";

    @Override
    public String kind() {
        return Ait42.KIND;
    }

    @Override
    public List<String> eras() {
        return List.of(SOURCE);
    }

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(List.of("file", "session", "workspace"));
    }

    @Override
    public void write(ProjectHistory book, String era, ExportTree tree) {
        try (var records = new RecordStore(tree.scratch())) {
            new HomeWriting(book, tree, records).write();
        }
    }
}
