package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.StreamId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What may be asked, described once. Immutable once it is handed to {@link Operations}.
 *
 * <pre>{@code
 * Operation.<Which, Ground>reads("item show", "getItem", "GET /items/{kind}/{key}", Which.class)
 *         .says("A record as it is now.")
 *         .from("item")
 *         .answers("Item", (it, call, ground) -> …)
 * }</pre>
 *
 * <p>An argument whose name stands in the path is given there; of the others those of a request without a body in the
 * query, else in the body, unless {@link #inQuery} or {@link #inHeader} says otherwise.
 *
 * @param <A> the record of its arguments
 * @param <G> what it is carried out on
 */
public final class Operation<A, G> extends Description<A, G> {

    /** What it does to what is recorded. */
    public enum Effect {
        READS,
        WRITES,
        DESTROYS,
        /** It is work of an engine and no command: nobody names a revision, or a key to carry it out once. */
        WORKS
    }

    /** Whether a caller has to say which revision it has seen of what it changes. */
    public enum Revision {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /** Where an argument is given. */
    public enum Place {
        PATH,
        QUERY,
        HEADER,
        BODY
    }

    /** Carries it out. */
    @FunctionalInterface
    public interface Handler<A, G> {
        Outcome answer(A arguments, Call call, G ground);
    }

    /** Returns which thing is meant by these arguments. */
    @FunctionalInterface
    public interface ThingOf<A, G> {
        StreamId of(A arguments, Call call, G ground);
    }

    /** Returns which thing is meant by these arguments, if it alone decides what is answered. */
    @FunctionalInterface
    public interface LoneThing<A, G> {
        Optional<StreamId> of(A arguments, Call call, G ground);
    }

    /** The parameter that says as of when: a position, or a time by which something had happened. */
    public static final String AS_OF = "asOf";

    /** The parameter that says as of when: what was written down later was not known then. */
    public static final String AS_RECORDED = "asRecorded";

    /** The parameter that says that likely secrets are to be seen as they are: for admins, and written down. */
    public static final String REVEAL = "reveal";

    /** The parameter that says in which branch: what would be if something had never been. */
    public static final String BRANCH = "branch";

    /** The model that there is nothing to wait for but facts that are not written yet; see {@link #from}. */
    public static final String JOURNAL = "journal";

    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    private Operation(String name, String id, String route, Class<A> arguments, Effect effect) {
        super(name, id, route, arguments, effect);
    }

    /**
     * Begins a description of what changes nothing.
     *
     * @param name of its command, such as {@code item show}; empty if it has none
     * @param id of it in the contract; empty if it is only another command for an operation of the same route
     * @param route method and path, such as {@code GET /items/{kind}/{key}}
     */
    public static <A, G> Operation<A, G> reads(String name, String id, String route, Class<A> arguments) {
        return new Operation<>(name, id, route, arguments, Effect.READS);
    }

    /** As {@link #reads}, of what changes something; its caller may name the revision that it has seen. */
    public static <A, G> Operation<A, G> writes(String name, String id, String route, Class<A> arguments) {
        return new Operation<>(name, id, route, arguments, Effect.WRITES);
    }

    /** As {@link #writes}, of what takes something away. */
    public static <A, G> Operation<A, G> destroys(String name, String id, String route, Class<A> arguments) {
        return new Operation<>(name, id, route, arguments, Effect.DESTROYS);
    }

    /** As {@link #reads}, of what an engine has to do, such as with files of this machine: for those who may do all. */
    public static <A, G> Operation<A, G> works(String name, String id, String route, Class<A> arguments) {
        return new Operation<>(name, id, route, arguments, Effect.WORKS);
    }

    /** What it does: a sentence, and what else is to be known, in sentences of their own. */
    public Operation<A, G> says(String... sentences) {
        says = List.of(sentences);
        return this;
    }

    /** The read model that is asked: a caller may wait until it has a position. */
    public Operation<A, G> from(String name) {
        readModel = name;
        return this;
    }

    /** It answers with a list, page by page. */
    public Operation<A, G> paged() {
        paged = true;
        return this;
    }

    /**
     * Its items are of projects of tools, or about things that are: people see of which, and ask for those of one.
     *
     * @param thing of an item, {@code kind/id}, or its project itself, {@code tool:name}
     */
    public Operation<A, G> ofProjects(Function<JsonNode, String> thing) {
        projects = Optional.of(thing);
        return this;
    }

    /** The members that a line of CSV has of an item, as {@link #columns(String...)} names them; if none are named, the columns of the table. */
    public Operation<A, G> csv(String... members) {
        Stream.of(members)
                .map(text -> text.split("=", 2))
                .map(both ->
                        new Column(both[0], row -> raw(row.at("/" + both[both.length - 1])), Column.holds(both[0]), ""))
                .forEach(csv::add);
        return this;
    }

    private static String raw(JsonNode value) {
        return value.isValueNode() ? value.asText("") : value.isMissingNode() ? "" : value.toString();
    }

    /** It may take minutes: the answer is {@link Outcome.Work}. */
    public Operation<A, G> takesLong() {
        lasting = true;
        return this;
    }

    /** It answers with a thing and its revision: a caller that has it already is told no more. */
    public Operation<A, G> withRevision() {
        tagged = true;
        return this;
    }

    /** It asks engines at work: a directory that is only looked at, beside whoever has it, cannot tell. */
    public Operation<A, G> opened() {
        opened = true;
        return this;
    }

    /**
     * It goes on, and can be watched: the answer is an {@link Outcome.Going}.
     *
     * @param events what is told, in words
     */
    public Operation<A, G> watched(String events) {
        watched = events;
        return this;
    }

    /** Other answers of the contract than those that follow from what it is. */
    public Operation<A, G> also(Integer... statuses) {
        others = List.of(statuses);
        return this;
    }

    public Operation<A, G> revision(Revision wanted) {
        revision = wanted;
        return this;
    }

    /** What somebody has to be allowed to do; if nothing is said, to read what reads, else to write. */
    public Operation<A, G> wants(Role atLeast) {
        role = atLeast;
        return this;
    }

    public Operation<A, G> inQuery(String... names) {
        queried.addAll(List.of(names));
        return this;
    }

    /** A list in the query that is given by repeating it: what it holds may have commas in it. */
    public Operation<A, G> repeated(String name) {
        repeated = name;
        return this;
    }

    public Operation<A, G> inHeader(String argument, String header) {
        headers.put(argument, header);
        return this;
    }

    /**
     * The body as a whole is that argument.
     *
     * @param schema of it, by its name in the contract
     */
    public Operation<A, G> inWholeBody(String argument, String schema) {
        wholeBody = argument;
        bodySchema = schema;
        return this;
    }

    /** It is the protocol of a tool: what is refused is told as the tool does, too. */
    public Operation<A, G> asProtocol() {
        protocol = true;
        return this;
    }

    /** What a table shows of an item, or of the thing, in this order: members, or {@code name=member}. */
    public Operation<A, G> columns(String... members) {
        for (String member : members) {
            String[] both = member.split("=", 2);
            columns.add(Column.of(both[0], both[both.length - 1]));
        }
        return this;
    }

    public Operation<A, G> columns(Column... more) {
        columns.addAll(List.of(more));
        return this;
    }

    /** How people look at what it answers where its columns do not say it. */
    public Operation<A, G> drawn(Drawing... how) {
        drawings = List.of(how);
        return this;
    }

    public Operation<A, G> called(Consumer<CommandForm> how) {
        how.accept(form);
        return this;
    }

    /** Agents may ask for it, by the tool of that name. */
    public Operation<A, G> tool(String named) {
        return tool(named, "");
    }

    /**
     * As {@link #tool(String)}, by one tool for several operations.
     *
     * @param action what tells it from the others
     * @param without the arguments that agents have no use for
     */
    public Operation<A, G> tool(String named, String action, String... without) {
        tool = new ToolForm(named, action, Set.of(without));
        return this;
    }

    /** It is about things of that kind, which its group is not called. */
    public Operation<A, G> about(String kind) {
        about = kind;
        return this;
    }

    /**
     * It shows a thing of the kind that it is about.
     *
     * @param arguments which of its arguments are what, by the key of the thing's stream
     */
    public Operation<A, G> showsKey(Function<String, Map<String, String>> arguments) {
        key = Optional.of(arguments);
        return this;
    }

    /** It answers without the rows of its read model while that is built anew. */
    public Operation<A, G> evenUnposted() {
        evenUnposted = true;
        return this;
    }

    /** It is about how things are now, and cannot be asked as of earlier. */
    public Operation<A, G> ofNow() {
        untimed = true;
        return this;
    }

    /** It has times of its own by which it is asked as of earlier; without them it can be asked in a branch. */
    public Operation<A, G> inBranches() {
        branched = true;
        return this;
    }

    /** All that it answers follows from what happened to that thing: as of earlier it is answered at once. */
    public Operation<A, G> ofThing(ThingOf<A, G> which) {
        return ofThingIfAlone((arguments, call, ground) -> Optional.of(which.of(arguments, call, ground)));
    }

    /** As {@link #ofThing}, where that is not so of all of them. */
    public Operation<A, G> ofThingIfAlone(LoneThing<A, G> which) {
        thing = Optional.of(which);
        return this;
    }

    /**
     * Ends the description.
     *
     * @param schema of the answer, by its name in the contract
     */
    public Operation<A, G> answers(String schema, Handler<A, G> by) {
        answer = schema;
        handler = Optional.of(by);
        return this;
    }

    /** As {@link #answers(String, Handler)}, by the record that is answered. */
    public Operation<A, G> answers(String schema, Class<?> record, Handler<A, G> by) {
        answerForm = Optional.of(new AnswerForm(schema, record, false, Optional.empty()));
        return answers(schema, by);
    }

    /**
     * As {@link #answers(String, Handler)}, of a list.
     *
     * @param item what an item is called in the contract
     * @param record what it consists of
     */
    public Operation<A, G> lists(String item, Class<?> record, Handler<A, G> by) {
        return lists(new AnswerForm(item, record, true, Optional.empty()), by);
    }

    /**
     * As {@link #lists(String, Class, Handler)}, of an {@link Outcome.Besides}.
     *
     * @param beside what is told beside the items consists of
     */
    public Operation<A, G> lists(String item, Class<?> record, Class<?> beside, Handler<A, G> by) {
        return lists(new AnswerForm(item, record, true, Optional.of(beside)), by);
    }

    private Operation<A, G> lists(AnswerForm form, Handler<A, G> by) {
        answerForm = Optional.of(form);
        return answers(form.pageName(), by);
    }

    /** As {@link #answers}, of what makes something new. */
    public Operation<A, G> creates(String schema, Handler<A, G> by) {
        status = 201;
        return answers(schema, by);
    }

    /** As {@link #answers}, of what goes on behind the answer: an {@link Outcome.Begun}. */
    public Operation<A, G> begins(String schema, Handler<A, G> by) {
        status = 202;
        return answers(schema, by);
    }

    /** Returns the path with these values in it. */
    public static String path(String template, UnaryOperator<String> values) {
        return VARIABLE.matcher(template)
                .replaceAll(matchResult -> Matcher.quoteReplacement(encoded(values.apply(matchResult.group(1)))));
    }

    /** Returns a value as it stands in a URL. */
    public static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Reads its arguments strictly.
     *
     * @throws dev.daybook.shape.Flawed if they are not as described
     */
    public A read(Given given) {
        return given.as(this);
    }

    public Outcome carryOut(A given, Call call, G ground) {
        return handler.orElseThrow().answer(given, call, ground);
    }
}
