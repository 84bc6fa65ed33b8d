package dev.daybook.cli;

import dev.daybook.importing.file.FileSwap;
import dev.daybook.text.ShellWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "setup",
        description = {
            "Tells a client of Daybook: writes the entry in its configuration, or takes it out.",
            "It shows what changes first; on a terminal it asks. Everything else in the file stays byte for byte."
        })
final class Setup extends Action {

    /** Who can be told. */
    enum Target {
        claude,
        codex,
        agents_md;

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    @Parameters(
            paramLabel = "CLIENT",
            description = "claude (.mcp.json of the working folder), codex (config.toml of Codex), or agents-md"
                    + " (AGENTS.md of the working folder, for agents with a shell)")
    private String client = "";

    @Option(names = "--user", description = "claude: for all projects of the user, in .claude.json of the home")
    private boolean user;

    @Option(names = "--remove", description = "take the entry out")
    private boolean remove;

    @Option(names = "--yes", description = "do not ask; without a terminal nothing is asked anyway")
    private boolean yes;

    @Override
    Exit run(CommandContext context) {
        AgentConfig config = config(context);
        Path file = config.file();
        FileSwap shown = read(file);
        byte[] before = shown.bytes().orElseGet(() -> new byte[0]);
        byte[] after = remove ? config.without(before) : config.with(before);
        if (Arrays.equals(before, after)) {
            context.output().text("%s: nothing to change".formatted(shown(file)));
            return Exit.OK;
        }
        LineDiff.of(shown(file), text(before), text(after))
                .forEach(line -> context.output().text(line));
        if (!yes && Confirmation.isAsked()) {
            Confirmation.ask("Write %s? [y/N] ".formatted(file), "nothing was written");
        }
        write(shown, after);
        String done = after.length == 0 ? "was removed: there was nothing else in it" : "was written";
        context.note("%s %s%s".formatted(file, done, remove ? "" : ": " + config.next()));
        return Exit.OK;
    }

    /** Returns a file as people call it who stand in its folder. */
    private static String shown(Path file) {
        Path work = Path.of("").toAbsolutePath();
        return (file.startsWith(work) ? work.relativize(file) : file).toString();
    }

    private AgentConfig config(CommandContext context) {
        Map<String, String> environment = context.environment().environment();
        Path home = Path.of(System.getProperty("user.home"));
        Path work = Path.of("").toAbsolutePath();
        Target target = Arrays.stream(Target.values())
                .filter(oneTarget -> oneTarget.toString().equals(client))
                .findFirst()
                .orElseThrow(() -> Failure.usage(
                        "'%s' is no client that can be told".formatted(client), "want claude, codex or agents-md"));
        if (user && target != Target.claude) {
            throw Failure.usage("--user is for claude alone", "leave it out");
        }
        return switch (target) {
            case claude ->
                new AgentConfig.ClaudeCode(
                        user ? home.resolve(".claude.json") : work.resolve(".mcp.json"), command(context));
            case codex ->
                new AgentConfig.Codex(
                        Path.of(environment.getOrDefault(
                                        "CODEX_HOME", home.resolve(".codex").toString()))
                                .resolve("config.toml"),
                        command(context));
            case agents_md -> new AgentConfig.AgentsMd(work.resolve("AGENTS.md"), ShellWord.of(program()));
        };
    }

    /** The directory is always named: whoever starts the client later may have another environment. */
    private static List<String> command(CommandContext context) {
        return List.of(program(), "mcp", "--data", context.data().path().toString());
    }

    /** Returns how the program is started from any folder. */
    private static String program() {
        String program = System.getProperty("daybook.program", "daybook");
        return program.contains("/")
                ? Path.of(program).toAbsolutePath().normalize().toString()
                : program;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A link stays one. */
    static FileSwap read(Path file) {
        try {
            return FileSwap.read(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath());
        } catch (IOException e) {
            throw Failure.because(
                    "%s cannot be read: %s".formatted(file, Failures.describe(e)), "see who owns the file", e);
        }
    }

    /**
     * Whole or not at all, as the client may read it at any moment, and only as long as it is what was shown, as the client
     * may write it, too. A file with nothing left in it goes.
     */
    static void write(FileSwap shown, byte[] bytes) {
        boolean done;
        try {
            done = bytes.length == 0 ? shown.remove() : shown.replace(bytes);
        } catch (IOException e) {
            throw Failure.because(
                    "%s cannot be written: %s".formatted(shown.file(), Failures.describe(e)),
                    "see who owns the folder",
                    e);
        }
        if (!done) {
            throw Failure.because(
                    "%s was changed meanwhile by somebody else: nothing was written".formatted(shown.file()),
                    "run the command again: it shows what would change now");
        }
    }
}
