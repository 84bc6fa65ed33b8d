package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sessions of several agents: changing them. */
final class SessionCommands {

    /** A command that changes a session and shows what it is then. */
    abstract static class Change extends Action {

        @Mixin
        private SessionPlace place = new SessionPlace();

        @Option(
                names = {"--if-revision", "--revision"},
                paramLabel = "N",
                description = "only if it still has this revision")
        private Optional<String> revision;

        @Option(
                names = "--key",
                paramLabel = "KEY",
                description = "idempotency key: the same command with the same key is carried out once")
        private Optional<String> key;

        final SessionPlace place() {
            return place;
        }

        final Optional<String> revision() {
            return revision;
        }

        final void send(CommandContext context, String method, String path, JsonNode body) {
            SessionOutput.session(
                    context, sent(context, method, path + place.query(), body, revision.map(it -> '"' + it + '"')));
        }

        final JsonNode sent(
                CommandContext context, String method, String path, JsonNode body, Optional<String> ifMatch) {
            var headers = new LinkedHashMap<String, String>();
            ifMatch.ifPresent(it -> headers.put("If-Match", it));
            key.ifPresent(it -> headers.put("Idempotency-Key", it));
            return context.client()
                    .send(method, path, Optional.of(body).filter(it -> !it.isMissingNode()), headers)
                    .body();
        }
    }

    @Command(name = "create", description = "Begins a session.")
    static final class Create extends Change {

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "the session as JSON, as the tool's file has it; - is standard input")
        private Optional<String> file;

        @Option(names = "--id", paramLabel = "ID", description = "its id (default: that of the file, else a new one)")
        private Optional<String> id;

        @Option(names = "--type", paramLabel = "TYPE", description = "competition, ensemble or debate")
        private Optional<String> type;

        @Option(names = "--task", paramLabel = "TEXT", description = "what it is about")
        private Optional<String> task;

        @Override
        boolean begins() {
            return true;
        }

        @Override
        Exit run(CommandContext context) {
            ObjectNode body = file.map(SessionCommands::object).orElseGet(Bodies::object);
            Bodies.put(body, "id", id);
            Bodies.put(body, "type", type);
            Bodies.put(body, "task", task);
            if (body.isEmpty()) {
                throw Failure.usage(
                        "nothing to begin a session with was given",
                        "want --type and --task, or --file with all of it");
            }
            send(context, "POST", place().sessions(), body);
            return Exit.OK;
        }
    }

    @Command(
            name = "update",
            description = "Makes a session what a file says. Without --if-revision and without a revision in the file, "
                    + "what others changed meanwhile is overwritten; messages stay.")
    static final class Update extends Change {

        @Parameters(paramLabel = "ID", arity = "0..1", description = "which session (default: the one of the file)")
        private Optional<String> id;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "the whole session as JSON (default: standard input)")
        private String file = "-";

        @Option(
                names = "--merge",
                description = "bring it together with what others changed since that revision, field by field")
        private boolean merge;

        @Override
        Exit run(CommandContext context) {
            ObjectNode body = object(file);
            String session = id.orElseGet(() -> body.path("id").asText());
            if (session.isEmpty()) {
                throw Failure.usage("it is not said which session to update", "name it, or put its id into the file");
            }
            var query = place().query().with("merge", merge ? Optional.of(true) : Optional.empty());
            Optional<String> seen = revision()
                    .map(it -> '"' + it + '"')
                    .or(() -> body.hasNonNull("revision") ? Optional.empty() : Optional.of("*"));
            SessionOutput.session(context, sent(context, "PUT", place().session(session) + query, body, seen));
            return Exit.OK;
        }
    }

    private static ObjectNode object(String file) {
        JsonNode json = Bodies.json(file, Bodies.text(Optional.of(file)).orElse(""));
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw Failure.usage(
                "%s is no JSON object".formatted(file), "want one session, such as daybook session show prints");
    }

    @Command(name = "message", description = "Adds a message to a session.")
    static final class Say extends Change {

        @Parameters(paramLabel = "ID", index = "0", description = "which session")
        private String id;

        @Parameters(paramLabel = "TEXT", index = "1", description = "what is said; - is standard input")
        private String text;

        @Option(names = "--role", paramLabel = "ROLE", description = "user, assistant or system (default: user)")
        private String role = "user";

        @Option(names = "--instance", paramLabel = "N", description = "which instance it is about")
        private Optional<Long> instance;

        @Override
        Exit run(CommandContext context) {
            String content = text.equals("-") ? Bodies.text(Optional.of(text)).orElse("") : text;
            var body = Bodies.object().put("role", role).put("content", content);
            Bodies.put(body, "instanceId", instance);
            send(context, "POST", place().session(id) + "/messages", body);
            return Exit.OK;
        }
    }

    @Command(name = "instance", description = "Sets the status of an instance of a session.")
    static final class Instance extends Change {

        @Parameters(paramLabel = "ID", index = "0", description = "which session")
        private String id;

        @Parameters(paramLabel = "N", index = "1", description = "the number of the instance")
        private long instance;

        @Parameters(
                paramLabel = "STATUS",
                index = "2",
                description = "idle, running, completed, failed, paused or archived")
        private String status;

        @Override
        Exit run(CommandContext context) {
            send(
                    context,
                    "PUT",
                    "%s/instances/%d/status".formatted(place().session(id), instance),
                    Bodies.object().put("status", status));
            return Exit.OK;
        }
    }

    @Command(name = "status", description = "Moves the card of a session.")
    static final class Status extends Change {

        @Parameters(paramLabel = "ID", index = "0", description = "which session")
        private String id;

        @Parameters(paramLabel = "STATUS", index = "1", description = "running, completed, failed or paused")
        private String status;

        @Override
        Exit run(CommandContext context) {
            send(
                    context,
                    "POST",
                    place().session(id) + "/status",
                    Bodies.object().put("status", status));
            return Exit.OK;
        }
    }

    @Command(name = "winner", description = "Chooses the winner of a session; the other instances are archived.")
    static final class Winner extends Change {

        @Parameters(paramLabel = "ID", index = "0", description = "which session")
        private String id;

        @Parameters(paramLabel = "N", index = "1", description = "the number of the instance that wins")
        private long instance;

        @Override
        Exit run(CommandContext context) {
            send(
                    context,
                    "POST",
                    place().session(id) + "/winner",
                    Bodies.object().put("instanceId", instance));
            return Exit.OK;
        }
    }

    @Command(name = "integrate", description = "Sets the phase in which the results of a session are integrated.")
    static final class Integrate extends Change {

        @Parameters(paramLabel = "ID", index = "0", description = "which session")
        private String id;

        @Parameters(paramLabel = "PHASE", index = "1", description = "pending, in_progress or completed")
        private String phase;

        @Option(names = "--instance", paramLabel = "N", description = "the instance that integrates")
        private Optional<Long> instance;

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().put("phase", phase);
            Bodies.put(body, "instanceId", instance);
            send(context, "POST", place().session(id) + "/integration", body);
            return Exit.OK;
        }
    }

    @Command(name = "evaluate", description = "Scores the instances of a session by tests, complexity, time and size.")
    static final class Evaluate extends Change {

        @Parameters(paramLabel = "ID", description = "which session")
        private String id;

        @Override
        Exit run(CommandContext context) {
            send(context, "POST", place().session(id) + "/evaluation", MissingNode.getInstance());
            return Exit.OK;
        }
    }

    @Command(name = "complete", description = "Completes a session whose instances are all at rest.")
    static final class Complete extends Change {

        @Parameters(paramLabel = "ID", description = "which session")
        private String id;

        @Override
        Exit run(CommandContext context) {
            send(context, "POST", place().session(id) + "/complete", MissingNode.getInstance());
            return Exit.OK;
        }
    }

    @Command(
            name = "delete",
            description =
                    "Takes a session off the list; its history stays. rollback --to what was before brings it back.")
    static final class Delete extends Change {

        @Parameters(paramLabel = "ID", description = "which session")
        private String id;

        @Option(names = "--why", paramLabel = "TEXT", description = "why")
        private Optional<String> why;

        @Override
        Exit run(CommandContext context) {
            var path = place().session(id) + place().query().with("why", why);
            Optional<String> seen =
                    Optional.of(revision().map(it -> '"' + it + '"').orElse("*"));
            context.output().thing(sent(context, "DELETE", path, MissingNode.getInstance(), seen));
            return Exit.OK;
        }
    }

    @Command(
            name = "assign",
            description =
                    "Says which folder a workspace is whose file did not tell; its sessions are found there from now on.")
    static final class Assign extends Action {

        @Parameters(paramLabel = "HASH", index = "0", description = "the key of the workspace, or unassigned")
        private String hash;

        @Parameters(paramLabel = "FOLDER", index = "1", description = "its folder")
        private String folder;

        @Option(names = "--force", description = "also if the key is not the hash of this folder")
        private boolean force;

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().put("path", SessionPlace.absolute(folder));
            if (force) {
                body.put("force", true);
            }
            var path = "/workspaces/%s/assign".formatted(Client.encode(hash));
            context.output().thing(writing.send(context, "POST", path, body));
            return Exit.OK;
        }
    }

    private SessionCommands() {}
}
