package dev.daybook.operation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the arguments of an operation are given on the command line, where that does not follow from what they are: each of
 * them is an option of its name in small letters with dashes, and its value the text itself.
 */
public abstract sealed class ArgumentForm permits CommandForm {

    /** What a time stands for that has no end, such as a day. */
    public enum When {
        /** Its beginning. */
        FROM,
        /** Its end, which is no part of it. */
        UNTIL,
        /** Its last moment. */
        LAST
    }

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();
    private final Map<String, String> briefs = new HashMap<>();
    private final Map<String, When> times = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final Map<String, String> lookedUp = new HashMap<>();
    private final Map<String, String> fixed = new HashMap<>();
    private final Map<String, String> folders = new HashMap<>();
    private final Map<String, String> insides = new HashMap<>();
    private final Map<String, String> inFile = new HashMap<>();
    private final List<Flag> flags = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> files = new HashSet<>();

    private final Map<String, String> stored = new HashMap<>();
    private final Set<String> commas = new HashSet<>();
    private final Set<String> texts = new HashSet<>();
    private final Set<String> hidden = new HashSet<>();
    private final Map<String, String> orNames = new HashMap<>();
    private final Map<String, List<String>> among = new HashMap<>();
    private final Map<String, String> several = new HashMap<>();
    private List<String> oneOf = List.of();
    private List<String> assigned = List.of();
    private List<String> alone = List.of();
    private String unasked = "";
    private Optional<Asked> asked = Optional.empty();
    private Optional<Pin> pin = Optional.empty();
    private boolean unseen;
    private boolean begins;
    private Optional<String> withoutJournal = Optional.empty();
    private final Map<String, Needed> needed = new HashMap<>();
    private String each = "";

    /** An option without a value, which gives an argument one. */
    public record Flag(String argument, String option, String value, String says) {}

    /**
     * A member of a body that is one argument as a whole.
     *
     * @param option the name of its option; empty if it is given as a word, or as {@code -} on standard input
     * @param standard what it is if it is not given; empty if it is not there then
     */
    public record Member(String option, String name, String label, String says, boolean number, String standard) {}

    /**
     * What a person is asked before it is done, once it has been shown what would be.
     *
     * @param argument a flag that has it only shown
     * @param refused what the answer no means
     * @param isOnDemand whether it is shown and asked only if that flag is given; else always, but with the flag it ends there
     */
    public record Asked(String argument, String question, String refused, boolean isOnDemand) {}

    /**
     * What is done after a yes is what was shown before the question, whatever came meanwhile.
     *
     * @param argument that says what is meant
     * @param member of what was shown that has its value, or a pointer to it
     */
    public record Pin(String argument, String member) {}

    /** An argument that a flag needs, and why. */
    public record Needed(String argument, String why) {}

    /** The arguments that are given without the name of an option, in this order; {@code kind/key} is two in one word. */
    public CommandForm words(String... names) {
        return add(words, names);
    }

    /** An argument whose option is called otherwise. */
    public CommandForm option(String argument, String name) {
        return put(options, argument, name);
    }

    /** A letter that an argument's option is called by, too, such as {@code -n}. */
    public CommandForm brief(String argument, String letter) {
        return put(briefs, argument, letter);
    }

    /** A person is asked on a terminal; see {@link Asked}. */
    public CommandForm asks(String argument, String question, String refused) {
        asked = Optional.of(new Asked(argument, question, refused, false));
        return self();
    }

    /** As {@link #asks}, of a person who wants it shown first; without a terminal it goes on only if that was said before. */
    public CommandForm asksAfter(String argument, String question, String refused) {
        asked = Optional.of(new Asked(argument, question, refused, true));
        return self();
    }

    /** Nobody is asked where what would be done has that member: it says why it will not be. */
    public CommandForm unasked(String member) {
        unasked = member;
        return self();
    }

    /** After the yes to its question, or after a dry run, exactly what was shown is meant; see {@link Pin}. */
    public CommandForm pins(String argument, String member) {
        pin = Optional.of(new Pin(argument, member));
        return self();
    }

    /** Arguments whose value stands in a file that is named. */
    public CommandForm file(String... arguments) {
        return add(files, arguments);
    }

    /**
     * As {@link #file}, of any bytes: what is no text, or too large for a request, is stored first, and the argument is its
     * name.
     *
     * @param encoding the argument that says so
     */
    public CommandForm content(String argument, String encoding) {
        put(stored, argument, encoding);
        return add(files, argument);
    }

    /** Arguments whose values may be given together, with commas. */
    public CommandForm commas(String... arguments) {
        return add(commas, arguments);
    }

    /** Arguments that are JSON, and what is none a text: a word needs no quotes. */
    public CommandForm orText(String... arguments) {
        return add(texts, arguments);
    }

    /** Arguments that the command line does not offer. */
    public CommandForm hidden(String... arguments) {
        return add(hidden, arguments);
    }

    /** An argument that is a time as people write it, in their zone. */
    public CommandForm time(String argument, When when) {
        return put(times, argument, when);
    }

    /** An argument that is as a setting of the program says if it is not given. */
    public CommandForm setting(String argument, String property) {
        return put(settings, argument, property);
    }

    /** An argument that is as the thing at that path has it if it is not given. */
    public CommandForm lookUp(String argument, String path) {
        return put(lookedUp, argument, path);
    }

    /** An argument that the command line does not offer and always gives. */
    public CommandForm instead(String argument, String value) {
        return put(fixed, argument, value).hidden(argument);
    }

    /**
     * An argument that is a folder or a file of this machine.
     *
     * @param orKey the argument that says the same by a key; if neither is given, it is the folder one stands in
     */
    public CommandForm folder(String argument, String orKey) {
        return put(folders, argument, orKey);
    }

    /** As {@link #folder(String, String)}, of one that is said in no other way. */
    public CommandForm folder(String argument) {
        return folder(argument, "");
    }

    /**
     * A folder as {@link #folder(String)}, in place of which it may be asked for what one stands in.
     *
     * @param inside the argument that is the folder one stands in if the other is not given
     */
    public CommandForm folderOrInside(String argument, String inside) {
        return put(insides, argument, inside).folder(argument).hidden(inside);
    }

    /** An argument that an option without a value gives that value. */
    public CommandForm flag(String argument, String option, String value, String says) {
        flags.add(new Flag(argument, option, value, says));
        return hidden(argument);
    }

    /** An option for a member of a body that is one argument as a whole. */
    public CommandForm member(String option, String name, String label, String says) {
        return member(new Member(option, name, label, says, false, ""));
    }

    /** As {@link #member(String, String, String, String)}, of a member with a standard, or that is a number. */
    public CommandForm member(Member member) {
        members.add(member);
        return self();
    }

    /** Members that whoever gives no file has to say. */
    public CommandForm wants(String... members) {
        wanted.addAll(List.of(members));
        return self();
    }

    /** An argument that is that member of the body as a whole if it is not given. */
    public CommandForm inFile(String argument, String member) {
        return put(inFile, argument, member);
    }

    /** An argument that is a number, whose option takes a text as well: the name that is the argument {@code name}. */
    public CommandForm orName(String argument, String name) {
        return put(orNames, argument, name).hidden(name);
    }

    /** The values that an argument may have here, the one that it has if it is not given first. */
    public CommandForm among(String argument, List<String> values) {
        return put(among, argument, List.copyOf(values));
    }

    /** An argument that is any number of words, with commas between them; {@code standard} if there are none. */
    public CommandForm several(String argument, String standard) {
        return put(several, argument, standard).words(argument);
    }

    /** Exactly one of these options has to be given. */
    public CommandForm oneOf(String... arguments) {
        oneOf = List.of(arguments);
        return self();
    }

    /** Whoever names no revision means whatever there is, without having seen it. */
    public CommandForm unseen() {
        unseen = true;
        return self();
    }

    /** The words {@code NAME=VALUE} go to {@code set}, an object by JSON pointers; {@code NAME} alone to {@code unset}. */
    public CommandForm assigns(String set, String unset) {
        assigned = List.of(set, unset);
        return self();
    }

    /** With one of these arguments it answers with one thing in place of a list. */
    public CommandForm alone(String... arguments) {
        alone = List.of(arguments);
        return self();
    }

    /** It may begin a journal where there is none. */
    public CommandForm begins() {
        begins = true;
        return self();
    }

    /** It asks nothing that is recorded if that flag is given, and {@code ""}: at all. */
    public CommandForm withoutJournal(String argument) {
        withoutJournal = Optional.of(argument);
        return self();
    }

    /** A flag that is only given together with another argument. */
    public CommandForm needs(String flag, String other, String why) {
        return put(needed, flag, new Needed(other, why));
    }

    /** A word that may be given several times: a procedure asks for each of them. */
    public CommandForm each(String argument) {
        each = argument;
        return self();
    }

    public List<String> words() {
        return List.copyOf(words);
    }

    /** Returns the name of an argument's option. */
    public String option(String argument) {
        return options.getOrDefault(
                argument, "--" + argument.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
    }

    public Optional<String> brief(String argument) {
        return Optional.ofNullable(briefs.get(argument));
    }

    public Optional<Asked> asked() {
        return asked;
    }

    public Optional<Pin> pin() {
        return pin;
    }

    public Map<String, String> stored() {
        return Map.copyOf(stored);
    }

    public boolean isFile(String argument) {
        return files.contains(argument);
    }

    public boolean takesCommas(String argument) {
        return commas.contains(argument);
    }

    public boolean isOrText(String argument) {
        return texts.contains(argument);
    }

    public boolean isHidden(String argument) {
        return hidden.contains(argument) || assigned.contains(argument);
    }

    public Optional<When> time(String argument) {
        return Optional.ofNullable(times.get(argument));
    }

    /** Returns the arguments that are settings if they are not given, and which. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    /** Returns the arguments that are looked up if they are not given, and where. */
    public Map<String, String> lookedUp() {
        return Map.copyOf(lookedUp);
    }

    /** Returns the arguments that are always given, and how. */
    public Map<String, String> fixed() {
        return Map.copyOf(fixed);
    }

    /** Returns the arguments that are folders, and the one that says the same by a key. */
    public Map<String, String> folders() {
        return Map.copyOf(folders);
    }

    /** Returns the folders in place of which it is asked for what one stands in, and the argument that says where. */
    public Map<String, String> insides() {
        return Map.copyOf(insides);
    }

    /** Returns whether an argument need not be given, as one that is a folder says the same. */
    public boolean isKeyOfFolder(String argument) {
        return folders.containsValue(argument);
    }

    /** Returns the argument that the option of a number is if it is none; none as a rule. */
    public Optional<String> nameFor(String argument) {
        return Optional.ofNullable(orNames.get(argument));
    }

    /** Returns the member of an answer that says why it will not be done; empty: none does. */
    public String unasked() {
        return unasked;
    }

    /** Returns the values that an argument may have here; none if that is not known. */
    public List<String> among(String argument) {
        return among.getOrDefault(argument, List.of());
    }

    /** Returns whether nothing is asked that is recorded, if these arguments are given. */
    public boolean isWithoutJournal(Set<String> given) {
        return withoutJournal
                .filter(argument -> argument.isEmpty() || given.contains(argument))
                .isPresent();
    }

    /** Returns what an argument of several words is if there are none, if it is one. */
    public Optional<String> several(String argument) {
        return Optional.ofNullable(several.get(argument));
    }

    /** Returns the arguments of which exactly one has to be given; none as a rule. */
    public List<String> oneOf() {
        return oneOf;
    }

    public List<Flag> flags() {
        return List.copyOf(flags);
    }

    /** Returns whether a member has to be said where no file is given. */
    public boolean isWanted(Member member) {
        return member.option().isEmpty() || wanted.contains(member.name());
    }

    /** Returns the members of a body that is one argument as a whole. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    /** Returns the arguments that are members of the body as a whole if they are not given, and which. */
    public Map<String, String> inFile() {
        return Map.copyOf(inFile);
    }

    /** Returns the arguments with each of which it answers with one thing. */
    public List<String> alone() {
        return alone;
    }

    public boolean isUnseen() {
        return unseen;
    }

    /** Returns the two arguments that are assigned to; none as a rule. */
    public List<String> assigned() {
        return assigned;
    }

    public boolean isEach(String argument) {
        return each.equals(argument);
    }

    /** Returns the flags that need another argument. */
    public Map<String, Needed> needed() {
        return Map.copyOf(needed);
    }

    public boolean mayBegin() {
        return begins;
    }

    private <V> CommandForm put(Map<String, V> into, String argument, V value) {
        into.put(argument, value);
        return self();
    }

    private CommandForm add(Collection<String> to, String... arguments) {
        to.addAll(List.of(arguments));
        return self();
    }

    abstract CommandForm self();
}
