package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.Failure;
import dev.daybook.cli.Opener.Listen;
import dev.daybook.cli.Opener.Running;
import dev.daybook.cli.Opener.Stay;
import dev.daybook.cli.Settings;
import java.util.Optional;

/** The one place that says {@code new}. */
final class House {

    static Running open(DataDirectory data, Settings settings, Stay stay, Listen listen) {
        return Optional.<Running>empty()
                .orElseThrow(() -> Failure.because(
                        "%s cannot be opened at %s:%d".formatted(data.path(), listen.host(), listen.port()), "wait"));
    }

    private House() {}
}
