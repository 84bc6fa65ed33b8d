package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.Says;
import dev.daybook.shape.Shape;
import java.util.List;

/** Things as they are now, several at once, within a budget of tokens. */
final class GetTool {

    private record Wanted(
            @Says(value = Things.ID, min = 1, max = 500, most = 50)
            List<String> ids,

            @Says(
                    value = "budget of tokens for all; what does not fit is told with its size",
                    min = 100,
                    max = 200_000,
                    standard = "10000")
            int max) {}

    private static final Shape<Wanted> ARGUMENTS = Shape.arguments(Wanted.class);

    static Tool with(Things things) {
        return Tool.reading(
                "get",
                "Shows things of any kind with all there is, by their ids.",
                ARGUMENTS,
                (wanted, turn) -> answer(wanted, turn, things));
    }

    private GetTool() {}

    private static JsonNode answer(Wanted wanted, Turn turn, Things things) {
        if (wanted.ids().isEmpty()) {
            throw Rejected.invalidAt("/ids", "there are no ids: want some, %s", Things.ID);
        }
        ObjectNode answer = McpServer.object();
        ArrayNode found = answer.putArray("things");
        ArrayNode left = McpServer.object().arrayNode();
        ArrayNode missing = left.arrayNode();
        int budget = wanted.max();
        for (String id : wanted.ids()) {
            Things.Name name = things.name(id);
            try {
                ObjectNode thing = things.whole(name, turn);
                int tokens = Things.tokens(thing);
                if (tokens <= budget) {
                    budget -= tokens;
                    found.add(thing);
                } else {
                    left.addObject().put("id", name.toString()).put("tokens", tokens);
                }
            } catch (Rejected | Flawed e) {
                missing.addObject().put("id", name.toString()).put("why", e.getMessage());
            }
        }
        if (!left.isEmpty()) {
            answer.set("left", left);
            answer.put("hint", "what is left does not fit into max: ask for it with a larger one");
        }
        if (!missing.isEmpty()) {
            answer.set("missing", missing);
        }
        return answer;
    }
}
