package dev.daybook.importing.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.file.RootIdentity;
import dev.daybook.importing.follow.Followed.Counts;
import dev.daybook.importing.follow.Followed.State;
import dev.daybook.importing.follow.Followers.Elsewhere;
import dev.daybook.importing.follow.Followers.Request;
import dev.daybook.importing.run.ImportLeases;
import dev.daybook.node.Lease;
import dev.daybook.node.Leases.Held;
import dev.daybook.node.Nodes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The trees that any process of a journal follows, each one by one of them. What a lease says is enough for another process
 * to go on, and for all to tell how it stands. Thread-safe.
 */
final class FollowLeases {

    private static final String FOLLOW = "follow ";

    private final Nodes nodes;

    FollowLeases(Nodes nodes) {
        this.nodes = nodes;
    }

    /** @throws Rejected if another process follows that root */
    Lease take(Request request, Followed begun) {
        String name = FOLLOW + RootIdentity.of(begun.root());
        return nodes.leases()
                .claim(name, text(request, begun))
                .orElseThrow(() -> Rejected.conflict(
                        "%s is followed already, by %s: when that one is gone a node that sees the same folder goes on",
                        begun.root(),
                        all().stream()
                                .filter(held -> held.name().equals(name))
                                .findFirst()
                                .map(held -> nodes.nameOf(held.holder()))
                                .orElse("another node")));
    }

    private List<Held> all() {
        return nodes.leases().all().stream()
                .filter(held -> held.name().startsWith(FOLLOW))
                .toList();
    }

    /** Returns what others follow, or followed until they were gone. */
    List<Elsewhere> elsewhere() {
        if (!nodes.areSeveral()) {
            return List.of();
        }
        return all().stream()
                .filter(held -> held.isOver() || !held.holder().equals(nodes.id()))
                .map(held -> new Elsewhere(followed(held), nodes.nameOf(held.holder()), held.isOver()))
                .toList();
    }

    /** Returns what processes followed that are gone, and this one sees as they did. */
    List<Request> left() {
        return all().stream()
                .filter(Held::isOver)
                .filter(held -> held.name()
                        .equals(FOLLOW
                                + RootIdentity.of(Path.of(
                                        ImportLeases.about(held).path("root").asText()))))
                .map(held -> request(ImportLeases.about(held)))
                .toList();
    }

    /** Ends what another process follows: it finds that out when it renews its lease. */
    Optional<Followed> end(String run) {
        Optional<Held> lease =
                all().stream().filter(held -> followed(held).run().equals(run)).findFirst();
        lease.ifPresent(held -> nodes.leases().revoke(held));
        return lease.map(held -> followed(held).now(State.STOPPED, Optional.empty(), Duration.ZERO));
    }

    static String text(Request request, Followed it) {
        ObjectNode about = JsonNodeFactory.instance.objectNode();
        request.kind().ifPresent(kind -> about.put("asked", kind));
        request.project().ifPresent(project -> about.put("named", project));
        it.why().ifPresent(why -> about.put("why", why));
        it.lastChangeAt().ifPresent(at -> about.put("lastChangeAt", at.toString()));
        return about.put("run", it.run())
                .put("kind", it.kind())
                .put("root", it.root().toString())
                .put("project", it.project())
                .put("actor", it.actor())
                .put("startedAt", it.startedAt().toString())
                .put("state", it.state().name())
                .put("batches", it.counts().batches())
                .put("files", it.counts().files())
                .put("appended", it.counts().appended())
                .put("findings", it.counts().findings())
                .put("errors", it.counts().errors())
                .put("lagMs", it.lag().toMillis())
                .toString();
    }

    private static Request request(JsonNode about) {
        return new Request(
                Path.of(about.path("root").asText()),
                text(about, "asked"),
                text(about, "named"),
                about.path("actor").asText());
    }

    private static Optional<String> text(JsonNode about, String field) {
        return Optional.ofNullable(about.get(field)).map(JsonNode::asText);
    }

    private Followed followed(Held held) {
        JsonNode about = ImportLeases.about(held);
        Path root = Path.of(about.path("root").asText());
        Optional<String> gone = held.isOver()
                ? Optional.of("%s is gone: a node that sees %s as it did goes on"
                        .formatted(nodes.nameOf(held.holder()), root))
                : Optional.empty();
        return new Followed(
                about.path("run").asText(),
                about.path("kind").asText(),
                root,
                about.path("project").asText(),
                about.path("actor").asText(),
                text(about, "startedAt").map(Instant::parse).orElse(held.since()),
                gone.isPresent()
                        ? State.WAITING
                        : State.valueOf(about.path("state").asText().toUpperCase(Locale.ROOT)),
                gone.or(() -> text(about, "why")),
                text(about, "lastChangeAt").map(Instant::parse),
                new Counts(
                        about.path("batches").asLong(),
                        about.path("files").asLong(),
                        about.path("appended").asLong(),
                        about.path("findings").asLong(),
                        about.path("errors").asLong()),
                Duration.ofMillis(about.path("lagMs").asLong()));
    }
}
