package dev.daybook.sbi.deespec;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Reader;
import dev.daybook.importing.LegacySource.Scope;

/** Passes on what belongs to a part of a tree: all things, but only the findings about its files. */
final class ScopeFilter implements Reader {

    private final Scope scope;
    private final Reader reader;

    ScopeFilter(Scope scope, Reader reader) {
        this.scope = scope;
        this.reader = reader;
    }

    /** Returns whether the path is one of the files, or a folder of one, or below one. */
    boolean isWanted(String path) {
        return switch (scope) {
            case Scope.All _ -> true;
            case Scope.Files it ->
                it.files().contains(path)
                        || TaskDatabase.aside(path).anyMatch(it.files()::contains)
                        || it.files().stream()
                                .anyMatch(file -> file.startsWith(path + "/") || path.startsWith(file + "/"));
        };
    }

    /** Returns whether the files of the first era are meant. */
    boolean isAboutRoot() {
        return switch (scope) {
            case Scope.All _ -> true;
            case Scope.Files it -> it.files().stream().anyMatch(RootFiles::isOne);
        };
    }

    boolean isAll() {
        return scope instanceof Scope.All;
    }

    @Override
    public void found(LegacySource.Entity entity) {
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
}
