package dev.daybook.importing;

import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Reader;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.function.UnaryOperator;

/** Passes on what it is told: what is {@linkplain #isWanted wanted} of it, each finding as {@link #placed} says. */
public class PassingReader implements Reader {

    private final Reader reader;

    protected PassingReader(Reader reader) {
        this.reader = reader;
    }

    /** Returns a reader that passes everything on, findings as {@code placed} makes them. */
    public static PassingReader of(Reader reader, UnaryOperator<Finding> placed) {
        return new PassingReader(reader) {
            @Override
            protected Finding placed(Finding finding) {
                return placed.apply(finding);
            }
        };
    }

    /** Returns whether what concerns that file is passed on; things are in any case. */
    protected boolean isWanted(String file) {
        return true;
    }

    protected Finding placed(Finding finding) {
        return finding;
    }

    @Override
    public final void found(Entity entity) {
        reader.found(entity);
    }

    @Override
    public final void finding(Finding finding) {
        if (isWanted(finding.file())) {
            reader.finding(placed(finding));
        }
    }

    @Override
    public final void rejected(Finding finding, byte[] raw) {
        if (isWanted(finding.file())) {
            reader.rejected(placed(finding), raw);
        }
    }

    @Override
    public final void kept(Finding because, String file, byte[] raw) {
        if (isWanted(file)) {
            reader.kept(placed(because), file, raw);
        }
    }

    @Override
    public final void file(String file, boolean read) {
        if (isWanted(file)) {
            reader.file(file, read);
        }
    }

    @Override
    public final List<StreamId> known(String category, String prefix) {
        return reader.known(category, prefix);
    }
}
