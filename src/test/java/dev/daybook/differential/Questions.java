package dev.daybook.differential;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Asks everything that can be read over HTTP, first of all, then of each thing that there is. */
final class Questions {

    /** Of each kind so many things are looked at one by one in a quick look. */
    private static final int QUICK_MAX = 12;

    /** They stream, say only how the process is, or are of this machine and this directory alone. */
    private static final Set<String> LEFT_OUT = Set.of(
            "/journal/stream",
            "/metrics",
            "/openapi.json",
            "/events",
            "/health",
            "/space",
            "/head",
            "/head/key",
            "/activity",
            "/nodes");

    private final Http http;
    private final boolean inDetail;

    Questions(Http http, boolean inDetail) {
        this.http = http;
        this.inDetail = inDetail;
    }

    void ask(List<String> words) throws IOException {
        withoutParameters();
        tasks();
        plans();
        settings();
        sessions();
        histories();
        http.get("http-audit", "/audit?limit=500");
        http.get("http-audit-order", "/audit?limit=7&order=oldest&undone=false");
        for (String format : List.of("csv", "ndjson", "json")) {
            http.get("http-audit-" + format, "/audit." + format);
        }
        http.get("http-journal", "/journal?limit=500");
        for (String word : words) {
            http.get("http-search", "/search?limit=100&mark=true&q=" + Http.encode(word));
        }
        for (JsonNode run : http.get("http-migrations", "/migrations?limit=500")) {
            String path = "/migrations/" + run.path("run").asText();
            http.get("http-migrations", path);
            http.get("http-rejected", path + "/rejected?raw=true&limit=500");
        }
    }

    /** The routes come from the service itself. */
    private void withoutParameters() throws IOException {
        var paths = http.send("GET", "/openapi.json", "").json();
        for (var route : paths.path("paths").properties()) {
            boolean plain = !route.getKey().contains("{") && !LEFT_OUT.contains(route.getKey());
            for (JsonNode parameter : route.getValue().at("/get/parameters")) {
                plain &= !parameter.path("required").asBoolean();
            }
            if (plain && route.getValue().has("get")) {
                http.get("http-plain", route.getKey());
            }
        }
    }

    private List<String> some(List<JsonNode> things, String key) {
        var all = new LinkedHashSet<String>();
        things.forEach(it -> all.add(it.path(key).asText()));
        return inDetail ? List.copyOf(all) : all.stream().limit(QUICK_MAX).toList();
    }

    private void tasks() throws IOException {
        String aspect = "http-sbis";
        for (String sort : List.of("created", "newest", "updated", "priority")) {
            http.get(aspect, "/sbis?limit=11&sort=" + sort);
        }
        for (String id : some(http.get(aspect, "/sbis?limit=500"), "id")) {
            String path = "/sbis/" + Http.encode(id);
            http.get(aspect, path);
            for (String turn : some(http.get(aspect, path + "/executions?limit=500"), "turn")) {
                http.get(aspect, path + "/executions/" + turn);
            }
            http.get(aspect, path + "/notes?limit=500");
            for (String name : some(http.get(aspect, path + "/attachments?limit=500"), "name")) {
                http.get(aspect, path + "/attachments/" + Http.encode(name));
            }
        }
    }

    private void plans() throws IOException {
        for (String id : some(http.get("http-plans", "/plans?limit=500"), "id")) {
            http.get("http-plans", "/plans/" + Http.encode(id));
        }
    }

    private void settings() throws IOException {
        for (String key : some(http.get("http-config", "/config?limit=500"), "key")) {
            http.get("http-config", "/config/" + Http.encode(key));
        }
    }

    private void sessions() throws IOException {
        String aspect = "http-sessions";
        for (String hash : some(http.get(aspect, "/workspaces"), "hash")) {
            String path = "/workspaces/" + Http.encode(hash);
            http.get(aspect, path);
            http.get(aspect, path + "/board");
            http.get(aspect, path + "/sessions?view=full&limit=100");
            http.get(aspect, path + "/sessions?limit=9&sort=createdAt&order=asc");
            for (String id : some(http.get(aspect, path + "/sessions?limit=500"), "id")) {
                String session = path + "/sessions/" + Http.encode(id);
                http.get(aspect, session);
                http.get(aspect, session + "/messages?limit=500");
                http.get(aspect, session + "/variants");
            }
        }
    }

    private void histories() throws IOException {
        var things = new TreeSet<String>();
        for (JsonNode row : http.send("GET", "/audit?limit=500", "").nodes()) {
            things.add(Http.encode(row.path("entityType").asText()) + "/"
                    + Http.encode(row.path("entityId").asText()));
        }
        for (String thing : inDetail
                ? new ArrayList<>(things)
                : things.stream().limit(2L * QUICK_MAX).toList()) {
            http.get("http-history", "/history/" + thing + "?limit=500");
        }
    }
}
