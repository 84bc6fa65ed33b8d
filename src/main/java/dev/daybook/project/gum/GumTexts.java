package dev.daybook.project.gum;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Lines;
import dev.daybook.importing.container.YamlFile;
import dev.daybook.importing.format.Format.Files;
import dev.daybook.project.ProjectPath;
import dev.daybook.text.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of gum's users: the directories of its first versions, and where to look for projects. */
record GumTexts(Files files, Function<String, Odd> odd, Observations sayings) {

    private static final int LINE_BYTES_MAX = 64 << 10;

    private static final Pattern ENTRY =
            Pattern.compile("\\s*([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)\\s(.*)");

    private interface EachLine {
        void take(String text, boolean sound, Lines.Line line, String where);
    }

    private void lines(String file, EachLine each) throws IOException {
        Optional<byte[]> bytes = files.bytes(file);
        if (bytes.isEmpty()) {
            return;
        }
        var lines = new Lines(new ByteArrayInputStream(bytes.get()), LINE_BYTES_MAX);
        for (Optional<Lines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
            Lines.Line line = next.get();
            if (!line.isBlank()) {
                boolean sound = !line.isWhole() || Utf8.decode(line.bytes()).isPresent();
                each.take(new String(line.bytes(), StandardCharsets.UTF_8), sound, line, "line " + line.number());
            }
        }
    }

    /** Reads directories with a score; when they were used last, gum only makes up. */
    void directories() throws IOException {
        Odd told = odd.apply(Gum.CWDS);
        lines(Gum.CWDS, (text, sound, line, where) -> {
            Matcher entry = ENTRY.matcher(text);
            if (!line.isWhole() || text.length() > ProjectPath.CHARS_MAX) {
                told.rejected(where, "OVERSIZE_LINE", text, "has %d bytes: no path is so long", line.sizeBytes());
            } else if (!entry.matches() && !sound) {
                told.rejected(where, "INVALID_UTF8", text, "is no UTF-8, and has no score: left out as gum does");
            } else if (!entry.matches()) {
                told.warn(where, "WRONG_TYPE", "is no score with a path: left out as gum does");
            } else if (told.isPath(entry.group(2), where, () -> text)) {
                if (!sound) {
                    told.warn(
                            where,
                            "INVALID_UTF8",
                            "has a path that is no UTF-8: shown with U+FFFD, the bytes are kept");
                }
                long frequency = Math.max(1, (long) Double.parseDouble(entry.group(1)));
                sayings.directories.add(new Observation<>(
                        Set.of("cwds_entries"),
                        entry.group(2),
                        new Use(frequency, Optional.empty()),
                        Gum.CWDS,
                        where,
                        files.modifiedAt(Gum.CWDS)));
            }
        });
    }

    void roots() throws IOException {
        config();
        Odd told = odd.apply(Gum.LIST);
        lines(Gum.LIST, (text, sound, line, where) -> {
            String path = text.strip();
            if (!sound) {
                told.warn(where, "INVALID_UTF8", "is no UTF-8: left out, the file is kept");
            } else if (!path.startsWith("#") && told.isPath(path, where, () -> text)) {
                root("list_roots", RootFacts.LIST, path, told, where);
            }
        });
    }

    private void config() {
        Odd told = odd.apply(Gum.CONFIG);
        Optional<YamlFile> yaml = files.bytes(Gum.CONFIG)
                .flatMap(bytes -> YamlFile.read(Gum.CONFIG, bytes, Limits.DEFAULT, told.results));
        if (yaml.isEmpty()) {
            return;
        }
        yaml.get().object().fieldNames().forEachRemaining(name -> {
            if (!name.equals("projects")) {
                told.info(name, "UNKNOWN_FIELD", "is nothing that gum knows: kept in the file");
            }
        });
        JsonNode list = yaml.get().object().path("projects");
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            told.warn("projects", "WRONG_TYPE", "is %s, not a list: left out", JsonFile.kind(list));
        }
        Set<String> before = new HashSet<>();
        int number = 0;
        for (JsonNode item : list) {
            String where = "projects[%d]".formatted(number++);
            if (!item.isTextual()) {
                told.warn(where, "WRONG_TYPE", "is %s, not a path: left out", JsonFile.kind(item));
            } else if (!before.add(item.textValue())) {
                told.info(where, "DUPLICATE", "stands there twice: counted once");
            } else if (told.isPath(item.textValue(), where, item::toString)) {
                root("config_roots", RootFacts.CONFIG, item.textValue(), told, where);
            }
        }
    }

    private void root(String count, String origin, String path, Odd told, String where) {
        sayings.roots.add(new Observation<>(
                Set.of(count),
                path,
                new RootFacts(origin, Optional.empty(), Optional.empty()),
                told.file,
                where,
                files.modifiedAt(told.file)));
    }
}
