package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Role;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.HistoryQueries;
import dev.daybook.slice.Ground;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All tools, always in one order. Each answers with one compact JSON, the same as text and as value: some clients show
 * their model the one, some the other.
 */
public final class Tools {

    /** Reading before writing. */
    private static final List<String> ORDER =
            List.of("search", "get", "timeline", "ready", "claim", "update", "memory", "audit", "undo_preview");

    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final Ground ground;
    private final Front front;

    public Tools(Catalogue<Ground> catalogue, AuditQueries audit, HistoryQueries history, Ground ground, Front front) {
        this.ground = ground;
        this.front = front;
        var things = new Things(catalogue, history);
        var all = new LinkedHashMap<String, Tool>();
        described(catalogue).forEach((name, parts) -> all.put(name, DescribedTool.of(name, parts, things)));
        List.of(
                        SearchTool.with(catalogue, things),
                        GetTool.with(things),
                        TimelineTool.with(audit, things),
                        AuditTool.with(audit, things))
                .forEach(tool -> all.put(tool.name(), tool));
        all.keySet().stream()
                .sorted(Comparator.comparingInt(ORDER::indexOf))
                .forEach(name -> tools.put(name, all.get(name)));
        if (!ORDER.equals(names())) {
            throw new IllegalStateException("the tools are %s: want %s".formatted(names(), ORDER));
        }
    }

    private static Map<String, List<DescribedTool.Part>> described(Catalogue<Ground> catalogue) {
        var described = new LinkedHashMap<String, List<DescribedTool.Part>>();
        for (Operations<Ground> group : catalogue.groups()) {
            group.all().stream()
                    .filter(operation -> !operation.tool().name().isEmpty()
                            && !operation.tool().name().equals(SearchTool.NAME))
                    .forEach(operation -> described
                            .computeIfAbsent(operation.tool().name(), _ -> new ArrayList<>())
                            .add(new DescribedTool.Part(operation.kind(group.name()), operation)));
        }
        return described;
    }

    List<String> names() {
        return List.copyOf(tools.keySet());
    }

    Optional<Tool> find(String name) {
        return Optional.ofNullable(tools.get(name));
    }

    /** Returns those that somebody of that role may use. */
    ObjectNode list(Role role) {
        ObjectNode result = McpServer.object();
        ArrayNode list = result.putArray("tools");
        tools.values().stream().filter(tool -> role.covers(tool.role())).forEach(tool -> list.add(tool.definition()));
        return result;
    }

    /** Carries out a call; what was wrong with it is told as its result, for the agent to do better. */
    ObjectNode call(Tool tool, ObjectNode arguments, Asked asked, Client client) {
        if (!asked.caller().role().covers(tool.role())) {
            front.weak();
            return refused(
                    "the token '%s' may %s, and %s wants one that may %s: daybook token add NAME --role %s makes one"
                            .formatted(
                                    asked.caller().name(),
                                    asked.caller().role().text(),
                                    tool.name(),
                                    tool.role().text(),
                                    tool.role().text()));
        }
        try {
            JsonNode answer = front.masked(tool.work().apply(arguments, new Turn(asked, client, ground, front)));
            ObjectNode result = content(answer.toString());
            result.set("structuredContent", answer);
            return result.put("isError", false);
        } catch (RuntimeException e) {
            return refused(front.refusal(e, asked));
        }
    }

    private static ObjectNode refused(String why) {
        return content(why).put("isError", true);
    }

    private static ObjectNode content(String text) {
        ObjectNode result = McpServer.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }
}
