package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

@Command(
        name = "prime",
        description = {
            "What an agent needs to know before it works: what is in work, ready and blocked, what changed since its last"
                    + " visit, and how to go on. At most 1,500 tokens.",
            "A visit is remembered for each data directory, working folder and actor, in the XDG state home."
        })
final class Prime extends Action {

    /** As many bytes as 1,500 tokens have, shared out: what is longer is told by its number. */
    private static final int WORK_BYTES_MAX = 1_300;

    private static final int READY_BYTES_MAX = 1_300;
    private static final int BLOCKED_BYTES_MAX = 700;
    private static final int CHANGED_BYTES_MAX = 1_200;
    private static final int ITEMS_BYTES_MAX = 200;

    private static final int LINE_COLUMNS_MAX = 110;
    private static final int PAGE = 500;
    private static final int CHANGES_MAX = 200;
    private static final String NEXT = """

            ## How to go on
            daybook search WORDS          finds tasks, notes, plans, sessions by their words
            daybook sbi show ID           everything about a task; daybook sbi turns|notes ID
            daybook history sbi/ID        every change of it; daybook audit --since 7d: who did what
            daybook sbi pick              leases the next task and prints its lease (generation)
            daybook sbi start ID STEP     plan, implement, test or review; --lease-generation N
            daybook sbi finish ID WORD    SUCCEEDED, NEEDS_CHANGES or FAILED; --report FILE
            daybook sbi note ID TEXT      what others should know; daybook sbi release ID gives it back
            Writes take --key KEY: the same command with the same key is carried out once.""";

    private static final String OPEN = "READY,WIP,REVIEW,REVIEW&WIP";

    @Override
    Exit run(CommandContext context) {
        Path visit = visit(context);
        Optional<Instant> last = last(visit, context);
        Instant now = context.environment().clock().instant();
        List<JsonNode> open = all(context, "/sbis", () -> Client.query().with("status", OPEN));
        List<JsonNode> ready = all(context, "/sbis/ready", Client::query);
        Set<String> free = new HashSet<>();
        ready.forEach(it -> free.add(it.path("id").asText()));
        List<JsonNode> work = open.stream().filter(Prime::isLeased).toList();
        List<JsonNode> blocked = open.stream()
                .filter(it -> !isLeased(it) && !free.contains(it.path("id").asText()))
                .toList();
        List<JsonNode> changes = last.map(since -> items(
                        context,
                        "/audit",
                        Client.query().with("recordedSince", since).with("limit", CHANGES_MAX)))
                .orElseGet(List::of);
        List<JsonNode> items = all(context, "/items", Client::query);
        if (context.output().format() == Format.table) {
            text(context, work, ready, blocked);
            if (!items.isEmpty()) {
                section(context.output(), counted("Records of other tools", items), ITEMS_BYTES_MAX, counted(items));
            }
            if (last.isPresent()) {
                String since = context.times().shown(last.get().toString(), true);
                List<String> changed = changed(changes);
                section(context.output(), counted("Changed since " + since, changed), CHANGED_BYTES_MAX, changed);
            }
            context.output().text(NEXT);
        } else {
            ObjectNode told = Bodies.object();
            told.putArray("inWork").addAll(work);
            told.putArray("ready").addAll(ready);
            told.putArray("blocked").addAll(blocked);
            last.ifPresent(it -> told.put("since", it.toString()));
            told.putArray("changed").addAll(changes);
            context.output().thing(told);
        }
        remember(visit, now, context);
        return Exit.OK;
    }

    private static List<JsonNode> items(CommandContext context, String path, Client.Query query) {
        var items = new ArrayList<JsonNode>();
        context.client().now(path + query).body().path("items").forEach(items::add);
        return items;
    }

    /** All pages: whatever is not among the ready ones is told as blocked. */
    private static List<JsonNode> all(CommandContext context, String path, Supplier<Client.Query> query) {
        var items = new ArrayList<JsonNode>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = context.client()
                    .now(path + query.get().with("limit", PAGE).with("cursor", cursor))
                    .body();
            page.path("items").forEach(items::add);
            cursor = Optional.ofNullable(page.path("next").textValue());
        } while (cursor.isPresent());
        return items;
    }

    private static boolean isLeased(JsonNode task) {
        return task.has("lease") && !task.path("lease").path("expired").asBoolean();
    }

    private static void text(
            CommandContext context, List<JsonNode> work, List<JsonNode> ready, List<JsonNode> blocked) {
        var out = context.output();
        out.text("# Daybook: the record of this project");
        section(
                out,
                counted("In work", work),
                WORK_BYTES_MAX,
                work.stream().map(Prime::inWork).toList());
        section(
                out,
                counted("Ready, the next first", ready),
                READY_BYTES_MAX,
                ready.stream().map(Prime::task).toList());
        section(
                out,
                counted("Blocked", blocked),
                BLOCKED_BYTES_MAX,
                blocked.stream().map(Prime::task).toList());
    }

    private static String counted(String title, List<?> things) {
        return "%s (%d)".formatted(title, things.size());
    }

    /** How many there are of each kind and status. */
    private static List<String> counted(List<JsonNode> items) {
        var counts = new TreeMap<String, Integer>();
        items.forEach(it -> counts.merge(
                "%s %s".formatted(it.path("kind").asText(), it.path("status").asText("")), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(it -> "%s: %d".formatted(it.getKey().strip(), it.getValue()))
                .toList();
    }

    private static void section(Output out, String title, int bytesMax, List<String> lines) {
        out.text("");
        out.text("## " + title);
        int left = bytesMax;
        int told = 0;
        for (String line : lines) {
            String cut = Text.cut(Text.oneLine(line), LINE_COLUMNS_MAX);
            left -= cut.getBytes(StandardCharsets.UTF_8).length + 1;
            if (left < 0) {
                out.text("… %d more".formatted(lines.size() - told));
                return;
            }
            out.text(cut);
            told++;
        }
    }

    private static String inWork(JsonNode task) {
        return "%s  by %s"
                .formatted(task(task), task.path("lease").path("holder").asText());
    }

    private static String task(JsonNode task) {
        return "%s  %s%s  %s"
                .formatted(
                        Text.cut(task.path("id").asText(), LINE_COLUMNS_MAX / 2),
                        task.path("status").asText(),
                        task.path("priority").asInt() > 0
                                ? " priority " + task.path("priority").asInt()
                                : "",
                        Text.cut(task.path("title").asText(), LINE_COLUMNS_MAX / 2));
    }

    /** One line for each thing: what happened to it, and by whom. */
    private static List<String> changed(List<JsonNode> changes) {
        var actions = new LinkedHashMap<String, Set<String>>();
        var actors = new LinkedHashMap<String, Set<String>>();
        for (JsonNode change : changes) {
            String thing = change.path("entityType").asText() + "/"
                    + change.path("entityId").asText();
            String action = change.path("action").asText();
            actions.computeIfAbsent(thing, _ -> new LinkedHashSet<>()).add(action.substring(action.indexOf('.') + 1));
            actors.computeIfAbsent(thing, _ -> new LinkedHashSet<>())
                    .add(change.path("actor").asText());
        }
        return actions.entrySet().stream()
                .map(it -> "%s  %s  by %s"
                        .formatted(
                                it.getKey(),
                                String.join(", ", it.getValue()),
                                String.join(", ", actors.getOrDefault(it.getKey(), Set.of()))))
                .toList();
    }

    /** Returns the file with the time of the last visit: the reader's own, no part of the record. */
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

    private static Optional<Instant> last(Path visit, CommandContext context) {
        try {
            return Optional.of(Instant.parse(Files.readString(visit).strip()));
        } catch (NoSuchFileException | DateTimeException _) {
            return Optional.empty();
        } catch (IOException e) {
            unkept(visit, e, context);
            return Optional.empty();
        }
    }

    private static void remember(Path visit, Instant now, CommandContext context) {
        try {
            Files.createDirectories(visit.getParent());
            Files.writeString(visit, now + "\n");
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
