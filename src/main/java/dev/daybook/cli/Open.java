package dev.daybook.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Opens the page. */
@Command(
        name = "open",
        description = {
            "Opens the page of a running server in a browser, which is let in as by login.",
            "The browser is the one that BROWSER names, else that of the desktop; where there is none the link is printed."
        })
final class Open extends Action {

    /** One that fails does so at once; one that opens windows by itself may stay. */
    private static final int FAILS_WITHIN_MS = 2_000;

    @Override
    Exit run(CommandContext context) {
        String link = Login.link(context);
        String browser = context.environment().environment().getOrDefault("BROWSER", desktop());
        if (isOpened(browser, link)) {
            context.output().say("the page is open in a browser: %s".formatted(browser));
        } else {
            context.note("no browser can be started with %s: set BROWSER, or follow the link".formatted(browser));
            context.output().text(link);
        }
        return Exit.OK;
    }

    private static boolean isOpened(String browser, String link) {
        List<String> command = new ArrayList<>(List.of(browser.strip().split(" +")));
        command.add(link);
        try {
            Process started = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return !started.waitFor(FAILS_WITHIN_MS, TimeUnit.MILLISECONDS) || started.exitValue() == 0;
        } catch (IOException _) {
            return false; // there is no such program
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static String desktop() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return system.contains("mac")
                ? "open"
                : system.contains("windows") ? "rundll32 url.dll,FileProtocolHandler" : "xdg-open";
    }
}
