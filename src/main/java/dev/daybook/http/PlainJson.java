package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Texts;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.shape.Change;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON tree as the values that the schema validator reads. Finds texts that no database keeps as they are. */
final class PlainJson {

    private PlainJson() {}

    static @Nullable Object of(JsonNode tree, List<Flaw> flaws) {
        return of(tree, "", flaws);
    }

    private static @Nullable Object of(JsonNode node, String pointer, List<Flaw> flaws) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                JsonObject object = new JsonObject();
                node.properties()
                        .forEach(member -> object.put(
                                text(member.getKey(), pointer, flaws),
                                of(member.getValue(), pointer + Change.pointer(member.getKey()), flaws)));
                yield object;
            }
            case ARRAY -> {
                JsonArray array = new JsonArray();
                for (int index = 0; index < node.size(); index++) {
                    array.add(of(node.get(index), pointer + "/" + index, flaws));
                }
                yield array;
            }
            case STRING -> text(node.textValue(), pointer, flaws);
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            default -> null;
        };
    }

    private static String text(String text, String pointer, List<Flaw> flaws) {
        Texts.unstorable(text).ifPresent(flaw -> flaws.add(new Flaw("body", pointer, flaw)));
        return text;
    }
}
