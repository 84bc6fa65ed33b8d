package dev.daybook.cli;

import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.operation.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "serve", description = "Serves the data directory over HTTP until it is told to stop.")
final class Serve extends Action {

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "address to listen on (default: 127.0.0.1, this machine only)")
    private Optional<String> host;

    @Option(names = "--port", paramLabel = "N", description = "port to listen on; 0 is any free one (default: 8420)")
    private Optional<String> port;

    @Option(
            names = "--follow",
            paramLabel = "PATH",
            description = "take over each change of the files of another tool there; may be repeated")
    private List<Path> follow = List.of();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM file with the certificate chain to answer HTTPS with; needs --tls-key")
    private Optional<Path> certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM file with the key of the certificate")
    private Optional<Path> key;

    @Option(
            names = "--behind-proxy",
            description = "listen beyond this machine in the clear, as a proxy in front of it encrypts")
    private boolean behindProxy;

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            description = "listen on a Unix socket as well, which only its owner may open and which needs no token")
    private Optional<Path> socket;

    @Option(
            names = "--origin",
            paramLabel = "URL",
            description =
                    "let scripts of pages from there, such as https://board.example, ask with a token; may be repeated")
    private List<String> origins = List.of();

    @Option(
            names = "--allow-path",
            paramLabel = "DIR",
            description =
                    "let requests with a token name files below it, to take over or to export; may be repeated (default: the home and the working folder)")
    private List<Path> paths = List.of();

    @Option(
            names = "--open",
            paramLabel = "PROTOCOL",
            description =
                    "let programs of this machine speak the protocol of another tool without a token, for an editor that cannot send one; may be repeated")
    private List<String> open = List.of();

    @Option(
            names = "--until-idle",
            paramLabel = "TIME",
            description = "end once nobody has asked for so long, such as 15m (default: never)")
    private Optional<String> untilIdle;

    @Override
    Map<ProgramSetting, String> flags() {
        var flags = new EnumMap<ProgramSetting, String>(ProgramSetting.class);
        host.ifPresent(text -> flags.put(ProgramSetting.HOST, text));
        port.ifPresent(text -> flags.put(ProgramSetting.PORT, text));
        certificate.ifPresent(file -> flags.put(ProgramSetting.TLS_CERT, file.toString()));
        key.ifPresent(file -> flags.put(ProgramSetting.TLS_KEY, file.toString()));
        socket.ifPresent(file -> flags.put(ProgramSetting.SOCKET, file.toString()));
        untilIdle.ifPresent(text -> flags.put(ProgramSetting.UNTIL_IDLE, text));
        if (behindProxy) {
            flags.put(ProgramSetting.BEHIND_PROXY, "true");
        }
        if (!origins.isEmpty()) {
            flags.put(ProgramSetting.ORIGINS, String.join(",", origins));
        }
        if (!paths.isEmpty()) {
            flags.put(
                    ProgramSetting.ALLOWED_PATHS,
                    paths.stream().map(path -> path.toAbsolutePath().toString()).collect(Collectors.joining(",")));
        }
        if (!open.isEmpty()) {
            flags.put(ProgramSetting.OPEN, String.join(",", open));
        }
        if (!follow.isEmpty()) {
            flags.put(ProgramSetting.FOLLOW, follow.stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        return flags;
    }

    @Override
    boolean begins() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        refuseUnlessSpoken(context);
        var running = context.serve(listen(context.settings()));
        context.output().text("daybook serves %s on %s".formatted(context.data().path(), running.endpoint()));
        context.settings()
                .list(ProgramSetting.OPEN)
                .forEach(protocol -> context.note(
                        "the protocol of %s is open: every program of this machine may speak it without a token"
                                .formatted(protocol)));
        context.settings().list(ProgramSetting.FOLLOW).forEach(path -> follow(context, Path.of(path)));
        if (context.settings().text(ProgramSetting.UNTIL_IDLE).isEmpty()) {
            Shutdown.await();
        }
        awaitIdle(running, context.settings().time(ProgramSetting.UNTIL_IDLE));
        return Exit.OK;
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

    /** A tree that cannot be followed does not keep the service from serving. */
    private static void follow(CommandContext context, Path path) {
        try {
            context.client()
                    .post(
                            "/follows",
                            Bodies.object()
                                    .put(
                                            "path",
                                            path.toAbsolutePath().normalize().toString()));
            context.output().text("daybook follows " + path);
        } catch (Failure e) {
            context.note("%s is not followed: %s; daybook follow %s begins once it can be"
                    .formatted(path, e.getMessage(), Text.quoted(path.toString())));
        }
    }

    static Listen listen(ProgramSettings settings) {
        return new Listen(settings.text(ProgramSetting.HOST), settings.number(ProgramSetting.PORT), true);
    }
}
