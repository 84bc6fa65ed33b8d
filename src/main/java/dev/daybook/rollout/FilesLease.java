package dev.daybook.rollout;

import dev.daybook.command.Unavailable;
import dev.daybook.importing.file.RootIdentity;
import dev.daybook.node.Lease;
import dev.daybook.node.Leases.Held;
import dev.daybook.node.Nodes;
import dev.daybook.node.StandingLease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps the files of tools with one of the processes of a journal: two would each write over what the other has not seen.
 * Another one takes them over when that is gone, if it sees the same folders. Thread-safe.
 */
public final class FilesLease implements AutoCloseable {

    private static final String NAME = "files of tools";

    private final Nodes nodes;
    private final StandingLease lease;
    private volatile Supplier<Set<Path>> roots = Set::of;

    public FilesLease(Nodes nodes) {
        this.nodes = nodes;
        this.lease = new StandingLease(nodes, NAME, this::about);
    }

    /** @param where returns the folders that hold files which are kept */
    void of(Supplier<Set<Path>> where) {
        roots = where;
    }

    /** What the lease says: the folders as its holder sees them. Whoever sees others does not claim it. */
    private Optional<String> about(Optional<Held> before) {
        Set<Path> all = roots.get();
        boolean isSeen = all.stream()
                .allMatch(root -> Files.isDirectory(root)
                        && before.map(Held::about)
                                .filter(text -> text.lines().anyMatch(line -> line.startsWith(root + "#")))
                                .map(text -> text.lines().anyMatch(RootIdentity.of(root)::equals))
                                .orElse(true));
        return isSeen ? Optional.of(identities()) : Optional.empty();
    }

    private String identities() {
        return roots.get().stream().map(RootIdentity::of).sorted().collect(Collectors.joining("\n"));
    }

    /** Returns whether this process keeps the files now. */
    boolean isOurs() {
        return !nodes.areSeveral() || lease.held().isPresent();
    }

    /**
     * Carries out what reads and writes files.
     *
     * @throws Unavailable if another process keeps them; nothing was changed
     */
    <T> T carry(Supplier<T> work) {
        if (!nodes.areSeveral()) {
            return work.get();
        }
        Lease ours = lease.held().orElseThrow(this::elsewhere);
        try {
            return ours.carry(work);
        } finally {
            ours.about(identities()); // a stage that was set may have brought another folder
        }
    }

    private Unavailable elsewhere() {
        return new Unavailable(lease.holder()
                .map(("the files of tools that are moving are kept by the node %s, and by one at a time: send it there;"
                        + " nothing was changed")::formatted)
                .orElse(
                        "the node that kept the files of tools is gone, and this one does not see the same folders: start"
                                + " one that does; nothing was changed"));
    }

    /** Leaves them to others. */
    @Override
    public void close() {
        lease.close();
    }
}
