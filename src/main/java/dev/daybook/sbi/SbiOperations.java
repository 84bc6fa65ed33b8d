package dev.daybook.sbi;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.lease.Worker;
import dev.daybook.history.Restoring;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.shape.Shape;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What may be asked of tasks: to describe them. What they are is in {@link SbiReadOperations}, taking one in {@link
 * LeaseOperations}, what is done about it in {@link TurnOperations}.
 */
final class SbiOperations {

    static final String READ_MODEL = "sbi";
    static final String SBI = "/sbis/{id}";
    static final int DOCUMENT_CHARS_MAX = 4 << 20;

    record Which(
            @Says(value = "which task", min = 1, max = 200, thing = "sbi", like = "SBI-01K6FRP24VXAE1C24TYMZ95G6S")
            String id) {
        SbiId sbi() {
            return new SbiId(id);
        }

        StreamId thing() {
            return new StreamId("sbi", id);
        }
    }

    /** A task, and the lease that something is done to it under. */
    record Leased(
            Which which,

            @Says(
                    value = "only under this lease: the generation that pick or lease printed",
                    label = "N",
                    min = 0,
                    like = "4")
            Optional<Long> lease) {

        /** Returns what has {@code command} done only while the lease lasts that is named, if one is. */
        SbiCommand under(SbiCommand command, Call call) {
            return lease.<SbiCommand>map(number -> new SbiCommand.UnderLease(command, number, call.now()))
                    .orElse(command);
        }

        Outcome done(SbiCommand command, Call call) {
            return call.done(under(command, call));
        }

        /** Returns who works, as far as it is said: the holder is the actor unless another is named. */
        Worker worker(Optional<String> holder, Call call) {
            return new Worker(holder.or(call::namedActor), lease, call.now());
        }
    }

    private record Registered(
            @Says(value = "SBI- and a ULID (default: a new one)", min = 1, max = 200)
            Optional<String> id,

            @Says(value = "the id of the task elsewhere", label = "ID", max = 200)
            Optional<String> taskId,

            @Says(value = "what it is about, in one line", min = 1, max = 200, like = "Add login")
            String title,

            @Says(
                    value = "the specification, Markdown",
                    label = "FILE",
                    max = DOCUMENT_CHARS_MAX,
                    like = "# Login\n\nA user signs in with a passkey.")
            Optional<String> spec,

            @Says(value = "the main label", max = 64) Optional<String> label,

            @Says(value = "a label; repeat it for more", label = "LABEL", min = 1, max = 64, most = 32, like = "auth")
            List<String> labels,

            @Says(
                    value = "0 is normal, 2 the most urgent",
                    label = "0..2",
                    min = 0,
                    max = 2,
                    standard = "0",
                    like = "1")
            int priority,

            @Says(value = "the PBI or EPIC it belongs to", label = "PLAN", min = 1, max = 200, thing = "plan")
            Optional<String> parent,

            @Says(
                    value = "tasks that must be done first",
                    label = "ID",
                    min = 1,
                    max = 200,
                    most = 1_000,
                    thing = "sbi")
            List<String> dependsOn,

            @Says("it is done with its implementation, without a review")
            boolean onlyImplement,

            @Says(value = "anything else, as a JSON object", label = "JSON", object = true)
            Optional<Json> metadata) {
        SbiCommand.Register command(Instant now) {
            return new SbiCommand.Register(
                    new SbiId(id.orElseGet(() -> "SBI-" + UlidCreator.getMonotonicUlid(now.toEpochMilli()))),
                    taskId,
                    title,
                    spec,
                    label.orElse(""),
                    labels,
                    priority,
                    parent,
                    dependsOn.stream().map(SbiId::new).toList(),
                    onlyImplement,
                    metadata.orElse(Json.EMPTY_OBJECT),
                    Set.of());
        }
    }

    /** What {@link SbiShape#EDITED} names stands here as well, to be described. */
    record Edited(
            Leased leased,

            @Says(value = "a new title", label = "TEXT", min = 1, max = 200)
            Optional<String> title,

            @Says(value = "a new specification, Markdown", label = "FILE", max = DOCUMENT_CHARS_MAX)
            Optional<String> spec,

            @Says(value = "the main label from now on", max = 64)
            Optional<String> label,

            @Says(value = "the labels it has from now on; '' is none", label = "LABEL", min = 1, max = 64, most = 32)
            Optional<List<String>> labels,

            @Says(value = "a new priority", label = "0..2", min = 0, max = 2, like = "2")
            Optional<Integer> priority,

            @Says(
                    value = "what it belongs to from now on; '' is nothing",
                    label = "PLAN",
                    min = 1,
                    max = 200,
                    thing = "plan")
            Optional<Optional<String>> parent,

            @Says(
                    value = "who is to work on it from now on; '' is nobody",
                    label = "NAME",
                    min = 1,
                    max = 200,
                    thing = "agent")
            Optional<Optional<String>> assignee,

            @Says(
                    value = "what must be done first from now on; '' is nothing",
                    label = "ID",
                    min = 1,
                    max = 200,
                    most = 1_000,
                    thing = "sbi")
            Optional<List<String>> dependsOn,

            @Says(value = "its metadata from now on", label = "JSON", object = true)
            Optional<Json> metadata) {

        private static final Shape<Edited> SHAPE = Shape.arguments(Edited.class);

        SbiCommand.Edit command() {
            return new SbiCommand.Edit(
                    leased.which().sbi(),
                    SbiShape.changes(SHAPE.values(this)),
                    spec,
                    label,
                    labels,
                    dependsOn.map(ids -> ids.stream().map(SbiId::new).toList()),
                    metadata,
                    Set.of());
        }
    }

    private record Deleted(
            Leased leased,

            @Says(value = "why", max = 2_000, like = "duplicate")
            Optional<String> why) {}

    private record Restored(
            Which which,

            @Says(value = "why", max = 2_000, like = "it was needed after all")
            Optional<String> why) {}

    static final Operations<Ground> ALL = new Operations<>(
            "sbi",
            "tasks",
            "Tasks (SBIs): registered, worked on turn by turn, done.",
            Stream.of(
                            Stream.of(
                                    SbiReadOperations.list(),
                                    SbiReadOperations.show(),
                                    LeaseOperations.ready(),
                                    register(),
                                    edit()),
                            LeaseOperations.all(),
                            Stream.of(delete(), restore()),
                            TurnOperations.all(),
                            Stream.of(SbiReadOperations.labels()))
                    .<Operation<?, Ground>>flatMap(operations -> operations)
                    .toList());

    private static Operation<?, Ground> register() {
        return Operation.<Registered, Ground>writes("sbi register", "registerSbi", "POST /sbis", Registered.class)
                .says(
                        "Registers a task.",
                        "Without an id it gets a new one. Registering the same task again changes nothing; with"
                                + " other content it is a conflict. Parent and dependencies must be there, and form no cycle.")
                .revision(Revision.NONE)
                .also(504)
                .called(form -> form.words("title")
                        .file("spec")
                        .hidden("label")
                        .option("labels", "--label")
                        .commas("dependsOn")
                        .begins())
                .creates("Written", (registered, call, ground) -> {
                    Receipt receipt = call.submit(registered.command(call.now()), service(ground)::register);
                    String id = StreamId.parse(receipt.stream()).key();
                    return Outcome.created(place(id), id, receipt);
                });
    }

    private static Operation<?, Ground> edit() {
        return Operation.<Edited, Ground>writes("sbi edit", "editSbi", "PATCH " + SBI, Edited.class)
                .says("Changes what is given and leaves the rest.")
                .revision(Revision.REQUIRED)
                .inHeader("lease", "Daybook-Lease")
                .also(504)
                .tool("update", "edit", "label", "metadata")
                .called(form -> form.words("id")
                        .file("spec")
                        .hidden("label")
                        .option("labels", "--label")
                        .option("lease", "--lease-generation")
                        .commas("dependsOn"))
                .answers(
                        "Written",
                        (edited, call, ground) -> Outcome.done(
                                edited.leased().which().id(),
                                call.submit(
                                        edited.command(),
                                        edit -> service(ground)
                                                .edit(
                                                        edit,
                                                        edited.parent().flatMap(parent -> parent),
                                                        command ->
                                                                edited.leased().under(command, call)))));
    }

    private static Operation<?, Ground> delete() {
        return Operation.<Deleted, Ground>destroys("sbi delete", "deleteSbi", "DELETE " + SBI, Deleted.class)
                .says("Takes a task off the list; its history stays, and restore brings it back.")
                .revision(Revision.REQUIRED)
                .inHeader("lease", "Daybook-Lease")
                .called(form -> form.words("id").option("lease", "--lease-generation"))
                .answers(
                        "Written",
                        (deleted, call, _) -> deleted.leased()
                                .done(
                                        new SbiCommand.Delete(
                                                deleted.leased().which().sbi(), deleted.why()),
                                        call));
    }

    private static Operation<?, Ground> restore() {
        return Operation.<Restored, Ground>writes(
                        "sbi restore", "restoreSbi", "POST " + SBI + "/restore", Restored.class)
                .says("Brings back a task that was deleted, by one more entry: what came later goes on counting.")
                .revision(Revision.NONE)
                .also(404)
                .called(form -> form.words("id"))
                .answers(
                        Restoring.ANSWER,
                        (it, call, ground) -> Restoring.restore(it.which().thing(), it.why(), call, ground));
    }

    static SbiQueries queries(Ground ground) {
        return new SbiQueries(ground.reads(READ_MODEL));
    }

    static String place(String id) {
        return "/sbis/" + Operation.encoded(id);
    }

    /** Only one: what it does to several tasks it does alone. */
    static TaskService service(Ground ground) {
        return ground.once(
                TaskService.class,
                () -> new TaskService(
                        ground.commands(),
                        new ReadModelTasks(ground.journal(), ground.readModels(), queries(ground), ground.follow())));
    }

    private SbiOperations() {}
}
