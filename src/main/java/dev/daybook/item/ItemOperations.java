package dev.daybook.item;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.event.JsonText;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Shape;
import dev.daybook.slice.Ground;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be asked of records of tools that have no slice of their own. */
final class ItemOperations {

    private static final int KIND_CHARS_MAX = 100;
    private static final int PROJECT_CHARS_MAX = 64;
    private static final int FILE_CHARS_MAX = 1_000;
    private static final String ITEM = "/items/{kind}/{key}";
    private static final String MEMBER = "^/(?:[^/~]|~[01])*$";

    private static final Shape<ItemQueries.Filter> LIST = Shape.of(ItemQueries.Filter.class)
            .text("kind", ItemQueries.Filter::kind)
            .says("only of this kind")
            .chars(1, KIND_CHARS_MAX)
            .example("tracker.task")
            .text("project", ItemQueries.Filter::project)
            .says("only of this project; empty is the first one of a tool")
            .label("NAME")
            .chars(0, PROJECT_CHARS_MAX)
            .text("file", ItemQueries.Filter::file)
            .says("only those that were last imported from this file")
            .chars(1, FILE_CHARS_MAX)
            .texts("field", ItemQueries.Filter::fields)
            .says("only those whose members have these values: texts of one line, numbers or flags")
            .label("NAME=VALUE")
            .pattern("^[^=]+=.*$")
            .standard(List.of())
            .example(List.of("status=done"))
            .arguments();

    private record Which(String kind, String key, Optional<String> project) {
        ItemId item() {
            return new ItemId(kind, key, project.orElse(""));
        }
    }

    private static final Shape<Which> WHICH = Shape.of(Which.class)
            .text("kind", Which::kind)
            .says("what the item is")
            .chars(1, KIND_CHARS_MAX)
            .example("tracker.task")
            .text("key", Which::key)
            .says("which one of that kind")
            .chars(1, Texts.NAME_CHARS_MAX)
            .example("main/1")
            .text("project", Which::project)
            .says("of which project, if it is not the first one of its tool")
            .label("NAME")
            .chars(0, PROJECT_CHARS_MAX)
            .arguments();

    private record Whole(Which which, Json record) {}

    private static final Shape<Whole> RECORD = Shape.of(Whole.class)
            .inline(WHICH, Whole::which)
            .json("record", Whole::record)
            .says("all of it; key order and the spelling of numbers are kept")
            .label("FILE")
            .object()
            .example(new Json("{\"id\":1,\"title\":\"Add login\",\"status\":\"pending\"}"))
            .arguments();

    private record Revised(Which which, Optional<Json> set, List<String> unset) {
        Map<String, Json> values() {
            var values = new LinkedHashMap<String, Json>();
            set.ifPresent(it -> JsonText.tree(it)
                    .properties()
                    .forEach(member -> values.put(member.getKey(), JsonText.of(member.getValue()))));
            return values;
        }
    }

    private static final Shape<Revised> REVISED = Shape.of(Revised.class)
            .inline(WHICH, Revised::which)
            .json("set", Revised::set)
            .says("JSON pointer of a member, such as /status, to its new value")
            .object()
            .example(new Json("{\"/status\":\"done\"}"))
            .texts("unset", Revised::unset)
            .says("JSON pointers of members to take out")
            .pattern(MEMBER)
            .standard(List.of())
            .arguments();

    static final Operations<Ground> ALL = new Operations<>(
            "item",
            "items",
            "Records of tools that have no commands of their own.",
            List.of(
                    Operation.<ItemQueries.Filter, Ground>reads("item list", "listItems", "GET /items", LIST)
                            .says("The records.")
                            .from("item")
                            .paged()
                            .columns(Column.of("id"), Column.of("status"), Column.of("title"), Column.of("file"))
                            .called(it -> it.ifNone("no items: daybook migrate DIR takes over those of a tool"))
                            .answers(
                                    "ItemPage",
                                    (it, call, ground) -> queries(ground).list(it, call.cursor(), call.limit())),
                    Operation.<Which, Ground>reads("item show", "getItem", "GET " + ITEM, WHICH)
                            .says("A record as it is now.")
                            .from("item")
                            .withRevision()
                            .called(it -> it.words("kind/key"))
                            .answers("Item", (it, _, ground) -> show(it.item().text(), ground)),
                    Operation.<Whole, Ground>writes("item put", "putItem", "PUT " + ITEM, RECORD)
                            .says("Makes a record this, whatever it was.")
                            .inQuery("project")
                            .called(it -> it.words("kind/key", "record")
                                    .file("record")
                                    .begins())
                            .answers(
                                    "Written",
                                    (it, call, _) -> call.done(
                                            new ItemCommand.Put(it.which().item(), it.record()))),
                    Operation.<Revised, Ground>writes("item set", "reviseItem", "PATCH " + ITEM, REVISED)
                            .says(
                                    "Changes members of a record, such as status=done; without an = the member is taken out.")
                            .revision(Revision.REQUIRED)
                            .inQuery("project")
                            .called(it -> it.words("kind/key").assigns("set", "unset"))
                            .answers(
                                    "Written",
                                    (it, call, _) -> call.done(
                                            new ItemCommand.Revise(it.which().item(), it.values(), it.unset()))),
                    Operation.<Which, Ground>destroys("item remove", "removeItem", "DELETE " + ITEM, WHICH)
                            .says("Takes a record off; its history stays.")
                            .revision(Revision.REQUIRED)
                            .called(it -> it.words("kind/key"))
                            .answers("Written", (it, call, _) -> call.done(new ItemCommand.Remove(it.item())))));

    private static Outcome show(String id, Ground ground) {
        ItemView item = queries(ground).find(id).orElseThrow(() -> Rejected.notFound("there is no item '%s'", id));
        return Outcome.thing(new StreamId(ItemCommand.CATEGORY, id), item.revision(), item);
    }

    private static ItemQueries queries(Ground ground) {
        return new ItemQueries(ground.readModels()::read);
    }

    private ItemOperations() {}
}
