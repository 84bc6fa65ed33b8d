package dev.daybook.importing;

import java.util.ArrayList;
import java.util.List;

/**
 * What one part of a tree told its reader, to be told on later: parts are read side by side, but heard in order. For
 * one thread at a time.
 */
public final class Heard implements LegacySource.Reader {

    private final List<Told> told = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private interface Told {
        void to(LegacySource.Reader reader);
    }

    /** Tells {@code reader} all of it, in the order it was heard. */
    public void replay(LegacySource.Reader reader) {
        told.forEach(it -> it.to(reader));
    }

    /** Returns the findings, those of what was rejected among them. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    @Override
    public void found(LegacySource.Entity entity) {
        told.add(reader -> reader.found(entity));
    }

    @Override
    public void finding(Finding finding) {
        findings.add(finding);
        told.add(reader -> reader.finding(finding));
    }

    @Override
    public void rejected(Finding finding, byte[] raw) {
        findings.add(finding);
        told.add(reader -> reader.rejected(finding, raw));
    }

    @Override
    public void kept(Finding because, String file, byte[] raw) {
        told.add(reader -> reader.kept(because, file, raw));
    }

    @Override
    public void file(String file, boolean read) {
        told.add(reader -> reader.file(file, read));
    }
}
