package dev.daybook.item;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be asked of records of tools that have no slice of their own. */
final class ItemOperations {

    private static final String ITEM = "/items/{kind}/{key}";

    private record Listed(
            @Says(value = "only of this kind", min = 1, max = 100, like = "tracker.task")
            Optional<String> kind,

            @Says(value = "only of this project; empty is the first one of a tool", label = "NAME", max = 64)
            Optional<String> project,

            @Says(value = "only those that were last imported from this file", min = 1, max = 1_000)
            Optional<String> file,

            @Says(
                    value = "only those whose members have these values: texts of one line, numbers or flags",
                    label = "NAME=VALUE",
                    pattern = "^[^=]+=.*$",
                    want = "NAME=VALUE",
                    like = "status=done")
            List<String> field) {
        ItemQueries.Filter filter() {
            return new ItemQueries.Filter(kind, project, file, field);
        }
    }

    private record Which(
            @Says(value = "what the item is", min = 1, max = 100, like = "tracker.task")
            String kind,

            @Says(value = "which one of that kind", min = 1, max = 200, like = "main/1")
            String key,

            @Says(value = "of which project, if it is not the first one of its tool", label = "NAME", max = 64)
            Optional<String> project) {
        ItemId item() {
            return new ItemId(kind, key, project.orElse(""));
        }
    }

    private record Whole(
            Which which,

            @Says(
                    value = "all of it; key order and the spelling of numbers are kept",
                    label = "FILE",
                    object = true,
                    like = "{\"id\":1,\"title\":\"Add login\",\"status\":\"pending\"}")
            Json record) {}

    private record Revised(
            Which which,

            @Says(
                    value = "JSON pointer of a member, such as /status, to its new value",
                    object = true,
                    like = "{\"/status\":\"done\"}")
            Optional<Json> set,

            @Says(
                    value = "JSON pointers of members to take out",
                    pattern = ItemDecider.MEMBER,
                    want = "the JSON pointer of a member, such as /status")
            List<String> unset) {
        Map<String, Json> values() {
            var values = new LinkedHashMap<String, Json>();
            set.ifPresent(json -> JsonText.tree(json)
                    .properties()
                    .forEach(member -> values.put(member.getKey(), JsonText.of(member.getValue()))));
            return values;
        }
    }

    static final String READ_MODEL = "item";

    /** @param keys what tells records of a kind from others in the files of their tool */
    static Operations<Ground> of(KeyMembers keys) {
        return new Operations<>(
                "item",
                "items",
                "Records of tools that have no commands of their own.",
                List.of(
                        Operation.<Listed, Ground>reads("item list", "listItems", "GET /items", Listed.class)
                                .says("The records.")
                                .from(READ_MODEL)
                                .paged()
                                .columns(Column.thing("id", "id", ItemCommand.CATEGORY))
                                .columns("status", "title", "file")
                                .called(form -> form.ifNone("no items: daybook migrate DIR takes over those of a tool"))
                                .lists(
                                        "Item",
                                        ItemView.class,
                                        (listed, call, ground) ->
                                                queries(ground).list(listed.filter(), call.cursor(), call.limit())),
                        Operation.<Which, Ground>reads("item show", "getItem", "GET " + ITEM, Which.class)
                                .says("A record as it is now.")
                                .from(READ_MODEL)
                                .withRevision()
                                .showsKey(ItemOperations::named)
                                .ofThing((which, _, _) -> new StreamId(
                                        ItemCommand.CATEGORY, which.item().text()))
                                .called(form -> form.words("kind/key"))
                                .answers(
                                        "Item",
                                        ItemView.class,
                                        (which, _, ground) -> show(which.item().text(), ground)),
                        Operation.<Whole, Ground>writes("item put", "putItem", "PUT " + ITEM, Whole.class)
                                .says("Makes a record this, whatever it was.")
                                .inQuery("project")
                                .called(form -> form.words("kind/key", "record")
                                        .file("record")
                                        .begins())
                                .answers("Written", (whole, call, ground) -> {
                                    ItemId item = whole.which().item();
                                    if (keys.areIn(item)) {
                                        known(item, ground)
                                                .ifPresentOrElse(
                                                        before -> keys.check(item, before.record(), whole.record()),
                                                        () -> keys.checkNew(item, whole.record()));
                                    }
                                    return call.done(new ItemCommand.Put(item, whole.record()));
                                }),
                        Operation.<Revised, Ground>writes("item set", "reviseItem", "PATCH " + ITEM, Revised.class)
                                .says(
                                        "Changes members of a record, such as status=done; without an = the member is taken out.")
                                .revision(Revision.REQUIRED)
                                .inQuery("project")
                                .tool("update", "edit")
                                .called(form -> form.words("kind/key").assigns("set", "unset"))
                                .answers("Written", (revised, call, ground) -> {
                                    ItemId item = revised.which().item();
                                    if (keys.areIn(item)) {
                                        known(item, ground)
                                                .ifPresent(before -> keys.check(
                                                        item, before.record(), revised.values(), revised.unset()));
                                    }
                                    return call.done(new ItemCommand.Revise(item, revised.values(), revised.unset()));
                                }),
                        Operation.<Which, Ground>destroys("item remove", "removeItem", "DELETE " + ITEM, Which.class)
                                .says("Takes a record off; its history stays.")
                                .revision(Revision.REQUIRED)
                                .called(form -> form.words("kind/key"))
                                .answers(
                                        "Written",
                                        (which, call, _) -> call.done(new ItemCommand.Remove(which.item())))));
    }

    private static Map<String, String> named(String key) {
        ItemId item = ItemId.parse(key);
        return item.project().isEmpty()
                ? Map.of("kind", item.kind(), "key", item.key())
                : Map.of("kind", item.kind(), "key", item.key(), "project", item.project());
    }

    private static Outcome show(String id, Ground ground) {
        ItemView item = queries(ground).find(id).orElseThrow(() -> Rejected.notFound("there is no item '%s'", id));
        return Outcome.thing(new StreamId(ItemCommand.CATEGORY, id), item.revision(), item);
    }

    /** Returns a record as it is after all that was said of it. */
    private static Optional<ItemView> known(ItemId item, Ground ground) {
        ground.await(READ_MODEL, Selection.stream(new StreamId(ItemCommand.CATEGORY, item.text())));
        return queries(ground).find(item.text());
    }

    static ItemQueries queries(Ground ground) {
        return new ItemQueries(ground.reads(READ_MODEL));
    }

    private ItemOperations() {}
}
