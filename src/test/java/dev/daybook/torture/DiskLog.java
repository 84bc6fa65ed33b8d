package dev.daybook.torture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a process did to its files, in order, as {@code disk.c} recorded it. */
public final class DiskLog {

    private static final int HEAD_BYTES = 24;

    /** One thing that was done. A file is known by its inode, as its names come and go. */
    sealed interface Act {

        record Opened(long file, Path path, boolean created, boolean emptied, boolean folder) implements Act {}

        record Written(long file, long at, ByteBuffer bytes) implements Act {}

        record Cut(long file, long sizeBytes) implements Act {}

        record SyncBegun(long file, long sync) implements Act {}

        record SyncEnded(long file, long sync) implements Act {}

        record Renamed(Path from, Path to) implements Act {}

        record Removed(Path path) implements Act {}

        record FolderMade(Path path) implements Act {}

        record Linked(Path from, Path to) implements Act {}

        /** It said something on its standard output. */
        record Said(String text) implements Act {}
    }

    /** An act, and where its record ends in the log. */
    record Step(Act act, long endByte) {}

    private DiskLog() {}

    /** Reads a log; the record in whose middle a process was killed was not done. */
    static List<Step> read(Path path) throws IOException {
        List<Step> steps = new ArrayList<>();
        try (var channel = FileChannel.open(path)) {
            // a buffer ends at two gigabytes, which a long run writes
            MemorySegment log = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            for (long at = 0; at + HEAD_BYTES <= log.byteSize(); ) {
                ByteBuffer head = bytes(log, at, HEAD_BYTES);
                int operation = head.getInt();
                int length = head.getInt();
                long file = head.getLong();
                long number = head.getLong();
                long end = at + HEAD_BYTES + length;
                if (end > log.byteSize()) {
                    break;
                }
                steps.add(new Step(act(operation, file, number, bytes(log, at + HEAD_BYTES, length)), end));
                at = end;
            }
        }
        return steps;
    }

    private static ByteBuffer bytes(MemorySegment log, long at, int length) {
        return log.asSlice(at, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Act act(int operation, long file, long number, ByteBuffer rest) {
        String text = operation == 2
                ? ""
                : StandardCharsets.UTF_8.decode(rest.duplicate()).toString();
        String[] paths = text.split("\n", 2);
        return switch (operation) {
            case 1 -> new Act.Opened(file, Path.of(text), (number & 1) != 0, (number & 2) != 0, (number & 4) != 0);
            case 2 -> new Act.Written(file, number, rest);
            case 3 -> new Act.Cut(file, number);
            case 4 -> new Act.SyncBegun(file, number);
            case 5 -> new Act.SyncEnded(file, number);
            case 6 -> new Act.Renamed(Path.of(paths[0]), Path.of(paths[1]));
            case 7 -> new Act.Removed(Path.of(text));
            case 8 -> new Act.FolderMade(Path.of(text));
            case 9 -> new Act.Linked(Path.of(paths[0]), Path.of(paths[1]));
            case 10 -> new Act.Said(text);
            default -> throw new AssertionError("record of unknown operation " + operation);
        };
    }
}
