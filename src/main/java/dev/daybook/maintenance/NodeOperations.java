package dev.daybook.maintenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.node.Leases.Held;
import dev.daybook.node.Node;
import dev.daybook.node.Nodes;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.SharedRows;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.SpaceUse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which processes serve the journal, and what each of them does for all. */
final class NodeOperations {

    private static final JsonMapper JSON = new JsonMapper();

    /** Something that one node does at a time. */
    private record Lease(
            @Says("what it is for") String name,

            @Says("another one for each time that it was claimed; late writes of an older one are refused")
            long epoch,

            @Says("since when that node holds it") Instant since,

            @Says("when it ends unless that node gives a sign of life; none if there is one node only")
            Optional<Instant> until,

            @Says("whether its time is over, and a node that can do it goes on with it")
            boolean isOver,

            @Says("of a read model in the database: how many entries its rows lack")
            Optional<Long> lag,

            @Says("of a read model in the database: how much room its rows take there")
            Optional<Long> sizeBytes) {

        static Lease of(Held it, Optional<SharedRows> rows, long head) {
            Optional<Instant> until = Optional.of(it.until()).filter(end -> end.isBefore(Instant.MAX));
            return new Lease(
                    it.name(),
                    it.epoch(),
                    it.since(),
                    until,
                    it.isOver(),
                    rows.map(one -> Math.max(0, head - one.position())),
                    rows.map(SharedRows::sizeBytes));
        }

        String words() {
            var words = new ArrayList<String>();
            until.ifPresent(
                    end -> words.add("epoch %d, until %s".formatted(epoch, end.truncatedTo(ChronoUnit.SECONDS))));
            lag.ifPresent(entries -> words.add("lag %d".formatted(entries)));
            sizeBytes.ifPresent(bytes -> words.add(SpaceUse.text(bytes)));
            return words.isEmpty() ? name : "%s (%s)".formatted(name, String.join(", ", words));
        }
    }

    private record View(
            @Says("of one process, from its start to its end")
            String id,

            @Says("what its operator calls it") String name,

            @Says(
                    value = "whether it is there; unknown is a command that works beside the nodes, or one long gone",
                    words = {"serving", "gone", "unknown"})
            String state,

            Optional<String> version,
            @Says("where it listens") Optional<String> endpoint,
            Optional<Instant> since,
            @Says("when it gave its last sign of life") Optional<Instant> seen,
            @Says("the last entry that it knows of") Optional<Long> position,
            @Says("up to where all its read models are") Optional<Long> posted,

            @Says("how many entries its read models lack of those that this node knows of")
            Optional<Long> lag,

            @Says("what it does for all, in words") String holds,
            List<Lease> leases) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "service",
            "Which nodes serve the journal.",
            List.of(Operation.<None, Ground>reads("nodes", "listNodes", "GET /nodes", None.class)
                    .says(
                            "The nodes that serve the journal, how far each is, and what each does for all.",
                            "What only one may do at a time is done under a lease, which ends when its node gives no sign"
                                    + " of life. A node that is gone is shown for an hour.")
                    .ofNow()
                    .paged()
                    .columns("name", "state", "version")
                    .columns(Column.withTimes("since", row -> row.path("since").asText()))
                    .columns("position", "lag", "holds")
                    .called(form -> form.ifNone("nobody serves this journal"))
                    .lists("Node", View.class, (_, call, ground) -> list(call, ground))));

    private static Outcome list(Call call, Ground ground) {
        int limit = Page.checkedLimit(call.limit());
        Stream<View> all = ground.find(Nodes.class).stream().flatMap(nodes -> all(nodes, ground).stream());
        return Page.byName("nodes", all, View::id, call.cursor(), limit);
    }

    /** Returns those that are known, and whoever else holds something. */
    private static List<View> all(Nodes nodes, Ground ground) {
        Map<String, SharedRows> rows = ground.readModels().sharedRows().stream()
                .collect(Collectors.toMap(one -> ReadModels.LEASE + one.text(), one -> one));
        Map<String, List<Lease>> leases = new LinkedHashMap<>();
        long head = ground.journal().head().value();
        for (Held held : nodes.leases().all()) {
            leases.computeIfAbsent(held.holder(), _ -> new ArrayList<>())
                    .add(Lease.of(held, Optional.ofNullable(rows.get(held.name())), head));
        }
        var all = new ArrayList<View>();
        for (Node node : nodes.all()) {
            List<Lease> held = Optional.ofNullable(leases.remove(node.id())).orElse(List.of());
            all.add(view(node, held, head));
        }
        leases.forEach((holder, held) -> all.add(unknown(holder, held)));
        return all;
    }

    private static View unknown(String holder, List<Lease> held) {
        return new View(
                holder,
                holder,
                "unknown",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                words(held),
                held);
    }

    private static View view(Node node, List<Lease> held, long head) {
        JsonNode about = about(node);
        Optional<Long> posted = number(about, "posted");
        return new View(
                node.id(),
                node.name(),
                node.isGone() ? "gone" : "serving",
                text(about, "version"),
                text(about, "endpoint"),
                Optional.of(node.since()),
                Optional.of(node.seen()),
                number(about, "position"),
                posted,
                posted.map(at -> Math.max(0, head - at)),
                words(held),
                held);
    }

    private static String words(List<Lease> held) {
        return held.stream().map(Lease::words).collect(Collectors.joining(", "));
    }

    /** Of another version it may be anything. */
    private static JsonNode about(Node node) {
        try {
            return JSON.readTree(node.about());
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    private static Optional<String> text(JsonNode about, String field) {
        return Optional.of(about.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static Optional<Long> number(JsonNode about, String field) {
        return Optional.of(about.path(field)).filter(JsonNode::isNumber).map(JsonNode::asLong);
    }

    private NodeOperations() {}
}
