package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents tell users to run when something goes wrong runs, from the first command to the last. */
class TroubleshootingTest {

    private static final Path DOCUMENT = Path.of("docs/troubleshooting.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract))`");
    private static final Pattern COMMAND = Pattern.compile("(?m)^daybook (.*?)(?: +# (\\d))?$");

    @TempDir
    Path root;

    @AfterEach
    void end() {
        System.clearProperty("daybook.home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/troubleshooting.md", "docs/runbook.md"})
    void its_commands_end_as_it_says(Path document) throws IOException {
        Program program = Program.in(root);
        Folder.copy(Path.of("src/test/resources/legacy/gum/valid/v0-json"), program.home());
        System.setProperty("daybook.home", program.home().toString());
        program.command("sbi", "register", "one");
        Matcher commands = COMMAND.matcher(Files.readString(document));
        int run = 0;
        for (; commands.find(); run++) {
            String[] words =
                    commands.group(1).replace("~", program.home().toString()).split(" +");
            Program.Ended ended = program.command(words);
            List<Integer> wanted = commands.group(2) == null
                    ? List.of(0, Exit.FINDINGS.code())
                    : List.of(Integer.parseInt(commands.group(2)));
            assertThat(wanted)
                    .as("%s%n%s%s", commands.group(), ended.out(), ended.err())
                    .contains(ended.code());
        }
        assertThat(run).isGreaterThan(15);
    }

    @Test
    void every_test_that_is_said_to_hold_a_promise_is_there() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }

        List<String> named = TEST.matcher(Files.readString(Path.of("docs/reliability.md"))
                        + Files.readString(Path.of("docs/mutation.md")))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(20).allMatch(tests::contains);
    }

    @Test
    void every_alert_is_in_it() throws IOException {
        Stream<String> alerts = Pattern.compile("alert: (\\w+)")
                .matcher(Files.readString(Path.of("docker/alerts.yaml")))
                .results()
                .map(it -> it.group(1));

        assertThat(Files.readString(DOCUMENT)).contains(alerts.toList());
    }
}
