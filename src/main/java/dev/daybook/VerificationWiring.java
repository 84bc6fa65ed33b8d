package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import dev.daybook.upkeep.Jobs;
import dev.daybook.upkeep.StoreVerification;
import dev.daybook.upkeep.VerificationMemory;
import dev.daybook.upkeep.VerificationSchedule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How what a data directory holds is proven, and what is remembered of that. */
record VerificationWiring(
        DataDirectory data,
        ProgramSettings settings,
        OpenedJournal opened,
        ReadModels readModels,
        InstantSource clock) {

    StoreVerification verification() {
        return new StoreVerification(opened.name(), opened.scrub(), this::files, this::differences);
    }

    VerificationMemory memory() {
        return new VerificationMemory(data.caches().resolve("verified.json"), clock);
    }

    VerificationSchedule schedule(Jobs jobs) {
        return new VerificationSchedule(
                new VerificationSchedule.Plan(
                        settings.text(ProgramSetting.VERIFY_EVERY).isEmpty()
                                ? Optional.empty()
                                : Optional.of(settings.time(ProgramSetting.VERIFY_EVERY)),
                        (long) settings.number(ProgramSetting.VERIFY_RATE_MB) << 20),
                verification(),
                memory(),
                opened.journal(),
                jobs,
                clock);
    }

    List<Path> files() {
        return Stream.concat(Stream.of(data.journal(), data.snapshots()), readModels.files().stream())
                .filter(Files::exists)
                .toList();
    }

    private List<StoreVerification.Finding> differences(Consumer<RebuildProgress> progress) {
        return readModels.verify(progress).stream()
                .map(flaw -> new StoreVerification.Finding(flaw.projection(), Optional.empty(), flaw.what()))
                .toList();
    }
}
