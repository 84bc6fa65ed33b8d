package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.InProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

    private static final String COMPLETE = """
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            _complete_daybook
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    private Path folder;

    @Test
    void bash_completes_commands_their_options_and_the_words_that_these_take() throws Exception {
        Path script = Files.writeString(folder.resolve("completion.bash"), script("bash"));

        assertThat(completed(script, "daybook", "chec")).containsExactlyInAnyOrder("checkpoint", "checkpoints");
        assertThat(completed(script, "daybook", "sbi", "reg")).containsExactly("register");
        assertThat(completed(script, "daybook", "sbi", "list", "--prio")).containsExactly("--priority");
        assertThat(completed(script, "daybook", "sbi", "list", "--sort", "up")).containsExactly("updated");
        assertThat(completed(script, "daybook", "undo", "--dr")).containsExactly("--dry-run");
        assertThat(script("zsh")).as("it asks which of the two reads it").isEqualTo(script("bash"));
    }

    @Test
    void fish_completes_the_same_tree() {
        assertThat(script("fish").lines())
                .contains("complete -c daybook -f")
                .anyMatch(it -> it.startsWith("complete -c daybook -n __fish_use_subcommand -a sbi -d "))
                .anyMatch(it -> it.startsWith("complete -c daybook -n '__fish_seen_subcommand_from sbi; and not"
                                + " __fish_seen_subcommand_from list show ready")
                        && it.contains(" -a register -d 'Registers a task.'"))
                .anyMatch(it -> it.startsWith("complete -c daybook -n '__fish_seen_subcommand_from sbi; and"
                        + " __fish_seen_subcommand_from list' -l sort -x -a 'priority created newest updated'"))
                .allMatch(it -> it.startsWith("complete -c daybook "));
    }

    private static String script(String shell) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = InProcess.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                "completion",
                shell);
        assertThat(code).as("%s", err).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> completed(Path script, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("bash", "-c", COMPLETE, "bash", script.toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD) // who completes is asked for nothing else
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said.lines().map(String::strip).filter(it -> !it.isEmpty()).toList();
    }
}
