package dev.daybook.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class Common {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the data directory (else DAYBOOK_DATA, else daybook in the XDG data home)")
    private @Nullable Path data;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = Format.Words.class,
            description = "how results are written: ${COMPLETION-CANDIDATES} (default: table)")
    private String format = Format.table.name();

    @Option(
            names = "--json",
            paramLabel = "FIELDS",
            split = ",",
            hideParamSyntax = true, // its line of usage would break within a word
            description =
                    "only these fields of each record, with commas, as JSON; an unknown one is told which there are")
    private List<String> fields = List.of();

    @Option(
            names = "--jq",
            paramLabel = "EXPR",
            description = "what this expression of jq makes of the records, as JSON; a text stands without quotes")
    private Optional<String> jq = Optional.empty();

    @Option(
            names = "--progress",
            paramLabel = "HOW",
            description =
                    "how far it is, on standard error: ${COMPLETION-CANDIDATES} (default: auto, a bar on a terminal; json is one object a line)")
    private ProgressOutput.How progress = ProgressOutput.How.auto;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "a setting for this command only; daybook config lists them")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--as", paramLabel = "NAME", description = "who the command is recorded for")
    private @Nullable String actor;

    @Option(
            names = "--new",
            description = "where the journal is lost or damaged: set aside what is there and begin a new one")
    private boolean anew;

    @Option(names = "--utc", description = "read and show times in UTC (default: in the local zone; setting zone)")
    private boolean utc;

    @SuppressWarnings("UnusedVariable") // whoever runs the command looks for it among the words
    @Option(names = "--debug", description = "show where a failure comes from")
    private boolean debug;

    @SuppressWarnings("UnusedVariable") // its presence is what picocli looks at
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    Optional<Path> data() {
        if (data != null && data.toString().isBlank()) { // of a variable that is not set: not the working folder
            throw Failure.usage("--data is empty: want a folder", "leave it out for the usual one");
        }
        return Optional.ofNullable(data);
    }

    /** Returns how results are written: as JSON if only something of them is wanted; a format that one command has is a table. */
    Format format() {
        Format named = Format.of(format).orElse(Format.table);
        if (!isWhole() && named == Format.csv) {
            throw Failure.usage("--json and --jq print JSON, not CSV", "want --format json or ndjson, or leave it out");
        }
        return isWhole() || named != Format.table ? named : Format.json;
    }

    private boolean isWhole() {
        return fields.isEmpty() && jq.isEmpty();
    }

    /**
     * Returns the format as it was named.
     *
     * @param own formats that only this command has
     */
    String format(Set<String> own) {
        Optional<String> named = own.stream().filter(format::equalsIgnoreCase).findFirst();
        if (Format.of(format).isEmpty() && !(named.isPresent() && isWhole())) {
            throw Failure.usage(
                    "--format is '%s': want one of %s"
                            .formatted(format, String.join(", ", Format.words(isWhole() ? own : List.of()))),
                    "daybook help COMMAND shows how it is used");
        }
        return named.orElse(format);
    }

    ProgressOutput.How progress() {
        return progress;
    }

    Records records() {
        return new Records(fields, jq);
    }

    boolean anew() {
        return anew;
    }

    /** Returns the settings given by flags, the general {@code --set} and those that have a flag of their own. */
    Map<ProgramSetting, String> flags() {
        var flags = new LinkedHashMap<ProgramSetting, String>();
        settings.forEach((name, value) -> flags.put(
                ProgramSetting.ofProperty(name)
                        .orElseThrow(() -> Failure.usage(
                                "--set %s=%s: there is no setting of that name".formatted(name, value),
                                "the settings are " + ProgramSetting.properties())),
                value));
        if (actor != null) {
            flags.put(ProgramSetting.ACTOR, actor);
        }
        if (utc) {
            flags.put(ProgramSetting.ZONE, "UTC");
        }
        return flags;
    }
}
