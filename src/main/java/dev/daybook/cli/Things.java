package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Things by the beginnings of their ids: as a person reads and writes them. */
final class Things {

    private static final int NAMED_MAX = 5;

    /** In one request. */
    private static final int ASKED_MAX = 1_000;

    /** Less would find half of all there is. */
    private static final int BEGIN_MIN = 2;

    private final Client client;

    Things(Client client) {
        this.client = client;
    }

    /** Returns how much of each id tells it from all others of its category; {@code ""}: they have it in front. */
    Map<String, String> shortIds(String category, List<String> ids) {
        String kind = category.isEmpty() ? "" : category + "/";
        List<String> whole = ids.stream()
                .filter(id -> !id.isEmpty())
                .map(id -> kind + id)
                .filter(thing -> thing.indexOf('/') > 0 && !thing.endsWith("/"))
                .toList();
        var names = new HashMap<String, String>();
        for (int from = 0; from < whole.size(); from += ASKED_MAX) {
            ObjectNode body = Bodies.object();
            whole.subList(from, Math.min(from + ASKED_MAX, whole.size())).forEach(body.withArray("things")::add);
            client.post("/things/short", body)
                    .path("items")
                    .forEach(node -> names.put(
                            node.path("thing").asText().substring(kind.length()),
                            node.path("begin").asText().substring(kind.length())));
        }
        return names;
    }

    /**
     * As {@link #whole}, of ids that a machine made only: a name that is not there is no beginning of another one.
     *
     * @param where it was given, with a space behind it; empty if that is clear
     * @throws Failure if several begin so
     */
    Optional<String> generated(String category, String begin, String where) {
        return whole(category, begin, where, node -> node.path("generated").asBoolean());
    }

    /** As {@link #generated}, of a text that may as well be the name of a kind: only the id itself may begin so. */
    Optional<String> generatedId(String begin, String where) {
        return whole(
                "",
                begin,
                where,
                node -> node.path("generated").asBoolean()
                        && node.path("id").asText().startsWith(begin));
    }

    /**
     * Returns the whole id of the one thing of a category that begins so, with its category if none is wanted.
     *
     * @throws Failure if several do
     */
    Optional<String> whole(String category, String begin) {
        return whole(category, begin, "", _ -> true);
    }

    private Optional<String> whole(String category, String begin, String where, Predicate<JsonNode> wanted) {
        String kind = category.isEmpty() ? "" : category + "/";
        String sought = begin.startsWith(kind) ? begin : kind + begin;
        if (sought.length() - kind.length() < BEGIN_MIN) {
            return Optional.empty();
        }
        var exact = new ArrayList<String>();
        var found = new ArrayList<String>();
        for (JsonNode item :
                client.get("/things", Client.query().with("begin", sought)).path("items")) {
            String thing = item.path("thing").asText();
            if (thing.equals(sought)) {
                return Optional.of(thing.substring(kind.length()));
            }
            if (thing.startsWith(kind) && item.path("id").asText().equals(sought)) {
                exact.add(thing);
            } else if (thing.startsWith(kind) && wanted.test(item)) {
                found.add(thing);
            }
        }
        List<String> all = exact.isEmpty() ? found : exact;
        if (all.size() > 1) {
            throw Failure.usage(
                    "%s%s is the beginning of several: %s%s"
                            .formatted(
                                    where,
                                    begin,
                                    String.join(", ", all.subList(0, Math.min(NAMED_MAX, all.size()))),
                                    all.size() > NAMED_MAX ? " …" : ""),
                    "write more of the id, or its kind in front of it");
        }
        return all.stream().findFirst().map(text -> text.substring(kind.length()));
    }
}
