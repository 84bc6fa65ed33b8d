package dev.daybook.sbi.deespec;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Reader;

/** Passes on what is told of one line of a file: the line is the place, the place in it becomes part of the sentence. */
final class InLine implements Reader {

    private final Reader reader;
    private final String where;

    InLine(Reader reader, String where) {
        this.reader = reader;
        this.where = where;
    }

    private Finding placed(Finding it) {
        boolean placed = it.where().isEmpty()
                || it.where().startsWith("line ")
                || it.where().startsWith("byte ");
        String message = placed ? it.message() : it.where() + " " + it.message();
        return new Finding(it.file(), where, it.severity(), it.code(), message);
    }

    @Override
    public void found(LegacySource.Entity entity) {
        reader.found(entity);
    }

    @Override
    public void finding(Finding finding) {
        reader.finding(placed(finding));
    }

    @Override
    public void rejected(Finding finding, byte[] raw) {
        reader.rejected(placed(finding), raw);
    }

    @Override
    public void kept(Finding because, String file, byte[] raw) {
        reader.kept(placed(because), file, raw);
    }

    @Override
    public void file(String file, boolean read) {
        reader.file(file, read);
    }
}
