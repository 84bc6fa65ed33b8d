package dev.daybook.legacy.ait42;

import dev.daybook.journal.StreamId;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.LegacySource.Entity;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.LegacySource.Scope;
import java.util.List;
import java.util.Set;

/** Passes on what belongs to a part of a tree: all things, but only the findings about its files. */
final class Part implements Reader {

    private final Scope scope;
    private final Reader reader;

    Part(Scope scope, Reader reader) {
        this.scope = scope;
        this.reader = reader;
    }

    boolean isAll() {
        return scope instanceof Scope.All;
    }

    /** Returns whether the path is one of the files, or a folder of one, or below one. */
    boolean isWanted(String path) {
        return switch (scope) {
            case Scope.All _ -> true;
            case Scope.Files(Set<String> files) ->
                files.contains(path)
                        || files.stream().anyMatch(it -> it.startsWith(path + "/") || path.startsWith(it + "/"));
        };
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
