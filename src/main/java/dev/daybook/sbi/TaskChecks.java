package dev.daybook.sbi;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.sbi.SbiCommand.FinishExecution;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is asked of the single values of a request about a task. Each check returns the value, or refuses it. */
final class TaskChecks {

    private static final int LABELS_MAX = 32;
    private static final int LABEL_CHARS_MAX = 64;

    /** Ten times what a well-cut task has; the check for cycles stays cheap. */
    private static final int DEPENDENCIES_MAX = 200;

    private static final int ARTIFACTS_MAX = 1_000;

    /** The longest path that common file systems take. */
    private static final int PATH_CHARS_MAX = 4_096;

    static final String STATUS_WORDS = Arrays.stream(Status.values())
            .filter(status -> status != Status.UNKNOWN)
            .map(Status::text)
            .collect(Collectors.joining(", "));

    static SbiId newId(SbiId id) {
        if (!id.isOurs()) {
            throw Rejected.invalidAt("/id", "'%s' is no id of a new SBI: want SBI- and 26 characters of a ULID", id);
        }
        return id;
    }

    static String taskId(String text) {
        return Texts.name("/taskId", text);
    }

    static String spec(String text) {
        return Texts.document("/spec", text);
    }

    /** The one main label; empty is none. */
    static void mainLabel(String pointer, String text) {
        if (!text.isEmpty()) {
            label(pointer, text);
        }
    }

    private static String label(String pointer, String text) {
        Texts.name(pointer, text);
        return Texts.atMost(pointer, text, LABEL_CHARS_MAX);
    }

    static List<String> labels(List<String> labels) {
        if (labels.size() > LABELS_MAX) {
            throw Rejected.invalidAt("/labels", "there are %d labels: want at most %d", labels.size(), LABELS_MAX);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < labels.size(); i++) {
            String label = label("/labels/" + i, labels.get(i));
            if (!seen.add(label)) {
                throw Rejected.invalidAt("/labels/" + i, "the label '%s' stands twice", label);
            }
        }
        return labels;
    }

    /** Returns each id once; refuses those that would close a circle. */
    static List<SbiId> dependsOn(SbiId sbi, List<SbiId> ids, Set<SbiId> dependants) {
        List<SbiId> distinct = ids.stream().distinct().toList();
        if (distinct.size() > DEPENDENCIES_MAX) {
            throw Rejected.invalidAt(
                    "/dependsOn", "there are %d dependencies: want at most %d", distinct.size(), DEPENDENCIES_MAX);
        }
        for (SbiId id : distinct) {
            if (id.equals(sbi)) {
                throw Rejected.conflict("%s cannot depend on itself", sbi);
            }
            if (dependants.contains(id)) {
                throw Rejected.conflict("%s cannot depend on %s: that one waits for %s already", sbi, id, sbi);
            }
        }
        return distinct;
    }

    static Json metadata(Json metadata) {
        return Texts.object("/metadata", metadata);
    }

    static String note(String text) {
        if (text.isBlank()) {
            throw Rejected.invalidAt("/text", "the note is empty: want some text");
        }
        return Texts.document("/text", text);
    }

    static String author(String name) {
        return Texts.name("/author", name);
    }

    static int pastTurn(int turn, int last) {
        if (turn < 1 || turn > last) {
            throw Rejected.invalidAt("/turn", "there is no turn %d: the last one is %d", turn, last);
        }
        return turn;
    }

    static String why(String text) {
        return Texts.reason("/why", text);
    }

    static int limit(String pointer, int max) {
        if (max < 1) {
            throw Rejected.invalidAt(pointer, "%d is no limit: want 1 or more", max);
        }
        return max;
    }

    static void result(FinishExecution it) {
        it.decisionText().ifPresent(text -> Texts.atMost("/decisionText", text, Texts.NAME_CHARS_MAX));
        it.content().ifPresent(text -> Texts.content("/content", text));
        if (it.artifacts().size() > ARTIFACTS_MAX) {
            throw Rejected.invalidAt(
                    "/artifacts",
                    "there are %d artifacts: want at most %d",
                    it.artifacts().size(),
                    ARTIFACTS_MAX);
        }
        for (int i = 0; i < it.artifacts().size(); i++) {
            path("/artifacts/" + i, it.artifacts().get(i));
        }
    }

    static void attachment(String name, String encoding, String content) {
        path("/name", name);
        if (name.startsWith("/") || Arrays.asList(name.split("[/\\\\]", -1)).contains("..")) {
            throw Rejected.invalidAt("/name", "'%s' leads out of the task's folder: want a path below it", name);
        }
        Texts.content("/content", content);
        switch (encoding) {
            case "utf-8" -> {}
            case "base64" -> {
                try {
                    Base64.getDecoder().decode(content);
                } catch (IllegalArgumentException e) {
                    throw Rejected.invalidAt(
                            "/content", "the content is not base64: %s", String.valueOf(e.getMessage()));
                }
            }
            case StoredContent.ENCODING -> StoredContent.of("/content", content);
            default ->
                throw Rejected.invalidAt("/encoding", "'%s' is no encoding: want utf-8, base64 or stored", encoding);
        }
    }

    private static void path(String pointer, String path) {
        if (path.isBlank() || path.chars().anyMatch(Character::isISOControl)) {
            throw Rejected.invalidAt(pointer, "'%s' is no path: want one line of text", path);
        }
        Texts.atMost(pointer, path, PATH_CHARS_MAX);
    }

    private TaskChecks() {}
}
