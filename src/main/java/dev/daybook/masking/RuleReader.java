package dev.daybook.masking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.re2j.PatternSyntaxException;
import dev.daybook.event.JsonReasons;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Reads rules strictly: what is wrong is refused with the name of the rule. */
final class RuleReader {

    private static final int REACH = 512;

    /** More than any secret is long: a whole certificate chain fits. */
    private static final int REACH_MAX = 100_000;

    private static final java.util.regex.Pattern ID = java.util.regex.Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final java.util.regex.Pattern KEYWORD = java.util.regex.Pattern.compile("[!-~ ]+");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * What a file says.
     *
     * @param extendsDefault whether the rules of the program hold beside its own
     * @param disabled which of them do not
     */
    record Rules(List<SecretRule> rules, AllowedTexts allowed, boolean extendsDefault, Set<String> disabled) {

        static final Rules NONE = new Rules(List.of(), AllowedTexts.NONE, true, Set.of());

        /** Returns whether a rule of the program holds. */
        boolean leaves(SecretRule rule) {
            return !disabled.contains(rule.id())
                    && rules.stream().noneMatch(own -> own.id().equals(rule.id()));
        }

        void checkDisabled(Rules builtIn) {
            for (String id : disabled) {
                if (builtIn.rules().stream().noneMatch(rule -> rule.id().equals(id))) {
                    throw new RulesRefused(
                            "disabledRules names '%s', which is no rule: want some of %s",
                            id, builtIn.rules().stream().map(SecretRule::id).toList());
                }
            }
        }
    }

    private final String file;
    private final boolean compiles;

    private RuleReader(String file, boolean compiles) {
        this.file = file;
        this.compiles = compiles;
    }

    /**
     * Reads rules.
     *
     * @param file where they stand, for messages
     * @param compiles whether their expressions are tried at once: those of the program are known to be sound
     */
    static Rules read(String json, String file, boolean compiles) {
        try {
            return new RuleReader(file, compiles).rules(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new RulesRefused("the rules of %s are no JSON: %s", file, JsonReasons.of(e));
        }
    }

    static AllowedTexts both(AllowedTexts one, AllowedTexts other) {
        return new AllowedTexts(
                joined(one.regexes(), other.regexes()),
                joined(one.stopwords(), other.stopwords()),
                joined(one.paths(), other.paths()));
    }

    private static <T> List<T> joined(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private Rules rules(JsonNode json) {
        onlyMembers(json, "the file", "extend", "rules", "allowlist");
        JsonNode extend = json.path("extend");
        if (!extend.isMissingNode()) {
            onlyMembers(extend, "extend", "useDefault", "disabledRules");
        }
        var rules = new ArrayList<SecretRule>();
        var ids = new HashSet<String>();
        for (JsonNode one : list(json, "rules", "the file")) {
            SecretRule rule = rule(one, rules.size());
            if (!ids.add(rule.id())) {
                throw refused(rule.id(), "it stands there twice");
            }
            rules.add(rule);
        }
        return new Rules(
                List.copyOf(rules),
                allowed(json, "the file"),
                extend.path("useDefault").asBoolean(true),
                Set.copyOf(texts(extend, "disabledRules", "extend")));
    }

    private SecretRule rule(JsonNode json, int number) {
        String id = json.path("id").asText();
        if (!ID.matcher(id).matches()) {
            throw refused(
                    "number " + (number + 1), "its id is '%s': want small letters, digits and dashes".formatted(id));
        }
        onlyMembers(
                json,
                id,
                "id",
                "description",
                "regex",
                "keywords",
                "entropy",
                "secretGroup",
                "prefixes",
                "reach",
                "allowlist");
        Expression regex = regex(json.path("regex").asText(), id);
        List<String> keywords = texts(json, "keywords", id);
        for (String keyword : keywords) {
            if (keyword.length() < KeywordScan.CHARS_MIN
                    || !KEYWORD.matcher(keyword).matches()) {
                throw refused(
                        id,
                        "its keyword '%s' is too short: want at least %d letters of ASCII"
                                .formatted(keyword, KeywordScan.CHARS_MIN));
            }
        }
        if (keywords.isEmpty()) {
            throw refused(id, "it has no keywords: want at least one, near which its expression is tried");
        }
        return new SecretRule(
                id,
                json.path("description").asText(),
                regex,
                group(json, regex, id),
                keywords,
                number(json, "entropy", 0, 0, 8, id),
                texts(json, "prefixes", id),
                (int) number(json, "reach", REACH, 1, REACH_MAX, id),
                allowed(json, id));
    }

    private OptionalInt group(JsonNode json, Expression regex, String id) {
        if (!json.has("secretGroup")) {
            return OptionalInt.empty();
        }
        int group = (int) number(json, "secretGroup", 0, 0, 99, id);
        if (compiles && group > regex.groups()) {
            throw refused(
                    id, "its secretGroup is %d, and its expression has %d groups".formatted(group, regex.groups()));
        }
        return OptionalInt.of(group);
    }

    private Expression regex(String text, String of) {
        if (text.isEmpty()) {
            throw refused(of, "it has no regex");
        }
        var regex = new Expression(text);
        try {
            if (compiles && regex.isIn("")) {
                throw refused(of, "its expression '%s' matches nothing at all, and so everywhere".formatted(text));
            }
        } catch (PatternSyntaxException e) {
            throw refused(
                    of,
                    "'%s' is no expression of RE2, which knows no look-around and no back references: %s"
                            .formatted(text, e.getDescription()));
        }
        return regex;
    }

    private AllowedTexts allowed(JsonNode json, String of) {
        JsonNode allowlist = json.path("allowlist");
        if (allowlist.isMissingNode()) {
            return AllowedTexts.NONE;
        }
        onlyMembers(allowlist, of, "regexes", "stopwords", "paths");
        return new AllowedTexts(
                texts(allowlist, "regexes", of).stream()
                        .map(text -> regex(text, of))
                        .toList(),
                texts(allowlist, "stopwords", of),
                texts(allowlist, "paths", of).stream()
                        .map(text -> regex(text, of))
                        .toList());
    }

    private double number(JsonNode json, String name, double usual, double least, double most, String of) {
        JsonNode value = json.path(name);
        if (value.isMissingNode()) {
            return usual;
        }
        if (!value.isNumber() || value.asDouble() < least || value.asDouble() > most) {
            throw refused(of, "its %s is %s: want a number from %s to %s".formatted(name, value, least, most));
        }
        return value.asDouble();
    }

    private List<String> texts(JsonNode json, String name, String of) {
        var texts = new ArrayList<String>();
        for (JsonNode text : list(json, name, of)) {
            if (!text.isTextual() || text.asText().isEmpty()) {
                throw refused(of, "%s has %s in it: want texts".formatted(name, text));
            }
            texts.add(text.asText());
        }
        return texts;
    }

    private JsonNode list(JsonNode json, String name, String of) {
        JsonNode list = json.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw refused(of, "%s is %s: want a list".formatted(name, list));
        }
        return list;
    }

    private void onlyMembers(JsonNode json, String of, String... known) {
        if (!json.isObject()) {
            throw refused(of, "it is %s: want an object".formatted(json.getNodeType()));
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!List.of(known).contains(name)) {
                throw refused(of, "it has '%s', which nobody reads: want some of %s".formatted(name, List.of(known)));
            }
        });
    }

    private RulesRefused refused(String of, String why) {
        return new RulesRefused("the rule %s of %s is none: %s", of, file, why);
    }
}
