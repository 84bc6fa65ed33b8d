package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be asked of PBIs and EPICs. */
final class PlanOperations {

    private static final String PLAN = "/plans/{id}";

    private record Listed(
            @Says(
                    value = "only this kind",
                    words = {"EPIC", "PBI"},
                    like = "PBI")
            Optional<String> kind,

            @Says(value = "only what belongs to this EPIC", label = "PLAN", max = 200, thing = "plan", like = "EPIC-1")
            Optional<String> parent) {}

    private record Which(
            @Says(value = "which one", min = 1, max = 200, thing = "plan", like = "PBI-7")
            String id) {}

    private record Registered(
            @Says(
                    value = "its id",
                    min = 1,
                    max = 200,
                    pattern = "^[^/\\\\]+$",
                    want = "it without slashes and backslashes",
                    like = "PBI-7")
            String id,

            @Says(
                    value = "which of the two it is",
                    words = {"EPIC", "PBI"},
                    like = "PBI")
            String kind,

            @Says(value = "what it is about, in one line", min = 1, max = 200, like = "Sign in")
            String title,

            @Says(value = "its text, Markdown", label = "FILE", max = SbiOperations.DOCUMENT_CHARS_MAX)
            Optional<String> body,

            @Says(value = "its estimate, story points", label = "N", min = 0, max = 1_000, like = "5")
            Optional<Integer> points,

            @Says(value = "its priority, higher first", label = "N", min = -1_000, max = 1_000, standard = "0")
            int priority,

            @Says(value = "what it belongs to", label = "PLAN", min = 1, max = 200, thing = "plan")
            Optional<String> parent) {
        PlanCommand.Register command() {
            return new PlanCommand.Register(id, PlanEvent.Kind.valueOf(kind), title, body, points, priority, parent);
        }
    }

    private record Edited(
            Which which,

            @Says(value = "a new title", label = "TEXT", min = 1, max = 200)
            Optional<String> title,

            @Says(value = "its text from now on, Markdown", label = "FILE", max = SbiOperations.DOCUMENT_CHARS_MAX)
            Optional<String> body,

            @Says(
                    value = "how it stands",
                    words = {"pending", "planning", "planned", "in_progress", "done", "failed"},
                    like = "in_progress")
            Optional<String> status,

            @Says(value = "its estimate from now on", label = "N", min = 0, max = 1_000)
            Optional<Optional<Integer>> points,

            @Says(value = "a new priority", label = "N", min = -1_000, max = 1_000)
            Optional<Integer> priority,

            @Says(value = "what it belongs to from now on", label = "PLAN", min = 1, max = 200, thing = "plan")
            Optional<Optional<String>> parent) {
        PlanCommand.Edit command() {
            return new PlanCommand.Edit(which.id(), title, body, status, points, priority, parent);
        }
    }

    private record Deleted(
            Which which,

            @Says(value = "why", label = "TEXT", max = 2_000, like = "duplicate")
            Optional<String> why) {}

    private record OneFile(
            Which which,

            @Says(value = "which file", min = 1, max = 255, like = "sbi_1.md")
            String name) {}

    static final Operations<Ground> ALL = new Operations<>(
            "plan",
            "plans",
            "What tasks belong to: EPICs and PBIs with their children.",
            List.of(
                    Operation.<Listed, Ground>reads("plan list", "listPlans", "GET /plans", Listed.class)
                            .says("The plans.")
                            .from(SbiOperations.READ_MODEL)
                            .paged()
                            .ofProjects(row -> "plan/" + row.path("id").asText())
                            .columns(Column.thing("id", "id", "plan"))
                            .columns("status", "title", "kind", "priority", "points", "parent")
                            .called(form -> form.ifNone("no plans: daybook plan register ID KIND TITLE makes one"))
                            .lists(
                                    "PlanRow",
                                    SbiViews.PlanRow.class,
                                    (listed, call, ground) -> queries(ground)
                                            .list(
                                                    call.origin(),
                                                    listed.kind(),
                                                    listed.parent(),
                                                    call.cursor(),
                                                    call.limit())
                                            .map(SbiViews.PlanRow::of)),
                    Operation.<Which, Ground>reads("plan show", "getPlan", "GET " + PLAN, Which.class)
                            .says("Everything about one plan, with what belongs to it.")
                            .from(SbiOperations.READ_MODEL)
                            .withRevision()
                            .showsKey(key -> Map.of("id", key))
                            .called(form -> form.words("id"))
                            .answers("Plan", (which, _, ground) -> {
                                PlanView view = queries(ground)
                                        .find(which.id())
                                        .filter(plan -> !plan.deleted())
                                        .orElseThrow(() -> Rejected.notFound("there is no plan '%s'", which.id()));
                                return Outcome.thing(new StreamId("plan", which.id()), view.revision(), view);
                            }),
                    Operation.<OneFile, Ground>reads(
                                    "plan attachment",
                                    "getPlanAttachment",
                                    "GET " + PLAN + "/attachments/{name}",
                                    OneFile.class)
                            .says("A file of a plan, with its content.")
                            .from(SbiOperations.READ_MODEL)
                            .called(form -> form.words("id", "name"))
                            .answers(
                                    "PlanFile",
                                    PlanFileView.class,
                                    (oneFile, _, ground) -> Outcome.shown(queries(ground)
                                            .file(oneFile.which().id(), oneFile.name())
                                            .orElseThrow(() -> Rejected.notFound(
                                                    "%s has no file '%s'",
                                                    oneFile.which().id(), oneFile.name())))),
                    Operation.<Registered, Ground>writes(
                                    "plan register", "registerPlan", "POST /plans", Registered.class)
                            .says("Registers a PBI or an EPIC.")
                            .called(form -> form.words("id", "kind", "title")
                                    .file("body")
                                    .begins())
                            .creates(
                                    "Written",
                                    (registered, call, ground) -> Outcome.created(
                                            "/plans/" + Operation.encoded(registered.id()),
                                            registered.id(),
                                            call.submit(checked(registered.command(), registered.parent(), ground)))),
                    Operation.<Edited, Ground>writes("plan edit", "editPlan", "PATCH " + PLAN, Edited.class)
                            .says("Changes what is given and leaves the rest.")
                            .revision(Revision.REQUIRED)
                            .called(form -> form.words("id").file("body"))
                            .answers(
                                    "Written",
                                    (edited, call, ground) -> call.done(checked(
                                            edited.command(), edited.parent().flatMap(parent -> parent), ground))),
                    Operation.<Deleted, Ground>destroys("plan delete", "deletePlan", "DELETE " + PLAN, Deleted.class)
                            .says("Takes a plan off the list; its history stays.")
                            .revision(Revision.REQUIRED)
                            .called(form -> form.words("id"))
                            .answers(
                                    "Written",
                                    (deleted, call, _) -> call.done(new PlanCommand.Delete(
                                            deleted.which().id(), deleted.why())))));

    /** A parent that a plan is to have was registered, or is its parent already. */
    private static PlanCommand checked(PlanCommand command, Optional<String> parent, Ground ground) {
        if (parent.isPresent()) {
            ground.await(SbiOperations.READ_MODEL, Selection.category("plan"));
            if (!parent.get().equals(command.plan()) && !queries(ground).isParent(command.plan(), parent.get())) {
                throw Rejected.invalidAt("/parent", "'%s' is not registered: want a plan that there is", parent.get());
            }
        }
        return command;
    }

    private static PlanQueries queries(Ground ground) {
        return new PlanQueries(ground.reads(SbiOperations.READ_MODEL));
    }

    private PlanOperations() {}
}
