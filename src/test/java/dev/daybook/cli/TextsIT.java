package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person writes is recorded as it was written, or refused, whatever the locale. */
class TextsIT {

    private static final String JOSE = "\"$(printf 'Jos\\303\\251')\"";
    private static final String JOSE_LATIN1 = "\"$(printf 'Jos\\351')\"";
    private static final String USER = "\"$(printf '\\343\\203\\246\\343\\203\\274\\343\\202\\266')\"";

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void arguments_are_recorded_as_they_were_given(String locale) {
        var program = Program.in(root).with("LC_ALL", locale);
        var data = " --data " + program.data();

        ok(program.runShell("config set " + JOSE + " '\"x\"' --as " + USER + data));
        ok(program.runShell("sbi register " + USER + " --key " + JOSE + " --as " + JOSE + data));
        var again = program.runShell("sbi register " + USER + " --key " + JOSE + " --as " + JOSE + data);

        var facts = program.command("journal", "tail", "--format", "json").json();
        assertThat(facts).hasSize(2);
        assertThat(facts.at("/0/actor").asText()).isEqualTo("ユーザ");
        assertThat(facts.at("/0/stream").asText()).isEqualTo("config/José");
        assertThat(facts.at("/1/actor").asText()).isEqualTo("José");
        assertThat(facts.at("/1/data/title").asText()).isEqualTo("ユーザ");
        assertThat(facts.at("/1/idempotencyKey").asText()).isEqualTo("José");
        assertThat(again.out()).contains("replayed  true");
    }

    @Test
    void a_text_that_begins_with_an_at_sign_is_that_text_though_a_file_is_called_so() throws IOException {
        var program = Program.in(root);
        Files.writeString(program.work().resolve("todo"), "--priority 2 # of\nthe file");

        ok(program.command("sbi", "register", "@todo"));

        assertThat(program.command("sbi", "list", "--format", "json")
                        .json()
                        .at("/0/title")
                        .asText())
                .isEqualTo("@todo");
    }

    @Test
    void a_text_that_begins_with_a_dash_and_can_be_no_option_is_a_text() {
        var program = Program.in(root);
        String task = program.command("sbi", "register", "One", "--format", "json")
                .json()
                .path("id")
                .asText();

        ok(program.command("sbi", "note", task, "- read it\n- fixed it", "--as", "ada"));
        ok(program.command("sbi", "note", task, "-修正", "--as", "bob"));

        assertThat(program.command("sbi", "notes", task, "--format", "json")
                        .json()
                        .findValuesAsText("text"))
                .containsExactly("- read it\n- fixed it", "-修正");
        assertThat(program.command("sbi", "note", task, "--txt=a b").err()).contains("has no option --txt");
        assertThat(program.command("sbi", "note", "-- done").err()).contains("TEXT is missing");
    }

    @Test
    void variables_and_the_settings_file_are_read_as_they_were_written() throws IOException {
        var program = Program.in(root).with("LC_ALL", "C");
        var data = root.resolve("data");
        Files.createDirectories(data);
        Files.writeString(data.resolve("daybook.properties"), "actor=ユーザ\n");

        ok(program.run("sbi", "register", "one"));
        ok(Program.end(program.launch(
                program.shell("DAYBOOK_ACTOR=" + JOSE + " \"$@\" sbi register two --data " + program.data()))));

        var facts = program.command("journal", "tail", "--format", "json").json();
        assertThat(facts.findValuesAsText("actor")).containsExactly("ユーザ", "José");
    }

    @Test
    void files_are_found_by_their_names() throws IOException {
        var program = Program.in(root).with("LC_ALL", "C");
        ok(Program.end(program.launch(
                List.of("sh", "-c", "mkdir " + USER + " && printf 'the sp\\303\\251c' > " + USER + "/" + JOSE))));

        ok(program.runShell("sbi register one --spec " + USER + "/" + JOSE + " --data " + USER + "/data"));
        var list = program.runShell("sbi list --format json --data " + USER + "/data");
        var id = list.json().at("/0/id").asText();

        var shown = program.runShell("sbi show " + id + " --format json --data " + USER + "/data");
        assertThat(shown.json().path("spec").asText()).isEqualTo("the spéc");
        assertThat(program.runShell("config --data " + USER + "/data").out()).contains("work/ユーザ/data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void what_is_not_utf8_is_refused_and_nothing_is_recorded(String locale) throws IOException {
        var program = Program.in(root).with("LC_ALL", locale);
        var data = " --data " + program.data();
        ok(program.runShell("sbi register one" + data));
        Files.write(program.work().resolve("latin1.md"), "Jos\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        var argument = program.runShell("sbi register two --as " + JOSE_LATIN1 + data);
        var variable = Program.end(
                program.launch(program.shell("DAYBOOK_ACTOR=" + JOSE_LATIN1 + " \"$@\" sbi register two" + data)));
        var file = program.runShell("sbi register two --spec latin1.md" + data);

        assertThat(argument.code()).isEqualTo(3);
        assertThat(argument.err()).startsWith("daybook: argument 5 is not UTF-8");
        assertThat(variable.code()).isEqualTo(3);
        assertThat(variable.err()).startsWith("daybook: DAYBOOK_ACTOR is not UTF-8");
        assertThat(file.code()).isEqualTo(1);
        assertThat(file.err()).startsWith("daybook: latin1.md is not UTF-8");
        assertThat(program.command("journal", "tail", "--format", "json").json())
                .hasSize(1);
    }

    @Test
    void a_locale_of_another_charset_is_understood() throws IOException {
        var program = Program.in(root);
        var locales = Files.createDirectories(root.resolve("locales"));
        program.with("PATH", System.getenv("PATH"));
        var made = Program.end(program.launch(
                List.of("sh", "-c", "localedef -i en_US -f ISO-8859-1 " + locales + "/en_US.ISO-8859-1 >&2")));
        assumeTrue(made.code() == 0, "this system cannot make a locale");
        program.with("LOCPATH", locales.toString()).with("LC_ALL", "en_US.ISO-8859-1");

        ok(program.runShell("sbi register one --as " + JOSE_LATIN1 + " --data " + program.data()));
        ok(program.runShell("sbi register two --as " + USER + " --data " + program.data()));

        var facts = program.command("journal", "tail", "--format", "json").json();
        assertThat(facts.findValuesAsText("actor")).containsExactly("José", "ユーザ");
    }

    @Test
    void a_control_character_is_no_name() {
        var program = Program.in(root);
        ok(program.command("sbi", "register", "one"));
        var refused = program.command("sbi", "register", "two", "--as", "a\u001b[2Jb");
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("--as", "U+001B").doesNotContain("Daybook-Actor");
        assertThat(program.command("journal", "tail", "--format", "json").json())
                .hasSize(1);
    }

    private static void ok(Program.Ended ended) {
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    }
}
