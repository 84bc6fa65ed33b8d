package dev.daybook;

import dev.daybook.axon.AxonCommands;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.command.Commands;
import dev.daybook.command.Submission;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.follow.TakeOver;
import dev.daybook.importing.run.ImportContext;
import dev.daybook.importing.run.Imports;
import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.node.Nodes;
import dev.daybook.rollout.FilesLease;
import dev.daybook.rollout.Retraction;
import dev.daybook.rollout.Rollouts;
import dev.daybook.rollout.Stage;
import dev.daybook.rollout.Stages;
import dev.daybook.rollout.Tool;
import dev.daybook.slice.Slices;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Puts together the moves of tools' users from files to the journal. */
record RolloutWiring(
        Journal journal,
        Codec codec,
        Timelines timelines,
        ReadModelLookup posted,
        Slices slices,
        LegacySources sources,
        Imports imports,
        ProgramSettings settings,
        Nodes nodes,
        Path pending,
        InstantSource clock) {

    private static final String ACTOR = "rollout";

    Rollouts open(Commands toJournal, Supplier<List<Path>> databases, Closing closing) {
        List<Tool> tools = slices.tools(journal, codec, timelines);
        var news = closing.add(new TakeOver(
                new ImportContext(journal, codec, timelines, sources, Limits.DEFAULT, clock), imports, ACTOR));
        return closing.add(Rollouts.open(new Rollouts.Ground(
                toJournal,
                journal,
                codec,
                timelines,
                posted,
                slices.deciders(),
                key -> AxonCommands.carriedOut(journal, timelines, key),
                (key, ordinal) -> AxonCommands.fact(journal, timelines, key, ordinal),
                Optional.of(pending),
                tools,
                news,
                (thing, actor, why) -> forget(toJournal, thing, actor, why),
                defaults(),
                new Rollouts.Settings(
                        settings.time(ProgramSetting.ROLLOUT_WINDOW), settings.time(ProgramSetting.ROLLOUT_COMPARE)),
                databases,
                new FilesLease(nodes),
                clock)));
    }

    /** One entry after which nothing of the thing counts; the read models follow by themselves. */
    private Runnable forget(Commands toJournal, StreamId thing, String actor, String why) {
        long at = rolledBack(toJournal, actor, RolledBack.of(new Target.Entity(thing.toString(), 0), Optional.of(why)));
        return () -> rolledBack(
                toJournal, actor, RolledBack.of(new Target.Rollback(at), Optional.of("not done after all: " + why)));
    }

    /** Returns where the entry of the rollback stands. */
    private long rolledBack(Commands toJournal, String actor, RolledBack asked) {
        return imports.alone(
                "settling a discrepancy",
                () -> toJournal
                        .submit(new Submission<>(
                                new RollBack(asked, journal.head().value()),
                                actor,
                                Retraction.SOURCE,
                                clock.instant(),
                                Optional.empty(),
                                OptionalLong.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                        .position());
    }

    /** The stages that the tools' own settings name, for the trees that are followed. */
    private Map<String, Stages.Default> defaults() {
        var defaults = new LinkedHashMap<String, Stages.Default>();
        byDefault("ait42", ProgramSetting.STORAGE_BACKEND).ifPresent(theDefault -> defaults.put("ait42", theDefault));
        byDefault("deespec", ProgramSetting.STORAGE_MODE).ifPresent(theDefault -> defaults.put("deespec", theDefault));
        return defaults;
    }

    private Optional<Stages.Default> byDefault(String kind, ProgramSetting setting) {
        Optional<Stage> stage = Stage.of(settings.text(setting)).filter(oneStage -> oneStage != Stage.NONE);
        if (stage.isEmpty()) {
            return Optional.empty();
        }
        for (String folder : settings.text(ProgramSetting.FOLLOW).split(",")) {
            if (!folder.isBlank()) {
                Path root = Path.of(folder.strip()).toAbsolutePath().normalize();
                try {
                    sources.find(root, Optional.of(kind));
                    return Optional.of(new Stages.Default(stage.get(), root));
                } catch (Rejected _) {
                    // it is another tool's, or not there
                }
            }
        }
        return Optional.empty();
    }
}
