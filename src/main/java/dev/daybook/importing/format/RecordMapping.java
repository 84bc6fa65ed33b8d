package dev.daybook.importing.format;

import dev.daybook.domain.Json;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** How records of files become facts, and facts records. Immutable. */
public interface RecordMapping {

    /** Of files that hold no records. */
    RecordMapping NONE = new NoRecords();

    /** The categories of the streams that the facts of records go to. */
    Set<String> categories();

    /** Returns that of the records of a kind. */
    String category(String kind);

    /** Returns the name of a record in its category, without its project. */
    String name(String kind, String key);

    /** Returns the kind and the key of a name in a category; nothing if it is none of these records. */
    Optional<Named> named(String category, String name);

    /** Which record is meant. */
    record Named(String kind, String key) {}

    /** Returns what a record says, by JSON pointers, as a read model shows it. */
    Map<String, Object> fields(Json record);

    /** Returns what the record is to the journal. */
    Entity found(String tool, Root root, FileRecord record);

    /**
     * Returns what it is to the journal that no file holds a record any more.
     *
     * @param lost whether a file that told it last would hold it if it were there
     */
    Entity gone(String tool, Root root, StreamId stream, Predicate<String> lost);

    /**
     * Returns what the files said of a record last, and what counts now.
     *
     * @param toldBy the file that told a fact; nothing if it was somebody else
     */
    RecordState said(List<Recorded> entries, Function<Recorded, Optional<String>> toldBy);

    /**
     * What is known of a record.
     *
     * @param file that told it last; absent if no file ever did
     * @param record what it was there, else what others made of it
     * @param spelling how it was written there, where the frame would not write it so
     * @param now what it is by now; absent if it is gone
     */
    record RecordState(Optional<String> file, Optional<Json> record, Optional<String> spelling, Optional<Json> now) {}
}
