package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.CommandForm;
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

    @Option(
            names = {"--clear-cache", "--clear"},
            description = "as --refresh: no cache stands beside what is recorded")
    private boolean clearCache;

    @SuppressWarnings("UnusedVariable") // it lists, whether that is said or not
    @Option(names = "--list", hidden = true, description = "list them, as it does anyway")
    private boolean list;

    @Option(
            names = {"-v", "--verbose"},
            description = "say how fresh it is, on standard error")
    private boolean verbose;

    private final Optional<String> refreshedBy;

    /** @param refreshedBy what brings it up to date, where that is about more than the list */
    RefreshedList(String refreshedBy) {
        this.refreshedBy = Optional.of(refreshedBy);
    }

    RefreshedList() {
        this.refreshedBy = Optional.empty();
    }

    @Override
    public boolean writes() {
        return refresh || clearCache;
    }

    @Override
    public Exit run(CommandContext context, Asked asked) {
        Exit exit = Exit.OK;
        String refreshing = refreshedBy.orElseGet(() -> asked.operation().path() + "/refresh");
        if (writes()
                && !(context.connection().joins()
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
        if (verbose) {
            asked.values().put(CommandForm.VERBOSE, BooleanNode.TRUE);
        }
        Exit shown = asked.usual().get();
        if (verbose) {
            for (JsonNode it : context.client().get("/freshness").path("items")) {
                context.note("%s: %s%s, fresh for %s; asked for %d times: %d hits, %d stale, %d misses"
                        .formatted(
                                it.path("cache").asText(),
                                it.path("state").asText(),
                                it.has("ageSeconds")
                                        ? ", " + span(it, "ageSeconds") + " old"
                                        : ", as nobody looked yet",
                                span(it, "ttlSeconds"),
                                it.path("hits").asLong()
                                        + it.path("stale").asLong()
                                        + it.path("misses").asLong(),
                                it.path("hits").asLong(),
                                it.path("stale").asLong(),
                                it.path("misses").asLong()));
            }
        } else if (age(context, refreshing) instanceof ObjectNode it
                && it.path("state").asText().equals("stale")) {
            context.note("this is %s old, and fresh for %s: %s"
                    .formatted(
                            span(it, "ageSeconds"),
                            span(it, "ttlSeconds"),
                            context.connection().isRemote()
                                    ? "the server looks again"
                                    : "daybook %s --refresh looks again"
                                            .formatted(asked.operation().name())));
        }
        return exit == Exit.OK ? shown : exit;
    }

    private static String span(JsonNode age, String member) {
        return Column.span(age.path(member).asLong());
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
