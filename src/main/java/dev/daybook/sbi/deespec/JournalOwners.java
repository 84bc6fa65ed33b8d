package dev.daybook.sbi.deespec;

import java.util.Optional;

/**
 * Which SBI each entry of a journal is about, entry by entry in their order: the one that it names, else the one that
 * was picked last. Before the first pick the tool's own state may say which one is being worked on.
 */
final class JournalOwners {

    private final Optional<String> only;
    private Optional<String> working;
    private boolean named;

    /**
     * @param only the one task that there is, in the era without ids
     * @param current the task that the tool's state says is being worked on
     */
    JournalOwners(Optional<String> only, Optional<String> current) {
        this.only = only;
        this.working = current;
    }

    /** Returns the owner of the next entry; one that names something that is no id has none. */
    Optional<String> next(EntryOwner entry) {
        if (only.isPresent()) {
            return only;
        }
        if (entry.sbi().isEmpty()) {
            return working;
        }
        Optional<String> sbi = entry.sbi().filter(SbiName::isId);
        if (sbi.isPresent() && !named) {
            named = true;
            working = Optional.empty(); // with several tasks the state says nothing of the streamHistory
        }
        if (entry.picks()) {
            working = sbi;
        }
        return sbi;
    }
}
