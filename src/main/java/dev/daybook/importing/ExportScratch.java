package dev.daybook.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files in the folder of an export to work with, of which a run that is killed leaves some behind. */
final class ExportScratch {

    /** A file to work with: of which process, and of which of those that had its number. */
    private static final Pattern NAME =
            Pattern.compile("\\.daybook-export-(\\d{1,18})-([0-9a-f]{1,16})-\\d{1,20}\\.tmp");

    private static final String THIS_RUN = Long.toHexString(new SecureRandom().nextLong());

    /** Returns a new file, to be deleted by whoever asked for it. */
    static Path create(Path folder) throws IOException {
        return Files.createTempFile(
                folder,
                ".daybook-export-%d-%s-".formatted(ProcessHandle.current().pid(), THIS_RUN),
                ".tmp");
    }

    /** Removes what runs that were killed have worked with; others may write into the same folder meanwhile. */
    static void removeLeft(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.toList()) {
                Matcher scratch = NAME.matcher(String.valueOf(file.getFileName()));
                if (scratch.matches() && isLeft(Long.parseLong(scratch.group(1)), scratch.group(2))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isLeft(long process, String run) {
        return process == ProcessHandle.current().pid()
                ? !run.equals(THIS_RUN)
                : ProcessHandle.of(process).isEmpty();
    }

    private ExportScratch() {}
}
