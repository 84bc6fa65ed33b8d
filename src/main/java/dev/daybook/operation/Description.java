package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Handler;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What doors read of an operation: {@link Operation} says it.
 *
 * @param <A> the record of its arguments
 * @param <G> what it is carried out on
 */
public abstract sealed class Description<A, G> permits Operation {
    private static final List<String> WITH_BODY = List.of("POST", "PUT", "PATCH");

    final String name;
    final String id;
    final String method;
    final String path;
    final Class<A> type;
    volatile Optional<Shape<A>> arguments = Optional.empty();
    final Effect effect;
    final Map<String, String> headers = new HashMap<>();
    volatile Set<String> names = Set.of();
    final CommandForm form = new CommandForm();
    ToolForm tool = ToolForm.NONE;
    String about = "";
    Optional<Function<String, Map<String, String>>> key = Optional.empty();
    Optional<Operation.LoneThing<A, G>> thing = Optional.empty();
    boolean untimed;
    boolean evenUnposted;
    boolean branched;
    String wholeBody = "";
    String bodySchema = "";
    final List<String> queried = new ArrayList<>();
    List<String> says = List.of();
    String readModel = "";
    Revision revision;
    Role role;
    boolean paged;
    boolean protocol;
    final List<Column> csv = new ArrayList<>();
    Optional<Function<JsonNode, String>> projects = Optional.empty();
    boolean tagged;
    boolean lasting;
    String repeated = "";
    boolean opened;
    String watched = "";
    List<Integer> others = List.of();
    final List<Column> columns = new ArrayList<>();
    List<Drawing> drawings = List.of();
    String answer = "";
    Optional<AnswerForm> answerForm = Optional.empty();
    int status = 200;
    Optional<Handler<A, G>> handler = Optional.empty();

    Description(String name, String id, String route, Class<A> arguments, Effect effect) {
        this.name = name;
        this.id = id;
        this.method = route.substring(0, route.indexOf(' '));
        this.path = route.substring(route.indexOf(' ') + 1);
        this.type = arguments;
        this.effect = effect;
        this.revision = isRecorded() ? Revision.OPTIONAL : Revision.NONE;
        this.role = effect == Effect.READS ? Role.READ : effect == Effect.WORKS ? Role.ADMIN : Role.WRITE;
    }

    /** Returns where an argument is given. */
    public Place place(String argument) {
        if (headers.containsKey(argument)) {
            return Place.HEADER;
        }
        if (path.contains("{" + argument + "}")) {
            return Place.PATH;
        }
        return WITH_BODY.contains(method) && !queried.contains(argument) ? Place.BODY : Place.QUERY;
    }

    /** Returns the arguments that are given in one place. */
    public List<Argument> given(Place place) {
        return arguments().described().stream()
                .filter(argument -> place(argument.name()) == place)
                .toList();
    }

    /** Returns whether it has an argument that is called so where it is given. */
    public boolean isArgument(String called) {
        if (names.isEmpty()) {
            names = arguments().described().stream()
                    .map(argument -> headers.getOrDefault(argument.name(), argument.name()))
                    .collect(Collectors.toUnmodifiableSet());
        }
        return names.contains(called);
    }

    public String name() {
        return name;
    }

    public String id() {
        return id;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /** Made when it is first asked for: a command line knows a hundred operations, and carries out one. */
    public Shape<A> arguments() {
        if (arguments.isEmpty()) {
            arguments = Optional.of(Shape.arguments(type));
        }
        return arguments.orElseThrow();
    }

    public Effect effect() {
        return effect;
    }

    public Revision revision() {
        return revision;
    }

    /** Returns what somebody has to be allowed to do. */
    public Role role() {
        return role;
    }

    public List<String> says() {
        return says;
    }

    /** Returns the read model that it asks; empty if it asks none. */
    public String readModel() {
        return readModel;
    }

    /** Returns the columns of its items as CSV. */
    public List<Column> csv() {
        return withProject(csv.isEmpty() ? columns : csv);
    }

    /** Returns the columns of its items in a table. */
    public List<Column> table() {
        return withProject(columns);
    }

    private List<Column> withProject(List<Column> some) {
        Column project = Column.of("project");
        boolean isThere = some.stream().anyMatch(column -> column.name().equals(project.name()));
        return projects.isEmpty() || isThere
                ? List.copyOf(some)
                : Stream.concat(some.stream(), Stream.of(project)).toList();
    }

    /** Returns whether its items are had one by one, too, as lines of CSV or JSON. */
    public boolean hasRows() {
        boolean listed = answerForm.filter(AnswerForm::isList).isPresent() && !columns.isEmpty();
        return paged || (method.equals("GET") && (listed || !csv.isEmpty()));
    }

    /** Returns the path where its items are had in a format that is named there; empty if there is none. */
    public String pathOfFormats() {
        return hasRows() && !path.endsWith("}") ? path + ".{format}" : "";
    }

    public boolean isPaged() {
        return paged;
    }

    /** Returns the header that an argument is given in. */
    public String header(String argument) {
        return headers.getOrDefault(argument, "");
    }

    /** Returns the argument that the body as a whole is; empty as a rule. */
    public String wholeBody() {
        return wholeBody;
    }

    /** Returns the name of the schema of the body as a whole. */
    public String bodySchema() {
        return bodySchema;
    }

    public boolean isProtocol() {
        return protocol;
    }

    /** Returns whether likely secrets are masked in what it answers: a tool has its own back as it is. */
    public boolean isMasked() {
        return !protocol;
    }

    /** Returns whether an admin may see them in it. */
    public boolean mayReveal() {
        return isMasked() && effect == Effect.READS;
    }

    /** Returns whether it is another command for an operation that is described beside it. */
    public boolean isOnlyCommand() {
        return id.isEmpty();
    }

    public List<Column> columns() {
        return List.copyOf(columns);
    }

    /** Returns the thing that an item is, or is about, if that is of a project. */
    public Optional<Function<JsonNode, String>> projects() {
        return projects;
    }

    /** Returns how people look at its answer, beside or in place of its columns. */
    public List<Drawing> drawings() {
        return drawings;
    }

    public CommandForm form() {
        return form;
    }

    /** Returns how agents ask for it. */
    public ToolForm tool() {
        return tool;
    }

    /** Returns the kind of things that it is about: that of its group unless it says another. */
    public String kind(String group) {
        return about.isEmpty() ? group : about;
    }

    /** Returns its arguments by the key of the thing that it shows, if it shows one. */
    public Optional<Function<String, Map<String, String>>> key() {
        return key;
    }

    /** Returns which thing it is about, if all that it answers follows from what happened to that one. */
    public Optional<Operation.LoneThing<A, G>> thing() {
        return thing;
    }

    /** Returns whether it answers without the rows of its read model while that is built anew. */
    public boolean isEvenUnposted() {
        return evenUnposted;
    }

    /** Returns whether it can be asked as of earlier. */
    public boolean isTimed() {
        return effect == Effect.READS
                && !readModel.isEmpty()
                && !readModel.equals(Operation.JOURNAL)
                && !protocol
                && !untimed
                && watched.isEmpty()
                && !isArgument(Operation.AS_OF)
                && !isArgument(Operation.BRANCH)
                && !isArgument("at");
    }

    /** Returns whether it can be asked in a branch. */
    public boolean isBranched() {
        return isTimed() || branched;
    }

    /** Returns what its answer consists of, if that is a record. */
    public Optional<AnswerForm> answerForm() {
        return answerForm;
    }

    /** Returns the name of the schema of its answer. */
    public String answer() {
        return answer;
    }

    /** Returns the status of its answer where something was done. */
    public int status() {
        return status;
    }

    public boolean isRepeated(String argument) {
        return repeated.equals(argument);
    }

    public boolean isLong() {
        return lasting;
    }

    /** Returns whether it is a command, of which facts may come. */
    public boolean isRecorded() {
        return effect == Effect.WRITES || effect == Effect.DESTROYS;
    }

    public boolean hasRevision() {
        return tagged;
    }

    /** Returns whether a look at the directory is enough for it. */
    public boolean isLook() {
        return effect == Effect.READS && !opened;
    }

    /** Returns what is told of it to whoever watches; empty if it cannot be watched. */
    public String watched() {
        return watched;
    }

    public List<Integer> otherStatuses() {
        return others;
    }

    public boolean hasBody() {
        return !given(Place.BODY).isEmpty();
    }
}
