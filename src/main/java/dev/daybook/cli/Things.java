package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Things by the beginnings of their ids: as a person reads and writes them. */
final class Things {

    private static final int NAMED_MAX = 5;

    private final Client client;

    Things(Client client) {
        this.client = client;
    }

    /** Returns how much of each id tells it from all others of its category; {@code ""}: they have it in front. */
    Map<String, String> shortIds(String category, List<String> ids) {
        String kind = category.isEmpty() ? "" : category + "/";
        ObjectNode body = Bodies.object();
        ids.stream()
                .filter(id -> (kind + id).indexOf('/') > 0 && !id.endsWith("/"))
                .forEach(id -> body.withArray("things").add(kind + id));
        var names = new HashMap<String, String>();
        if (!body.isEmpty()) {
            client.post("/things/short", body)
                    .path("items")
                    .forEach(it -> names.put(
                            it.path("thing").asText().substring(kind.length()),
                            it.path("begin").asText().substring(kind.length())));
        }
        return names;
    }

    /**
     * Returns the whole id of the one thing of a category that begins so, with its category if none is wanted.
     *
     * @throws Failure if several do
     */
    Optional<String> whole(String category, String begin) {
        String kind = category.isEmpty() ? "" : category + "/";
        String sought = begin.startsWith(kind) ? begin : kind + begin;
        if (sought.length() - kind.length() < 2) {
            return Optional.empty();
        }
        var found = new ArrayList<String>();
        for (JsonNode item :
                client.get("/things", Client.query().with("begin", sought)).path("items")) {
            String thing = item.path("thing").asText();
            if (thing.equals(sought) || item.path("id").asText().equals(sought)) {
                return Optional.of(thing.substring(kind.length()));
            }
            found.add(thing);
        }
        if (found.size() > 1) {
            throw Failure.usage(
                    "%s is the beginning of several: %s%s"
                            .formatted(
                                    begin,
                                    String.join(", ", found.subList(0, Math.min(NAMED_MAX, found.size()))),
                                    found.size() > NAMED_MAX ? " …" : ""),
                    "write more of the id");
        }
        return found.stream().findFirst().map(it -> it.substring(kind.length()));
    }
}
