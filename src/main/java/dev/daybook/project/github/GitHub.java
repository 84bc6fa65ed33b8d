package dev.daybook.project.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.event.JsonReasons;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks GitHub for repositories: page by page, one request at a time as it wants that, conditionally where an earlier
 * answer is known. What may pass is tried again, later each time and never at the same time as others; a host that says
 * how long to wait is obeyed, or, if that is longer than anybody has patience, asked no more. After several questions in a
 * row that it did not answer, all tries of each, it is left alone for a while. Thread-safe.
 */
public final class GitHub implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*\\brel=\"?next\"?");
    private static final int PAGE = 100;

    /** A page of a hundred repositories has half a megabyte. */
    private static final int BODY_BYTES_MAX = 32 << 20;

    /** A million repositories: a list that goes on longer goes in a ring. */
    private static final int PAGES_MAX = 10_000;

    private static final int TRIES = 5;
    private static final int REDIRECTS_MAX = 3;
    private static final int FAILURES_MAX = 5;

    private final Access access;
    private final InstantSource clock;
    private final HttpClient http;
    private final FailsafeExecutor<Object> careful;
    private volatile Optional<Quota> quota = Optional.empty();

    /**
     * How to ask.
     *
     * @param base such as {@code https://api.github.com}
     * @param timeout of one request and its whole answer
     * @param patience how long to wait at most if the host says that it was asked too often
     * @param backoff how long to wait before the first further try, and how long at most
     */
    public record Access(
            URI base,
            Optional<Token> token,
            Duration timeout,
            Duration patience,
            Duration backoff,
            Duration backoffMax) {

        public static Access of(URI base, Optional<Token> token) {
            return new Access(
                    base,
                    token,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(20));
        }
    }

    /**
     * What became of a list.
     *
     * @param unchanged whether it is as it was when the host gave {@code etag}; then nothing of it was told
     * @param etag of its first page
     * @param whole whether all of it was told
     */
    public record Listed(boolean unchanged, Optional<String> etag, boolean whole) {}

    /** An answer that a host gave: neither late, nor torn, nor asked too often. */
    private record Answer(int status, Optional<JsonNode> body, Optional<String> etag, Optional<URI> next) {}

    /** Something that may be otherwise at the next try. */
    @SuppressWarnings("serial")
    private static final class Passing extends Exception {

        private final transient Optional<Duration> wait;

        Passing(String message, Optional<Duration> wait) {
            super(message, null, false, false);
            this.wait = wait;
        }
    }

    public GitHub(Access access, InstantSource clock) {
        this.access = access;
        this.clock = clock;
        http = HttpClient.newBuilder()
                .connectTimeout(access.timeout())
                .followRedirects(HttpClient.Redirect.NEVER) // the token would go with it
                .build();
        RetryPolicy<Object> again = RetryPolicy.builder()
                .handle(Passing.class)
                .abortOn(failure -> failure instanceof Passing it && isTooLong(it))
                .withBackoff(access.backoff(), access.backoffMax())
                .withJitter(0.25)
                .withDelayFnOn(
                        executionContext -> executionContext.getLastException() instanceof Passing passing
                                ? passing.wait.orElse(Duration.ofNanos(-1)) // as the backoff says
                                : Duration.ofNanos(-1),
                        Passing.class)
                .withMaxAttempts(TRIES)
                .build();
        CircuitBreaker<Object> breaker = CircuitBreaker.builder()
                .handleIf(failure -> failure instanceof Passing it && it.wait.isEmpty())
                .withFailureThreshold(FAILURES_MAX)
                .withDelay(access.backoffMax())
                .build();
        careful = Failsafe.with(breaker, again); // one repository that is never told does not make a host silent
    }

    private boolean isTooLong(Passing it) {
        return it.wait.filter(wait -> wait.compareTo(access.patience()) > 0).isPresent();
    }

    /** Returns how often it may be asked, as it said last. */
    public Optional<Quota> quota() {
        return quota;
    }

    /**
     * Tells all repositories that the owner of the token can see, the ones first that changed last.
     *
     * @param known what the host called an earlier answer: if it is that still, nothing is told
     * @param each hears a repository, and says whether to go on
     * @throws GitHubFailed if there is no token, or the host does not answer
     */
    public Listed repositories(Optional<String> known, Predicate<JsonNode> each) {
        needsToken();
        Optional<URI> page = Optional.of(at("/user/repos?per_page=%d&sort=updated&direction=desc".formatted(PAGE)));
        Optional<String> etag = Optional.empty();
        for (int pages = 0; page.isPresent() && pages < PAGES_MAX; pages++) {
            Answer answer = ask(page.get(), pages == 0 ? known : Optional.empty());
            if (answer.status() == 304) {
                return new Listed(true, known, false);
            }
            JsonNode items = answer.body().filter(JsonNode::isArray).orElseThrow(() -> refused(answer, "a list"));
            etag = pages == 0 ? answer.etag() : etag;
            for (JsonNode item : items) {
                if (!each.test(item)) {
                    return new Listed(false, etag, false);
                }
            }
            page = answer.next();
        }
        return new Listed(false, etag, page.isEmpty());
    }

    /**
     * Asks whether the host is there and takes the token, which costs nothing of the quota.
     *
     * @throws GitHubFailed if not
     */
    public void reach() {
        Answer answer = ask(at("/rate_limit"), Optional.empty());
        if (answer.status() == 401) {
            throw refused(answer, "its limits");
        }
    }

    /** What a host says of one repository. */
    public sealed interface One {

        record Known(JsonNode repository) implements One {}

        /** The host does not know it, or hides that it does. */
        record Unknown() implements One {}

        /**
         * Nobody can say whether it is there: the host lets others ask for it only, as by single sign-on or from some
         * addresses, or never answers of this one.
         *
         * @param message why, as far as the host says
         */
        record Untold(String message) implements One {}
    }

    /**
     * Returns what the host says of a repository.
     *
     * @throws GitHubFailed if the host is to be left alone, or lets nobody ask for any
     */
    public One repository(String owner, String name) {
        return one(
                "/repos/%s/%s".formatted(encoded(owner), encoded(name)),
                node -> node.path("full_name").isTextual());
    }

    /** As {@link #repository}, of how many bytes of each language a repository has. */
    public One languages(String owner, String name) {
        return one(
                "/repos/%s/%s/languages".formatted(encoded(owner), encoded(name)),
                node -> node.valueStream().allMatch(JsonNode::isNumber));
    }

    private One one(String path, Predicate<JsonNode> is) {
        needsToken();
        Answer answer;
        try {
            answer = ask(at(path), Optional.empty());
        } catch (GitHubFailed e) {
            if (e.until().isPresent() || Thread.currentThread().isInterrupted()) { // no other would be told either
                throw e;
            }
            return new One.Untold(String.valueOf(e.getMessage()));
        }
        String why = answer.body()
                .map(node -> node.path("message").asText(""))
                .filter(text -> !text.isBlank())
                .orElse("it does not say why");
        return switch (answer.status()) {
            case 200 ->
                answer.body()
                        .filter(JsonNode::isObject)
                        .filter(is)
                        .<One>map(One.Known::new)
                        .orElseGet(() -> new One.Untold("%s answered with what is no repository"
                                .formatted(access.base().getHost())));
            case 404, 410, 451 -> new One.Unknown();
            case 403 ->
                new One.Untold("%s lets this token not read it: %s"
                        .formatted(access.base().getHost(), why));
            case 401 -> throw refused(answer, "a repository");
            default ->
                new One.Untold(
                        "%s answered with status %d".formatted(access.base().getHost(), answer.status()));
        };
    }

    private void needsToken() {
        if (access.token().isEmpty()) {
            throw new GitHubFailed(
                    ("there is no token for %s: gh auth login makes one; GITHUB_TOKEN is for GitHub alone,"
                                    + " DAYBOOK_GITHUB_TOKEN for wherever GITHUB_API_URL leads")
                            .formatted(access.base().getHost()),
                    Optional.empty());
        }
    }

    private URI at(String path) {
        String base = access.base().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private GitHubFailed refused(Answer answer, String wanted) {
        return new GitHubFailed(
                switch (answer.status()) {
                    case 401 ->
                        "%s does not take the token: set another GITHUB_TOKEN, or gh auth refresh"
                                .formatted(access.base().getHost());
                    case 403 ->
                        "%s lets this token not read repositories: give it the scope repo, or 'metadata: read'"
                                .formatted(access.base().getHost());
                    default ->
                        "%s answered with status %d: want %s"
                                .formatted(access.base().getHost(), answer.status(), wanted);
                },
                Optional.empty());
    }

    private Answer ask(URI uri, Optional<String> etag) {
        try {
            URI asked = uri;
            for (int i = 0; i < REDIRECTS_MAX; i++) {
                URI now = asked;
                Answer answer = careful.get(() -> send(now, etag));
                if (answer.status() / 100 != 3
                        || answer.status() == 304
                        || answer.next().isEmpty()) {
                    return answer;
                }
                asked = answer.next().get();
            }
            throw new GitHubFailed("%s leads from one page to the next".formatted(uri.getHost()), Optional.empty());
        } catch (CircuitBreakerOpenException _) {
            throw new GitHubFailed(
                    "%s did not answer several times: it is left alone for %d s"
                            .formatted(uri.getHost(), access.backoffMax().toSeconds()),
                    Optional.of(clock.instant().plus(access.backoffMax())));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                throw new GitHubFailed("the request was broken off", Optional.empty());
            }
            if (e.getCause() instanceof Passing passing) {
                throw new GitHubFailed(String.valueOf(passing.getMessage()), passing.wait.map(clock.instant()::plus));
            }
            throw e;
        }
    }

    private Answer send(URI uri, Optional<String> etag) throws Passing, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28")
                .header("User-Agent", "daybook");
        access.token().ifPresent(token -> request.header("Authorization", token.header()));
        etag.ifPresent(text -> request.header("If-None-Match", text));
        HttpResponse<byte[]> response = whole(request.build());
        quota = Quota.of(response.headers()).or(() -> quota);
        return answer(uri, response);
    }

    /** The timeout of a request itself ends with the headers: a host may fall silent after them. */
    private HttpResponse<byte[]> whole(HttpRequest request) throws Passing, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_BYTES_MAX));
        try {
            return answer.get(access.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw unasked(
                    request,
                    "no whole answer within %d ms".formatted(access.timeout().toMillis()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw unasked(request, Optional.ofNullable(failure.getMessage()).orElse("no connection"));
            }
            throw new IllegalStateException("a request broke", e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static Passing unasked(HttpRequest request, String why) {
        return new Passing("%s could not be asked: %s".formatted(request.uri().getHost(), why), Optional.empty());
    }

    private Answer answer(URI asked, HttpResponse<byte[]> response) throws Passing {
        int status = response.statusCode();
        String text = new String(response.body(), StandardCharsets.UTF_8);
        Instant now = clock.instant();
        Optional<Duration> wait = Quota.wait(status, response.headers(), text, now);
        if (wait.isPresent()) {
            throw new Passing(
                    "%s was asked too often and wants to be left alone until %s"
                            .formatted(asked.getHost(), now.plus(wait.get())),
                    wait);
        }
        if (status >= 500 || status == 408) {
            throw new Passing("%s answered with status %d".formatted(asked.getHost(), status), Optional.empty());
        }
        Optional<JsonNode> body = Optional.empty();
        if (status == 200 || (status == 403 && text.startsWith("{"))) {
            try {
                body = Optional.of(JSON.readTree(text));
            } catch (JsonProcessingException e) {
                throw new Passing(
                        "%s answered with what is no JSON: %s".formatted(asked.getHost(), JsonReasons.of(e)),
                        Optional.empty());
            }
        }
        Optional<String> next = status / 100 == 3
                ? response.headers().firstValue("location")
                : response.headers().allValues("link").stream()
                        .map(NEXT::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> matcher.group(1))
                        .findFirst();
        Optional<URI> leads = next.isPresent() ? Optional.of(sameHost(asked, next.get())) : Optional.empty();
        return new Answer(status, body, response.headers().firstValue("etag"), leads);
    }

    /** The token is for this host only. */
    private static URI sameHost(URI asked, String leads) throws Passing {
        URI next;
        try {
            next = asked.resolve(leads);
        } catch (IllegalArgumentException e) {
            throw new Passing("%s leads to no URL: %s".formatted(asked.getHost(), e.getMessage()), Optional.empty());
        }
        String here = (asked.getScheme() + "://" + asked.getAuthority()).toLowerCase(Locale.ROOT);
        if (!here.equals((next.getScheme() + "://" + next.getAuthority()).toLowerCase(Locale.ROOT))) {
            throw new GitHubFailed(
                    "%s leads to another host, %s, which the token is not for".formatted(here, next.getHost()),
                    Optional.empty());
        }
        return next;
    }

    @Override
    public void close() {
        http.close();
    }
}
