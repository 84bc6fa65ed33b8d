package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {

    /** Lambda forms and proxies are made anew at each start; whole libraries must not be. */
    private static final int CLASSES_MAX = 200;

    @TempDir
    private Path root;

    @Test
    void its_standard_output_is_that_of_the_program_alone() {
        var program = Program.in(root);
        assertThat(program.command("sbi", "register", "Kept").code()).isZero();

        var listed = program.runScript(
                "tools/daybook",
                "sbi",
                "list",
                "--format",
                "json",
                "--data",
                program.data().toString());

        assertThat(listed.code()).as(listed.err()).isZero();
        assertThat(listed.json()).hasSize(1);
        assertThat(program.temporary()).isEmptyDirectory();
        assertThat(program.home()).isEmptyDirectory();
    }

    @Test
    void a_question_loads_hardly_a_class_that_is_not_in_its_cache_and_none_of_the_server() throws IOException {
        var program = Program.in(root);
        assertThat(program.command("sbi", "register", "Kept").code()).isZero();
        // Whoever finds a read model behind posts what it lacks first, which takes more than a look.
        assertThat(program.command("search", "Kept").code()).isZero();
        assertThat(program.command("audit").code()).isZero();

        for (List<String> question :
                List.of(List.of("search", "Kept"), List.of("sbi", "list"), List.of("audit"), List.of("config"))) {
            Path log = root.resolve("classes");
            program.with("DAYBOOK_JAVA_OPTS", "-Xlog:class+load:file=" + log + "::filecount=0");
            var command = new ArrayList<>(question);
            command.addAll(List.of("--data", program.data().toString()));

            var answer = program.runScript("tools/daybook", command.toArray(String[]::new));

            assertThat(answer.code()).as(answer.err()).isZero();
            List<String> loaded = Files.readAllLines(log);
            assertThat(loaded)
                    .filteredOn(line -> line.contains(" io.netty.") || line.contains(" io.vertx."))
                    .as("%s", question)
                    .isEmpty();
            assertThat(loaded)
                    .filteredOn(line -> !line.contains("shared objects file"))
                    .as("%s: read, verified or made at its start", question)
                    .hasSizeLessThan(CLASSES_MAX);
        }
    }

    @Test
    void options_for_the_jvm_are_passed_on() {
        var program = Program.in(root).with("DAYBOOK_JAVA_OPTS", "-Xmx64m -XshowSettings:vm");

        var shown = program.runScript("tools/daybook", "--version");

        assertThat(shown.err()).contains("Max. Heap Size: 64.00M");
        assertThat(shown.out()).startsWith("daybook ");
    }

    @Test
    void without_a_new_enough_jdk_it_names_the_package_to_install() {
        var script = ". %s/tools/lib/jdk.sh; java_wanted=99; find_jdk".formatted(Program.repository());

        var ended =
                Program.end(Program.in(root).with("PATH", System.getenv("PATH")).launch(List.of("sh", "-c", script)));

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("no JDK 99 or newer").contains("apt install openjdk-99-jdk");
    }

    @Test
    void read_models_are_rebuilt_by_the_script_of_that_name() {
        var program = Program.in(root);
        assertThat(program.command("sbi", "register", "Kept").code()).isZero();

        var rebuilt = program.runScript(
                "tools/rebuild-projections", "sbi", "--data", program.data().toString());

        assertThat(rebuilt.code()).as(rebuilt.err()).isZero();
        assertThat(rebuilt.out()).contains("sbi");
    }

    @Test
    void in_a_container_the_entry_point_serves_and_the_health_check_sees_it() {
        var program = Program.in(root)
                .with("PATH", System.getenv("PATH"))
                .with("JAVA_HOME", System.getProperty("java.home"))
                .with("DAYBOOK_HOME", Program.jar().resolveSibling("").toString())
                .with("DAYBOOK_DATA", root.resolve("data").toString());
        var docker = Program.repository().resolve("docker");
        var health = docker.resolve("health.sh").toString();

        try (var server = Program.Server.of(
                program.launch(List.of(docker.resolve("entrypoint.sh").toString(), "serve", "--port", "0")),
                program.data())) {
            program.with("DAYBOOK_PORT", Integer.toString(server.endpoint().getPort()));
            // It gives up after seconds, and is asked again, as by whoever watches a container.
            await().until(() -> Program.end(program.launch(List.of(health))).code() == 0);
            assertThat(server.stop()).as("the signal reaches the JVM").isEqualTo(128 + 15);
            assertThat(Program.end(program.launch(List.of(health))).code()).isNotZero();
        }
    }
}
