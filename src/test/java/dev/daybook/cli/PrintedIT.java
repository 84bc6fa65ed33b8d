package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documents' commands are run as they are printed, and print what stands below them. */
class PrintedIT {

    private static final String PROMPT = "$ ";
    private static final String DAYBOOK = "tools/daybook ";
    private static final String ADDRESS = "127.0.0.1:8420";
    private static final Pattern COMMENT = Pattern.compile(" {2,}# .*$");
    private static final Pattern FENCE = Pattern.compile("`{3,}");
    private static final Pattern EXPORT = Pattern.compile("export (\\w+)=(\\S+)");
    private static final List<Integer> DONE = List.of(0, Exit.FINDINGS.code());

    /** What is another each time: ids of runs and of what is new, times, durations, sizes, and the widths that follow from them. */
    private static final List<Pattern> CHANGING = List.of(
            Pattern.compile("\\b[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"),
            Pattern.compile("\\b01[0-9A-HJKMNP-TV-Z]{24}\\b"),
            Pattern.compile("\\b01M[0-9A-HJKMNP-TV-Z]{9,23}\\b"),
            Pattern.compile("SBI-01M[0-9A-HJKMNP-TV-Z]{5,23}"),
            Pattern.compile("\\b[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?"),
            Pattern.compile("\\b[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}\\b"),
            Pattern.compile("\\b[0-9]{2}:[0-9]{2}:[0-9]{2}\\b"),
            Pattern.compile("\\b[0-9]+ ([KM]i)?B\\b"),
            Pattern.compile("\\b[0-9]+([.][0-9]+)? m?s\\b"));

    /** What the shell makes of more than words: those commands are run by it, the others in one process for all. */
    private static final Pattern MORE = Pattern.compile("[|&;<>()$`]");

    @TempDir
    private static Path root;

    private static Resident resident;

    private final List<Program.Server> servers = new ArrayList<>();

    @BeforeAll
    static void start() {
        resident = program().resident();
    }

    @AfterEach
    void stop() throws IOException {
        servers.forEach(Program.Server::close);
        for (Path folder : List.of(program().home(), program().work(), program().temporary())) {
            Folder.clear(folder);
        }
    }

    @AfterAll
    static void end() {
        resident.close();
    }

    private static Program program() {
        return Program.in(root)
                .with("NO_COLOR", "1")
                .with("TZ", "UTC")
                .with(
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator + System.getenv("PATH"))
                .with("DAYBOOK_ACTOR", "ada")
                .withJvm("-Ddaybook.stdout=terminal")
                .withJvm("-Ddaybook.columns=100")
                .withJvm("-Ddaybook.program=tools/daybook");
    }

    @ParameterizedTest
    @CsvSource({
        "README.md, gum/valid/v0-json hive/valid/v2-full codescout/valid/v2-fts, . garden shop",
        "docs/deespec.md, deespec/valid/real-d-reports-era, billing",
        "docs/ait42.md, ait42/valid/home, .",
        "docs/mcp.md, ,",
        "docs/proof.md, ,",
        "docs/erasure.md, ,",
        "docs/backup.md, ,",
        "docs/code.md, ../code/shop, shop",
        "docs/taskmaster.md, taskmaster/tagged, garden",
        "docs/hive.md, hive/valid/v2-full, garden",
        "docs/codescout.md, codescout/valid/v2-fts, shop",
        "docs/gum.md, gum/valid/v0-json, ."
    })
    void its_commands_print_what_stands_below_them(Path document, String sample, String folder) throws IOException {
        Program program = program();
        if (folder != null) {
            List<String> folders = List.of(folder.split(" "));
            List<String> samples = List.of(sample.split(" "));
            for (int i = 0; i < folders.size(); i++) {
                Folder.copy(
                        Path.of("src/test/resources/legacy", samples.get(i)),
                        program.home().resolve(folders.get(i)));
            }
        }
        Path tools = Files.createDirectories(program.work().resolve("tools"));
        var words = program.shell("").subList(4, program.shell("").size());
        Files.writeString(tools.resolve("daybook"), "#!/bin/sh\nexec '" + String.join("' '", words) + "' \"$@\"\n");
        assertThat(tools.resolve("daybook").toFile().setExecutable(true)).isTrue();

        String printed = Files.readString(document);
        String run = run(program, printed);

        Path anew = Path.of("target/printed").resolve(document.getFileName());
        Files.createDirectories(anew.getParent());
        Files.writeString(anew, run);
        assertThat(run).as("%s; as it is now: %s", document, anew).isEqualTo(printed);
    }

    /** Returns the document with what its commands print now, where that is something else. */
    private String run(Program program, String document) {
        var anew = new ArrayList<String>();
        List<String> lines = document.lines().toList();
        String fence = ""; // within which the line stands
        for (int i = 0; i < lines.size(); ) {
            String line = lines.get(i++);
            anew.add(line);
            if (fence.isEmpty()) {
                Matcher opened = FENCE.matcher(line);
                fence = opened.lookingAt() ? opened.group() : "";
            } else if (line.equals(fence)) {
                fence = "";
            } else if (line.startsWith(PROMPT)) {
                int from = i;
                while (!lines.get(i).startsWith(PROMPT) && !lines.get(i).equals(fence)) {
                    i++;
                }
                anew.addAll(output(program, line, lines.subList(from, i)));
            }
        }
        return String.join("\n", anew) + "\n";
    }

    private List<String> output(Program program, String line, List<String> printed) {
        String command = COMMENT.matcher(line.substring(PROMPT.length())).replaceFirst("");
        var export = EXPORT.matcher(command);
        if (export.matches()) {
            program.with(
                    export.group(1), export.group(2).replace("~", program.home().toString()));
            return printed;
        }
        if (command.endsWith("&")) {
            List<String> server =
                    List.of("sh", "-c", "exec " + command.substring(0, command.length() - 1) + " --port 0");
            servers.add(Program.Server.of(program.launch(server), program.home()));
            return printed;
        }
        String address =
                servers.isEmpty() ? ADDRESS : servers.getLast().endpoint().getAuthority();
        Program.Ended ended = end(program, command.replace(ADDRESS, address));
        if (command.startsWith("tools/")) {
            assertThat(ended.code()).as(command + ended.out() + ended.err()).isIn(DONE);
        }
        List<String> now = ended.out()
                .replace(program.home().toString(), "/home/ada")
                .replace(address, ADDRESS)
                .lines()
                .map(String::stripTrailing)
                .toList();
        List<String> shown = printed.stream().filter(it -> !it.isBlank()).toList();
        List<String> told = now.stream().filter(it -> !it.isBlank()).toList();
        if ((shown.isEmpty() && line.contains("  # ")) || fits(shown, told)) {
            return printed;
        }
        var anew = new ArrayList<>(now);
        if (!printed.isEmpty() && printed.getLast().isBlank()) {
            anew.add("");
        }
        return anew;
    }

    private static Program.Ended end(Program program, String command) {
        if (!command.startsWith(DAYBOOK) || MORE.matcher(command).find()) {
            return Program.end(program.launch(List.of("sh", "-c", command)));
        }
        String words = command.substring(DAYBOOK.length());
        Program.Ended read = Program.end(program.launch(List.of("sh", "-c", "printf '%s\\n' " + words)));
        return program.runPlainIn(resident, read.lines());
    }

    /** A line that is an ellipsis stands for any lines, one within a line for anything. */
    private static boolean fits(List<String> printed, List<String> now) {
        int at = 0;
        boolean any = false;
        for (String line : printed) {
            if (line.equals("…")) {
                any = true;
                continue;
            }
            while (any && at < now.size() && !same(line, now.get(at))) {
                at++;
            }
            if (at >= now.size() || !same(line, now.get(at))) {
                return false;
            }
            at++;
            any = false;
        }
        return any || at == now.size();
    }

    private static boolean same(String printed, String now) {
        String pattern =
                Stream.of(constant(printed).split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return constant(now).matches(pattern);
    }

    private static String constant(String line) {
        String constant = line;
        for (Pattern each : CHANGING) {
            constant = each.matcher(constant).replaceAll("*");
        }
        return constant.replaceAll(" +", " "); // the folder of a test has a longer name
    }
}
