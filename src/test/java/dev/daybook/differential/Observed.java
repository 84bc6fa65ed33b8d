package dev.daybook.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What was seen of a program over one tree: lines by aspect, such as {@code audit}, and when it was seen. */
record Observed(TreeMap<String, List<String>> aspects, long fromMs, long untilMs) {

    private static final Pattern NUMBER = Pattern.compile("(?<=/txn_\\d{1,20}_)\\d+");
    private static final String TIMES = "times";

    Observed() {
        this(new TreeMap<>(), System.currentTimeMillis(), 0);
    }

    /** Returns the same, seen until now. */
    Observed ended() {
        return new Observed(aspects, fromMs, System.currentTimeMillis());
    }

    /** Adds a line; what would break it stands escaped. */
    void add(String aspect, String line) {
        if (line.contains("rollout.measured") || line.contains("rollout.rolled-back-shown")) {
            return; // how many there are depends on how long it took, and the program before had no such
        }
        aspects.computeIfAbsent(aspect, _ -> new ArrayList<>()).add(oneLine(line));
    }

    private static String oneLine(String line) {
        StringBuilder safe = new StringBuilder(line.length());
        line.chars().forEach(it -> {
            if (it < ' ' || it == 0x7f || Character.isSurrogate((char) it) || it == 0x2028 || it == 0x85) {
                safe.append("\\u%04x".formatted(it));
            } else {
                safe.append((char) it);
            }
        });
        return safe.toString();
    }

    /** Adds every line of a text of several lines. */
    void addText(String aspect, String label, String text) {
        text.lines().forEach(line -> add(aspect, label + "| " + line));
    }

    /** Adds every file below a folder, line by line, databases row by row. */
    void addFiles(String aspect, Path folder) throws IOException {
        if (!Files.exists(folder)) {
            add(aspect, "no folder");
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.comparing(Observed::inNumericOrder)).toList();
        }
        for (Path path : paths) {
            String name = folder.relativize(path).toString();
            if (Files.isSymbolicLink(path)) {
                add(aspect, name + " -> " + Files.readSymbolicLink(path));
            } else if (Files.isDirectory(path)) {
                add(aspect, name + "/");
            } else if (name.endsWith("-wal") || name.endsWith("-shm")) {
                add(aspect, name + " is there");
            } else if (isDatabase(path)) {
                new Tables(path).rows().forEach(row -> add(aspect, name + "| " + row));
            } else {
                var text = Files.readString(path, StandardCharsets.ISO_8859_1); // keeps each byte
                for (String line : text.split("\n", -1)) {
                    add(aspect, name + "| " + line);
                }
            }
        }
    }

    /** Folders that are named by seconds and nanoseconds stand in the order of time. */
    private static String inNumericOrder(Path path) {
        return NUMBER.matcher(path.toString())
                .replaceAll(it -> "0".repeat(Math.max(0, 20 - it.group().length())) + it.group());
    }

    private static boolean isDatabase(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            return new String(in.readNBytes(15), StandardCharsets.ISO_8859_1).equals("SQLite format 3");
        }
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var it : aspects.entrySet()) {
            Files.write(folder.resolve(it.getKey()), it.getValue());
        }
        Files.writeString(folder.resolve(TIMES), fromMs + " " + untilMs);
    }

    static Observed read(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            var aspects = new TreeMap<String, List<String>>();
            for (Path file : files.toList()) {
                aspects.put(String.valueOf(file.getFileName()), Files.readAllLines(file));
            }
            var times = new Scanner(String.join(" ", Objects.requireNonNull(aspects.remove(TIMES))));
            return new Observed(aspects, times.nextLong(), times.nextLong());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
