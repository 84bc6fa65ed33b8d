package dev.daybook.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One tab of a real Chromium, as its own protocol lets programs use it. Playwright would do the same with node and 200 MB
 * to be fetched by everybody who builds.
 */
final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(10);
    private static final String PORT = "DevToolsActivePort";

    private final Process chromium;
    private final WebSocket socket;
    private final String session;
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();

    private Browser(Process chromium, Path profile) {
        this.chromium = chromium;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address(profile), new Listener())
                .join();
        String target = ask("Target.createTarget", Map.of("url", "about:blank"), Optional.empty())
                .path("targetId")
                .asText();
        this.session = ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true), Optional.empty())
                .path("sessionId")
                .asText();
        ask("Page.enable", Map.of());
    }

    /** Starts it; a test without one is skipped, and says so. */
    static Browser start(Path folder) {
        String program = Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> skipped("there is no chromium here"));
        Path profile = folder.resolve("profile");
        try {
            Process process = new ProcessBuilder(
                            program,
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--disable-extensions",
                            "--disable-background-networking",
                            "--no-first-run",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("chromium.log").toFile())
                    .start();
            return new Browser(process, profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String skipped(String why) {
        System.err.println("NOT TESTED: pages in a browser: " + why);
        return abort(why);
    }

    private URI address(Path profile) {
        Path file = profile.resolve(PORT);
        await().pollInterval(POLL).until(() -> {
            if (!chromium.isAlive()) {
                throw new IllegalStateException("chromium has ended: see chromium.log beside " + profile);
            }
            return Files.exists(file) && Files.readAllLines(file).size() == 2;
        });
        try {
            var lines = Files.readAllLines(file);
            return URI.create("ws://127.0.0.1:%s%s".formatted(lines.get(0), lines.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                JsonNode message = read(text.toString());
                text.setLength(0);
                Optional.ofNullable(asked.remove(message.path("id").asInt(-1)))
                        .ifPresent(future -> future.complete(message));
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        return ask(method, parameters, Optional.of(session));
    }

    private JsonNode ask(String method, Map<String, ?> parameters, Optional<String> of) {
        int id = last.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        asked.put(id, answer);
        var message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        of.ifPresent(name -> message.put("sessionId", name));
        socket.sendText(message.toString(), true).join();
        try {
            JsonNode told = answer.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (told.has("error")) {
                throw new AssertionError(method + ": " + told.path("error"));
            }
            return told.path("result");
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method, e);
        }
    }

    /** Goes to an address, and waits until all of it is there. */
    void open(String address) {
        JsonNode gone = ask("Page.navigate", Map.of("url", address));
        if (gone.has("errorText")) {
            throw new AssertionError(address + ": " + gone.path("errorText").asText());
        }
        waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** Returns what an expression is in the page, promises kept. */
    JsonNode eval(String expression) {
        JsonNode told = ask(
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
        if (told.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + told.path("exceptionDetails"));
        }
        return told.path("result").path("value");
    }

    String text(String expression) {
        return eval(expression).asText();
    }

    /** Waits until an expression is true in the page, whatever page there is by then. */
    void waitFor(String expression) {
        await().pollInterval(POLL).until(() -> {
            try {
                return eval("!!(" + expression + ")").asBoolean();
            } catch (AssertionError _) {
                return false; // between two pages there is none
            }
        });
    }

    /** Presses a key that writes that character, or is called so. */
    void press(String key) {
        boolean writes = key.length() == 1;
        String code = writes ? key.toUpperCase(Locale.ROOT) : key;
        int number = switch (key) {
            case "Enter" -> 13;
            case "Tab" -> 9;
            case "Escape" -> 27;
            case "Home" -> 36;
            case "/" -> 191;
            default -> code.charAt(0);
        };
        Map<String, Object> down = Map.of(
                "type",
                "keyDown",
                "key",
                key,
                "windowsVirtualKeyCode",
                number,
                "text",
                writes ? key : key.equals("Enter") ? "\r" : "");
        ask("Input.dispatchKeyEvent", down);
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", number));
    }

    /** Writes a text where the cursor is. */
    void write(String text) {
        ask("Input.insertText", Map.of("text", text));
    }

    void click(String selector) {
        eval("document.querySelector(%s).click()".formatted(JSON.valueToTree(selector)));
    }

    /** Follows what is clicked, and waits until another page is there. */
    void follow(String selector) {
        eval("window.left = true");
        click(selector);
        waitFor("!window.left && document.readyState === 'complete'");
    }

    /** Shows pages at that size, in a dark room or not. */
    void at(int width, int height, boolean dark) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        ask(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Has pages show what they are without scripts, or with them. */
    void scripts(boolean run) {
        ask("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
    }

    /** Forgets what servers have given it to be known by. */
    void forget() {
        ask("Network.clearBrowserCookies", Map.of());
    }

    /** Returns what on the page is out of reach for whoever sees or moves otherwise. */
    JsonNode faults() {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            eval(new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return eval(
                "axe.run({resultTypes: ['violations']}).then(all => all.violations.map(one => one.id + ': ' + one.nodes[0].html))");
    }

    /** Returns the page as a picture. */
    byte[] picture() {
        return Base64.getDecoder()
                .decode(ask("Page.captureScreenshot", Map.of("format", "png"))
                        .path("data")
                        .asText()
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        socket.abort();
        chromium.descendants().forEach(ProcessHandle::destroyForcibly);
        chromium.destroyForcibly();
        try {
            chromium.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
