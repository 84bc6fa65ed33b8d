package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tools/test} asks of Maven: in a tree that holds the scripts, two tests and a Maven that only tells it. */
class ScriptTest {

    @TempDir
    private Path tree;

    @BeforeEach
    void lay() throws IOException {
        Path real = Path.of("").toAbsolutePath();
        for (String script : List.of("tools/test", "tools/lib/jdk.sh", "docker/health.sh", ".ci/run")) {
            Files.createDirectories(tree.resolve(script).getParent());
            Files.copy(real.resolve(script), tree.resolve(script));
        }
        for (String folder : List.of("src/test/java", "journal-schema", "projections")) {
            Files.createDirectories(tree.resolve(folder));
        }
        for (String test : List.of("DamageTest", "SoakIT")) {
            Files.writeString(tree.resolve("src/test/java/" + test + ".java"), "daybook.torture");
        }
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Path maven = Files.writeString(tree.resolve("mvnw"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }

    private List<String> maven(String... args) throws IOException {
        var command = new ArrayList<>(List.of("sh", tree.resolve("tools/test").toString()));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
            return lines.toList();
        }
    }

    @Test
    void without_arguments_it_verifies_everything() throws IOException {
        assertThat(maven())
                .contains("verify", "-Pbench-sources,early-jar")
                .noneMatch(arg -> arg.startsWith("-Ddaybook.torture"));
    }

    @Test
    void torture_runs_each_test_that_knows_a_long_form() throws IOException {
        assertThat(maven("--torture"))
                .contains("-Ddaybook.torture=true", "-Dtest=None,DamageTest", "-Dit.test=None,SoakIT");
    }

    @Test
    void torture_runs_only_the_tests_that_are_named_and_hands_the_rest_to_maven() throws IOException {
        assertThat(maven("--torture", "SoakIT", "-Ddaybook.soak.minutes=60"))
                .contains("-Ddaybook.torture=true", "-Dtest=None", "-Dit.test=None,SoakIT", "-Ddaybook.soak.minutes=60")
                .doesNotContain("SoakIT");
    }

    @Test
    void a_mutation_run_changes_the_package_that_is_named() throws IOException {
        assertThat(maven("--mutation", "event"))
                .contains("test-compile", "-Pmutation", "-DtargetClasses=dev.daybook.event.*")
                .noneMatch(arg -> arg.contains("dev.daybook.domain"));
    }
}
