package dev.daybook.cli;

import dev.daybook.cli.Opener.Listen;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
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

    @Override
    Map<Setting, String> flags() {
        var flags = new EnumMap<Setting, String>(Setting.class);
        host.ifPresent(it -> flags.put(Setting.HOST, it));
        port.ifPresent(it -> flags.put(Setting.PORT, it));
        return flags;
    }

    @Override
    Exit run(Desk desk) {
        var running = desk.serve(listen(desk.settings()));
        desk.output().text("daybook serves %s on %s".formatted(desk.data().path(), running.endpoint()));
        Shutdown.await();
        return Exit.OK;
    }

    static Listen listen(Settings settings) {
        return new Listen(settings.text(Setting.HOST), settings.number(Setting.PORT));
    }
}
