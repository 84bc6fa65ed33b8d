package dev.daybook.operation;

import java.util.List;
import java.util.Map;

/**
 * How people look at what an operation answers where its columns do not say it. Members are named by JSON pointers into
 * the answer, or into an item of a list; what is not there is left out.
 */
public sealed interface Drawing {

    /** A list in the answer, as a table beside what is shown of it anyway. */
    record Table(String title, String pointer, List<Column> columns) implements Drawing {

        public Table {
            columns = List.copyOf(columns);
        }
    }

    /**
     * What was said, one below the other, in place of a table.
     *
     * @param pointer the list of it
     * @param who who spoke: {@code user}, {@code assistant}, {@code tool} and {@code system} are told apart
     * @param text what was said; a list of parts as models answer them is taken apart
     * @param about what it is about; empty if nothing says so
     */
    record Talk(String pointer, String who, String text, String at, String about) implements Drawing {}

    /**
     * Of a list that may be long the last items are asked for, and from there those before them.
     *
     * @param count how many there are
     * @param last the argument that says how many are wanted
     * @param before the argument that says before which one, counted from 0
     */
    record Latest(String pointer, String count, String last, String before) implements Drawing {}

    /**
     * How fields changed, each line that went and that came.
     *
     * @param pointer the list of them
     * @param field the name of one
     * @param before what it was, {@code after} what it is since; absent where there was nothing
     */
    record Changes(String pointer, String field, String before, String after) implements Drawing {}

    /**
     * Several that tried the same, side by side.
     *
     * @param columns what is told of each
     * @param text what each has to say at length; it is folded
     */
    record Beside(String title, String pointer, List<Column> columns, String text) implements Drawing {

        public Beside {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Numbers over time, summed where several items are of the same time.
     *
     * @param at when
     * @param values what is counted, at most four
     * @param stacked whether they are parts of a whole
     */
    record Course(String at, List<String> values, boolean stacked) implements Drawing {

        public Course {
            values = List.copyOf(values);
        }
    }

    /**
     * A list in the answer by what it is about: how much there is of each, and each in a table that is folded.
     *
     * @param by what is told apart, in the order of its members
     */
    record Groups(String title, String pointer, List<String> by, List<Column> columns) implements Drawing {

        public Groups {
            by = List.copyOf(by);
            columns = List.copyOf(columns);
        }
    }

    /**
     * Files, with what is in them.
     *
     * @param pointer the list of them
     * @param encoding says whether the content is {@code utf-8} or {@code base64}; it is base64 if nothing does
     * @param sizeBytes of the file: where the content has another size it is not whole
     */
    record Files(String pointer, String name, String content, String encoding, String sizeBytes) implements Drawing {}

    /**
     * A number over time that must not exceed a limit.
     *
     * @param at when
     * @param limit where a line is drawn
     */
    record Limited(String title, String at, String value, double limit) implements Drawing {}

    /**
     * One number each.
     *
     * @param name of what
     * @param max where the scale ends; 0: at the largest one
     */
    record Bars(String name, String value, double max) implements Drawing {}

    /**
     * Questions that are kept under names.
     *
     * @param argument by which one is asked
     * @param pointer their names
     * @param question the argument in which another one is asked
     * @param form of the operation that keeps it, by its id in the contract
     * @param text the argument in which that takes it, as JSON
     */
    record Kept(String argument, String pointer, String question, String form, String text) implements Drawing {}

    /**
     * Each item leads to a thing that its columns do not name by its id alone.
     *
     * @param kind of the thing
     * @param id of it
     */
    record Leads(String kind, String id) implements Drawing {}

    /**
     * Cards in columns, at a page of their own.
     *
     * @param state the argument by which the list is asked for those in one state, and the member that says it
     * @param states the columns, in their order
     * @param title what stands on a card
     * @param tells what stands below it
     * @param moves what takes a card to a state, by the state
     */
    record Board(String state, List<String> states, String title, List<Column> tells, Map<String, Move> moves)
            implements Drawing {

        public Board {
            states = List.copyOf(states);
            tells = List.copyOf(tells);
            moves = Map.copyOf(moves);
        }
    }

    /**
     * What is done to a thing.
     *
     * @param operation by its id in the contract
     * @param values arguments that are meant
     */
    record Move(String operation, Map<String, String> values) {

        public Move {
            values = Map.copyOf(values);
        }
    }
}
