package dev.daybook.cli;

import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.cli.DataDirectory.Holder;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Opened;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a command to its data directory, made when first asked for: to the server that has it, to what this
 * process opens, or to what is only looked at. Used by one thread, except {@link #close}, which a shutdown may call beside
 * it.
 */
final class Connection implements AutoCloseable {

    /** How long a question waits for the process that has the directory to bring the read models up to date. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(5);

    /** Looking again opens all files. */
    private static final Duration READ_PAUSE = Duration.ofMillis(150);

    /**
     * What a command wants of it.
     *
     * @param command as others are told of it
     * @param begins whether it may begin a journal
     * @param reads whether it only asks what is recorded
     * @param anew whether a lost or damaged journal may be set aside
     */
    record Wish(String command, boolean begins, boolean reads, boolean anew) {}

    private final CommandContext context;
    private final Wish wish;
    private final DirectoryClaim directory;
    private @Nullable Client client;
    private @Nullable Lock lock;
    private @Nullable Running running;
    private @Nullable Opened looked;
    private Shutdown.@Nullable Handle shutdown;
    private volatile Runnable beforeStop = () -> {};
    private boolean doesWithoutDamaged;

    Connection(CommandContext context, Wish wish) {
        this.context = context;
        this.wish = wish;
        this.directory = new DirectoryClaim(context, wish);
    }

    /**
     * Works in a folder for this command only if no journal was begun yet: nothing is written to the data directory,
     * whose settings hold all the same.
     */
    void writeNothing() {
        if (context.data().isBlank() && !context.data().isClaimed()) {
            directory.beginAside();
        }
    }

    /** Works in a folder for this command only, too, if the journal is damaged. */
    void doWithoutDamaged() {
        doesWithoutDamaged = true;
    }

    /**
     * As {@link #client}. Waits as long as it takes while another process does the same. Returns whether one did, so that
     * this one need not.
     */
    boolean joins() {
        directory.joinsOthers();
        client();
        return directory.wasJoined();
    }

    /** Returns the client of the server of this data directory, or of what is opened in this process if none runs. */
    Client client() {
        if (client == null) {
            client = client(wish.reads() && !wish.anew() ? look() : takeOrDoWithout());
        }
        return client;
    }

    /** What needs no journal is done of a damaged one, too: that is when it is needed. */
    private Exchange takeOrDoWithout() {
        try {
            return take();
        } catch (Failure failure) {
            if (!doesWithoutDamaged || directory.isAside() || failure.exit() != Exit.INTEGRITY) {
                throw failure;
            }
            context.note("%s; this is done without it".formatted(failure.getMessage()));
            release();
            directory.beginAside();
            return take();
        }
    }

    private synchronized void release() {
        if (shutdown != null) {
            shutdown.close();
            shutdown = null;
        }
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private Exchange take() {
        return switch (directory.claim()) {
            case Claim.Theirs(Holder holder) -> http(holder);
            case Claim.Mine(Lock mine) ->
                open(mine, Stay.COMMAND, Listen.PRIVATE).exchange();
        };
    }

    /**
     * Reads what is there without the lock, unless a server is to be asked or there is something to bring up to date
     * first. Beside a process that goes on writing, it answers with what the read models have.
     */
    private Exchange look() {
        directory.refuseUnlessBegun();
        if (directory.isAside()) {
            return take();
        }
        var waiting = new DirectoryWait(context, READ_PATIENCE, READ_PAUSE);
        while (true) { // until the waiting is over
            Optional<Holder> holder = context.data().holder();
            if (holder.flatMap(Holder::endpoint).isPresent()) {
                return http(holder.get());
            }
            boolean late = holder.isPresent() && waiting.isOver();
            looked = context.environment()
                    .opener()
                    .look(context.data(), context.settings(), late)
                    .orElse(null);
            if (looked != null) {
                if (late) {
                    context.note("%s is at work and the read models lack what it has written last"
                            .formatted(holder.map(Holder::describe).orElse("another process")));
                }
                return new LookExchange(looked, this::mended);
            }
            if (holder.isEmpty()
                    && Files.exists(context.data().path())
                    && !Files.isWritable(context.data().path())) {
                throw cannotBeMended();
            }
            if (holder.isEmpty() || late) {
                return takeOrDoWithout();
            }
            waiting.pause(holder.get());
        }
    }

    /** Takes the directory to build anew what is damaged; a server that came meanwhile does so by itself. */
    private Exchange mended() {
        if (!Files.isWritable(context.data().path())) {
            throw cannotBeMended();
        }
        lookNoMore();
        Exchange exchange = take();
        if (running != null) {
            running.mend();
        }
        return exchange;
    }

    private synchronized void lookNoMore() {
        if (looked != null) {
            looked.close();
            looked = null;
        }
    }

    private Failure cannotBeMended() {
        return Failure.because(
                "%s cannot be written, and as it is it cannot be read: the read models are to be brought up to date or mended first, or a write-ahead log was left open"
                        .formatted(context.data().path()),
                "copy it to where it can be written, and name the copy with --data DIR");
    }

    /** Returns whether the server is another process, which goes on when this command ends. */
    boolean isRemote() {
        return client != null && running == null && looked == null;
    }

    private Exchange http(Holder server) {
        return new HttpExchange(
                server.endpoint().orElseThrow(),
                server.pass(),
                () -> directory.opened().holder().equals(Optional.of(server)));
    }

    private Client client(Exchange exchange) {
        return new Client(exchange, context.settings().text(ProgramSetting.ACTOR), context::shown);
    }

    /**
     * Returns the client of the server of this data directory, or of this process, which serves from now on: for a
     * command that stays, so that others can work meanwhile.
     */
    Client clientThatStays() {
        if (client == null) {
            switch (directory.claim()) {
                case Claim.Theirs(Holder holder) -> client = client(http(holder));
                case Claim.Mine(Lock mine) -> {
                    var opened = open(mine, Stay.SERVE, Listen.PRIVATE);
                    mine.publish(opened.local(), opened.pass());
                    client = client(opened.exchange());
                }
            }
        }
        return client;
    }

    /** Opens the directory in this process until it is closed. */
    Running serve(Listen listen) {
        return switch (directory.claim()) {
            case Claim.Theirs(Holder holder) -> throw directory.inUse(holder);
            case Claim.Mine(Lock mine) -> {
                var opened = open(mine, Stay.SERVE, listen);
                mine.publish(opened.local(), opened.pass());
                client = client(opened.exchange());
                yield opened;
            }
        };
    }

    private Running open(Lock mine, Stay stay, Listen listen) {
        lock = mine;
        shutdown = Shutdown.before(() -> {
            try {
                beforeStop.run();
            } finally {
                close();
            }
        });
        running = context.environment()
                .opener()
                .open(
                        directory.opened(),
                        context.settings(),
                        stay,
                        listen,
                        new DataDirectoryOpener.Expected(mine.head(), wish.anew()));
        mine.know(running.head());
        return running;
    }

    /**
     * Has {@code words} said when the process is told to stop, until the returned handle is closed, while the server can
     * still be asked.
     */
    Shutdown.Handle beforeStop(Runnable words) {
        if (isRemote()) {
            return Shutdown.before(words);
        }
        if (running == null) {
            return Shutdown.before(() -> {
                words.run();
                close();
            });
        }
        beforeStop = words;
        return () -> beforeStop = () -> {};
    }

    /** Takes the directory for work on its files; no server may run. Returns the lock that says so, until this is closed. */
    Lock claimForFiles() {
        Lock mine = lock;
        if (mine == null) {
            mine = switch (directory.claim()) {
                case Claim.Theirs(Holder holder) -> throw directory.inUse(holder);
                case Claim.Mine(Lock taken) -> taken;
            };
            lock = mine;
        }
        return mine;
    }

    @Override
    public synchronized void close() {
        if (shutdown != null) {
            shutdown.close();
        }
        if (lock != null) {
            lock.withdraw();
        }
        try {
            lookNoMore();
            if (running != null) {
                running.close();
                if (lock != null) {
                    lock.know(running.head());
                }
            }
        } finally {
            if (lock != null) {
                lock.close();
                lock = null;
            }
            directory.removeAside();
        }
    }
}
