package dev.daybook;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long any test waits for what must come, longer than the slowest machine needs, so that none says it for itself; and
 * how often it looks: the 100 ms of the library before a first look, in hundreds of tests, would be minutes of the suite.
 */
public final class Patience implements BeforeAllCallback {

    public static final Duration LIMIT = Duration.ofMinutes(3);

    private static final Duration LOOK = Duration.ofMillis(10);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollInterval(LOOK);
    }
}
