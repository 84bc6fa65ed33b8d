package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.Column;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "follow",
        description = {
            "Takes over each change of another tool's files as it happens, until it is told to stop.",
            "First it catches up with what changed before. The files are only read."
        })
final class Follow extends Action {

    @Parameters(paramLabel = "PATH", description = "the project that holds .deespec, or .deespec itself")
    private Path path;

    @Option(names = "--kind", paramLabel = "TOOL", description = "whose files they are (default: deespec)")
    private Optional<String> kind;

    @Option(names = "--project", paramLabel = "NAME", description = "what to call it beside other projects")
    private Optional<String> project;

    @Override
    boolean begins() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        Failures.refuseUnlessFolder(path, "name the project that holds the files of the tool");
        var client = context.clientThatStays();
        var begun = client.post("/follows", body(path, kind, project));
        var id = begun.path("id").asText();
        try (var _ = Shutdown.before(() -> stop(context, id))) {
            EventStream.read(
                    client.stream("/follows/" + id, Client.query(), "text/event-stream", Map.of()), (event, it) -> {
                        if (event.equals("batch")) {
                            show(context, it);
                        } else {
                            state(context, it);
                        }
                        return true;
                    });
        }
        if (!Shutdown.isUnderWay()) {
            context.note("following %s has ended".formatted(path));
        }
        return Exit.OK;
    }

    static ObjectNode body(Path path, Optional<String> kind, Optional<String> project) {
        var body = Bodies.object().put("path", path.toAbsolutePath().normalize().toString());
        Bodies.put(body, "kind", kind);
        Bodies.put(body, "project", project);
        return body;
    }

    /** What was begun here ends here, also in a server of its own process, which goes on. */
    private static void stop(CommandContext context, String id) {
        if (context.isRemote()) {
            context.client().send("DELETE", "/follows/" + id, Optional.empty(), Map.of());
        } else {
            context.close();
        }
    }

    private static void show(CommandContext context, JsonNode batch) {
        if (context.output().format() != Format.table) {
            context.output().line(batch);
            return;
        }
        int files = batch.path("files").size();
        context.output()
                .text("%s  %d events  %s"
                        .formatted(
                                context.output().time(batch.path("at").asText()),
                                batch.path("events").asLong(),
                                files == 0 ? "all files" : Column.plain(batch.path("files"))));
        for (JsonNode finding : batch.path("findings")) {
            String where = finding.path("where").asText();
            context.output()
                    .text("  %s %s %s%s: %s"
                            .formatted(
                                    finding.path("severity").asText(),
                                    finding.path("code").asText(),
                                    finding.path("file").asText(),
                                    where.isEmpty() ? "" : " (" + where + ")",
                                    finding.path("message").asText()));
        }
    }

    private static void state(CommandContext context, JsonNode status) {
        var message = status.path("message").asText("");
        context.note("%s %s%s"
                .formatted(
                        status.path("path").asText(),
                        status.path("state").asText(),
                        message.isEmpty() ? "" : ": " + message));
    }
}
