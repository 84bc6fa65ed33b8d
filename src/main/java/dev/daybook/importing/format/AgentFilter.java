package dev.daybook.importing.format;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.format.Format.Owned;
import dev.daybook.importing.format.Format.Owning;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what of a tree is one agent's: its records, the files that are its own, and what is odd about them. What is
 * nobody's, such as how a database was made, is left to a reading of the whole. For one reading.
 */
final class AgentFilter {

    /** No file: what is told of the tree. */
    private static final String TREE = "";

    private final String agent;
    private final Set<String> files = new HashSet<>();

    /** Where in files something is told of its records. */
    private final Set<String> places = new HashSet<>();

    private Optional<Owned> owned = Optional.empty();

    AgentFilter(String agent) {
        this.agent = agent;
    }

    /** Looks at the tree before it is read. */
    void owns(Owning owning, Format.Files tree) {
        owned = Optional.of(owning.of(agent, tree));
    }

    boolean isWhole(String file) {
        return files.contains(file) || owned.filter(it -> it.hasFile(file)).isPresent();
    }

    /** Has a file be the agent's: its only record is. */
    void add(String file) {
        files.add(file);
    }

    boolean has(FileRecord record) {
        boolean is =
                isWhole(record.file()) || owned.filter(it -> it.has(record)).isPresent();
        if (is) {
            places.add(place(record.file(), record.where()));
        }
        return is;
    }

    private static String place(String file, String where) {
        return file + '\n' + where;
    }

    /** Tells if nothing in the tree was the agent's. */
    void conclude(Results results) {
        if (places.isEmpty()) {
            files.add(TREE);
            results.warn(TREE, "", "UNKNOWN_AGENT", "knows no agent '%s': nothing is taken over", agent);
        }
    }

    /** Returns what of a reading is the agent's: records of others were left out of it. */
    Reading of(Reading reading) {
        return reading.map(result -> Optional.of(result).filter(this::isOf));
    }

    private boolean isOf(Reading.Result result) {
        return switch (result) {
            case Reading.Found _, Reading.Seen _ -> true;
            case Finding finding -> isOf(finding);
            case Reading.Rejected(Finding finding, var _) -> isOf(finding);
            case Reading.Kept(Finding because, var _, var _) -> isOf(because);
        };
    }

    private boolean isOf(Finding finding) {
        return isWhole(finding.file()) || places.contains(place(finding.file(), finding.where()));
    }
}
