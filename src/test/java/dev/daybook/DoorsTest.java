package dev.daybook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.access.OwnerToken;
import dev.daybook.cli.Cli;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import dev.daybook.cli.Environment;
import dev.daybook.cli.Exchange;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.code.SeenFile;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.project.discovery.Commits;
import dev.daybook.projection.ReadModels;
import dev.daybook.shape.Argument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation of the catalogue answers alike at every door: by HTTP, in the process, and as a command. Each door has
 * a data directory of its own, which the same examples are carried out on, one after the other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class DoorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static final int ACCEPTED = 202;
    private static final int UNAVAILABLE = 503;

    /** They tell how read models stand, or of a fact what is posted of it. */
    private static final Set<String> OF_READ_MODELS = Set.of(
            "getStatus",
            "getHealth",
            "listProjections",
            "getProjection",
            "verify",
            "drift",
            "getEntry",
            "getProjectHealth");

    /** What a command ends with that has something to say about what it looked at. */
    private static final int FINDINGS = 2;

    /** What comes and goes while files are followed. */
    private static final Set<String> UNDER_WAY =
            Set.of("state", "batches", "files", "appended", "findings", "errors", "lastChangeAt", "lagSeconds");

    private final Map<String, Map<String, String>> remembered = new HashMap<>();
    private final Map<Running, String> doors = new HashMap<>();
    private Running served;
    private Running here;
    private final HttpClient http = HttpClient.newHttpClient();

    private record Reply(int status, JsonNode body) {}

    @BeforeAll
    void open() throws Exception {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve(".deespec/specs/sbi"));
        Path plan = Files.createDirectories(tree.resolve(".deespec/specs/pbi/PBI-001"));
        Files.writeString(plan.resolve("pbi.md"), "# Sign in\n");
        Files.writeString(plan.resolve("sbi_1.md"), "# Add login\n");
        Files.createDirectories(project().resolve(".git"));
        repository(folder.resolve("repository"));
        System.setProperty("daybook.home", folder.resolve("home").toString());
        for (String door : List.of("served", "here", "commands")) {
            Files.createDirectory(folder.resolve(door));
            SeenFile.writeShop(folder.resolve(door));
        }
        served = open("served", Stay.SERVE);
        here = open("here", Stay.COMMAND);
    }

    private static void repository(Path at) throws Exception {
        try (Git git = Commits.begin(Files.createDirectories(at))) {
            Files.writeString(at.resolve("Total.java"), "class Total { int total() { return 1; } }\n");
            git.add().addFilepattern(".").call();
            Commits.commit(git, "Add totals");
            git.tag().setName("v1").setSigned(false).call();
        }
    }

    private static Path project() {
        return folder.resolve("home/code/engine");
    }

    private Running open(String name, Stay stay) {
        Path data = folder.resolve(name);
        Running door = Application.OPENER.open(
                DataDirectory.at(data),
                ProgramSettings.of(Map.of(), Map.of(), data),
                stay,
                Listen.PRIVATE,
                new Expected(0, false));
        doors.put(door, name);
        return door;
    }

    @AfterAll
    void close() {
        System.clearProperty("daybook.home");
        served.close();
        here.close();
        http.close();
    }

    @Test
    void every_operation_has_an_example() throws IOException {
        Set<String> shown = DoorExample.all().stream()
                .map(it -> it.operation().id())
                .collect(Collectors.toCollection(HashSet::new));
        assertThat(shown)
                .as("src/test/resources/doors/examples.json has an example of each")
                .containsExactlyInAnyOrderElementsOf(DoorExample.CATALOGUE.keySet());
    }

    @ParameterizedTest
    @MethodSource("dev.daybook.DoorExample#all")
    void is_answered_alike(DoorExample example) throws Exception {
        if (example.operation().path().startsWith("/projections")) {
            await().until(() -> read(served, "/projections").findValues("lagEvents").stream()
                    .allMatch(it -> it.asInt() == 0));
        }
        Reply byHttp = byHttp(example);
        assertThat(byHttp.status()).as("%s", byHttp.body()).isBetween(200, 299);

        assertThat(inProcess(example, here)).as("in the process").isEqualTo(byHttp);
        if (example.operation().isTimed()) {
            assertThat(inProcess(example, served, "&asOf=" + served.head()))
                    .as("as of the last position")
                    .isEqualTo(byHttp);
        }
        if (example.operation().name().isEmpty() || example.operation().form().hasProcedure()) {
            try (Running commands = open("commands", Stay.COMMAND)) {
                inProcess(example, commands); // what it writes is there for the commands that follow
            }
        } else {
            JsonNode shown = shown(example.operation(), byHttp.body());
            boolean finds = example.operation().form().ending(byHttp.body()) == Ending.FINDINGS;
            DoorExample named = example.with(places());
            assertThat(byCommand(named, finds ? FINDINGS : 0))
                    .as("daybook %s", CommandWords.of(named, folder))
                    .isEqualTo(shown);
        }
    }

    /** Carried out after all others: the directory of the commands has what they wrote. */
    @ParameterizedTest
    @MethodSource("readModels")
    void no_answer_is_made_while_rows_that_it_needs_are_missing(String name) throws Exception {
        Path directory = folder.resolve("without-" + name);
        copy(folder.resolve("commands"), directory);
        Map<DoorExample, Reply> whole =
                of(answers(directory), reply -> reply.status() == 200); // others need what was removed
        remove(name, directory);

        Map<DoorExample, Reply> without = answers(directory);

        Map<DoorExample, Reply> refused = of(without, reply -> isRefused(reply, name));
        assertThat(refused).isNotEmpty();
        whole.keySet().removeAll(refused.keySet());
        assertSoftly(softly -> whole.forEach((example, reply) ->
                softly.assertThat(without.get(example)).as("%s", example).isEqualTo(reply)));
    }

    @Test
    void nothing_waits_in_vain_for_missing_rows_and_how_it_stands_is_told_without_them() throws Exception {
        Path directory = folder.resolve("waiting");
        copy(folder.resolve("commands"), directory);
        remove("sbi", directory);
        try (var closing = new Closing()) {
            Exchange door = door(closing, directory);

            Reply tasks = ask(door, DoorExample.question("listReadySbis"), "/api/v1/sbis/ready?after=1&wait=10ms");
            Reply status = ask(door, DoorExample.question("getStatus"), "/api/v1/status?after=1&wait=60s");

            assertThat(isRefused(tasks, "sbi")).as("%s", tasks).isTrue();
            assertThat(status.body().path("unhealthy").path(0).asText()).startsWith("sbi: is built anew, 0 of ");
            assertThat(status.body().path("others")).isNotEmpty();
            assertThat(status.body().has("tasks")).isFalse();
            assertThat(status.body().path("findings").has("contradictions")).isFalse();
        }
    }

    @Test
    void searching_memories_is_refused_at_once_while_their_rows_are_missing() throws Exception {
        Path directory = folder.resolve("forgotten");
        copy(folder.resolve("commands"), directory);
        remove("agent", directory);
        try (var closing = new Closing()) {
            Exchange door = door(closing, directory);
            var quickest = Duration.ofDays(1);
            for (int i = 0; i < 3; i++) { // the first ones also load classes
                Instant asked = Instant.now();
                Reply refused = ask(door, DoorExample.question("searchMemories"), "/api/v1/memories/search?q=cache");
                quickest = Collections.min(List.of(quickest, Duration.between(asked, Instant.now())));
                assertThat(isRefused(refused, "agent")).as("%s", refused).isTrue();
            }
            assertThat(quickest).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static void remove(String readModel, Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("read"))) {
            for (Path file : files.filter(file -> ReadModels.ofFile(file).equals(Optional.of(readModel)))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isRefused(Reply reply, String readModel) {
        return reply.status() == UNAVAILABLE
                && reply.body()
                        .path("detail")
                        .asText()
                        .startsWith("the read model %s is built anew, 0 of ".formatted(readModel));
    }

    private static Map<DoorExample, Reply> of(Map<DoorExample, Reply> answers, Predicate<Reply> which) {
        var some = new LinkedHashMap<>(answers);
        some.values().removeIf(which.negate());
        return some;
    }

    static List<String> readModels() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("projections"))) {
            return folders.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private Map<DoorExample, Reply> answers(Path directory) throws Exception {
        var answers = new LinkedHashMap<DoorExample, Reply>();
        try (var closing = new Closing()) {
            Exchange door = door(closing, directory);
            for (DoorExample unfilled : questions()) {
                DoorExample example = unfilled.with(remembered.getOrDefault("commands", places()));
                answers.put(example, ask(door, example, example.uri(List.of())));
            }
        }
        return answers;
    }

    private static Reply ask(Exchange door, DoorExample example, String uri) throws Exception {
        Exchange.Reply reply = door.send(
                example.operation().method(),
                uri,
                example.headers(),
                example.body().getBytes(UTF_8));
        try (InputStream body = reply.body()) {
            return new Reply(reply.status(), BareAnswer.of(body.readAllBytes()));
        }
    }

    /** Opens a door to read models as they are in a directory, which nobody brings up to date. */
    private static Exchange door(Closing closing, Path directory) {
        var data = DataDirectory.at(directory);
        var settings = ProgramSettings.of(Map.of(), Map.of(), directory);
        var slices = SecretWiring.slices(settings);
        var journal = closing.add(SqliteJournal.reading(data.journal(), InstantSource.system()));
        var codec = new Codec(journal, slices.facts());
        var timelines = closing.add(new Timelines(journal, codec));
        var models = closing.add(ReadModels.open(
                data.readModels(),
                journal,
                codec,
                timelines,
                slices.projections(codec.catalog(), journal::blobs),
                InstantSource.system()));
        return Look.over(closing, data, settings, new Look.Read(slices, journal, codec, timelines, models))
                .exchange();
    }

    /** Returns the examples that only read, and what can be asked without a word. */
    private static List<DoorExample> questions() throws IOException {
        Stream<DoorExample> wordless = DoorExample.CATALOGUE.values().stream()
                .filter(operation -> operation.arguments().described().stream().noneMatch(Argument::required))
                .map(operation -> DoorExample.question(operation.id()));
        return Stream.concat(DoorExample.all().stream(), wordless)
                .filter(example -> example.operation().effect() == Effect.READS
                        && !OF_READ_MODELS.contains(example.operation().id()))
                .distinct()
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private Reply byHttp(DoorExample unfilled) throws Exception {
        DoorExample example = filled(unfilled, served);
        var request = HttpRequest.newBuilder(served.local().resolve(uri(example, served)))
                .method(example.operation().method(), BodyPublishers.ofString(example.body()))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(folder.resolve("served").resolve(OwnerToken.FILE))
                                        .strip());
        example.headers().forEach(request::header);
        var response = http.send(request.build(), BodyHandlers.ofByteArray());
        return reply(example, served, response.statusCode(), response.body());
    }

    private DoorExample filled(DoorExample example, Running door) throws Exception {
        if (example.of("id").asText().equals("@job") && !meant(door).containsKey("job")) {
            Exchange.Reply begun = door.exchange()
                    .send("POST", "/api/v1/verify?projections=false", Map.of("Prefer", "respond-async"), new byte[0]);
            try (InputStream body = begun.body()) {
                String job = JSON.readTree(body).path("id").asText();
                meant(door).put("job", job);
                await().until(() -> read(door, "/jobs/" + job).has("result"));
            }
        }
        return example.with(meant(door));
    }

    private static JsonNode read(Running door, String path) throws Exception {
        try (InputStream body = door.exchange()
                .send("GET", "/api/v1" + path, Map.of(), new byte[0])
                .body()) {
            return JSON.readTree(body);
        }
    }

    private static Map<String, String> places() {
        return Map.of(
                "tree", folder.resolve("tree").toString(),
                "out", folder.resolve("out").toString(),
                "project", project().toString(),
                "repository", folder.resolve("repository").toString(),
                "target", folder.resolve(UUID.randomUUID().toString()).toString(),
                "archive", folder.resolve(UUID.randomUUID() + ".tar.zst").toString());
    }

    private Map<String, String> meant(Running door) {
        return remembered.computeIfAbsent(doors.get(door), _ -> new HashMap<>(places()));
    }

    private Reply reply(DoorExample example, Running door, int status, byte[] body) throws IOException {
        JsonNode bare = BareAnswer.of(body);
        if (example.operation().effect() == Effect.WORKS && status > 200) {
            JsonNode begun = JSON.readTree(body);
            meant(door).put("id", begun.path("id").asText(begun.path("run").asText()));
        }
        if (example.operation().status() == ACCEPTED) {
            await().atMost(Duration.ofMinutes(1)).until(() -> isOver(door));
            return new Reply(status, MissingNode.getInstance()); // how far it is already
        }
        if (example.operation().id().equals("follow")) { // else it is a matter of luck what there is left to import
            await().until(() -> !read(door, "/follows/" + meant(door).get("id"))
                    .path("state")
                    .asText()
                    .equals("catching-up"));
        }
        if (example.operation().path().startsWith("/follows")) {
            bare.findParents("state").forEach(it -> ((ObjectNode) it).remove(UNDER_WAY));
        }
        return new Reply(status, bare);
    }

    private boolean isOver(Running door) throws Exception {
        Exchange.Reply reply =
                door.exchange().send("GET", "/api/v1/migrations/" + meant(door).get("id"), Map.of(), new byte[0]);
        try (InputStream body = reply.body()) {
            return !JSON.readTree(body.readAllBytes()).path("state").asText().equals("running");
        }
    }

    private Reply inProcess(DoorExample unfilled, Running door) throws Exception {
        return inProcess(unfilled, door, "");
    }

    private Reply inProcess(DoorExample unfilled, Running door, String more) throws Exception {
        DoorExample example = filled(unfilled, door);
        Exchange.Reply reply = door.exchange()
                .send(
                        example.operation().method(),
                        uri(example, door) + more,
                        example.headers(),
                        example.body().getBytes(UTF_8));
        try (InputStream body = reply.body()) {
            return reply(example, door, reply.status(), body.readAllBytes());
        }
    }

    private JsonNode byCommand(DoorExample example, int wanted) throws IOException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var environment = new Environment(
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of("HOME", folder.toString()),
                InstantSource.system(),
                "test",
                Application.OPENER,
                () -> AllSlices.of().catalogue());
        var args = new ArrayList<>(CommandWords.of(example, folder));
        args.addAll(List.of(
                "--format",
                "json",
                "--utc",
                "--data",
                folder.resolve("commands").toString()));
        int code = Cli.run(environment, args.toArray(String[]::new));
        assertThat(code).as("%s%n%s", args, err).isEqualTo(wanted);
        return BareAnswer.of(out.toByteArray());
    }

    /** Returns what a command shows of an answer: of a list its items. */
    private static JsonNode shown(Operation<?, ?> operation, JsonNode body) {
        JsonNode answer = operation.form().inside().isEmpty()
                ? body
                : body.path(operation.form().inside());
        boolean listed = operation.form().isOfEach() || !operation.form().none().isEmpty();
        return !listed || !answer.has("items") ? answer : answer.path("items");
    }

    private static String uri(DoorExample example, Running door) {
        return example.uri(
                example.operation().readModel().isEmpty() ? List.of() : List.of("after=" + door.head(), "wait=30s"));
    }
}
