package dev.daybook;

import dev.daybook.cli.Failure;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.masking.RulesRefused;
import dev.daybook.masking.SecretRules;
import dev.daybook.slice.Slices;
import java.nio.file.Path;

/** The rules by which secrets are found: those of the program, or as a file of the user's says. */
final class SecretWiring {

    static Slices slices(ProgramSettings settings) {
        String file = settings.text(ProgramSetting.SECRETS_RULES);
        return file.isEmpty() ? AllSlices.of() : AllSlices.of().with(rules(Path.of(file)));
    }

    private static SecretRules rules(Path file) {
        try {
            return SecretRules.with(file);
        } catch (RulesRefused e) {
            throw Failure.because(
                    String.valueOf(e.getMessage()),
                    "correct the file, or set secrets.rules to another one, or to nothing: then those of the program hold",
                    e);
        }
    }

    private SecretWiring() {}
}
