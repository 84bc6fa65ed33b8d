package dev.daybook.project.github;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers as GitHub does: pages with Link, ETags, quotas, and whatever goes wrong there when a test wants it. */
public final class GitHubServer implements AutoCloseable {

    public static final String TOKEN = "ghs_secret0123456789";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, ObjectNode> repositories = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, ObjectNode> renamed = new ConcurrentHashMap<>();
    private final Map<String, String> withheld = new ConcurrentHashMap<>();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Map<String, Trouble> broken = new ConcurrentHashMap<>();
    private final Deque<Trouble> troubles = new ConcurrentLinkedDeque<>();
    private final Deque<String> requests = new ConcurrentLinkedDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Something that happens to the next request instead of its answer. */
    public interface Trouble {
        void befall(HttpExchange exchange) throws IOException, InterruptedException;
    }

    public GitHubServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Adds a repository, or puts one in the place of another, before all others in the order of changes. */
    public ObjectNode put(String fullName) {
        int slash = fullName.indexOf('/');
        ObjectNode it = JSON.createObjectNode()
                .put("name", fullName.substring(slash + 1))
                .put("full_name", fullName)
                .put("private", false)
                .put("fork", false)
                .put("archived", false)
                .put("is_template", false)
                .put("visibility", "public")
                .put("description", "about " + fullName)
                .put("html_url", "https://github.com/" + fullName)
                .put("clone_url", "https://github.com/" + fullName + ".git")
                .put("ssh_url", "git@github.com:" + fullName + ".git")
                .put("default_branch", "main")
                .put("language", "Java")
                .put("stargazers_count", 3)
                .put("forks_count", 2)
                .put("open_issues_count", 1)
                .put("size", 77)
                .put("created_at", "2024-01-02T03:04:05Z")
                .put("updated_at", "2026-01-02T03:04:05Z")
                .put("pushed_at", "2026-01-03T03:04:05Z");
        it.putObject("owner").put("login", fullName.substring(0, slash));
        it.putObject("license").put("key", "mit").put("name", "MIT License");
        it.putArray("topics").add("cli").add("tools");
        repositories.remove(fullName);
        repositories.put(fullName, it);
        return it;
    }

    public void remove(String fullName) {
        repositories.remove(fullName);
    }

    public GitHubServer next(Trouble... these) {
        troubles.addAll(List.of(these));
        return this;
    }

    /** Returns what was asked, as method-less paths, the first one first. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public static Trouble status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            send(exchange, status, "{\"message\":\"no\"}");
        };
    }

    public static Trouble says(int status, String body) {
        return exchange -> send(exchange, status, body);
    }

    public static Trouble cut() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("[{\"name\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Nothing: the one after it befalls a later request. */
    public Trouble none() {
        return this::usual;
    }

    /** Does not answer as long as the server is there. */
    public Trouble silence() {
        return exchange -> {
            closing.await();
            exchange.close();
        };
    }

    /** Headers, half a body, then nothing as long as the server is there. */
    public Trouble halfThenSilence() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("[{\"name\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            closing.await();
            exchange.close();
        };
    }

    /** Leads from an old name of a repository to that of the new one. */
    public ObjectNode rename(String from, String to) {
        ObjectNode it = put(to);
        remove(from);
        renamed.put(from, it);
        return it;
    }

    /** Refuses one repository to this token, whatever else it may ask for. */
    public void withhold(String fullName, String message) {
        withheld.put(fullName, message);
    }

    /** Tells of a repository only who asks for it. */
    public void hide(String fullName) {
        hidden.add(fullName);
    }

    /** Lets something happen whenever one repository is asked for. */
    public void breaks(String fullName, Trouble trouble) {
        broken.put(fullName, trouble);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestURI().toString());
            Trouble trouble = troubles.poll();
            if (trouble != null) {
                trouble.befall(exchange);
            } else {
                usual(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void usual(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        exchange.getResponseHeaders().set("X-RateLimit-Limit", "5000");
        exchange.getResponseHeaders().set("X-RateLimit-Remaining", "4999");
        exchange.getResponseHeaders().set("X-RateLimit-Reset", "4102444800");
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"message\":\"Bad credentials\"}");
        } else if (path.equals("/user/repos")) {
            page(exchange);
        } else {
            one(exchange, path.replaceFirst("^/repos(itories)?/", ""));
        }
    }

    private void one(HttpExchange exchange, String name) throws IOException, InterruptedException {
        Trouble trouble = broken.get(name);
        if (trouble != null) {
            trouble.befall(exchange);
        } else if (name.endsWith("/languages")) {
            send(exchange, 200, "{\"Java\":700,\"HTML\":7}");
        } else if (withheld.containsKey(name)) {
            ObjectNode body = JSON.createObjectNode().put("message", withheld.get(name));
            send(exchange, 403, body.toString());
        } else if (renamed.containsKey(name)) {
            String now = renamed.get(name).path("full_name").asText();
            exchange.getResponseHeaders().set("Location", base() + "/repositories/" + now);
            send(exchange, 301, "{\"message\":\"Moved Permanently\"}");
        } else if (repositories.containsKey(name)) {
            send(exchange, 200, String.valueOf(repositories.get(name)));
        } else {
            send(exchange, 404, "{\"message\":\"Not Found\"}");
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int size = number(query, "per_page", 30);
        int page = number(query, "page", 1);
        var all = new ArrayList<>(List.copyOf(repositories.values())).reversed();
        all.removeIf(it -> hidden.contains(it.path("full_name").asText()));
        ArrayNode body = JSON.createArrayNode();
        all.stream().skip((long) (page - 1) * size).limit(size).forEach(body::add);
        String etag = "W/\"%08x\"".formatted(body.toString().hashCode());
        exchange.getResponseHeaders().set("ETag", etag);
        if ((long) page * size < all.size()) {
            String more = base() + "/user/repos?" + query.replaceAll("&page=\\d+", "") + "&page=";
            exchange.getResponseHeaders()
                    .set("Link", "<%s%d>; rel=\"next\", <%s9>; rel=\"last\"".formatted(more, page + 1, more));
        }
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else {
            send(exchange, 200, body.toString());
        }
    }

    private static int number(String query, String name, int otherwise) {
        for (String part : query.split("&")) {
            if (part.startsWith(name + "=")) {
                return Integer.parseInt(part.substring(name.length() + 1));
            }
        }
        return otherwise;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.close();
    }
}
