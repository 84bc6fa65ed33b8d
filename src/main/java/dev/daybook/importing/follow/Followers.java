package dev.daybook.importing.follow;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.follow.Followed.Batch;
import dev.daybook.importing.follow.Followed.Counts;
import dev.daybook.importing.follow.Followed.State;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.LiveReading;
import dev.daybook.importing.run.Projects;
import dev.daybook.node.Lease;
import dev.daybook.node.Nodes;
import dev.daybook.node.OneNode;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trees that this process follows, and what is known of those that others of its journal do. Thread-safe. */
public final class Followers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    /** Each has a thread and walks its tree. */
    private static final int FOLLOWERS_MAX = 32;

    private final ImportContext context;
    private final Imports imports;
    private final Function<Path, Optional<WatchService>> notices;
    private final Map<String, Follower> followers = new LinkedHashMap<>();
    private final List<Consumer<Followed>> listeners = new CopyOnWriteArrayList<>();
    private final FollowLeases leases;
    private boolean closed;

    /** Follows for the only process of a journal. */
    public Followers(ImportContext context, Imports imports) {
        this(context, imports, Followers::notices);
    }

    /** @param notices those of the system for a tree, if it is to have any */
    Followers(ImportContext context, Imports imports, Function<Path, Optional<WatchService>> notices) {
        this(context, imports, notices, new OneNode("", "", context.clock()));
    }

    public Followers(ImportContext context, Imports imports, Nodes nodes) {
        this(context, imports, Followers::notices, nodes);
    }

    Followers(ImportContext context, Imports imports, Function<Path, Optional<WatchService>> notices, Nodes nodes) {
        this.leases = new FollowLeases(nodes);
        this.context = context;
        this.imports = imports;
        this.notices = notices;
    }

    /**
     * What is to be followed.
     *
     * @param kind the tool; found out from the files if absent or {@code auto}
     * @param project what the user calls it, if it is to have a name of its own
     */
    public record Request(Path root, Optional<String> kind, Optional<String> project, String actor) {}

    /**
     * A tree that another process follows, as it told last.
     *
     * @param node what that one is called
     * @param isLeft whether it is gone, and nobody goes on yet
     */
    public record Elsewhere(Followed followed, String node, boolean isLeft) {}

    private static Optional<WatchService> notices(Path root) {
        try {
            return Optional.of(root.getFileSystem().newWatchService());
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("no notices of changes below {}, only walks: {}", root, e.toString());
            return Optional.empty();
        }
    }

    /**
     * Follows a tree from now on: takes over what changed while nobody watched, then each change as it happens.
     *
     * @return how it stands at the beginning
     * @throws Rejected if the files are of no known tool, or are followed already
     */
    public Followed start(Request request) {
        Path path = request.root().toAbsolutePath().normalize();
        LegacySource source = context.sources().find(path, request.kind());
        synchronized (followers) {
            if (closed) {
                throw Rejected.conflict("the service is being stopped");
            }
            if (followers.size() >= FOLLOWERS_MAX) {
                throw Rejected.conflict("%d trees are followed: want at most %d", followers.size(), FOLLOWERS_MAX);
            }
            followers.values().stream()
                    .map(Follower::status)
                    .filter(followed -> source.watched(followed.root()).equals(source.watched(path)))
                    .findFirst()
                    .ifPresent(followed -> {
                        throw Rejected.conflict("%s is followed already, as %s", path, followed.run());
                    });
            Followed begun = begun(source, path, request);
            Lease lease = leases.take(request, begun);
            try {
                Follower follower = follower(source, begun, request, lease);
                follower.start();
                followers.put(begun.run(), follower); // whoever ends takes it out under this lock
                return follower.status();
            } catch (RuntimeException | Error e) { // such as of a system that gives no more threads
                lease.close();
                throw e;
            }
        }
    }

    private Followed begun(LegacySource source, Path path, Request request) {
        Instant now = context.clock().instant();
        String run = ImportContext.run(now);
        // What is followed has its name from the beginning, though it may be long until there is something to append.
        List<Projects.Known> coming = Stream.concat(
                        followers.values().stream().map(Follower::status),
                        elsewhere().stream().map(Elsewhere::followed))
                .filter(followed -> followed.kind().equals(source.kind()))
                .map(followed -> new Projects.Known(followed.root(), followed.project()))
                .toList();
        String project = context.projects().of(source, path, request.project(), coming);
        return new Followed(
                run,
                source.kind(),
                path,
                project,
                request.actor(),
                now,
                State.CATCHING_UP,
                Optional.empty(),
                Optional.empty(),
                Counts.NONE,
                Duration.ZERO);
    }

    private Follower follower(LegacySource source, Followed begun, Request request, Lease lease) {
        Path path = begun.root();
        return new Follower(
                begun,
                lease,
                new TreeWatch(source.watched(path), source.base(path), context.limits(), notices.apply(path)),
                LiveReading.following(context, begun.run(), source, new Root(path, begun.project()), request.actor()),
                imports,
                context,
                followed -> {
                    lease.about(FollowLeases.text(request, followed));
                    listeners.forEach(listener -> listener.accept(followed));
                    if (followed.state() == State.STOPPED) {
                        forget(followed.run());
                    }
                });
    }

    private void forget(String run) {
        synchronized (followers) {
            followers.remove(run);
        }
    }

    /** Returns what others follow, the oldest first. */
    public List<Elsewhere> elsewhere() {
        return leases.elsewhere();
    }

    /** Goes on with what processes followed that are gone, where this one sees the same folder. */
    public void startLeft() {
        for (Request request : leases.left()) {
            try {
                Followed begun = start(request);
                LOG.info("{} is followed here from now on, as {}", begun.root(), begun.run());
            } catch (Rejected e) {
                LOG.info("{} is not followed here: {}", request.root(), e.getMessage());
            }
        }
    }

    /** Returns those that follow something, the oldest first. */
    public List<Followed> list() {
        synchronized (followers) {
            return followers.values().stream().map(Follower::status).toList();
        }
    }

    public Optional<Followed> find(String run) {
        synchronized (followers) {
            return Optional.ofNullable(followers.get(run)).map(Follower::status);
        }
    }

    /** Returns what a follower took over after that batch, as far as it remembers. */
    public List<Batch> batches(String run, long after) {
        synchronized (followers) {
            Follower follower = followers.get(run);
            return follower == null ? List.of() : follower.batches(after);
        }
    }

    /** Calls {@code listener}, on the thread of the follower, whenever something has changed, until closed. */
    public Imports.Watch watch(Consumer<Followed> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Ends following a tree; what it is at is finished.
     *
     * @return how it ended
     * @throws Rejected if there is no such follower
     */
    public Followed stop(String run) {
        Follower follower;
        synchronized (followers) {
            follower = followers.remove(run);
        }
        if (follower == null) {
            return leases.end(run).orElseThrow(() -> Rejected.notFound("nothing is followed as '%s'", run));
        }
        follower.close();
        follower.lease().close();
        return follower.status();
    }

    @Override
    public void close() {
        List<Follower> all;
        synchronized (followers) {
            closed = true;
            all = new ArrayList<>(followers.values());
            followers.clear();
        }
        all.forEach(Follower::close);
        all.forEach(follower -> follower.lease().handOver());
    }
}
