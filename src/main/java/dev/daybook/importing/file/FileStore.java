package dev.daybook.importing.file;

import dev.daybook.event.Recorded;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The files of one legacy tool as a place where things are kept, while tool and journal are both in use.
 *
 * <p>Whatever is written replaces a file as a whole: a temporary one beside it, brought to the disk, renamed. A file
 * that cannot be read to its end is never replaced. Calls for one unit must not overlap; those for others may.
 */
public interface FileStore {

    /** The name of the tool, such as {@code ait42}. */
    String kind();

    /** The categories of the streams that have a place in its files. */
    SortedSet<String> categories();

    /** Returns whether a thing has a place in its files: those of a category may be several tools'. */
    default boolean holds(StreamId stream) {
        return categories().contains(stream.category());
    }

    /** Returns the unit of the tool's files that the thing lives in, as a stage is set for it: a workspace, a project. */
    String unit(StreamId stream);

    /** Returns the units that a tree has files of. */
    SortedSet<String> units(Path root) throws IOException;

    /** Returns the things that the unit's files hold. */
    List<StreamId> things(Path root, String unit) throws IOException;

    /**
     * Returns what the files say of a thing, as {@link ReadModelLookup#fields} says it of the journal; nothing if they do not
     * know it.
     *
     * @throws IOException if the file is not there to be read, or damaged
     */
    Optional<Map<String, Object>> fields(Path root, StreamId stream) throws IOException;

    /**
     * Goes through all that the unit's files hold, once: each thing with what {@link #fields} returns of it. Things of
     * which they say nothing are left out.
     *
     * @throws IOException as {@link #fields}
     */
    default void each(Path root, String unit, BiConsumer<StreamId, Map<String, Object>> told) throws IOException {
        for (StreamId thing : things(root, unit)) {
            fields(root, thing).ifPresent(map -> told.accept(thing, map));
        }
    }

    /**
     * What is asked once all files that may be written were read, or are locked, and before the first one is written; not if
     * none is to be.
     */
    @FunctionalInterface
    interface Check {

        /** @throws IOException if they may not be written: then all stay as they are */
        void pass() throws IOException;
    }

    /**
     * What a file was made of.
     *
     * @param before how it stood there when it was read; nothing if it did not
     * @param after how it stands there since, before anybody else wrote it; nothing if it is gone
     */
    record Written(Path file, Optional<FileStamp> before, Optional<FileStamp> after) {}

    /**
     * Makes the files say what is known of things of one unit. Everything else in the files stays as it is. Each file is
     * written once, however many things stand in it.
     *
     * @param known all entries of a stream that count, those that are about to be appended among them; asked for one
     *     thing after the other, so that not all of them have to be in memory
     * @return what was written; nothing of files that said so already
     * @throws FilesChanged if somebody else wrote one since it was read; then all are as that one left them
     * @throws IOException if a file is damaged or cannot be written; then all files are as they were
     */
    List<Written> write(Path root, List<StreamId> things, Function<StreamId, List<Recorded>> known, Check check)
            throws IOException;

    /** Returns whether the files say already what is known of a thing: then nothing would be written. */
    default boolean says(Path root, StreamId thing, List<Recorded> entries) throws IOException {
        var other = new FilesChanged(root);
        try {
            write(root, List.of(thing), _ -> entries, () -> {
                throw other;
            });
            return true;
        } catch (FilesChanged e) {
            if (e == other) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Makes the files say nothing of things of one unit: no entry of them counts any more.
     *
     * @param before what they had come to
     * @throws IOException as {@link #write}
     */
    default List<Written> remove(
            Path root, List<StreamId> things, Function<StreamId, List<Recorded>> before, Check check)
            throws IOException {
        return write(root, things, _ -> List.of(), check);
    }

    /** Returns the files of a unit, for the message to a user and for telling how large they are. */
    List<Path> files(Path root, String unit) throws IOException;
}
