package dev.daybook.importing.frame;

import dev.daybook.importing.ExportTree;
import java.util.List;
import java.util.SortedSet;

/**
 * Writes the files of one legacy tool from the journal: what was imported where and how it was found, changed where
 * the model says something else by now, and new records the way the tool would have written them. It reads nothing but
 * the journal, so the same book gives the same files.
 */
public interface LegacyWriter {

    /** The name of the tool, such as {@code deespec}. */
    String kind();

    /** Returns the forms in which it can write; the first one is meant unless another is asked for. */
    List<String> eras();

    /** Returns the categories of the streams whose things stand in its files. */
    SortedSet<String> categories();

    /**
     * Returns whether a thing that no file told of has a place in its files: categories may be those of several tools.
     *
     * @param name of the thing in its category, without its project
     */
    default boolean hasPlaceFor(String category, String name) {
        return true;
    }

    /** Writes one project. What the form cannot hold is told as a finding. */
    void write(ProjectHistory book, String era, ExportTree tree);
}
