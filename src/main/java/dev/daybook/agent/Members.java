package dev.daybook.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Call;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.List;

/** The values of members of records. */
final class Members {

    static Json of(String text) {
        return JsonText.of(TextNode.valueOf(text));
    }

    static Json of(Instant time) {
        return of(Times.text(time));
    }

    static Json of(double number) {
        return new Json(Double.toString(number));
    }

    static Json of(List<String> texts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        texts.forEach(list::add);
        return JsonText.of(list);
    }

    /** Returns the agent that asks: one that comes by a program of another name has that behind a slash. */
    static String agent(Call call) {
        return call.actor().split("/", 2)[0];
    }

    private Members() {}
}
