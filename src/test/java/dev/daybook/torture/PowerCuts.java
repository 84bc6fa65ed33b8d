package dev.daybook.torture;

import dev.daybook.torture.DiskLog.Act;
import dev.daybook.torture.DiskLog.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a disk may hold after the power failed in the middle of a recorded run.
 *
 * <p>What was synced before the cut is there. Of everything else any part may be there: a write as a whole, some of its
 * sectors or pages, or nothing; later ones without earlier ones; a length without its bytes, which are then zeros. A name is
 * certain once its folder was synced, that of a new file also once the file was; of the others those up to some moment
 * are there, and with a folder goes what is in it. That is less than file systems promise, which keep the order of names and sync more than they are asked to.
 */
public final class PowerCuts {

    private static final int SECTOR_BYTES = 512;
    private static final int PAGE_BYTES = 4_096;

    /** What becomes of the writes that were not synced. */
    private enum Fate {
        ALL_KEPT,
        ALL_LOST,
        SOME_LOST,
        TORN_IN_SECTORS,
        TORN_IN_PAGES
    }

    /** A change of a file's bytes, or of its length where there are none, by the number of its step. */
    private record Change(int step, long at, ByteBuffer bytes) {

        static Change ofLength(int step, long sizeBytes) {
            return new Change(step, sizeBytes, ByteBuffer.allocate(0));
        }

        boolean cuts() {
            return bytes.remaining() == 0;
        }
    }

    private static final class Kept {
        private final int madeAt;
        private final List<Change> changes = new ArrayList<>();
        private int syncedBefore;

        Kept(int madeAt) {
            this.madeAt = madeAt;
        }
    }

    /** The acts up to a moment: what was done to each file, the names in order, and which of them are certain. */
    private static final class Followed {
        private final Map<Long, Kept> files = new HashMap<>(); // by inode, which may come again
        private final Map<Long, Path> folders = new HashMap<>();
        private final Map<Long, Integer> begun = new HashMap<>(); // syncs
        private final Map<Integer, Kept> made = new HashMap<>(); // by the step
        private final Map<Integer, Act> namings = new LinkedHashMap<>();
        private final Set<Integer> certain = new HashSet<>();

        Followed(Before before) {
            int step = -before.folders.size() - before.files.size();
            for (Path folder : before.folders) {
                namings.put(step++, new Act.FolderMade(folder));
            }
            for (Map.Entry<Path, Before.Stored> stored : before.files.entrySet()) {
                var kept = new Kept(step);
                kept.changes.add(new Change(step, 0, stored.getValue().bytes()));
                files.put(stored.getValue().file(), kept);
                made.put(step, kept);
                certain.add(step);
                namings.put(step++, new Act.Opened(stored.getValue().file(), stored.getKey(), true, false, false));
            }
        }

        void follow(int step, Act act) {
            switch (act) {
                case Act.Opened opened -> opened(step, opened);
                case Act.Written(long file, long at, ByteBuffer bytes) -> change(file, new Change(step, at, bytes));
                case Act.Cut(long file, long size) -> change(file, Change.ofLength(step, size));
                case Act.SyncBegun sync -> begun.put(sync.sync(), step);
                case Act.SyncEnded(long file, long sync) -> synced(file, begun.getOrDefault(sync, 0));
                case Act.Renamed renamed -> namings.put(step, renamed);
                case Act.Removed removed -> namings.put(step, removed);
                case Act.FolderMade folder -> namings.put(step, folder);
                case Act.Linked linked -> namings.put(step, linked);
                case Act.Said _ -> {}
            }
        }

        private void opened(int step, Act.Opened opened) {
            if (opened.folder()) {
                folders.put(opened.file(), opened.path());
            } else if (opened.created() || !files.containsKey(opened.file())) {
                var file = new Kept(step);
                files.put(opened.file(), file);
                made.put(step, file);
                namings.put(step, opened);
            } else if (opened.emptied()) {
                change(opened.file(), Change.ofLength(step, 0));
            }
        }

        private void change(long file, Change change) {
            Kept kept = files.get(file);
            if (kept != null) {
                kept.changes.add(change);
            }
        }

        private void synced(long synced, int since) {
            Kept file = files.get(synced);
            if (file != null) {
                file.syncedBefore = Math.max(file.syncedBefore, since);
                certain.add(file.madeAt);
            }
            Path folder = folders.get(synced);
            if (folder != null) {
                namings.forEach((step, act) -> {
                    if (step < since && concerns(act, folder)) {
                        certain.add(step);
                    }
                });
            }
        }
    }

    /** What was on the disk before a run, and is certain. */
    public static final class Before {

        private static final Before NOTHING = new Before();

        private final List<Path> folders = new ArrayList<>();
        private final Map<Path, Stored> files = new LinkedHashMap<>();

        private record Stored(long file, ByteBuffer bytes) {}

        private Before() {}

        /** Reads all that is below {@code root}. */
        public static Before of(Path root) throws IOException {
            var before = new Before();
            try (Stream<Path> paths = Files.walk(root.toRealPath())) {
                for (Path path : paths.toList()) {
                    if (Files.isDirectory(path)) {
                        before.folders.add(path);
                    } else {
                        long file = ((Number) Files.getAttribute(path, "unix:ino")).longValue();
                        before.files.put(path, new Stored(file, ByteBuffer.wrap(Files.readAllBytes(path))));
                    }
                }
            }
            return before;
        }
    }

    private final Path root;
    private final Before before;
    private final List<Step> steps;

    private PowerCuts(Path root, Before before, List<Step> steps) {
        this.root = root;
        this.before = before;
        this.steps = steps;
    }

    /** Reads what was recorded of the files below {@code root}, which the run itself began. */
    public static PowerCuts of(Path root, Path log) throws IOException {
        return of(root, Before.NOTHING, log);
    }

    /** Reads what was recorded of the files below {@code root}, which were there before the run. */
    public static PowerCuts of(Path root, Before before, Path log) throws IOException {
        return new PowerCuts(root.toRealPath(), before, DiskLog.read(log));
    }

    /** Returns the same run as if some files or folders, by the name that they were opened by, had never been synced. */
    public PowerCuts unsynced(Predicate<Path> which) {
        var opened = new HashMap<Long, Path>();
        var fewer = new ArrayList<Step>();
        for (Step step : steps) {
            if (step.act() instanceof Act.Opened it) {
                opened.put(it.file(), it.path());
            }
            boolean isKept = !(step.act() instanceof Act.SyncEnded it)
                    || Optional.ofNullable(opened.get(it.file())).filter(which).isEmpty();
            if (isKept) {
                fewer.add(step);
            }
        }
        return new PowerCuts(root, before, fewer);
    }

    /** A moment of the run: behind so many steps, and so many bytes of the log. */
    public record Moment(int steps, long logBytes) {}

    /** Returns a moment of the last {@code share} of the run. */
    public Moment moment(Random random, double share) {
        int first = (int) (steps.size() * (1 - share));
        int cut = first + random.nextInt(steps.size() - first);
        return new Moment(cut, cut == 0 ? 0 : steps.get(cut - 1).endByte());
    }

    /** Returns the lines that the process had said by then. */
    public List<String> said(Moment moment) {
        var text = new StringBuilder();
        for (Step step : steps.subList(0, moment.steps())) {
            if (step.act() instanceof Act.Said(String said)) {
                text.append(said);
            }
        }
        return text.substring(0, text.lastIndexOf("\n") + 1).lines().toList();
    }

    /** Returns how many files were synced in the run. */
    public long syncs() {
        return steps.stream()
                .filter(step -> step.act() instanceof Act.SyncEnded)
                .count();
    }

    /** Lays down below {@code target} what may have been left at that moment; returns in words what became of the writes. */
    public String lay(Moment moment, Random random, Path target) throws IOException {
        Fate fate = Fate.values()[random.nextInt(Fate.values().length)];
        boolean lengths = random.nextInt(4) == 0;
        for (Map.Entry<Path, Optional<Kept>> name : names(moment, fate, random).entrySet()) {
            Path path = target.resolve(root.relativize(name.getKey()).toString());
            if (name.getValue().isEmpty()) {
                Files.createDirectories(path);
                continue;
            }
            Files.createDirectories(path.getParent());
            write(name.getValue().get(), fate, lengths, random, path);
        }
        return "behind step %d of %d: %s%s"
                .formatted(moment.steps(), steps.size(), fate, lengths ? ", lengths kept" : "");
    }

    /** Returns the names that are left, and what each stands for: a file, or else a folder. */
    private Map<Path, Optional<Kept>> names(Moment moment, Fate fate, Random random) {
        var followed = new Followed(before);
        for (int step = 0; step < moment.steps(); step++) {
            followed.follow(step, steps.get(step).act());
        }
        int until = switch (fate) {
            case ALL_KEPT -> moment.steps();
            case ALL_LOST -> 0;
            case SOME_LOST, TORN_IN_SECTORS, TORN_IN_PAGES -> random.nextInt(moment.steps() + 1);
        };
        Map<Path, Optional<Kept>> names = new LinkedHashMap<>();
        var folders = new HashSet<Path>(); // that were made
        followed.namings.forEach((step, act) -> {
            if (act instanceof Act.FolderMade(Path folder)) {
                folders.add(folder);
            }
            if (step < until || followed.certain.contains(step)) {
                name(act, Optional.ofNullable(followed.made.get(step)), names);
            }
        });
        folders.removeAll(names.keySet());
        names.keySet().removeIf(path -> folders.stream().anyMatch(lost -> !lost.equals(root) && path.startsWith(lost)));
        return names;
    }

    private static boolean concerns(Act act, Path folder) {
        return switch (act) {
            case Act.Opened opened -> folder.equals(opened.path().getParent());
            case Act.Renamed renamed -> folder.equals(renamed.to().getParent());
            case Act.Removed removed -> folder.equals(removed.path().getParent());
            case Act.FolderMade made -> folder.equals(made.path().getParent());
            case Act.Linked linked -> folder.equals(linked.to().getParent());
            default -> false;
        };
    }

    private static void name(Act act, Optional<Kept> made, Map<Path, Optional<Kept>> names) {
        switch (act) {
            case Act.Opened opened -> names.put(opened.path(), made);
            case Act.FolderMade folder -> names.put(folder.path(), Optional.empty());
            case Act.Removed removed -> names.remove(removed.path());
            case Act.Linked linked -> {
                Optional<Kept> file = names.get(linked.from());
                if (file != null) {
                    names.put(linked.to(), file);
                }
            }
            case Act.Renamed renamed -> {
                Map<Path, Optional<Kept>> moved = new LinkedHashMap<>();
                names.forEach((path, file) -> {
                    if (path.startsWith(renamed.from())) {
                        moved.put(path, file);
                    }
                });
                moved.forEach((path, file) -> {
                    names.remove(path);
                    String below = renamed.from().relativize(path).toString();
                    names.put(below.isEmpty() ? renamed.to() : renamed.to().resolve(below), file);
                });
            }
            default -> throw new AssertionError("names nothing: " + act);
        }
    }

    private static void write(Kept file, Fate fate, boolean lengths, Random random, Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (Change change : file.changes) {
                boolean synced = change.step() < file.syncedBefore;
                if (synced || fate == Fate.ALL_KEPT) {
                    whole(channel, change);
                    continue;
                }
                if (lengths && !change.cuts() && change.at() + change.bytes().remaining() > channel.size()) {
                    channel.write(
                            ByteBuffer.wrap(new byte[1]),
                            change.at() + change.bytes().remaining() - 1);
                }
                switch (fate) {
                    case ALL_LOST, ALL_KEPT -> {}
                    case SOME_LOST -> {
                        if (random.nextBoolean()) {
                            whole(channel, change);
                        }
                    }
                    case TORN_IN_SECTORS -> torn(channel, change, SECTOR_BYTES, random);
                    case TORN_IN_PAGES -> torn(channel, change, PAGE_BYTES, random);
                }
            }
        }
    }

    private static void whole(FileChannel channel, Change change) throws IOException {
        if (!change.cuts()) {
            channel.write(change.bytes().duplicate(), change.at());
        } else if (change.at() < channel.size()) {
            channel.truncate(change.at());
        } else if (change.at() > channel.size()) {
            channel.write(ByteBuffer.wrap(new byte[1]), change.at() - 1);
        }
    }

    /** A disk writes whole sectors: some of those that a write touches have its bytes, the others what stood there before. */
    private static void torn(FileChannel channel, Change change, int unit, Random random) throws IOException {
        if (change.cuts()) {
            if (random.nextBoolean()) {
                whole(channel, change);
            }
            return;
        }
        for (int from = 0; from < change.bytes().remaining(); ) {
            int to = (int) Math.min(change.bytes().remaining(), ((change.at() + from) / unit + 1) * unit - change.at());
            if (random.nextBoolean()) {
                channel.write(change.bytes().slice(from, to - from), change.at() + from);
            }
            from = to;
        }
    }
}
