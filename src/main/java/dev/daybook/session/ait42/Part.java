package dev.daybook.session.ait42;

import dev.daybook.journal.StreamId;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Reader;
import dev.daybook.importing.LegacySource.Scope;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** Passes on what belongs to a part of a tree: all things, but only the findings about its files. */
final class Part implements Reader {

    private final Scope scope;
    private final Reader reader;

    /** The files that are wanted; those below a folder follow each other. */
    private final NavigableSet<String> wanted = new TreeSet<>();

    Part(Scope scope, Reader reader) {
        this.scope = scope;
        this.reader = reader;
        if (scope instanceof Scope.Files(Set<String> files)) {
            wanted.addAll(files);
        }
    }

    boolean isAll() {
        return scope instanceof Scope.All;
    }

    /** Returns whether the path is one of the files, or a folder of one, or below one. */
    boolean isWanted(String path) {
        if (isAll()) {
            return true;
        }
        String below = wanted.ceiling(path + "/");
        if (below != null && below.startsWith(path + "/")) {
            return true;
        }
        String folder = path;
        while (!wanted.contains(folder) && folder.indexOf('/') >= 0) {
            folder = folder.substring(0, folder.lastIndexOf('/'));
        }
        return wanted.contains(folder);
    }

    @Override
    public void found(Entity entity) {
        reader.found(entity);
    }

    @Override
    public void finding(Finding finding) {
        if (isWanted(finding.file())) {
            reader.finding(finding);
        }
    }

    @Override
    public void rejected(Finding finding, byte[] raw) {
        if (isWanted(finding.file())) {
            reader.rejected(finding, raw);
        }
    }

    @Override
    public void kept(Finding because, String file, byte[] raw) {
        if (isWanted(file)) {
            reader.kept(because, file, raw);
        }
    }

    @Override
    public void file(String file, boolean read) {
        if (isWanted(file)) {
            reader.file(file, read);
        }
    }

    @Override
    public List<StreamId> known(String category, String prefix) {
        return reader.known(category, prefix);
    }
}
