package dev.daybook.sbi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Part;
import dev.daybook.text.BriefLines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an agent with a shell reads of how it stands: as many bytes as 1,500 tokens have, shared out. */
final class PrimeText {

    private static final int WORK_BYTES_MAX = 1_100;
    private static final int READY_BYTES_MAX = 1_100;
    private static final int BLOCKED_BYTES_MAX = 700;
    private static final int CHANGED_BYTES_MAX = 1_200;

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

    static Part[] parts() {
        return new Part[] {
            Part.line(_ -> "# Daybook: the record of this project"),
            Part.line(prime -> tasks(prime, "In work", "inWork", WORK_BYTES_MAX, PrimeText::inWork)),
            Part.line(prime -> tasks(prime, "Ready, the next first", "ready", READY_BYTES_MAX, PrimeText::task)),
            Part.line(prime -> tasks(prime, "Blocked", "blocked", BLOCKED_BYTES_MAX, PrimeText::blocked)),
            Part.line(PrimeText::others),
            Part.line(PrimeText::changed),
            Part.line(_ -> NEXT)
        };
    }

    private static String tasks(
            JsonNode prime, String title, String member, int bytesMax, Function<JsonNode, String> line) {
        List<JsonNode> first = prime.path(member).valueStream().toList();
        long all =
                Math.max(prime.path("counts").path(member).asLong(), first.size()); // they are counted a moment earlier
        return section(
                "%s (%d)".formatted(title, all),
                all,
                BriefLines.of(first.stream().map(line).toList(), bytesMax));
    }

    /** @param all how many there are: more than {@code lines} tell of, perhaps */
    private static String section(String title, long all, List<String> lines) {
        var section = new ArrayList<>(List.of("", "## " + title));
        section.addAll(lines);
        if (lines.size() < all) {
            section.add("… %d more".formatted(all - lines.size()));
        }
        return String.join("\n", section);
    }

    private static String others(JsonNode prime) {
        return prime.path("others")
                .valueStream()
                .map(other -> section(
                        "%s (%d)%s"
                                .formatted(
                                        other.path("says").asText(),
                                        other.path("count").asLong(),
                                        other.path("next").asText().isEmpty()
                                                ? ""
                                                : ": " + other.path("next").asText()),
                        other.path("lines").size() + other.path("more").asLong(),
                        other.path("lines").valueStream().map(JsonNode::asText).toList()))
                .collect(Collectors.joining("\n"));
    }

    private static String changed(JsonNode prime) {
        JsonNode changed = prime.path("changed");
        if (changed.isMissingNode()) {
            return "";
        }
        return section(
                "Changed since %s (%d%s)"
                        .formatted(
                                prime.path("since").asText(),
                                changed.path("things").asLong(),
                                changed.path("more").asBoolean() ? "+" : ""),
                changed.path("things").asLong(),
                BriefLines.of(
                        changed.path("items")
                                .valueStream()
                                .map(PrimeText::thing)
                                .toList(),
                        CHANGED_BYTES_MAX));
    }

    /** One line for each thing: what happened to it, and by whom. */
    private static String thing(JsonNode changed) {
        return "%s/%s  %s  by %s"
                .formatted(
                        changed.path("entityType").asText(),
                        changed.path("entityId").asText(),
                        words(changed.path("actions")),
                        words(changed.path("actors")));
    }

    private static String words(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).collect(Collectors.joining(", "));
    }

    private static String inWork(JsonNode task) {
        return "%s  by %s"
                .formatted(task(task), task.path("lease").path("holder").asText());
    }

    /** What it waits for stands before its title: a long one is cut. */
    private static String blocked(JsonNode task) {
        List<String> needed = task.path("waitsFor")
                .valueStream()
                .map(one -> "%s %s"
                        .formatted(
                                BriefLines.part(one.path("id").asText()),
                                one.path("status").asText("(no such task)")))
                .toList();
        int more = needed.size() - 1;
        return needed.isEmpty()
                ? task(task) // it came free between two questions
                : "%s  waits for %s%s  %s"
                        .formatted(
                                standing(task),
                                needed.getFirst(),
                                more == 0 ? "" : " and %d more".formatted(more),
                                BriefLines.part(task.path("title").asText()));
    }

    private static String task(JsonNode task) {
        return "%s  %s"
                .formatted(standing(task), BriefLines.part(task.path("title").asText()));
    }

    private static String standing(JsonNode task) {
        return "%s  %s%s"
                .formatted(
                        BriefLines.part(task.path("id").asText()),
                        task.path("status").asText(),
                        task.path("priority").asInt() > 0
                                ? " priority " + task.path("priority").asInt()
                                : "");
    }

    private PrimeText() {}
}
