package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.Change;
import java.util.List;

/**
 * How a file holds records: takes it apart, writes a record the way the file does, and changes values in their places.
 * What stands between the records is left alone. Immutable.
 */
public interface Container {

    /** Takes the text of a file apart. Never throws, whatever it is: what is wrong with it is a finding. */
    Contents read(String file, String text, Limits limits);

    /** Returns a record as it would stand in the file, at that path, if nobody had a spelling of their own for it. */
    String print(Json record, List<String> path, Spelling as);

    /** Returns the text with all edits carried out; everything else stays as it is, to the last blank. */
    String edit(String text, Spelling as, List<Edit> edits);

    /** Returns where the record of that key is to be added; its names come from {@link Piece#names}. */
    List<String> place(String text, List<String> names);

    /** Returns the text of a file without records. */
    String empty();

    /**
     * What a file consists of.
     *
     * @param whole whether all records could be told: then what it does not hold is not there
     * @param pieces its records in their order
     */
    record Contents(Spelling as, boolean whole, List<Piece> pieces, List<Finding> findings) {}

    /**
     * A record in a text.
     *
     * @param path from the outermost value on, in a list the number of the element
     * @param names what the record stands under, but for its number in a list: part of its key
     * @param where its place for people
     */
    record Piece(List<String> path, List<String> names, int start, int end, Json value, String where) {}

    /** A change of a text, by the paths that {@link Piece} has before any of them. */
    sealed interface Edit {

        List<String> path();

        /** Returns it as a change of a JSON text. */
        default Change change() {
            return switch (this) {
                case Set set -> Change.set(set.path(), set.value());
                case Remove remove -> Change.remove(remove.path());
                case Add add -> Change.append(add.path(), add.value());
            };
        }

        record Set(List<String> path, Json value) implements Edit {}

        record Remove(List<String> path) implements Edit {}

        /** Adds a record at the end of a list, which is made if it is not there. */
        record Add(List<String> path, Json value) implements Edit {}
    }
}
