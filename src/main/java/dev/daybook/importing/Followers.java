package dev.daybook.importing;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Followed.Batch;
import dev.daybook.importing.Followed.Counts;
import dev.daybook.importing.Followed.State;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trees that this process follows. Thread-safe. */
public final class Followers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    /** Each has a thread and walks its tree. */
    private static final int FOLLOWERS_MAX = 32;

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Limits limits;
    private final LegacySources sources;
    private final Imports imports;
    private final InstantSource clock;
    private final Function<Path, Optional<WatchService>> notices;
    private final Map<String, Follower> followers = new LinkedHashMap<>();
    private final List<Consumer<Followed>> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    public Followers(
            Journal journal,
            Codec codec,
            Timelines timelines,
            Limits limits,
            LegacySources sources,
            Imports imports,
            InstantSource clock) {
        this(journal, codec, timelines, limits, sources, imports, clock, Followers::notices);
    }

    /** @param notices those of the system for a tree, if it is to have any */
    Followers(
            Journal journal,
            Codec codec,
            Timelines timelines,
            Limits limits,
            LegacySources sources,
            Imports imports,
            InstantSource clock,
            Function<Path, Optional<WatchService>> notices) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.limits = limits;
        this.sources = sources;
        this.imports = imports;
        this.clock = clock;
        this.notices = notices;
    }

    /**
     * What is to be followed.
     *
     * @param kind the tool; found out from the files if absent or {@code auto}
     * @param project what the user calls it, if it is to have a name of its own
     */
    public record Request(Path root, Optional<String> kind, Optional<String> project, String actor) {}

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
        LegacySource source = sources.find(path, request.kind());
        synchronized (followers) {
            if (closed) {
                throw Rejected.conflict("the service is being stopped");
            }
            if (followers.size() >= FOLLOWERS_MAX) {
                throw Rejected.conflict("%d trees are followed: want at most %d", followers.size(), FOLLOWERS_MAX);
            }
            followers.values().stream()
                    .map(Follower::status)
                    .filter(it -> source.watched(it.root()).equals(source.watched(path)))
                    .findFirst()
                    .ifPresent(it -> {
                        throw Rejected.conflict("%s is followed already, as %s", path, it.run());
                    });
            Follower follower = follower(source, path, request);
            followers.put(follower.status().run(), follower);
            follower.start();
            return follower.status();
        }
    }

    private Follower follower(LegacySource source, Path path, Request request) {
        Instant now = clock.instant();
        String run = UlidCreator.getMonotonicUlid(now.toEpochMilli()).toString();
        var root = new Root(path, new Projects(journal, codec).of(source, path, request.project()));
        var status = new Followed(
                run,
                source.kind(),
                path,
                root.project(),
                request.actor(),
                now,
                State.CATCHING_UP,
                Optional.empty(),
                Optional.empty(),
                Counts.NONE,
                Duration.ZERO);
        return new Follower(
                status,
                new TreeWatch(source.watched(path), source.base(path), limits, notices.apply(path)),
                new FollowRun(journal, codec, timelines, limits, clock, run, source, root, request.actor()),
                imports,
                clock,
                it -> listeners.forEach(listener -> listener.accept(it)));
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
            throw Rejected.notFound("nothing is followed as '%s'", run);
        }
        follower.close();
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
    }
}
