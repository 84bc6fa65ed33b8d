package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.cli.DataDirectory.Holder;
import java.net.URI;
import picocli.CommandLine.Command;

/** Lets a browser in. */
@Command(
        name = "login",
        description = {
            "Prints a link that lets a browser in.",
            "It is good once, for two minutes; the browser stays in for twelve hours, or until the server stops."
        })
final class Login extends Action {

    @Override
    Exit run(CommandContext context) {
        context.output().text(link(context));
        return Exit.OK;
    }

    /** Returns a link that lets a browser in. */
    static String link(CommandContext context) {
        URI server = context.data()
                .holder()
                .flatMap(Holder::endpoint)
                .orElseThrow(() -> Failure.because(
                        "no server runs on %s".formatted(context.data().path()),
                        "daybook serve%s starts one".formatted(context.dataFlag())));
        JsonNode made = context.client().post("/logins", Bodies.object());
        return server.resolve(made.path("location").asText()).toString();
    }
}
