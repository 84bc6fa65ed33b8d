package dev.daybook.project.gum;

import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectPath;
import dev.daybook.project.ScanEvent;
import dev.daybook.project.gum.Shown.Thing;
import dev.daybook.project.gum.Shown.Word;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Shows in the texts of gum's users what others have said since: the line of what is gone is taken out, a score is set,
 * and a folder that was added comes last. All other bytes stay.
 *
 * @param home what {@code ~} stands for
 */
record ShownTexts(Map<StreamId, Thing> things, String home) {

    private static final Pattern LINE = Pattern.compile("[^\n]*\n|[^\n]+$");
    private static final Pattern SCORE = Pattern.compile(
            "(\\s*)([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(\\s)([^\r\n]*)(\r?\n?)", Pattern.DOTALL);
    private static final Pattern ITEM = Pattern.compile("(\\s*-\\s+)(\"[^\"]*\"|'[^']*'|.*?)(?:\\s+#.*)?\\s*");
    private static final String LIST = "projects:";

    /** The paths of a text, as they are spelled there. */
    static Stream<String> paths(String file, byte[] text) {
        return lines(text).stream().flatMap(line -> path(file, line).stream());
    }

    /** Returns the text as it is to be; nothing if that is as it is. */
    Optional<byte[]> shown(String file, byte[] text, boolean adds) {
        List<String> before = lines(text);
        List<String> after =
                file.equals(Gum.CWDS) ? before.stream().map(this::directory).toList() : roots(file, before, adds);
        String joined = String.join("", after);
        return joined.equals(String.join("", before))
                ? Optional.empty()
                : Optional.of(joined.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** As bytes are, so that none is lost that is no text. */
    private static List<String> lines(byte[] text) {
        return LINE.matcher(new String(text, StandardCharsets.ISO_8859_1))
                .results()
                .map(result -> result.group())
                .toList();
    }

    private static String decoded(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Returns the path that a line is about. */
    private static Optional<String> path(String file, String line) {
        Matcher score = SCORE.matcher(line);
        Matcher item = ITEM.matcher(line);
        String path = switch (file) {
            case Gum.CWDS -> score.matches() ? score.group(4) : "";
            case Gum.CONFIG -> item.matches() ? item.group(2).replaceAll("^[\"']|[\"']$", "") : "";
            default -> line.startsWith("#") ? "" : line.strip();
        };
        return Optional.of(decoded(path)).filter(text -> !text.isBlank());
    }

    private Optional<Thing> thing(String category, String prefix, String path) {
        return Optional.ofNullable(things.get(new StreamId(category, prefix + ProjectPath.expanded(path, home))));
    }

    private String directory(String line) {
        Matcher score = SCORE.matcher(line);
        Optional<Thing> known = path(Gum.CWDS, line).flatMap(path -> thing(DirectoryEvent.CATEGORY, "", path));
        if (known.isEmpty() || !score.matches()) {
            return line;
        }
        if (!known.get().there()) {
            return "";
        }
        long stands = Math.max(1, (long) Double.parseDouble(score.group(2)));
        boolean told = known.get().said().stream()
                .anyMatch(word -> !word.byGum() && word.content() instanceof DirectoryEvent.Used);
        return known.get().now().orElseThrow() instanceof DirectoryEvent.Used used
                        && used.frequency() != stands
                        && (told || used.frequency() < stands)
                ? score.group(1) + used.frequency() + score.group(3) + score.group(4) + score.group(5)
                : line;
    }

    private List<String> roots(String file, List<String> before, boolean adds) {
        boolean config = file.equals(Gum.CONFIG);
        int key = config ? key(before) : 0;
        if (key < 0) { // a list in one line, which is left as it is
            return before;
        }
        var after = new ArrayList<String>(before.subList(0, Math.min(before.size(), config ? key + 1 : 0)));
        Set<String> held = new HashSet<>();
        int end = after.size();
        String indent = "  - ";
        boolean tilde = true;
        int next = end;
        for (; next < before.size(); next++) {
            String line = before.get(next);
            boolean aside = line.isBlank() || line.stripLeading().startsWith("#");
            Matcher item = ITEM.matcher(line);
            if (config && !aside && !item.matches()) {
                break;
            }
            Optional<String> path = aside ? Optional.empty() : path(file, line);
            if (path.isEmpty()
                    || thing(ScanEvent.CATEGORY, ScanEvent.ROOT, path.get())
                            .filter(thing -> !thing.there())
                            .isEmpty()) {
                after.add(line);
            }
            if (path.isPresent()) {
                indent = config ? item.group(1) : "";
                tilde = path.get().startsWith("~");
                held.add(ProjectPath.expanded(path.get(), home));
                end = after.size();
            }
        }
        List<String> rest = before.subList(next, before.size());
        if (adds) {
            for (String path : added(held)) {
                String spelled = tilde && path.startsWith(home + "/") ? "~" + path.substring(home.length()) : path;
                if (end > 0 && !after.get(end - 1).endsWith("\n")) {
                    after.set(end - 1, after.get(end - 1) + "\n");
                }
                after.add(end++, (config ? indent : "") + encoded(config ? quoted(spelled) : spelled) + "\n");
            }
        }
        return Stream.concat(after.stream(), rest.stream()).toList();
    }

    /** Returns the number of the line that begins the list; none if there is none that has a line for each folder. */
    private static int key(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(LIST)) {
                String value = lines.get(i).substring(LIST.length()).strip();
                return value.isEmpty() || value.startsWith("#") ? i : -1;
            }
        }
        return -1;
    }

    /** Returns folders that were added to those of the configuration, and not only looked through again. */
    private List<String> added(Set<String> held) {
        return things.values().stream()
                .filter(thing -> thing.there()
                        && thing.now().orElseThrow() instanceof ScanEvent.RootSet root
                        && root.origin().equals(RootFacts.CONFIG)
                        && !held.contains(root.path())
                        && (thing.said().isEmpty() || isAdded(thing.said())))
                .map(thing -> ((ScanEvent.RootSet) thing.now().orElseThrow()).path())
                .sorted()
                .toList();
    }

    private static boolean isAdded(List<Word> said) {
        boolean was = false;
        for (Word word : said) {
            boolean is = word.content() instanceof ScanEvent.RootSet root
                    && root.origin().equals(RootFacts.CONFIG);
            if (is && !was && !word.byGum()) {
                return true;
            }
            was = is;
        }
        return false;
    }

    private static String quoted(String path) {
        return path.contains(": ") || path.contains(" #") || path.endsWith(":") || !path.equals(path.strip())
                ? "'" + path.replace("'", "''") + "'"
                : path;
    }
}
