package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.file.FileSwap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;

/** Remembers what an agent was told: the reader's own, no part of the record. */
@Command
final class Prime implements Procedure {

    /**
     * When somebody was told, and up to which position: a time would miss what had begun by then and was written down later.
     */
    private record Visit(long position, Instant at) {}

    @Override
    public Exit run(CommandContext context, Asked asked) {
        Path visit = visit(context);
        Optional<Visit> last = last(visit, context);
        var values = new LinkedHashMap<String, JsonNode>(asked.values());
        last.ifPresent(oneVisit -> values.put("seen", LongNode.valueOf(oneVisit.position())));
        var told = (ObjectNode) asked.asking().apply(values);
        last.filter(_ -> told.has("changed"))
                .map(oneVisit -> oneVisit.at().toString())
                .map(since -> context.output().format() == Format.table
                        ? context.times().shown(since, true)
                        : since)
                .ifPresent(since -> told.put("since", since));
        AnswerParts.show(context, asked.operation().form().parts(told), told);
        remember(
                visit,
                new Visit(
                        told.path("head").asLong(),
                        context.environment().clock().instant()),
                context);
        return Exit.OK;
    }

    /** Returns the file with the position and the time of the last visit. */
    private static Path visit(CommandContext context) {
        Map<String, String> environment = context.environment().environment();
        String named = environment.getOrDefault("XDG_STATE_HOME", "");
        Path state =
                named.startsWith("/") ? Path.of(named) : Path.of(System.getProperty("user.home"), ".local", "state");
        String who = String.join(
                "\n",
                context.data().path().toString(),
                Path.of("").toAbsolutePath().toString(),
                context.settings().text(ProgramSetting.ACTOR));
        return state.resolve("daybook")
                .resolve("visits")
                .resolve(UUID.nameUUIDFromBytes(who.getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    private static Optional<Visit> last(Path visit, CommandContext context) {
        try {
            String[] words = Files.readString(visit).strip().split(" ", 2);
            return words.length == 2
                    ? Optional.of(new Visit(Long.parseLong(words[0]), Instant.parse(words[1])))
                    : Optional.empty();
        } catch (NoSuchFileException | DateTimeException | NumberFormatException _) {
            return Optional.empty();
        } catch (IOException e) {
            unkept(visit, e, context);
            return Optional.empty();
        }
    }

    private static void remember(Path visit, Visit now, CommandContext context) {
        try {
            String text = now.position() + " " + now.at() + "\n";
            FileSwap.read(visit)
                    .replace(text.getBytes(StandardCharsets.UTF_8)); // another visit just now will do as well
        } catch (IOException e) {
            unkept(visit, e, context);
        }
    }

    /** What is told is true all the same: only what is new since the last visit is not known. */
    private static void unkept(Path visit, IOException cause, CommandContext context) {
        context.note("the last visit cannot be kept in %s: %s; XDG_STATE_HOME names another place"
                .formatted(visit, Failures.describe(cause)));
    }
}
