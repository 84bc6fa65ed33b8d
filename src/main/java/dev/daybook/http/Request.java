package dev.daybook.http;

import dev.daybook.access.Caller;
import dev.daybook.http.Problem.Kind;
import dev.daybook.journal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request that has been read and fits the contract. Parameters are asked for by the names of the contract; one that
 * is missing has the contract's default, if there is one.
 *
 * @param instance its own name, for the log and for who asks why
 * @param caller who asks
 * @param uri path and query as they came
 * @param media the type of the answer that the client likes best
 * @param file its body, where that is too large to be held
 * @param encrypted whether nobody on the way reads the answer
 * @param waits to be called when it only waits from then on; refuses that if too many do
 */
record Request(
        String instance,
        Caller caller,
        String method,
        String uri,
        RouteForm form,
        Map<String, String> path,
        NamedValues query,
        NamedValues headers,
        String media,
        ByteBuffer raw,
        Optional<BodyFile> file,
        boolean encrypted,
        Runnable waits) {

    /** What was sent: a path with its query, and a body. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    record Sent(
            String method, String uri, NamedValues headers, byte[] body, Optional<BodyFile> file, boolean encrypted) {

        /** Returns the path, still percent-encoded. */
        String path() {
            return uri.split("\\?", 2)[0];
        }
    }

    /** Nobody waits longer for a read model: a client that would may ask again. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    /**
     * Reads a request.
     *
     * @throws Problem.Thrown if it does not fit the contract
     */
    static Request read(String instance, Caller caller, Routes.Found found, Sent sent, Runnable waits) {
        RouteForm form = found.route().form();
        String[] parts = sent.uri().split("\\?", 2);
        NamedValues query = Percent.query(parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
        NamedValues headers = HeaderTexts.of(sent.headers());
        form.check(found.path(), query, headers);
        String media =
                form.media(found.path(), Optional.ofNullable(sent.headers().get("Accept")));
        form.check(sent.body());
        return new Request(
                instance,
                caller,
                sent.method(),
                sent.uri(),
                form,
                found.path(),
                query,
                headers,
                media,
                ByteBuffer.wrap(sent.body()).asReadOnlyBuffer(),
                sent.file(),
                sent.encrypted(),
                waits);
    }

    static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    String path(String name) {
        return path.getOrDefault(name, "");
    }

    Optional<String> text(String name) {
        Optional<String> standard = form.standard(name);
        return Optional.ofNullable(query.get(name)).or(() -> standard);
    }

    OptionalLong number(String name) {
        return text(name).map(value -> OptionalLong.of(Long.parseLong(value))).orElse(OptionalLong.empty());
    }

    /** Returns whether a flag is set; {@code ?flag} without a value sets it. */
    boolean flag(String name) {
        return text(name).map(value -> !value.equals("false")).orElse(false);
    }

    Optional<String> cursor() {
        return text("cursor");
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Returns how long to wait for {@code ?after=}. */
    Duration waiting() {
        String text = text("wait").orElseThrow();
        Duration wait = text.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                : Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        if (wait.compareTo(WAIT_MAX) > 0) {
            throw Problem.thrown(Kind.OVER_LIMIT, "wait is %s: want at most %ds", text, WAIT_MAX.toSeconds());
        }
        return wait;
    }

    /** Returns how long to wait for something to come: for no position, and only if that is said. */
    Duration patience() {
        return query.get("wait") == null || number("after").isPresent() ? Duration.ZERO : waiting();
    }

    /** Returns a hash of what is asked for: another request has another one. */
    String fingerprint() {
        var digest = Sha256.digest();
        digest.update("%s %s\n".formatted(method, uri).getBytes(StandardCharsets.UTF_8));
        digest.update(raw.duplicate());
        return Sha256.of(digest.digest()).toString();
    }
}
