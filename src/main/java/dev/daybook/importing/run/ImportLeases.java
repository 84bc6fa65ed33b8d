package dev.daybook.importing.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.domain.Rejected;
import dev.daybook.importing.file.RootIdentity;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.Lease;
import dev.daybook.node.Leases.Held;
import dev.daybook.node.Nodes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps imports apart over all processes of a journal: one of a root at a time, and none beside a rollback. Each claims
 * before it looks for the other, so that of two at least one sees the other. Thread-safe.
 */
public final class ImportLeases {

    private static final String IMPORT = "import ";
    private static final String ALONE = "rollback";
    private static final JsonMapper JSON = new JsonMapper();

    private final Nodes nodes;

    ImportLeases(Nodes nodes) {
        this.nodes = nodes;
    }

    /** An import whose process is gone. */
    record Left(Held lease, String run, Path root, String actor) {}

    /** @throws Rejected if somebody imports that root, or a rollback is under way */
    Lease take(String run, Path root, String actor) {
        var about = JsonNodeFactory.instance.objectNode();
        about.put("run", run).put("root", root.toString()).put("actor", actor);
        String name = IMPORT + RootIdentity.of(root);
        Lease lease = nodes.leases()
                .claim(name, about.toString())
                .orElseThrow(() -> Rejected.conflict("%s is imported by %s: wait for it", root, holder(name)));
        Optional<Held> alone =
                held().stream().filter(held -> held.name().equals(ALONE)).findFirst();
        if (alone.isPresent()) {
            lease.close();
            throw running(alone.get().about(), alone.get());
        }
        return lease;
    }

    /** @throws Rejected if somebody imports something, or does such work, too */
    <T> T alone(String what, Supplier<T> work) {
        if (!nodes.areSeveral()) {
            return work.get();
        }
        try (Lease lease = nodes.leases()
                .claim(ALONE, what)
                .orElseThrow(() -> Rejected.conflict("%s does as much already: wait for it", holder(ALONE)))) {
            held().stream()
                    .filter(held -> held.name().startsWith(IMPORT))
                    .findFirst()
                    .ifPresent(held -> {
                        throw running("the import of " + text(held, "root"), held);
                    });
            return lease.carry(work);
        }
    }

    private Rejected running(String what, Held held) {
        return Rejected.conflict("%s is running on %s: wait for it", what, nodes.nameOf(held.holder()));
    }

    private String holder(String name) {
        return held().stream()
                .filter(held -> held.name().equals(name))
                .findFirst()
                .map(held -> nodes.nameOf(held.holder()))
                .orElse("another node");
    }

    private List<Held> held() {
        return nodes.leases().all().stream().filter(held -> !held.isOver()).toList();
    }

    /** Returns whether a process that is not gone carries out that run. */
    boolean isRunning(String run) {
        try {
            return nodes.areSeveral()
                    && held().stream()
                            .anyMatch(held -> held.name().startsWith(IMPORT)
                                    && text(held, "run").equals(run));
        } catch (JournalUnavailable _) {
            return false;
        }
    }

    /** Returns the imports whose processes are gone, of roots that this one sees as they did. */
    List<Left> left() {
        return nodes.leases().all().stream()
                .filter(held -> held.isOver() && held.name().startsWith(IMPORT))
                .map(held -> new Left(held, text(held, "run"), Path.of(text(held, "root")), text(held, "actor")))
                .filter(left -> left.lease().name().equals(IMPORT + RootIdentity.of(left.root())))
                .toList();
    }

    void forget(Left left) {
        nodes.leases().revoke(left.lease());
    }

    private static String text(Held held, String field) {
        return about(held).path(field).asText();
    }

    public static JsonNode about(Held held) {
        try {
            return JSON.readTree(held.about());
        } catch (JsonProcessingException _) {
            return JsonNodeFactory.instance.objectNode(); // of a newer version
        }
    }
}
