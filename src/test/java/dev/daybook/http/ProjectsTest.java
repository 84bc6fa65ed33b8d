package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.command.Submission;
import dev.daybook.http.Caller.Reply;
import dev.daybook.project.ScanCommand;
import dev.daybook.project.ScanEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What is known of projects is answered at once, fresh or not, and says how fresh it is. */
class ProjectsTest {

    private static final Pattern METRIC = Pattern.compile("daybook_[a-z_]+");

    @TempDir
    Path folder;

    private Path code;
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private Fixture house;

    @BeforeEach
    void open() throws IOException {
        Path home = folder.toRealPath().resolve("home");
        code = home.resolve("code");
        System.setProperty("daybook.home", home.toString());
        repository("engine");
        house = new Fixture(folder, () -> now);
        house.caller.post("/projects/refresh", "{}").is(200);
    }

    @AfterEach
    void close() {
        house.close();
        System.clearProperty("daybook.home");
    }

    private void repository(String name) throws IOException {
        Files.createDirectories(code.resolve(name).resolve(".git"));
        Files.writeString(code.resolve(name).resolve(".git/HEAD"), "ref: refs/heads/main\n");
    }

    private Reply list() {
        return house.caller.get("/projects").is(200);
    }

    private JsonNode freshness() {
        return house.caller
                .get("/freshness")
                .json()
                .path("items")
                .valueStream()
                .filter(it -> it.path("cache").asText().equals("projects"))
                .findFirst()
                .orElseThrow();
    }

    private String metrics() {
        return house.caller.get("/metrics").text();
    }

    @Test
    void more_than_95_of_100_repeated_questions_find_what_is_fresh() {
        for (int i = 0; i < 100; i++) {
            assertThat(list().header("Daybook-Freshness")).isEqualTo("fresh; age=0; ttl=300");
        }

        assertThat(freshness().path("hits").asInt()).isGreaterThan(95);
        assertThat(freshness().path("misses").asInt()
                        + freshness().path("stale").asInt())
                .isZero();
        assertThat(metrics()).contains("daybook_freshness_hits_total{cache=\"projects\"} 100.0");
    }

    @Test
    void what_is_stale_is_answered_at_once_and_brought_up_to_date_behind() throws IOException {
        now = now.plus(Duration.ofMinutes(10));
        repository("motor");
        await().atMost(Patience.LIMIT) // what has not been posted yet seems to be as old
                .untilAsserted(() -> assertThat(house.caller
                                .get("/readyz?verbose=true")
                                .json()
                                .path("warnings")
                                .toString())
                        .contains("projects: projects are 600 s old, fresh for 300 s"));

        Reply stale = list();

        assertThat(stale.header("Daybook-Freshness")).isEqualTo("stale; age=600; ttl=300");
        assertThat(stale.json().path("items")).hasSize(1);
        await().atMost(Patience.LIMIT).until(() -> list().json().path("items").size() == 2);
        assertThat(list().header("Daybook-Freshness")).startsWith("fresh");
        assertThat(house.caller.get("/jobs").json().path("items")).hasSize(2);
    }

    @Test
    void projects_that_contradict_their_folders_are_looked_for_again() throws IOException {
        repository("motor");
        var wrong =
                new ScanCommand(new ScanEvent.RootSet(code.toString(), "config", Optional.of(now), Optional.of(5L)));
        house.commands.submit(new Submission<>(
                wrong,
                "tester",
                "test",
                now,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        String head = "&after=" + house.head();
        assertThat(house.caller.get("/projects?limit=10&wait=30s" + head).json().path("items"))
                .hasSize(1);

        await().atMost(Patience.LIMIT).until(() -> list().json().path("items").size() == 2);
        assertThat(house.caller.get("/projects/health").json().path("items").toString())
                .contains("each in one state, none contradicts another");
    }

    @Test
    void a_contradiction_is_told_with_what_helps() {
        var wrong = new ScanCommand(new ScanEvent.RootSet(
                folder.resolve("elsewhere").toString(), "config", Optional.of(now), Optional.of(5L)));
        house.commands.submit(new Submission<>(
                wrong,
                "tester",
                "test",
                now,
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        await().atMost(Patience.LIMIT)
                .until(() -> house.caller
                        .get("/projects/health")
                        .json()
                        .path("items")
                        .valueStream()
                        .anyMatch(it -> it.path("state").asText().equals("failed")
                                && it.path("message").asText().contains("had more projects below it")
                                && it.path("help").asText().startsWith("daybook update")));
        assertThat(metrics()).contains("daybook_project_contradictions 1.0");
    }

    @Test
    void every_metric_that_an_alert_names_is_there() throws IOException {
        Set<String> there = metrics()
                .lines()
                .filter(it -> it.startsWith("# TYPE "))
                .map(it -> it.split(" ")[2])
                .collect(Collectors.toSet());
        Map<String, List<Map<String, List<Map<String, Object>>>>> rules =
                new Yaml().load(Files.readString(Path.of("docker/alerts.yaml")));

        assertThat(rules.getOrDefault("groups", List.of()).getFirst().getOrDefault("rules", List.of()))
                .hasSizeGreaterThan(8)
                .allSatisfy(rule -> {
                    List<String> named = METRIC.matcher(String.valueOf(rule.get("expr")))
                            .results()
                            .map(it -> it.group().replaceFirst("_total$", ""))
                            .toList();
                    assertThat(named)
                            .as("%s", rule.get("alert"))
                            .isNotEmpty()
                            .allSatisfy(name -> assertThat(there).containsAnyOf(name, name + "_total"));
                });
    }
}
