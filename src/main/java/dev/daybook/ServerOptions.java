package dev.daybook;

import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.Failure;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.http.HttpServer;
import dev.daybook.http.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the door is opened, from the settings. */
final class ServerOptions {

    private static final long MEBIBYTE = 1 << 20;

    private ServerOptions() {}

    /**
     * Returns them.
     *
     * @throws Failure if what is said would be in the clear beyond this machine, or settings do not fit together
     */
    static Options of(ProgramSettings settings, Listen listen, Path data) {
        Optional<Options.Tls> tls = tls(settings);
        Set<String> open = Set.copyOf(settings.list(ProgramSetting.OPEN));
        boolean beyond = !HttpServer.isLoopback(listen.host());
        boolean proxied = settings.flag(ProgramSetting.BEHIND_PROXY);
        if (beyond && tls.isEmpty() && !proxied) {
            throw Failure.usage(
                    "other machines reach %s, and tokens would go there in the clear".formatted(listen.host()),
                    "--tls-cert FILE --tls-key FILE encrypts; --behind-proxy says that a proxy in front of it does");
        }
        if ((beyond || proxied) && !open.isEmpty()) {
            throw Failure.usage(
                    "a protocol is open without a token, and other machines reach %s%s"
                            .formatted(listen.host(), proxied ? " by the proxy" : ""),
                    "leave --open out, or listen on 127.0.0.1 and not behind a proxy");
        }
        return new Options(
                new Options.Address(
                        listen.host(),
                        listen.port(),
                        listen.wanted() ? tls : Optional.empty(),
                        listen.wanted() ? path(settings, ProgramSetting.SOCKET) : Optional.empty()),
                new Options.Allowed(
                        Set.copyOf(settings.list(ProgramSetting.ALLOWED_HOSTS)),
                        Set.copyOf(settings.list(ProgramSetting.ORIGINS)),
                        open,
                        data,
                        paths(settings)),
                Options.Limits.of(
                                settings.number(ProgramSetting.BODY_BYTES_MAX),
                                settings.number(ProgramSetting.RATE_MAX),
                                settings.number(ProgramSetting.CONNECTIONS_MAX),
                                settings.number(ProgramSetting.REQUESTS_MAX),
                                settings.number(ProgramSetting.WAITS_MAX))
                        .contents(settings.number(ProgramSetting.CONTENT_MAX_MB) * MEBIBYTE),
                Options.Patience.USUAL);
    }

    private static Optional<Options.Tls> tls(ProgramSettings settings) {
        Optional<Path> certificate = path(settings, ProgramSetting.TLS_CERT);
        Optional<Path> key = path(settings, ProgramSetting.TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw Failure.usage(
                    "a certificate and its key belong together: one of the two is missing",
                    "name both --tls-cert FILE and --tls-key FILE");
        }
        certificate.ifPresent(ServerOptions::readable);
        key.ifPresent(ServerOptions::readable);
        return certificate.map(file -> new Options.Tls(file, key.orElseThrow()));
    }

    private static void readable(Path file) {
        if (!Files.isReadable(file)) {
            throw Failure.usage(
                    "%s is no file that can be read".formatted(file), "name a file in PEM, readable by this user");
        }
    }

    /** Returns the roots that are set, else the home and the working folder of the user. */
    private static List<Path> paths(ProgramSettings settings) {
        List<String> named = settings.list(ProgramSetting.ALLOWED_PATHS);
        return (named.isEmpty() ? List.of(System.getProperty("user.home"), "") : named)
                .stream().map(Path::of).map(Path::toAbsolutePath).toList();
    }

    private static Optional<Path> path(ProgramSettings settings, ProgramSetting setting) {
        return Optional.of(settings.text(setting))
                .filter(text -> !text.isEmpty())
                .map(Path::of);
    }
}
