package dev.daybook.cli;

import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.operation.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

@Command(name = "serve", description = "Serves the data directory over HTTP until it is told to stop.")
final class Serve extends Action {

    private Optional<SettingFlags> flags = Optional.empty();

    static CommandSpec command() {
        var serve = new Serve();
        CommandSpec spec = CommandSpec.forAnnotatedObject(serve);
        serve.flags = Optional.of(new SettingFlags(spec)
                .one(ProgramSetting.HOST, "--host", "ADDRESS")
                .one(ProgramSetting.PORT, "--port", "N")
                .one(ProgramSetting.JOURNAL, "--journal", "ADDRESS")
                .one(ProgramSetting.READ_MODELS, "--read-models", "WHERE")
                .many(ProgramSetting.FOLLOW, "--follow", "PATH")
                .one(ProgramSetting.TLS_CERT, "--tls-cert", "FILE")
                .one(ProgramSetting.TLS_KEY, "--tls-key", "FILE")
                .yes(ProgramSetting.BEHIND_PROXY, "--behind-proxy")
                .one(ProgramSetting.SOCKET, "--socket", "FILE")
                .many(ProgramSetting.ORIGINS, "--origin", "URL")
                .many(ProgramSetting.ALLOWED_PATHS, "--allow-path", "DIR")
                .many(ProgramSetting.OPEN, "--open", "PROTOCOL")
                .one(ProgramSetting.UNTIL_IDLE, "--until-idle", "TIME"));
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
        refuseUnlessSpoken(context);
        var running = context.connection().serve(listen(context.settings()));
        context.output().text("daybook serves %s on %s".formatted(context.data().path(), running.endpoint()));
        context.settings()
                .list(ProgramSetting.OPEN)
                .forEach(protocol -> context.note(
                        "the protocol of %s is open: every program of this machine may speak it without a token"
                                .formatted(protocol)));
        Thread later = follow(context);
        try {
            if (context.settings().text(ProgramSetting.UNTIL_IDLE).isEmpty()) {
                Shutdown.await();
            }
            awaitIdle(running, context.settings().time(ProgramSetting.UNTIL_IDLE));
        } finally {
            later.interrupt();
        }
        return Exit.OK;
    }

    /** A tree that cannot be followed does not keep the service from serving. */
    private static Thread follow(CommandContext context) {
        var told = new HashSet<String>();
        var later = new FollowLater(path -> follow(context, path, told));
        context.settings().list(ProgramSetting.FOLLOW).forEach(path -> later.add(Path.of(path)));
        return Thread.ofPlatform().daemon().name("follow-later").start(later);
    }

    private static void refuseUnlessSpoken(CommandContext context) {
        Set<String> spoken = context.environment()
                .catalogue()
                .get()
                .all()
                .filter(Operation::isProtocol)
                .map(operation -> operation.path().split("/")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        context.settings().list(ProgramSetting.OPEN).forEach(protocol -> {
            if (!spoken.contains(protocol)) {
                throw Failure.usage(
                        "--open is '%s': want %s".formatted(protocol, String.join(" or ", spoken)),
                        "every other request needs a token: daybook token add NAME makes one");
            }
        });
    }

    private static void awaitIdle(Running running, Duration limit) {
        Duration left = limit;
        while (left.isPositive()) { // until nobody has asked for so long
            LockSupport.parkNanos(left.toNanos());
            left = limit.minus(running.idle());
        }
    }

    /** @param told why trees are not followed, as far as it was said */
    private static boolean follow(CommandContext context, Path path, Set<String> told) {
        try {
            context.client()
                    .post(
                            "/follows",
                            Bodies.object()
                                    .put(
                                            "path",
                                            path.toAbsolutePath().normalize().toString()));
            context.output().text("daybook follows " + path);
            return true;
        } catch (Failure e) {
            String why =
                    "%s is not followed: %s; it is tried again when the folder changes".formatted(path, e.getMessage());
            if (told.add(why)) {
                context.note(why);
            }
            return false;
        }
    }

    static Listen listen(ProgramSettings settings) {
        return new Listen(settings.text(ProgramSetting.HOST), settings.number(ProgramSetting.PORT), true);
    }
}
