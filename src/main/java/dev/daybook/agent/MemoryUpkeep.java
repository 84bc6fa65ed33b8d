package dev.daybook.agent;

import dev.daybook.agent.Memories.Together;
import dev.daybook.command.Submission;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.shape.Says;
import dev.daybook.slice.Chore;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is done to memories without being asked for each: those whose time is over expire, those that say the same are
 * joined, and old ones that matter little are bundled. No model is asked, and nothing is lost: what a bundle stands for
 * can be read as it was, and each bundle can be taken back. What files of tools hold is theirs, and left alone.
 */
final class MemoryUpkeep {

    private static final String EVERY_MINUTES = "memory.upkeep.minutes";

    /** Fewer are no bundle. */
    private static final int BUNDLED_MIN = 2;

    /** More are several bundles: a person reads through one. */
    private static final int BUNDLED_MAX = 50;

    /** Who is over a limit is brought below it by so much, or each new memory would make a bundle. */
    private static final double ROOM = 0.8;

    static final Chore CHORE = new Chore(
            "the upkeep of memories",
            ground -> Duration.ofMinutes(ground.setting().applyAsInt(EVERY_MINUTES)),
            ground -> run(ground, command -> byItself(command, ground)));

    /**
     * Something that is done.
     *
     * @param commands carried out together or not at all
     */
    record Step(View view, Together commands) {}

    /** A step as it is told. */
    record View(
            @Says("expire, join (what says the same) or bundle (what is old and matters little)")
            String action,

            String agent,

            @Says("what made it do so") String why,

            List<String> memories,

            @Says("the memory that stands for them") Optional<String> into,

            @Says("how many bytes they say") long bytes) {}

    /** What is done, or would be. */
    record Report(boolean dryRun, List<View> steps) {}

    /** From which on memories of one agent are bundled. */
    private record Limits(int countMax, long bytesMax, Duration age, double importanceMax, int contextPercent) {

        static Limits of(Ground ground) {
            return new Limits(
                    ground.setting().applyAsInt("memory.count.max"),
                    ground.setting().applyAsInt("memory.bytes.max"),
                    Duration.ofDays(ground.setting().applyAsInt("memory.age.days")),
                    ground.setting().applyAsInt("memory.importance.max") / 100.0,
                    ground.setting().applyAsInt("memory.context.percent"));
        }
    }

    /** Carries out all that is to be done now; what is refused because others were faster is left for another time. */
    static Report run(Ground ground, Function<AgentCommand, Submission<AgentCommand>> asking) {
        var done = new ArrayList<View>();
        for (Step step : new MemoryUpkeep(ground).steps()) {
            List<AgentCommand> commands = step.commands().commands();
            try {
                ground.commands()
                        .submit(asking.apply(commands.getFirst()).beside(commands.subList(1, commands.size())));
                done.add(step.view());
            } catch (Rejected e) {
                done.add(refused(step.view(), e));
            }
        }
        return new Report(false, List.copyOf(done));
    }

    /** Returns what {@link #run} would do now. */
    static Report dryRun(Ground ground) {
        return new Report(
                true, new MemoryUpkeep(ground).steps().stream().map(Step::view).toList());
    }

    private static View refused(View view, Rejected why) {
        return new View(
                view.action(),
                view.agent(),
                "not done: " + why.getMessage(),
                view.memories(),
                view.into(),
                view.bytes());
    }

    private static Submission<AgentCommand> byItself(AgentCommand command, Ground ground) {
        return new Submission<>(
                command,
                "upkeep",
                "serve",
                ground.clock().instant(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private final Ground ground;
    private final Instant now;
    private final Limits limits;
    private final MemoryQueries queries;
    private final List<Step> steps = new ArrayList<>();

    private MemoryUpkeep(Ground ground) {
        this.ground = ground;
        this.now = ground.clock().instant();
        this.limits = Limits.of(ground);
        this.queries = new MemoryQueries(ground);
    }

    private List<Step> steps() {
        ground.await(AgentProjection.NAME, Selection.category(MemoryEvent.CATEGORY));
        queries.toExpire(now).forEach(this::expire);
        Map<String, Instant> full = queries.fullSince(limits.contextPercent());
        for (String agent : queries.agents()) {
            List<MemoryKept> kept = join(agent, queries.kept(agent, now));
            bundle(agent, kept, Optional.ofNullable(full.get(agent)));
        }
        return List.copyOf(steps);
    }

    private void expire(MemoryKept memory) {
        steps.add(new Step(
                new View(
                        "expire",
                        memory.agent(),
                        "its time was over at " + memory.expiresAt(),
                        List.of(memory.id()),
                        Optional.empty(),
                        memory.bytes()),
                new Together(
                        memory.id(),
                        List.of(new AgentCommand.Expire(
                                memory.id(), memory.expiresAt(), Map.of("/expired_at", Members.of(now)))))));
    }

    /** Joins what says the same into what was said first, and returns what stays. */
    private List<MemoryKept> join(String agent, List<MemoryKept> memories) {
        Map<String, List<MemoryKept>> alike = memories.stream()
                .collect(Collectors.groupingBy(MemoryKept::meaning, LinkedHashMap::new, Collectors.toList()));
        var stay = new ArrayList<MemoryKept>();
        alike.values().forEach(all -> {
            MemoryKept first = all.getFirst();
            stay.add(first);
            if (all.size() > 1) {
                List<MemoryKept> others = all.subList(1, all.size());
                steps.add(step(
                        "join",
                        agent,
                        "they say what %s says".formatted(first.id()),
                        others,
                        Memories.into(
                                first.id(), others.stream().map(MemoryKept::id).toList(), now)));
            }
        });
        return stay;
    }

    private void bundle(String agent, List<MemoryKept> kept, Optional<Instant> fullSince) {
        var bundled = new HashSet<String>();
        List<MemoryKept> minor = kept.stream()
                .filter(memory -> memory.mayBeBundled(limits.importanceMax()))
                .toList();
        Instant old = now.minus(limits.age());
        bundle(
                agent,
                "older than %d days".formatted(limits.age().toDays()),
                minor.stream()
                        .filter(memory -> memory.createdAt().isBefore(old))
                        .toList(),
                bundled);
        fullSince.ifPresent(since -> bundle(
                agent,
                "its context was above %d %% at %s".formatted(limits.contextPercent(), since),
                minor.stream()
                        .filter(memory ->
                                memory.isWorking() && !memory.createdAt().isAfter(since))
                        .filter(memory -> !bundled.contains(memory.id()))
                        .toList(),
                bundled));
        tooMuch(
                agent,
                kept.stream().filter(memory -> !bundled.contains(memory.id())).toList());
    }

    /** What matters least goes first, and of that the oldest. */
    private void tooMuch(String agent, List<MemoryKept> kept) {
        long bytes = kept.stream().mapToLong(MemoryKept::bytes).sum();
        if (kept.size() <= limits.countMax() && bytes <= limits.bytesMax()) {
            return;
        }
        double countLeft = kept.size() - limits.countMax() * ROOM;
        double bytesLeft = bytes - limits.bytesMax() * ROOM;
        var chosen = new ArrayList<MemoryKept>();
        List<MemoryKept> candidates = kept.stream()
                .filter(memory -> memory.mayBeBundled(1))
                .sorted(Comparator.comparingDouble(MemoryKept::importance).thenComparing(MemoryKept::createdAt))
                .toList();
        for (MemoryKept memory : candidates) {
            boolean tooMany = kept.size() > limits.countMax() && chosen.size() < countLeft;
            boolean tooLarge = bytes > limits.bytesMax() && bytesLeft > 0;
            if (!tooMany && !tooLarge) {
                break;
            }
            chosen.add(memory);
            bytesLeft -= memory.bytes();
        }
        bundle(
                agent,
                "%d memories of %d bytes: want at most %d of %d"
                        .formatted(kept.size(), bytes, limits.countMax(), limits.bytesMax()),
                chosen,
                new HashSet<>());
    }

    private void bundle(String agent, String why, List<MemoryKept> memories, Set<String> bundled) {
        for (int from = 0; from < memories.size(); from += BUNDLED_MAX) {
            List<MemoryKept> some = memories.subList(from, Math.min(from + BUNDLED_MAX, memories.size()));
            if (some.size() >= BUNDLED_MIN) {
                some.forEach(memory -> bundled.add(memory.id()));
                steps.add(step(
                        "bundle",
                        agent,
                        why,
                        some,
                        Memories.consolidation(
                                queries.all(some.stream().map(MemoryKept::id).toList()),
                                summary(agent, some),
                                Optional.of(agent),
                                now,
                                ground)));
            }
        }
    }

    private static Step step(String action, String agent, String why, List<MemoryKept> memories, Together commands) {
        return new Step(
                new View(
                        action,
                        agent,
                        why,
                        memories.stream().map(MemoryKept::id).toList(),
                        Optional.of(commands.id()),
                        memories.stream().mapToLong(MemoryKept::bytes).sum()),
                commands);
    }

    /** Returns what stands for several memories: the beginning of each. */
    private static String summary(String agent, List<MemoryKept> memories) {
        List<LocalDate> days = memories.stream()
                .map(memory -> LocalDate.ofInstant(memory.createdAt(), ZoneOffset.UTC))
                .sorted()
                .toList();
        return memories.stream()
                .map(memory -> "- " + memory.line())
                .collect(Collectors.joining(
                        "\n",
                        "%d memories of %s from %s to %s:\n"
                                .formatted(memories.size(), agent, days.getFirst(), days.getLast()),
                        ""));
    }
}
