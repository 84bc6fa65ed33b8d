package dev.daybook.project.github;

import static dev.daybook.project.github.GitHubServer.cut;
import static dev.daybook.project.github.GitHubServer.says;
import static dev.daybook.project.github.GitHubServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.daybook.project.github.GitHub.Access;
import dev.daybook.project.github.GitHub.Listed;
import dev.daybook.project.github.GitHub.One;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GitHubTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private GitHubServer server;
    private GitHub github;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void aServer() throws IOException {
        server = new GitHubServer();
        github = github(Optional.of(new Token(GitHubServer.TOKEN)), Duration.ofSeconds(30));
    }

    private GitHub github(Optional<Token> token, Duration timeout) {
        return new GitHub(
                new Access(
                        server.base(),
                        token,
                        timeout,
                        Duration.ofSeconds(3),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(10)),
                InstantSource.fixed(NOW));
    }

    @AfterEach
    void end() {
        github.close();
        server.close();
    }

    private Listed list(Optional<String> known) {
        told.clear();
        return github.repositories(known, it -> told.add(it.path("full_name").asText()));
    }

    private void repositories(int count) {
        for (int i = 0; i < count; i++) {
            server.put("ada/r" + i);
        }
    }

    @Test
    void all_pages_are_read_each_once() {
        repositories(250);

        Listed listed = list(Optional.empty());

        assertThat(told).hasSize(250).doesNotHaveDuplicates().startsWith("ada/r249");
        assertThat(listed.whole()).isTrue();
        assertThat(server.requests()).hasSize(3);
        assertThat(github.quota()).contains(new Quota(4999, 5000, Instant.ofEpochSecond(4102444800L)));
    }

    @Test
    void reading_ends_where_the_caller_wants() {
        repositories(250);

        Listed listed = github.repositories(Optional.empty(), it -> told.add("one") && told.size() < 7);

        assertThat(told).hasSize(7);
        assertThat(listed.whole()).isFalse();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void what_has_not_changed_is_not_told_again() {
        repositories(3);
        Optional<String> etag = list(Optional.empty()).etag();

        assertThat(list(etag)).isEqualTo(new Listed(true, etag, false));
        assertThat(told).isEmpty();

        server.put("ada/new");
        assertThat(list(etag).unchanged()).isFalse();
        assertThat(told).hasSize(4);
    }

    @Test
    void what_passes_is_tried_again() {
        repositories(1);
        server.next(status(502), cut(), says(200, "[{\"name\":"), says(200, "<html>"));

        list(Optional.empty());

        assertThat(told).containsExactly("ada/r0");
        assertThat(server.requests()).hasSize(5);
    }

    @Test
    void a_host_that_is_slow_is_asked_again() {
        repositories(1);
        github.close();
        github = github(Optional.of(new Token(GitHubServer.TOKEN)), Duration.ofMillis(700));
        server.next(server.silence());

        list(Optional.empty());

        assertThat(told).containsExactly("ada/r0");
    }

    @Test
    void a_host_that_falls_silent_in_its_answer_is_asked_again() {
        repositories(1);
        github.close();
        github = github(Optional.of(new Token(GitHubServer.TOKEN)), Duration.ofMillis(700));
        server.next(server.halfThenSilence());

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> list(Optional.empty()));

        assertThat(told).containsExactly("ada/r0");
    }

    @Test
    void an_answer_that_is_torn_on_a_later_page_tells_nothing_twice() {
        repositories(150);
        list(Optional.empty());
        List<String> whole = List.copyOf(told);
        server.next(server.none(), cut());

        list(Optional.empty());

        assertThat(told).isEqualTo(whole);
    }

    @Test
    void a_host_that_stays_silent_is_left_alone_for_a_while() {
        for (int i = 0; i < 25; i++) {
            server.next(status(503));
        }

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> list(Optional.empty()))
                    .isInstanceOf(GitHubFailed.class)
                    .hasMessage("127.0.0.1 answered with status 503");
        }
        assertThatThrownBy(() -> list(Optional.empty()))
                .isInstanceOf(GitHubFailed.class)
                .hasMessageContaining("left alone");
        assertThatThrownBy(() -> github.repository("ada", "r0"))
                .isInstanceOf(GitHubFailed.class)
                .hasMessageContaining("left alone");
        assertThat(server.requests()).hasSize(25);
    }

    @Test
    void one_repository_that_is_never_told_says_nothing_of_the_host() {
        repositories(1);
        for (String bad : List.of("ada/bad", "ada/worse")) {
            server.breaks(bad, bad.equals("ada/bad") ? status(500) : says(200, "<html>"));
            assertThat(github.repository("ada", bad.substring(4))).isInstanceOf(One.Untold.class);
        }
        server.next(says(200, "[]"), status(418));

        assertThat(github.repository("ada", "r0"))
                .isEqualTo(new One.Untold("127.0.0.1 answered with what is no repository"));
        assertThat(github.repository("ada", "r0")).isEqualTo(new One.Untold("127.0.0.1 answered with status 418"));
        assertThat(github.repository("ada", "r0")).isInstanceOf(One.Known.class);
    }

    @Test
    void limits_are_waited_for_as_the_host_says() {
        repositories(1);
        server.next(
                status(429, "Retry-After", "0"),
                status(403, "Retry-After", "1"),
                status(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", String.valueOf(NOW.getEpochSecond())));

        list(Optional.empty());

        assertThat(told).containsExactly("ada/r0");
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void a_limit_that_lasts_too_long_is_told_with_its_end() {
        Instant reset = NOW.plus(Duration.ofMinutes(40));
        server.next(
                status(403, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", String.valueOf(reset.getEpochSecond())));

        GitHubFailed failed = catchThrowableOfType(GitHubFailed.class, () -> list(Optional.empty()));

        assertThat(failed.until()).contains(reset.plusSeconds(1));
        assertThat(failed).hasMessageContaining("asked too often").hasMessageContaining("2026-11-26T12:40:01Z");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_secondary_limit_without_a_time_lasts_a_minute() {
        server.next(says(403, "{\"message\":\"You have exceeded a secondary rate limit.\"}"));

        GitHubFailed failed = catchThrowableOfType(GitHubFailed.class, () -> list(Optional.empty()));

        assertThat(failed.until()).contains(NOW.plusSeconds(60));
    }

    @Test
    void who_may_not_come_in_is_told_what_helps_and_never_the_token() {
        github.close();
        github = github(Optional.of(new Token("ghs_wrong")), Duration.ofSeconds(30));

        assertThatThrownBy(() -> list(Optional.empty()))
                .hasMessage("127.0.0.1 does not take the token: set another GITHUB_TOKEN, or gh auth refresh");
        server.next(says(403, "{\"message\":\"Resource not accessible\"}"));
        assertThatThrownBy(() -> list(Optional.empty())).hasMessageContaining("metadata: read");
        assertThat(github(Optional.empty(), Duration.ofSeconds(30)))
                .satisfies(it -> assertThatThrownBy(() -> it.repositories(Optional.empty(), _ -> true))
                        .hasMessageStartingWith("there is no token for 127.0.0.1: gh auth login makes one"));
        assertThat(new Token("ghs_secret")).asString().doesNotContain("secret");
    }

    @Test
    void one_repository_is_there_or_not_and_a_renamed_one_is_found() {
        server.put("ada/here");

        One here = github.repository("ada", "here");
        assertThat(here)
                .isInstanceOfSatisfying(
                        One.Known.class,
                        it -> assertThat(
                                        it.repository().path("stargazers_count").asInt())
                                .isEqualTo(3));
        assertThat(github.repository("ada", "gone")).isEqualTo(new One.Unknown());
        server.next(status(301, "Location", "/repos/ada/here"));
        assertThat(github.repository("ada", "old")).isEqualTo(here);
        assertThat(github.repository("ada", "a?b/../c")).isEqualTo(new One.Unknown());
        assertThat(server.requests().getLast()).isEqualTo("/repos/ada/a%3Fb%2F..%2Fc");
    }

    @Test
    void the_token_goes_to_no_other_host() {
        server.next(status(301, "Location", "http://127.0.0.2:9/repos/ada/here"));

        assertThat(github.repository("ada", "here"))
                .isInstanceOfSatisfying(
                        One.Untold.class, it -> assertThat(it.message()).contains("another host"));
    }

    @Test
    void what_is_no_list_is_refused() {
        server.next(says(200, "{\"items\":[]}"), says(404, ""));

        assertThatThrownBy(() -> list(Optional.empty())).hasMessage("127.0.0.1 answered with status 200: want a list");
        assertThatThrownBy(() -> list(Optional.empty())).hasMessage("127.0.0.1 answered with status 404: want a list");
    }

    @Test
    void without_a_network_it_says_so() {
        server.close();

        assertThatThrownBy(() -> list(Optional.empty()))
                .isInstanceOf(GitHubFailed.class)
                .hasMessageStartingWith("127.0.0.1 could not be asked");
    }
}
