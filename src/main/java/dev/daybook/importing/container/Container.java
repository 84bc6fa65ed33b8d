package dev.daybook.importing.container;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.Contents;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * How a file holds records: takes it apart, writes a record the way the file does, and changes values in their places.
 * What stands between the records is left alone. Immutable.
 */
public interface Container {

    /** Takes a file apart. Never throws, whatever it is: what is wrong with it is a finding. */
    Contents read(String file, byte[] text, Limits limits);

    /** Begins to take a file of any size apart, record by record; nothing if it is one record. */
    default Optional<Pieces> pieces(InputStream in, int recordBytesMax) {
        return Optional.empty();
    }

    /**
     * Finds where the records stand in a file: quick, whatever its size.
     *
     * @param id the JSON pointer of what tells a record from others
     * @param lenient whether also in one that its tool could not read, as far as {@link #read} can
     * @throws Damaged if they cannot be told
     */
    List<Place> places(byte[] text, String id, boolean lenient) throws Damaged;

    /** Returns the id of a record. */
    default Optional<String> id(byte[] record, String pointer) {
        JsonCursor in = JsonCursor.lenient(record, Integer.MAX_VALUE);
        Optional<String> id = JsonWalk.id(in, JsonWalk.pointer(pointer), true);
        return in.isSound() ? id : Optional.empty();
    }

    /** Returns what a record says; nothing if it cannot be read. */
    Optional<Json> value(byte[] record);

    /** Returns how a record is spelled that stands so many levels deep in the file, as far as it can be told. */
    default Spelling look(byte[] record, Json value, int depth) {
        Spelling seen = JsonSpelling.looks(new String(record, StandardCharsets.UTF_8), false);
        String indent = seen.indent();
        Spelling plain = indent.length() % (depth + 1) == 0
                ? seen.withIndent(indent.substring(0, indent.length() / (depth + 1)))
                : seen;
        return Arrays.stream(Spelling.Escapes.values())
                .map(plain::withEscapes)
                .filter(candidate -> Arrays.equals(print(value, depth, candidate), record))
                .findFirst()
                .orElse(plain);
    }

    /** Returns a record as it would stand in the file, so many levels deep, if nobody had a spelling of their own for it. */
    default byte[] print(Json record, int depth, Spelling as) {
        return JsonWriter.value(record, as, depth);
    }

    /** Returns the record with what is said otherwise set into its place; everything else stays as it is. */
    default byte[] revise(byte[] record, Json now, Spelling as) {
        return value(record)
                .map(before -> JsonSplice.of(record, as, difference(before, now)))
                .orElse(record);
    }

    /**
     * Returns the text without the records at these paths, and with others at the end of lists, which are made if they
     * are not there; everything else stays as it is, to the last blank. Paths are those before any of it.
     */
    byte[] edit(byte[] text, Spelling as, Collection<List<String>> removed, List<Added> added);

    /** Returns where the record of that key is to be added; its names come from {@link Place#names}. */
    default List<String> place(byte[] text, List<String> names) {
        return List.of();
    }

    /** Returns the text of a file without records. */
    default byte[] empty() {
        return new byte[0];
    }

    /** Returns how records of a file are spelled that is new; nothing if {@link #empty} tells. */
    default Optional<Spelling> ofNew() {
        return Optional.empty();
    }

    /** A record that comes last in the list at that path. */
    record Added(List<String> path, Json record) {}

    /**
     * What a file consists of.
     *
     * @param whole whether all records could be told: then what it does not hold is not there
     * @param pieces its records in their order
     */
    record Contents(Spelling as, boolean whole, List<Piece> pieces, List<Finding> findings) {

        /** Returns its pieces as those of a file of any size are pulled; what is wrong with it was found already. */
        public Pieces pulled(byte[] text) {
            Iterator<Piece> left = pieces.iterator();
            return new Pieces() {
                private int at;

                @Override
                public Optional<Pulled> next() {
                    if (!left.hasNext()) {
                        return Optional.empty();
                    }
                    Piece piece = left.next();
                    Place place = piece.place();
                    byte[] gap = Arrays.copyOfRange(text, at, place.start());
                    at = place.end();
                    byte[] record = Arrays.copyOfRange(text, place.start(), at);
                    return Optional.of(new Pulled(gap, record, Optional.of(piece.value()), place, piece.where()));
                }

                @Override
                public byte[] rest(int bytesMax) {
                    return Arrays.copyOfRange(text, at, text.length);
                }

                @Override
                public List<Finding> flaws(String file) {
                    return List.of();
                }
            };
        }
    }

    /** The records of a file, pulled one after another: no more of it than one of them is in memory. */
    interface Pieces {

        /** Returns the next record; nothing at the end of the file, or where none can be told any more. */
        Optional<Pulled> next() throws IOException;

        /** Returns what stands after the last record: at most so much of it. */
        byte[] rest(int bytesMax) throws IOException;

        /** Returns whether all that is no record was told: else there was too much of it, and the file is not known. */
        default boolean isComplete() {
            return true;
        }

        /** Returns what is wrong with the file as far as it was read; an ERROR if there is no telling what the rest is. */
        List<Finding> flaws(String file);
    }

    /**
     * A record as it was pulled.
     *
     * @param gap what stands between it and the one before
     * @param value what it says, if it can be read
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, on the way through
    record Pulled(byte[] gap, byte[] record, Optional<Json> value, Place place, String where) {}

    /** A record in a text, and its place for people. */
    record Piece(Place place, Json value, String where) {}

    /**
     * Where a record stands in a text.
     *
     * @param path from the outermost value on, in a list the number of the element
     * @param names what the record stands under, but for its number in a list: part of its key
     * @param id what it says where its id stands
     */
    record Place(List<String> path, List<String> names, int start, int end, Optional<String> id) {}

    /** A file that its tool could not read either. */
    final class Damaged extends Exception {
        private static final long serialVersionUID = 1;

        /** @param at how many bytes stand before what is wrong */
        public Damaged(long at, String wanted) {
            super("byte %d: want %s".formatted(at, wanted));
        }
    }

    /** Returns how one value becomes the other, by the smallest values that differ. */
    static List<Change> difference(Json before, Json after) {
        var changes = new ArrayList<Change>();
        difference(JsonText.tree(before), JsonText.tree(after), List.of(), changes);
        return changes;
    }

    private static void difference(JsonNode before, JsonNode after, List<String> path, List<Change> changes) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            before.fieldNames().forEachRemaining(name -> {
                if (!after.has(name)) {
                    changes.add(Change.remove(JsonWalk.with(path, name)));
                }
            });
            after.properties()
                    .forEach(member -> difference(
                            before.path(member.getKey()),
                            member.getValue(),
                            JsonWalk.with(path, member.getKey()),
                            changes));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < after.size(); i++) {
                difference(before.path(i), after.path(i), JsonWalk.with(path, Integer.toString(i)), changes);
            }
        } else {
            changes.add(Change.set(path, JsonText.of(after)));
        }
    }
}
