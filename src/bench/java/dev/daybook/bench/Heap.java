package dev.daybook.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a process keeps in memory. */
final class Heap {

    private static final Pattern USED_KIB = Pattern.compile("total \\d+K, used (\\d+)K");

    private Heap() {}

    /** Returns KiB of the heap that are reachable. */
    static long usedKib(Process server) throws Exception {
        jcmd(server, "GC.run");
        return USED_KIB.matcher(jcmd(server, "GC.heap_info"))
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)))
                .sum();
    }

    private static String jcmd(Process server, String command) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String told = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException("jcmd %s: %s".formatted(command, told));
        }
        return told;
    }

    /** Returns the most memory that a process ever had in use. */
    static double residentMb(Process process) throws IOException {
        return statusMb(process, "VmHWM:");
    }

    /** Returns the memory that a process has in use. */
    static double residentNowMb(Process process) throws IOException {
        return statusMb(process, "VmRSS:");
    }

    private static double statusMb(Process process, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                        .findFirst()
                        .orElse(0)
                / 1e3;
    }
}
