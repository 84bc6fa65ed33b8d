package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Shows what is taken over as it happens, and ends following when the command is told to stop. */
@Command
final class Follow implements Procedure {

    @Override
    public Exit run(CommandContext context, Asked asked) {
        String path = asked.text("path");
        Failures.refuseUnlessFolder(Path.of(path), "name the folder that holds the files of a tool");
        var client = context.connection().clientThatStays();
        var id = asked.answer().path("id").asText();
        try (var _ = Shutdown.before(() -> stop(context, id))) {
            EventStream.read(
                    client.stream("/follows/" + id, Client.query(), "text/event-stream", Map.of()), (event, node) -> {
                        if (event.equals("batch")) {
                            show(context, node);
                        } else {
                            state(context, node);
                        }
                        return true;
                    });
        }
        if (!Shutdown.isUnderWay()) {
            context.note("following %s has ended".formatted(path));
        }
        return Exit.OK;
    }

    /** What was begun here ends here, also in a server of its own process, which goes on. */
    private static void stop(CommandContext context, String id) {
        if (context.connection().isRemote()) {
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
