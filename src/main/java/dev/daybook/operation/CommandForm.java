package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** How an operation is called on the command line, and what is shown of its answer, where that does not follow from it. */
public final class CommandForm extends ArgumentForm {
    /** Stands for {@code --verbose}, which is an option of some commands and no argument. */
    public static final String VERBOSE = "verbose";

    private final Map<String, Function<List<JsonNode>, Stream<String>>> layouts = new LinkedHashMap<>();
    private Optional<Layout> layoutWith = Optional.empty();
    private final Map<String, String> columnsWith = new HashMap<>();
    private List<Part> parts = List.of();
    private String partsWith = "";
    private Function<JsonNode, List<String>> notes = _ -> List.of();
    private Optional<Function<JsonNode, Ending>> ending = Optional.empty();
    private boolean forgiving;
    private boolean salvages;
    private boolean helpsWhereDamaged;
    private String none = "";
    private Set<String> narrowing = Set.of();
    private String shown = "";
    private String inside = "";
    private boolean limitOfTables;
    private int limit;
    private String format = "";
    private boolean procedure;
    private boolean ofEach;

    CommandForm() {}

    /**
     * Another format than those of all commands, named as they are.
     *
     * @param lines of all rows
     */
    public CommandForm layout(String name, Function<List<JsonNode>, Stream<String>> lines) {
        layouts.put(name, lines);
        return this;
    }

    /**
     * How rows stand, where no format is named, if that argument is given.
     *
     * @param timed whether a line that begins with no blank has times in it
     */
    public record Layout(String argument, boolean timed, Function<List<JsonNode>, Stream<String>> lines) {}

    /** Lines in place of a table if that argument is given: a line that begins with no blank has times in it. */
    public CommandForm layoutWith(String argument, Function<List<JsonNode>, Stream<String>> lines) {
        layoutWith = Optional.of(new Layout(argument, true, lines));
        return this;
    }

    /** Lines in place of a table, or of those of its own format, if {@code --verbose} is given. */
    public CommandForm verbose(Function<List<JsonNode>, Stream<String>> lines) {
        layoutWith = Optional.of(new Layout(VERBOSE, false, lines));
        return this;
    }

    /** The format of its own that counts if none is named. */
    public CommandForm format(String name) {
        format = name;
        return this;
    }

    /** A column of the table that is only there if that argument is given. */
    public CommandForm columnWith(String column, String argument) {
        columnsWith.put(column, argument);
        return this;
    }

    /** What a person is shown of the answer. */
    public CommandForm shows(Part... below) {
        parts = List.of(below);
        return this;
    }

    /** As {@link #shows(Part...)}, of an answer that has that member; of others what follows from them. */
    public CommandForm showsWith(String member, Part... below) {
        partsWith = member;
        return shows(below);
    }

    /** Remarks on the answer, beside what is shown of it; see {@link Part} for what may stand in them. */
    public CommandForm notes(Function<JsonNode, List<String>> remarks) {
        notes = remarks;
        return this;
    }

    /** What the exit code says of the answer. */
    public CommandForm ends(Function<JsonNode, Ending> how) {
        ending = Optional.of(how);
        return this;
    }

    /** As {@link #ends}, and {@code --fail-on} says which findings are told. */
    public CommandForm endsUnlessForgiven(Function<JsonNode, Ending> how) {
        forgiving = true;
        return ends(how);
    }

    /** It answers of a journal that cannot be opened, too, by its file alone. */
    public CommandForm salvages() {
        salvages = true;
        return this;
    }

    /** It is done where the journal is damaged, too, as it needs none: then in a folder that is removed again. */
    public CommandForm helpsWhereDamaged() {
        helpsWhereDamaged = true;
        return withoutJournal("");
    }

    public boolean isHelpWhereDamaged() {
        return helpsWhereDamaged;
    }

    /** The member of the answer that is shown in its place. */
    public CommandForm inside(String member) {
        inside = member;
        return this;
    }

    /** The one member that a table shows of a thing, without its name. */
    public CommandForm shows(String member) {
        shown = member;
        return this;
    }

    /** What is said where a list is empty; {@code {name}} stands for that argument. */
    public CommandForm ifNone(String sentence) {
        none = sentence;
        return this;
    }

    /** As {@link #ifNone(String)}; with one of these arguments it says that there may be more without it. */
    public CommandForm ifNone(String sentence, String... narrowed) {
        narrowing = Set.of(narrowed);
        return ifNone(sentence);
    }

    /** How many items of a list are shown if nobody says so; 0 is all. */
    public CommandForm limit(int items) {
        limit = items;
        return this;
    }

    /** As {@link #limit}, in tables only: who reads more than that is a program. */
    public CommandForm limitInTables(int items) {
        limitOfTables = true;
        return limit(items);
    }

    /** Each item of its list is shown by itself, as one thing is. */
    public CommandForm ofEach() {
        ofEach = true;
        return this;
    }

    /** Its command does more than to ask and to show the answer: the door says what. */
    public CommandForm procedure() {
        procedure = true;
        return this;
    }

    /** Returns the formats that only this command has, by their names. */
    public Map<String, Function<List<JsonNode>, Stream<String>>> layouts() {
        return Collections.unmodifiableMap(layouts);
    }

    public Optional<Layout> layoutWith() {
        return layoutWith;
    }

    /** Returns the format of its own that counts if none is named; empty as a rule. */
    public String format() {
        return format;
    }

    /** Returns the columns that are only there if an argument is given, and which. */
    public Map<String, String> columnsWith() {
        return Map.copyOf(columnsWith);
    }

    /** Returns what a person is shown of that answer; none if it follows from it. */
    public List<Part> parts(JsonNode answer) {
        return partsWith.isEmpty() || answer.has(partsWith) ? parts : List.of();
    }

    public List<String> notes(JsonNode answer) {
        return notes.apply(answer);
    }

    public Ending ending(JsonNode answer) {
        return ending.map(function -> function.apply(answer)).orElse(Ending.WELL);
    }

    public boolean isForgiving() {
        return forgiving;
    }

    public boolean isSalvaging() {
        return salvages;
    }

    public boolean isLimitOfTables() {
        return limitOfTables;
    }

    public String inside() {
        return inside;
    }

    /** Returns the one member that is shown; empty if all are. */
    public String shown() {
        return shown;
    }

    /** Returns the arguments without which a list that is empty may have more. */
    public Set<String> narrowing() {
        return narrowing;
    }

    public String none() {
        return none;
    }

    public int limit() {
        return limit;
    }

    public boolean isOfEach() {
        return ofEach;
    }

    public boolean hasProcedure() {
        return procedure;
    }

    @Override
    CommandForm self() {
        return this;
    }
}
