package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.item.ItemCommand;
import dev.daybook.item.ItemId;
import dev.daybook.item.ItemQueries;
import dev.daybook.item.ItemView;
import dev.daybook.journal.StreamId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of tools that have no slice of their own. */
final class ItemRoutes {

    private static final String READ_MODEL = "item";

    private final ItemQueries queries;
    private final CommandRequests writing;
    private final Reading reading;

    ItemRoutes(ItemQueries queries, CommandRequests writing, Reading reading) {
        this.queries = queries;
        this.writing = writing;
        this.reading = reading;
    }

    void mount(Routes on) {
        on.get("/items", this::list);
        on.get("/items/{kind}/{key}", this::show);
        on.put("/items/{kind}/{key}", this::put);
        on.patch("/items/{kind}/{key}", this::revise);
        on.delete("/items/{kind}/{key}", this::remove);
    }

    private Answer list(Request request) {
        var filter = new ItemQueries.Filter(
                request.text("kind"), request.text("project"), request.text("file"), request.texts("field"));
        return reading.page(request, READ_MODEL, (cursor, limit) -> queries.list(filter, cursor, limit));
    }

    private Answer show(Request request) {
        long position = reading.upTo(request, READ_MODEL);
        String id = item(request).text();
        ItemView view = queries.find(id).orElseThrow(() -> Rejected.notFound("there is no item '%s'", id));
        return reading.conditional(
                request, new StreamId(ItemCommand.CATEGORY, id), view.revision(), position, () -> view);
    }

    private Answer put(Request request) {
        Json record = request.body().maybeJson("record").orElse(Json.NULL);
        return writing.carryOut(request, new ItemCommand.Put(item(request), record));
    }

    private Answer revise(Request request) {
        BodyFields body = request.body();
        Map<String, Json> set = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : body.body().path("set").properties()) {
            set.put(member.getKey(), JsonOutput.json(member.getValue()));
        }
        return writing.carryOutConditionally(request, new ItemCommand.Revise(item(request), set, body.texts("unset")));
    }

    private Answer remove(Request request) {
        return writing.carryOutConditionally(request, new ItemCommand.Remove(item(request)));
    }

    private static ItemId item(Request request) {
        return new ItemId(
                request.path("kind"),
                request.path("key"),
                request.text("project").orElse(""));
    }
}
