package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose files say what Docker understands, and name what is there. Their scripts are run by LauncherIT. */
final class ComposeTest {

    private static final Path DOCKER = Path.of("docker");

    private static final String CLUSTER = "compose.cluster.yaml";

    /** What the files use of the Compose Specification, with what each may hold. */
    private static final Map<String, Class<?>> KEYS = Map.ofEntries(
            Map.entry("build", Map.class),
            Map.entry("image", String.class),
            Map.entry("command", List.class),
            Map.entry("environment", Map.class),
            Map.entry("volumes", List.class),
            Map.entry("ports", List.class),
            Map.entry("depends_on", Object.class),
            Map.entry("healthcheck", Map.class),
            Map.entry("read_only", Boolean.class),
            Map.entry("cap_drop", List.class),
            Map.entry("security_opt", List.class),
            Map.entry("stop_grace_period", String.class),
            Map.entry("restart", String.class));

    private static final Set<String> HEALTH = Set.of("test", "interval", "timeout", "retries", "start_period");

    private static final Pattern DURATION = Pattern.compile("\\d+(ms|s|m|h)");
    private static final Pattern LOCAL_PORT = Pattern.compile("127\\.0\\.0\\.1:\\d+:\\d+");

    /** Of the environment what is no setting: where things are, and how the container is reached. */
    private static final Set<String> OTHERS = Set.of("DAYBOOK_DATA", "DAYBOOK_JAVA_OPTS", "DAYBOOK_HOME");

    private static Map<String, Object> file(String name) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(DOCKER.resolve(name)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services(String name) throws IOException {
        return (Map<String, Map<String, Object>>) file(name).getOrDefault("services", Map.of());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> service, String key) {
        return (Map<String, Object>) service.getOrDefault(key, Map.of());
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Map<String, Object> service, String key) {
        return (List<String>) service.getOrDefault(key, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", CLUSTER})
    void each_service_says_what_docker_understands_and_names_what_is_there(String name) throws IOException {
        Map<String, Map<String, Object>> services = services(name);
        Set<?> volumes = map(file(name), "volumes").keySet();

        assertThat(file(name).keySet())
                .allMatch(key ->
                        key.startsWith("x-") || Set.of("services", "volumes").contains(key));
        services.forEach((service, said) -> {
            said.forEach((key, value) ->
                    assertThat(value).as("%s of %s", key, service).isInstanceOf(KEYS.getOrDefault(key, Void.class)));
            assertThat(list(said, "ports"))
                    .as("reached by nobody but this machine")
                    .allMatch(LOCAL_PORT.asMatchPredicate());
            assertThat(dependencies(said)).isSubsetOf(services.keySet());
            assertThat(map(said, "healthcheck").keySet()).isSubsetOf(HEALTH);
            Stream.of(said.get("stop_grace_period"), map(said, "healthcheck").get("interval"))
                    .flatMap(Stream::ofNullable)
                    .forEach(text -> assertThat(text.toString()).matches(DURATION));
            for (String volume : list(said, "volumes")) {
                String from = volume.substring(0, volume.indexOf(':'));
                assertThat(from.startsWith(".") ? Files.exists(DOCKER.resolve(from)) : volumes.contains(from))
                        .as(volume)
                        .isTrue();
            }
            Map<String, Object> build = map(said, "build");
            if (!build.isEmpty()) {
                assertThat(DOCKER.resolve(String.valueOf(build.get("context")))
                                .resolve(String.valueOf(build.get("dockerfile"))))
                        .isRegularFile();
            }
        });
    }

    private static Set<String> dependencies(Map<String, Object> service) {
        return switch (service.getOrDefault("depends_on", List.of())) {
            case List<?> names -> names.stream().map(String::valueOf).collect(Collectors.toSet());
            case Map<?, ?> conditions -> {
                assertThat(conditions.values()).allMatch(Map.of("condition", "service_healthy")::equals);
                yield conditions.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
            }
            default -> throw new IllegalArgumentException("depends_on of " + service);
        };
    }

    @Test
    void the_three_nodes_of_a_cluster_differ_in_name_and_folder_alone_and_the_proxy_knows_each() throws IOException {
        Map<String, Map<String, Object>> nodes = services(CLUSTER).entrySet().stream()
                .filter(service -> "daybook".equals(service.getValue().get("image")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

        assertThat(nodes).hasSize(3);
        assertThat(nodes.values().stream().map(ComposeTest::withoutItsOwn).distinct())
                .hasSize(1);
        nodes.forEach((name, node) -> {
            assertThat(map(node, "environment")).containsEntry("DAYBOOK_NODE_NAME", name);
            assertThat(list(node, "volumes")).containsExactly(name + ":/data");
        });
        Set<String> known = Files.readAllLines(DOCKER.resolve("haproxy.cfg")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("server "))
                .map(line -> line.split(" ")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).isEqualTo(new TreeSet<>(nodes.keySet()));
    }

    private static Map<String, Object> withoutItsOwn(Map<String, Object> node) {
        var others = new HashMap<>(node);
        others.remove("volumes");
        var environment = new HashMap<>(map(node, "environment"));
        environment.remove("DAYBOOK_NODE_NAME");
        others.put("environment", environment);
        return others;
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", CLUSTER})
    void what_is_set_in_the_environment_is_a_setting(String name) throws IOException {
        Set<String> settings = Stream.concat(
                        Arrays.stream(ProgramSetting.values()).map(ProgramSetting::variable), OTHERS.stream())
                .collect(Collectors.toSet());

        for (Map<String, Object> service : services(name).values()) {
            assertThat(map(service, "environment").keySet().stream().filter(key -> key.startsWith("DAYBOOK_")))
                    .isSubsetOf(settings);
        }
    }
}
