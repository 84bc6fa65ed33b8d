package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Why something was not done, as people read it: with the names of fields in place of JSON pointers. */
public final class Refusal {

    /** Says to programs that there are more mistakes, which people are told one by one. */
    private static final String MORE = " \\(and \\d+ more, see errors\\)$";

    private Refusal() {}

    /**
     * Returns what is wrong, the first of it first.
     *
     * @param problem as an answer has it
     */
    public static List<String> sentences(JsonNode problem) {
        String detail = problem.path("detail").asText();
        String first = detail.replaceFirst(MORE, "");
        var sentences = new ArrayList<String>();
        for (JsonNode flaw : problem.path("errors")) {
            String pointer = flaw.path("pointer").asText();
            if (!pointer.isEmpty() && first.startsWith(pointer + " ")) {
                first = name(pointer) + first.substring(pointer.length());
            }
        }
        sentences.add(first);
        for (JsonNode flaw : problem.path("errors")) {
            String said = flaw.path("detail").asText();
            if (sentences.stream().noneMatch(sentence -> sentence.contains(said))) {
                sentences.add((name(flaw.path("pointer").asText()) + " " + said).strip());
            }
        }
        return sentences;
    }

    /** Returns the arguments that it is about, as far as it says so. */
    public static List<String> arguments(JsonNode problem) {
        return problem.path("errors")
                .valueStream()
                .map(flaw -> flaw.path("pointer").asText())
                .filter(pointer -> pointer.startsWith("/"))
                .map(pointer -> pointer.split("/", 3)[1])
                .toList();
    }

    private static String name(String pointer) {
        return pointer.replaceFirst("^/", "").replace('/', ' ');
    }
}
