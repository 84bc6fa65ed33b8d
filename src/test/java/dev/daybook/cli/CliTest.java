package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CliTest {

    @TempDir
    private Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void every_command_has_a_help_with_a_description() {
        for (CommandLine command : all(Cli.tree(environment()))) {
            var name = command.getCommandSpec().qualifiedName();
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
            assertThat(command.getCommandSpec().options())
                    .as(name)
                    .filteredOn(option -> option.description().length == 0)
                    .isEmpty();
        }
    }

    @Test
    void help_ends_with_0() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains("demo", "serve", "migrate", Daybook.EXIT_CODES)
                .doesNotContain("rehearse");
        assertThat(run("sbi", "register", "--help")).isZero();
        assertThat(out()).contains("--priority");
    }

    @Test
    void help_explains_a_command_and_the_words() {
        assertThat(run("help", "sbi", "finish")).isZero();
        assertThat(out())
                .contains("Usage: daybook sbi finish", "Example: daybook sbi finish SBI-", "Exit codes: 0 done");
        assertThat(run("help", "words")).isZero();
        assertThat(out()).contains("\nSBI\n", "lease, generation").doesNotContain("|", "**");
        assertThat(run("help", "sbi", "nothing")).isEqualTo(3);
        assertThat(err()).contains("there is no command 'sbi nothing'");
    }

    @Test
    void wrong_usage_ends_with_3_and_names_the_help() {
        assertThat(run("serch", "x")).isEqualTo(3);
        assertThat(err()).contains("there is no command 'daybook serch'").contains("did you mean search");
        assertThat(run("search")).isEqualTo(3);
        assertThat(err()).contains("TEXT is missing").contains("daybook search --help");
        assertThat(run("item", "set", "tracker.task/1", "--data", root.toString()))
                .isEqualTo(3);
        assertThat(err()).contains("NAME[=VALUE]");
        assertThat(run("sbi", "start", "SBI-1", "--data", root.toString())).isEqualTo(3);
        assertThat(err()).contains("STEP is missing").contains("daybook sbi start --help");
        assertThat(run("rollback", "--data", root.toString())).isEqualTo(3);
        assertThat(err()).contains("one of --to, --run, --entity, --actor, --session, --event and --undo");
        assertThat(run("config", "--set", "prot=1", "--data", root.toString())).isEqualTo(3);
        assertThat(err()).contains("--set prot=1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            sbi lst                         | there is no command 'daybook sbi lst'           | did you mean list
            sbi list more                   | 'more' is one word too many for daybook sbi list | daybook sbi list --help
            sbi list --limt 3               | daybook sbi list has no option --limt           | did you mean --limit
            sbi list -- --limit             | '--limit' is one word too many for daybook sbi list | daybook sbi list --help
            sbi list --limit                | --limit wants a value: --limit N                | daybook sbi list --help
            sbi list --limit x              | --limit is 'x': want a whole number             | daybook sbi list --help
            sbi list --limit 1 --limit 2    | --limit is given twice: want it once            | daybook sbi list --help
            sbi list --format yaml          | --format is 'yaml': want one of table, json, ndjson, csv | daybook help COMMAND
            serve --open zed                | --open is 'zed': want ait42                     | every other request
            """)
    void a_mistake_is_named_with_what_is_wanted(String command, String said, String next) {
        assertThat(run(command.split(" "))).isEqualTo(3);

        assertThat(err()).startsWith("daybook: " + said + "\n  " + next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void a_data_directory_without_a_name_is_not_the_working_folder(String data) {
        assertThat(run("sbi", "list", "--data", data)).isEqualTo(3);

        assertThat(err()).startsWith("daybook: --data is empty: want a folder\n  leave it out");
    }

    @ParameterizedTest
    @CsvSource({
        "bakcup --help, did you mean backup",
        "--help bakcup, did you mean backup",
        "sbi lst -h, did you mean list"
    })
    void help_on_what_there_is_not_is_no_other_help(String command, String next) {
        assertThat(run(command.split(" "))).isEqualTo(3);

        assertThat(out()).isEmpty();
        assertThat(err()).contains("there is no command 'daybook").contains(next);
    }

    @BeforeEach
    void begin() throws IOException {
        Files.createFile(root.resolve("journal.db"));
    }

    @Test
    void a_failure_is_told_in_two_lines_and_only_debug_shows_the_trace() {
        assertThat(run("search", "x", "--data", root.toString())).isEqualTo(1);
        assertThat(err()).isEqualTo("daybook: the house is closed\n  open it\n");
        assertThat(run("search", "x", "--debug", "--data", root.toString())).isEqualTo(1);
        assertThat(err()).contains("at dev.daybook");
    }

    @Test
    void an_accident_is_no_trace_either() {
        assertThat(run(
                        "sbi",
                        "register",
                        "x",
                        "--data",
                        root.resolve("accident").toString()))
                .isEqualTo(1);
        assertThat(err()).contains("daybook: register failed: by accident").doesNotContain("at dev.daybook");
    }

    @Test
    void an_export_wants_to_know_where_to() {
        assertThat(run("export", "--data", root.toString())).isEqualTo(3);
        assertThat(err()).contains("--out");
    }

    @Test
    void the_settings_are_shown_with_where_they_come_from() {
        assertThat(run("config", "--set", "port=7", "--format", "csv", "--data", root.toString()))
                .isZero();
        assertThat(out()).contains("port,7,flag,DAYBOOK_PORT").contains("data," + root + ",flag,DAYBOOK_DATA");
    }

    @Test
    void options_of_a_command_may_stand_before_it() {
        String data = root.toString();
        run("config", "--set", "port=7", "--format", "csv", "--data", data);
        String behind = out();

        assertThat(run("--data", data, "--format=csv", "config", "--set", "port=7"))
                .isZero();
        assertThat(out()).isEqualTo(behind);
        assertThat(run("token", "--format", "csv", "--data", data, "list", "--help"))
                .isZero();
        assertThat(out()).contains("Usage: daybook token list");
        assertThat(run("--limit", "clone", "search", "--", "--x", "--data", data))
                .isEqualTo(3);
        assertThat(err()).contains("--limit is 'clone'");
        assertThat(run("--format", "csv")).isEqualTo(3);
        assertThat(run("--nothing", "search", "x")).isEqualTo(3);
        assertThat(err()).contains("has no option --nothing");
    }

    private static List<CommandLine> all(CommandLine line) {
        var all = new ArrayList<CommandLine>();
        line.getSubcommands().values().forEach(command -> {
            all.add(command);
            all.addAll(all(command));
        });
        return all;
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        return Cli.run(environment(), args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Environment environment() {
        return new Environment(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                InstantSource.system(),
                "test",
                new OpeningOnly(data -> {
                    if (data.path().endsWith("accident")) {
                        throw new IllegalStateException("by accident");
                    }
                    throw Failure.because("the house is closed", "open it");
                }),
                () -> AllSlices.of().catalogue());
    }
}
