package dev.daybook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.access.Tokens;
import dev.daybook.http.HttpServer;
import dev.daybook.importing.follow.Followers;
import dev.daybook.importing.run.Imports;
import dev.daybook.journal.Journal;
import dev.daybook.maintenance.SharedJobs;
import dev.daybook.node.Nodes;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Role;
import dev.daybook.projection.ReadModels;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Erasing;
import dev.daybook.upkeep.Jobs;
import java.time.Duration;
import java.util.Map;

/** What a server shares with the other servers of its journal, if there are any, and does in their place. */
record NodeWiring(Nodes nodes) {

    /** A node that is gone for longer leaves no key to the others behind. */
    private static final Duration OWNERS_KNOWN = Duration.ofHours(1);

    /** Has each node answer for the jobs of all. */
    void share(Jobs jobs, Ground ground) {
        if (nodes.areSeveral()) {
            var shared = new SharedJobs(jobs, nodes, HttpServer::json);
            ground.with(SharedJobs.class, shared);
            shared.start();
        }
    }

    /** Has whoever owns the directory of one node come in at all, for as long as that is known. */
    void share(Tokens tokens) {
        if (nodes.areSeveral()) {
            shareOwners(tokens);
            nodes.onBeat(() -> shareOwners(tokens));
        }
    }

    private void shareOwners(Tokens tokens) {
        nodes.values().put("owner", Map.of(tokens.ownerHash(), nodes.name()), OWNERS_KNOWN);
        tokens.alsoOwners(nodes.values().all("owner").keySet());
    }

    /** Tells the others, from now on, that it is there and how far it is. */
    void join(Journal journal, ReadModels readModels, HttpServer server) {
        nodes.join(() -> about(journal, readModels, server));
    }

    private static String about(Journal journal, ReadModels readModels, HttpServer server) {
        ObjectNode about = JsonNodeFactory.instance.objectNode();
        about.put("version", Application.VERSION);
        about.put("endpoint", server.endpoint().toString());
        about.put("position", journal.head().value());
        about.put(
                "posted",
                readModels.status().stream()
                        .mapToLong(model -> model.position())
                        .min()
                        .orElse(0));
        readModels.shared().forEach(about.putArray(ReadModels.SHARED)::add);
        return about.toString();
    }

    /** Goes on with what nodes did that are gone. */
    void takeOver(Followers following, Imports imports, Jobs jobs) {
        if (nodes.areSeveral()) {
            nodes.onBeat(following::startLeft);
            nodes.onBeat(() -> imports.resumeLeft((run, work) -> jobs.start(
                    new Jobs.Order(run, "migrate", "", new Asker("daybook", Role.ADMIN), Role.ADMIN, false),
                    job -> {
                        work.accept(progress -> job.at(progress.done(), progress.total(), progress.phase()));
                        return run;
                    },
                    why -> String.valueOf(why.getMessage()))));
        }
    }

    /** Takes out of this directory, too, what others have erased. */
    void follow(Erasing erasing) {
        if (nodes.areSeveral()) {
            nodes.onBeat(erasing::finishSoon);
        }
    }
}
