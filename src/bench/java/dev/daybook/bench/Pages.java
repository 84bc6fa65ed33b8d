package dev.daybook.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** What a browser waits for: pages of a real server over a large store, one after the other. */
final class Pages {

    private static final double WARM_UP_SECONDS = 1;
    private static final double SECONDS = 2;

    /** Ask others than those of the round before. */
    private static final int STRIDE = 7_919;

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int tasks;
    private final int messages;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Pages(Path scratch, Consumer<Figure> table, int tasks, int messages) {
        this.scratch = scratch;
        this.table = table;
        this.tasks = tasks;
        this.messages = messages;
    }

    void run() throws Exception {
        PageStore store = PageStore.open(scratch, tasks, messages);
        var service = new Service(store.data(), 18_436);
        Process server = service.start();
        try {
            String authorization = service.authorization();
            String base = service.api().substring(0, service.api().indexOf("/api/"));
            Map<String, LongFunction<String>> pages = pages();
            for (LongFunction<String> page : pages.values()) { // the JVM of a server is warm
                Clients.run(1, WARM_UP_SECONDS, number -> read(base + page.apply(number), authorization));
            }
            for (Map.Entry<String, LongFunction<String>> page : pages.entrySet()) {
                measure(page.getKey(), number -> read(base + page.getValue().apply(number), authorization));
            }
        } finally {
            Service.stop(server);
        }
    }

    private Map<String, LongFunction<String>> pages() {
        var pages = new LinkedHashMap<String, LongFunction<String>>();
        pages.put("home", _ -> "/");
        pages.put("board of tasks", _ -> "/board/sbis");
        pages.put("list of tasks", number -> "/sbis?label=area-" + number % 40);
        pages.put("a task", number -> "/sbis/" + PageStore.task(number * STRIDE % tasks));
        pages.put("search, a common word", _ -> "/search?q=import");
        pages.put("search, few hits", number -> "/search?q=part+" + number * STRIDE % tasks);
        pages.put("audit", _ -> "/audit");
        pages.put("audit of an actor", number -> "/audit?actor=dev-%d&action=sbi.*".formatted(number % 12));
        pages.put("audit, free text", _ -> "/audit?q=import");
        pages.put(
                "sessions of a workspace", number -> "/workspaces/%s/sessions".formatted(PageStore.workspace(number)));
        pages.put("a session", number -> session(number % PageStore.SESSIONS));
        pages.put("a session, %,d messages".formatted(PageStore.LONGEST), _ -> session(0));
        pages.put("agents", _ -> "/agents");
        pages.put("an agent", number -> "/agents/agent-" + number % AgentStore.AGENTS);
        pages.put("an agent's inbox", number -> "/agents/agent-%d/inbox".formatted(number % AgentStore.AGENTS));
        pages.put("activity of agents", _ -> "/dashboards/activity");
        pages.put("throughput", _ -> "/dashboards/throughput");
        pages.put("latency of messages", _ -> "/dashboards/latency");
        pages.put("journal", _ -> "/journal");
        pages.put("a fact", number -> "/journal/" + (1 + number * STRIDE % tasks));
        pages.put("read models", _ -> "/projections");
        return pages;
    }

    private static String session(long number) {
        return "/workspaces/%s/sessions/%s".formatted(PageStore.workspace(number), PageStore.session(number));
    }

    private void measure(String name, Clients.Work work) throws Exception {
        Clients.run(1, SECONDS, work);
        Clients.Outcome outcome = Clients.run(1, SECONDS, work);
        table.accept(
                new Figure(name + " p50", "ms", outcome.p50Ms(), Optional.empty(), Optional.empty(), "HTML, 1 client"));
        table.accept(new Figure(
                name + " p95",
                "ms",
                outcome.p95Ms(),
                Optional.empty(),
                Optional.empty(),
                "%,d tasks, %,d messages".formatted(tasks, messages)));
    }

    private void read(String address, String authorization) throws Exception {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Authorization", authorization)
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("%s answered %d".formatted(address, answer.statusCode()));
        }
    }
}
