package dev.daybook.importing;

import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Reader;

/** Hears nothing but what it overrides: for a look at a tree of which an import tells the rest. */
public interface SilentReader extends Reader {

    @Override
    default void found(Entity entity) {
        // not asked for
    }

    @Override
    default void finding(Finding finding) {
        // not asked for
    }

    @Override
    default void rejected(Finding finding, byte[] raw) {
        // not asked for
    }

    @Override
    default void kept(Finding because, String file, byte[] raw) {
        // not asked for
    }

    @Override
    default void file(String file, boolean read) {
        // not asked for
    }
}
