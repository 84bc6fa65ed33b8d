package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.command.Receipt;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Timeline;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Part;
import dev.daybook.operation.Progress;
import dev.daybook.projection.AsOf;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rollback changes, or would change, as it is answered. */
record RollbackAnswer(
        boolean dryRun,

        @Says("the journal's last position before") long head,

        @Says("where the rollback itself stands") Optional<Long> position,

        RollbackView asked,

        @Says("how many facts count no more") long undone,

        @Says("how many facts count again") long restored,

        @Says("how many things it touches") long entitiesTouched,

        @Says("what it touches; at most 1000 are named") List<Touched> entities,

        @Says("the work of others that it would take along, or leaves alone")
        List<Work> others,

        @Says("what is left and would name what is not there")
        List<Dependent> dependents,

        @Says("why it is refused, if nobody says what is to become of the work of others")
        Optional<String> refused,

        @Says("the first facts that count no more, or again")
        List<Told> facts,

        @Says("what was done since to the same things, and goes on counting; the first of it")
        List<Later> later,

        @Says(
                "the files that tell of these things: of tools whose users are moving, of migrations, and of exports on record")
        List<RollbackFiles.Place> files,

        @Says("what becomes of the first things, field by field; only of what is not done yet")
        List<Difference.Thing> changes,

        @Says("why the read models do not answer as of then yet, if so; they follow by themselves")
        Optional<String> readModels) {

    /** The things that are named; more are only counted. */
    private static final int ENTITIES_MAX = 1_000;

    /** Of so many things is shown what becomes of them; of all how many facts count no more. */
    private static final int CHANGES_MAX = 20;

    record Touched(
            String entity,
            long undone,
            long restored,
            @Says("how many later facts go on counting") long later) {}

    record Work(
            String entity,
            List<String> actors,

            @Says("how many facts of it would go, or would have nothing to stand on")
            long facts,

            @Says("whether it would have nothing to stand on")
            boolean stands) {}

    record Dependent(
            @Says("kind/id") String entity,
            @Says("the field by which it names it") String field,
            @Says("what is not there any more") String names,

            @Says("who said so, and who worked on it since") List<String> actors,

            @Says("how many facts of it stand on that") long facts,

            @Says(
                    value =
                            "what becomes of it: nothing is rolled back; its facts go, too; what it names stays, or it itself"
                                    + " stays as it is",
                    words = {"refused", "undone", "kept"})
            String becomes) {

        static Dependent of(RollbackChange.Dependent it, RollbackChange change) {
            boolean isUndone = change.rollback().also().stream()
                    .anyMatch(also -> also.entity().equals(it.entity().toString()));
            return new Dependent(
                    it.entity().toString(),
                    it.field(),
                    it.names().toString(),
                    it.actors(),
                    it.facts(),
                    change.refused().isPresent() ? "refused" : isUndone ? "undone" : "kept");
        }
    }

    record Told(long position, String entity, String action, String actor, Instant at) {
        static Told of(Entry entry) {
            return new Told(
                    entry.position().value(),
                    entry.stream().toString(),
                    entry.type(),
                    entry.metadata().actor(),
                    entry.occurredAt());
        }
    }

    record Later(
            long position,
            String entity,
            String action,
            String actor,
            Instant at,

            @Says(
                    "the fields that it and what is taken back both touch: what it says of them stays; none: it has nothing to"
                            + " do with that; absent where the audit is too far behind to know")
            Optional<List<String>> sameFields) {

        static Later of(Entry entry, SameFields fields) {
            Told told = Told.of(entry);
            return new Later(told.position, told.entity, told.action, told.actor, told.at, fields.of(entry));
        }
    }

    /** Shows what would change, with the first things as they are and as they would be. */
    static RollbackAnswer preview(RollbackChange it, Call call, Ground ground) {
        var difference = new Difference(ground, call, moment(it, it.before(), call), moment(it, it.after(), call));
        List<Difference.Thing> changes = it.entities().stream()
                .limit(CHANGES_MAX)
                .flatMap(thing -> difference.run(Optional.of(thing.entity()), 1, Progress.UNHEARD).changes().stream())
                .toList();
        return of(it, true, Optional.empty(), changes, Optional.empty(), ground);
    }

    private static AsOf moment(RollbackChange it, Timeline counting, Call call) {
        return new AsOf(it.head(), counting, Optional.empty(), call.now(), Optional.empty());
    }

    static RollbackAnswer of(Rollbacks.Done done, Ground ground) {
        return of(
                done.change(),
                false,
                Optional.of(done.receipt()),
                List.of(),
                done.behind().map("they follow: %s"::formatted),
                ground);
    }

    private static RollbackAnswer of(
            RollbackChange it,
            boolean dryRun,
            Optional<Receipt> receipt,
            List<Difference.Thing> changes,
            Optional<String> behind,
            Ground ground) {
        var sameFields = new SameFields(ground, it);
        return new RollbackAnswer(
                dryRun,
                it.head().value(),
                receipt.map(Receipt::position),
                RollbackView.of(it.rollback()),
                it.undone(),
                it.restored(),
                it.entities().size(),
                it.entities().stream()
                        .limit(ENTITIES_MAX)
                        .map(touched -> new Touched(
                                touched.entity().toString(), touched.undone(), touched.restored(), touched.later()))
                        .toList(),
                it.others().stream()
                        .map(work -> new Work(work.entity().toString(), work.actors(), work.facts(), work.stands()))
                        .toList(),
                it.dependents().stream()
                        .map(dependent -> Dependent.of(dependent, it))
                        .toList(),
                it.refused(),
                it.facts().stream().map(Told::of).toList(),
                it.later().stream().map(later -> Later.of(later, sameFields)).toList(),
                new RollbackFiles(ground).of(it.entities()),
                changes,
                behind);
    }

    /** What a person is shown of it. */
    static Part[] parts() {
        return new Part[] {
            Part.fields(
                    new Column("dry run", answer -> answer.path("dryRun").asBoolean() ? "nothing is changed" : ""),
                    Column.of("position"),
                    new Column("takes back", CheckpointOperations::took),
                    new Column("why", answer -> answer.at("/asked/why").asText("")),
                    Column.of("undone"),
                    Column.of("restored"),
                    new Column(
                            "things", answer -> answer.path("entitiesTouched").asText()),
                    new Column("left as they are", answer -> texts(answer.at("/asked/kept"))),
                    new Column("gone with it", answer -> texts(answer.at("/asked/also"))),
                    Column.of("readModels")),
            Part.rows("/entities", "nothing changes by it", "entity", "undone", "restored", "later"),
            Part.rows("/facts", "", "position", "entity", "action", "actor", "at"),
            new Part.Rows(
                    "/others",
                    "",
                    Integer.MAX_VALUE,
                    List.of(
                            new Column(
                                    "work of others", row -> row.path("entity").asText()),
                            Column.of("facts"),
                            new Column("by", row -> texts(row.path("actors"))),
                            new Column("", row -> row.path("stands").asBoolean() ? "stands on what goes" : "goes"))),
            new Part.Rows(
                    "/dependents",
                    "",
                    Integer.MAX_VALUE,
                    List.of(
                            new Column(
                                    "depends on it", row -> row.path("entity").asText()),
                            new Column("by", row -> row.path("field").asText()),
                            new Column("what", row -> row.path("names").asText()),
                            Column.of("facts"),
                            new Column("of", row -> texts(row.path("actors"))),
                            Column.of("becomes"))),
            new Part.Rows(
                    "/later",
                    "",
                    Integer.MAX_VALUE,
                    List.of(
                            new Column("done since", row -> row.path("position").asText()),
                            Column.of("entity"),
                            Column.of("action"),
                            Column.of("actor"),
                            Column.of("at"),
                            new Column("same fields", row -> texts(row.path("sameFields"))))),
            new Part.Rows(
                    "/files",
                    "",
                    Integer.MAX_VALUE,
                    List.of(
                            new Column("files of", row -> row.path("kind").asText()),
                            Column.of("workspace"),
                            Column.of("stage"),
                            Column.of("root"),
                            Column.of("things"),
                            new Column("such as", row -> row.at("/files/0").asText("")),
                            Column.of("become"),
                            new Column("brought up by", row -> row.path("help").asText("")))),
            Part.line(RollbackAnswer::changes),
            Part.line(answer -> answer.path("refused").asText("")),
            Part.line(RollbackAnswer::wayBack)
        };
    }

    private static String texts(JsonNode list) {
        return String.join(", ", list.valueStream().map(JsonNode::asText).toList());
    }

    private static String changes(JsonNode answer) {
        String lines = answer.path("changes")
                .valueStream()
                .map(thing -> "%s: %s%s"
                        .formatted(
                                thing.path("thing").asText(),
                                thing.path("change").asText(),
                                fields(thing)))
                .collect(Collectors.joining("\n"));
        return lines.isEmpty() ? "" : "\n" + lines;
    }

    /** Of what is there on one side only there is nothing to compare. */
    private static String fields(JsonNode thing) {
        return thing.path("change").asText().equals("changed")
                ? DiffOperations.fields(thing).indent(2).stripTrailing()
                : "";
    }

    private static String wayBack(JsonNode done) {
        boolean changed = done.path("undone").asLong() + done.path("restored").asLong() > 0;
        return changed && !done.path("dryRun").asBoolean()
                ? "Taken back by: daybook rollback --undo %d{--data}; what comes later is kept."
                        .formatted(done.path("position").asLong())
                : "";
    }
}
