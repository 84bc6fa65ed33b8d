package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.text.ShellWord;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Takes over a sample project into a new data directory, shows what came of it, and serves it.",
            "Without --data the directory is daybook-demo in the XDG data home, or the next free number of it."
        })
final class Demo extends Action {

    private static final String SAMPLE = "/demo";
    private static final String FOLDER = "demo";
    private static final int DEMOS_MAX = 1_000;

    @Option(names = "--exit", description = "do everything but serve")
    private boolean exit;

    private Optional<SettingFlags> flags = Optional.empty();

    static CommandSpec command() {
        var demo = new Demo();
        CommandSpec spec = CommandSpec.forAnnotatedObject(demo);
        demo.flags = Optional.of(new SettingFlags(spec).one(ProgramSetting.PORT, "--port", "N"));
        return spec;
    }

    @Override
    Map<ProgramSetting, String> flags() {
        return flags.orElseThrow().given();
    }

    @Override
    boolean begins() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        chooseDirectory(context);
        boolean silent = exit && flags().isEmpty(); // nobody will ask: any port does
        var running = context.connection().serve(silent ? Listen.PRIVATE : Serve.listen(context.settings()));
        var sample = unpack(context.data().path().resolve(FOLDER));
        var resume = context.program() + " demo --data "
                + ShellWord.of(context.data().path().toString());
        var report = Migrations.migrate(context, sample, resume);
        Migrations.show(context, report);
        suggest(context, report);
        if (!exit) {
            context.output().say("");
            context.output()
                    .say("daybook serves %s on %s; Ctrl-C stops it"
                            .formatted(context.data().path(), running.endpoint()));
            Shutdown.await();
        }
        return Migrations.exit(context, report);
    }

    /** A demo never mixes with a real journal. */
    private static void chooseDirectory(CommandContext context) {
        if (!context.dataIsNamed()) {
            var home = DataDirectory.dataHome(context.environment().environment());
            var free = home.resolve("daybook-demo");
            for (int i = 2; Files.exists(free); i++) {
                if (i > DEMOS_MAX) {
                    throw Failure.because(
                            "%s holds %d demos".formatted(home, DEMOS_MAX), "remove them, or name a --data DIR");
                }
                free = home.resolve("daybook-demo-" + i);
            }
            context.moveTo(free);
        } else if (context.data().isBegun()
                && !Files.isDirectory(context.data().path().resolve(FOLDER))) {
            throw Failure.because(
                    "%s holds a journal that is no demo"
                            .formatted(context.data().path()),
                    "name a new folder with --data DIR");
        }
    }

    /** Puts the sample, as it came with the program, into {@code folder}. */
    private static Path unpack(Path folder) {
        var resource = Demo.class.getResource(SAMPLE);
        if (resource == null) {
            throw Failure.because("this build carries no sample project", "build Daybook anew: tools/daybook");
        }
        try {
            var sample = resource.toURI();
            if (sample.getScheme().equals("jar")) {
                try (var jar = FileSystems.newFileSystem(sample, Map.of())) {
                    copy(jar.getPath(SAMPLE), folder);
                }
            } else {
                copy(Path.of(sample), folder);
            }
            return folder;
        } catch (IOException e) {
            throw Failure.because(
                    "the sample project cannot be written to %s: %s".formatted(folder, Failures.describe(e)),
                    "choose another directory with --data DIR",
                    e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the address of a resource is no URI", e);
        }
    }

    private static void copy(Path sample, Path folder) throws IOException {
        try (var files = Files.walk(sample)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                var target = folder.resolve(sample.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void suggest(CommandContext context, JsonNode report) {
        var daybook = context.program();
        var data = " --data " + ShellWord.of(context.data().path().toString());
        var hits = context.client()
                .get("/search", Client.query().with("q", "retry worker").with("limit", 1))
                .path("items");
        var task = hits.isEmpty()
                ? context.client()
                        .get("/sbis", Client.query().with("limit", 1))
                        .path("items")
                        .path(0)
                : hits.path(0);
        var before = report.path("checkpoints").path("before");
        context.output().say("");
        context.output().say("Try, in another terminal:");
        context.output().say("  %s search \"retry worker\"%s".formatted(daybook, data));
        context.output()
                .say("  %s audit --entity sbi/%s%s"
                        .formatted(daybook, task.path("id").asText(), data));
        context.output()
                .say("  %s rollback --to %s --dry-run%s"
                        .formatted(
                                daybook, before.isObject() ? before.path("name").asText() : before.asText(), data));
    }
}
