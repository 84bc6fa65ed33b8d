package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.FileSwap;
import dev.daybook.text.DisplayWidth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
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
    private static final int WORK_BYTES_MAX = 1_100;

    private static final int READY_BYTES_MAX = 1_100;
    private static final int BLOCKED_BYTES_MAX = 700;
    private static final int CHANGED_BYTES_MAX = 1_200;
    private static final int AGENTS_BYTES_MAX = 300;
    private static final int ITEMS_BYTES_MAX = 200;

    private static final int LINE_COLUMNS_MAX = 110;
    private static final int PAGE = 500;

    /** So many tasks of each kind are asked for, which is more than is told of any; of the rest the number. */
    private static final int TASKS_MAX = 50;

    /** Of more changes and records only that is told. */
    private static final int CHANGES_MAX = 2_000;

    private static final List<String> COUNTS = List.of("inWork", "ready", "blocked");

    private static final List<String> OPEN_OF_AGENTS = List.of("in_progress", "pending");

    private static final String NEXT = """

            ## How to go on
            daybook search WORDS          finds tasks, notes, plans, sessions by their words
            daybook sbi show ID           everything about a task; daybook sbi turns|notes ID
            daybook history sbi/ID        every change of it; daybook audit --since 7d: who did what
            daybook sbi pick              leases the next task and prints its lease (generation)
            daybook sbi start ID STEP     plan, implement, test or review; --lease-generation N
            daybook sbi finish ID WORD    SUCCEEDED, NEEDS_CHANGES or FAILED; --report FILE
            daybook sbi note ID TEXT      what others should know; daybook sbi release ID gives it back
            daybook inbox NAME            what others tell you; daybook memory search|remember TEXT
            Writes take --key KEY: the same command with the same key is carried out once.""";

    @Override
    Exit run(CommandContext context) {
        Path visit = visit(context);
        long head = Long.parseLong(context.client().head());
        Optional<Visit> last = last(visit, context).filter(oneVisit -> oneVisit.position() <= head);
        JsonNode status = context.client().now("/status").body();
        List<JsonNode> work = status.path("inWork").valueStream().toList();
        List<JsonNode> ready = first(context, "/sbis/ready", Client.query());
        List<JsonNode> blocked = first(context, "/sbis", Client.query().with("blocked", "true"));
        List<JsonNode> changes = last.map(oneVisit -> changes(context, oneVisit.position(), head))
                .orElseGet(List::of);
        boolean more = changes.size() >= CHANGES_MAX;
        List<JsonNode> items = all(context, "/items", Client::query, CHANGES_MAX);
        List<JsonNode> ofAgents = OPEN_OF_AGENTS.stream()
                .flatMap(word ->
                        all(context, "/agent-tasks", () -> Client.query().with("status", word), PAGE).stream())
                .toList();
        if (context.output().format() == Format.table) {
            text(context.output(), status.path("tasks"), work, ready, blocked);
            if (!ofAgents.isEmpty()) {
                section(
                        context.output(),
                        counted("Tasks of agents", ofAgents, ofAgents.size() >= PAGE) + ": daybook agent claim ID",
                        AGENTS_BYTES_MAX,
                        ofAgents.size(),
                        ofAgents.stream().map(Prime::ofAgents).toList());
            }
            if (!items.isEmpty()) {
                List<String> kinds = counted(items);
                section(
                        context.output(),
                        counted("Records of other tools", items, items.size() >= CHANGES_MAX),
                        ITEMS_BYTES_MAX,
                        kinds.size(),
                        kinds);
            }
            if (last.isPresent()) {
                String since = context.times().shown(last.get().at().toString(), true);
                List<String> changed = changed(changes);
                section(
                        context.output(),
                        counted("Changed since " + since, changed, more),
                        CHANGED_BYTES_MAX,
                        changed.size(),
                        changed);
            }
            context.output().text(NEXT);
        } else {
            ObjectNode told = Bodies.object();
            ObjectNode counts = told.putObject("counts");
            COUNTS.forEach(
                    name -> counts.put(name, status.path("tasks").path(name).asLong()));
            told.putArray("inWork").addAll(work);
            told.putArray("ready").addAll(ready);
            told.putArray("blocked").addAll(blocked);
            told.putArray("ofAgents").addAll(ofAgents);
            last.ifPresent(oneVisit -> told.put("since", oneVisit.at().toString()));
            told.putArray("changed").addAll(changes);
            if (more) {
                told.put("more", true);
            }
            context.output().thing(told);
        }
        remember(visit, new Visit(head, context.environment().clock().instant()), context);
        return Exit.OK;
    }

    /**
     * When somebody was told, and up to which position: a time would miss what had begun by then and was written down later.
     */
    private record Visit(long position, Instant at) {}

    /** Returns what was written behind one position and up to another, the newest first. */
    private static List<JsonNode> changes(CommandContext context, long behind, long upTo) {
        var changes = new ArrayList<JsonNode>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = page(context, "/audit", Client.query(), cursor);
            for (JsonNode row : page.path("items")) {
                long position = row.path("position").asLong();
                if (position <= behind) {
                    return changes;
                }
                if (position <= upTo) {
                    changes.add(row);
                }
            }
            cursor = Optional.ofNullable(page.path("next").textValue());
        } while (cursor.isPresent() && changes.size() < CHANGES_MAX);
        return changes;
    }

    private static JsonNode page(CommandContext context, String path, Client.Query query, Optional<String> cursor) {
        return context.client()
                .now(path + query.with("limit", PAGE).with("cursor", cursor))
                .body();
    }

    private static List<JsonNode> first(CommandContext context, String path, Client.Query query) {
        return context.client()
                .now(path + query.with("limit", TASKS_MAX))
                .body()
                .path("items")
                .valueStream()
                .toList();
    }

    /** Returns the pages of a list up to the one on which so many are reached. */
    private static List<JsonNode> all(CommandContext context, String path, Supplier<Client.Query> query, int most) {
        var items = new ArrayList<JsonNode>();
        Optional<String> cursor = Optional.empty();
        do {
            JsonNode page = page(context, path, query.get(), cursor);
            page.path("items").forEach(items::add);
            cursor = Optional.ofNullable(page.path("next").textValue());
        } while (cursor.isPresent() && items.size() < most);
        return items;
    }

    private static void text(
            Output out, JsonNode counts, List<JsonNode> work, List<JsonNode> ready, List<JsonNode> blocked) {
        out.text("# Daybook: the record of this project");
        tasks(out, "In work", counts.path("inWork"), WORK_BYTES_MAX, work, Prime::inWork);
        tasks(out, "Ready, the next first", counts.path("ready"), READY_BYTES_MAX, ready, Prime::task);
        tasks(out, "Blocked", counts.path("blocked"), BLOCKED_BYTES_MAX, blocked, Prime::task);
    }

    private static void tasks(
            Output out,
            String title,
            JsonNode counted,
            int bytesMax,
            List<JsonNode> first,
            Function<JsonNode, String> line) {
        int all = Math.max(counted.asInt(), first.size()); // they are counted a moment earlier
        section(
                out,
                "%s (%d)".formatted(title, all),
                bytesMax,
                all,
                first.stream().map(line).toList());
    }

    private static String counted(String title, List<?> things, boolean more) {
        return "%s (%d%s)".formatted(title, things.size(), more ? "+" : "");
    }

    /** How many there are of each kind and status. */
    private static List<String> counted(List<JsonNode> items) {
        var counts = new TreeMap<String, Integer>();
        items.forEach(node -> counts.merge(
                "%s %s"
                        .formatted(
                                node.path("kind").asText(), node.path("status").asText("")),
                1,
                Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> "%s: %d".formatted(entry.getKey().strip(), entry.getValue()))
                .toList();
    }

    /** @param all how many there are: more than {@code lines} tell of, perhaps */
    private static void section(Output out, String title, int bytesMax, int all, List<String> lines) {
        out.text("");
        out.text("## " + title);
        int left = bytesMax;
        int told = 0;
        for (String line : lines) {
            String cut = DisplayWidth.cut(Text.oneLine(line), LINE_COLUMNS_MAX);
            left -= cut.getBytes(StandardCharsets.UTF_8).length + 1;
            if (left < 0) {
                break;
            }
            out.text(cut);
            told++;
        }
        if (told < all) {
            out.text("… %d more".formatted(all - told));
        }
    }

    private static String inWork(JsonNode task) {
        return "%s  by %s"
                .formatted(task(task), task.path("lease").path("holder").asText());
    }

    private static String task(JsonNode task) {
        return "%s  %s%s  %s"
                .formatted(
                        DisplayWidth.cut(task.path("id").asText(), LINE_COLUMNS_MAX / 2),
                        task.path("status").asText(),
                        task.path("priority").asInt() > 0
                                ? " priority " + task.path("priority").asInt()
                                : "",
                        DisplayWidth.cut(task.path("title").asText(), LINE_COLUMNS_MAX / 2));
    }

    private static String ofAgents(JsonNode task) {
        String holder = task.path("holder").asText("");
        return "%s  %s  %s%s"
                .formatted(
                        DisplayWidth.cut(task.path("id").asText(), LINE_COLUMNS_MAX / 2),
                        task.path("status").asText(),
                        DisplayWidth.cut(task.at("/record/title").asText(), LINE_COLUMNS_MAX / 2),
                        holder.isEmpty() ? "" : "  by " + holder);
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
                .map(entry -> "%s  %s  by %s"
                        .formatted(
                                entry.getKey(),
                                String.join(", ", entry.getValue()),
                                String.join(", ", actors.getOrDefault(entry.getKey(), Set.of()))))
                .toList();
    }

    /** Returns the file with the position and the time of the last visit: the reader's own, no part of the record. */
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
