package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A list of what comes from outside: it may be brought up to date before it is shown. */
final class RefreshedList implements Procedure {

    @Option(
            names = {"-r", "--refresh"},
            description = "look first what is otherwise than known")
    private boolean refresh;

    @Option(names = "--clear-cache", description = "as --refresh: no cache stands beside what is recorded")
    private boolean clearCache;

    @Option(
            names = {"-v", "--verbose"},
            description = "say how fresh it is, on standard error")
    private boolean verbose;

    @Override
    public boolean writes() {
        return refresh || clearCache;
    }

    @Override
    public Exit run(CommandContext context, Asked asked) {
        Exit exit = Exit.OK;
        String refreshing = asked.operation().path() + "/refresh";
        if (writes()
                && !(context.joins()
                        && age(context, refreshing).path("state").asText().equals("fresh"))) {
            JsonNode done = LongWork.run(
                    context, asked.operation().name(), "POST", refreshing, Optional.of(Bodies.object()), Map.of());
            for (JsonNode error : done.path("errors")) {
                context.note("%s: %s"
                        .formatted(
                                error.path("path")
                                        .asText(error.path("repository").asText()),
                                error.path("message").asText()));
                exit = Exit.ERRORS;
            }
            if (done.hasNonNull("error")) {
                context.note(done.path("error").asText());
                exit = Exit.FAILED;
            }
            done.path("absent")
                    .forEach(node -> context.note(
                            "%s is not there: what was below it stays as it was known".formatted(node.asText())));
        }
        if (context.format(asked.operation().form().layouts().keySet()).equals("fzf")
                && asked.operation().isPaged()) { // to choose from: what one is in comes first
            Optional.ofNullable(Path.of("").toAbsolutePath().getFileName())
                    .ifPresent(here -> asked.values().putIfAbsent("similar", TextNode.valueOf(here.toString())));
        }
        Exit shown = asked.usual().get();
        if (verbose) {
            for (JsonNode it : context.client().get("/freshness").path("items")) {
                context.note("%s: %s, %s s old of %s; since the start asked for %s times fresh, %s stale, %s unknown"
                        .formatted(
                                it.path("cache").asText(),
                                it.path("state").asText(),
                                it.path("ageSeconds").asText("?"),
                                it.path("ttlSeconds").asText(),
                                it.path("hits").asText(),
                                it.path("stale").asText(),
                                it.path("misses").asText()));
            }
        } else if (age(context, refreshing) instanceof ObjectNode it
                && it.path("state").asText().equals("stale")) {
            context.note("this is %s s old, and fresh for %s s: %s"
                    .formatted(
                            it.path("ageSeconds").asText(),
                            it.path("ttlSeconds").asText(),
                            context.isRemote()
                                    ? "the server looks again"
                                    : "daybook %s --refresh looks again"
                                            .formatted(asked.operation().name())));
        }
        return exit == Exit.OK ? shown : exit;
    }

    /** Returns how fresh it is that is brought up to date there; nothing is known of what is counted anew each time. */
    private static JsonNode age(CommandContext context, String refreshing) {
        return context.client()
                .get("/freshness")
                .path("items")
                .valueStream()
                .filter(node -> node.path("refresh").asText().equals(refreshing))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }
}
