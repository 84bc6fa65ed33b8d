package dev.daybook.cli;

import dev.daybook.operation.Progress;
import dev.daybook.upkeep.JournalTransfer.Copied;
import java.util.function.Function;

/** Opens directories as a test says, and copies none. */
record OpeningOnly(Function<DataDirectory, DataDirectoryOpener.Running> opened) implements DataDirectoryOpener {

    @Override
    public Running open(DataDirectory data, ProgramSettings settings, Stay stay, Listen listen, Expected expected) {
        return opened.apply(data);
    }

    @Override
    public Copied copy(Place from, Place to, ProgramSettings settings, Progress progress) {
        throw new AssertionError("nothing is copied here");
    }
}
