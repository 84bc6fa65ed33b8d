package dev.daybook.masking;

import com.google.re2j.Matcher;
import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * All rules together: they find the likely secrets of a text. Immutable, thread-safe; the time is linear in the text, whatever
 * the rules are.
 *
 * <p>The rules of the program are a file among its resources, which a file of the user's may extend:
 *
 * <pre>{@code
 * {"extend": {"useDefault": true, "disabledRules": ["jwt"]},
 *  "rules": [{"id": "our-token", "description": "…", "regex": "our_[0-9a-f]{32}", "keywords": ["our_"], "entropy": 3,
 *             "secretGroup": 0, "prefixes": ["our_"], "reach": 512, "allowlist": {"regexes": [], "stopwords": []}}],
 *  "allowlist": {"stopwords": ["fake"], "paths": ["(^|/)fixtures/"]}}
 * }</pre>
 */
public final class SecretRules {

    private static final String RESOURCE = "/secrets/rules.json";

    /** Characters before a keyword that an expression is tried on: what stands in front of it in a name or an address. */
    private static final int BEFORE = 128;

    /** How letters of ASCII are spelled by whoever hides a keyword in JSON: what has some is looked at, too. */
    private static final List<String> ESCAPED =
            List.of("\\u002", "\\u003", "\\u004", "\\u005", "\\u006", "\\u007", "\\/\\/", "\\\\\\/");

    /** How rules are held against a text: what was made in another way has to be made anew. */
    private static final String WAY = "also without escapes";

    /** JSON in a text of JSON in a text of JSON: more is nobody's. */
    private static final int LEVELS_MAX = 8;

    private final List<SecretRule> rules;
    private final AllowedTexts allowed;
    private final String version;
    private final KeywordScan scan;
    private final Map<String, int[]> byKeyword = new HashMap<>();

    private SecretRules(List<SecretRule> rules, AllowedTexts allowed, String version) {
        this.rules = List.copyOf(rules);
        this.allowed = allowed;
        this.version = version;
        var numbers = new TreeMap<String, List<Integer>>();
        for (int number = 0; number < rules.size(); number++) {
            for (String keyword : rules.get(number).keywords()) {
                numbers.computeIfAbsent(keyword, _ -> new ArrayList<>()).add(number);
            }
        }
        numbers.forEach((keyword, of) ->
                byKeyword.put(keyword, of.stream().mapToInt(Integer::intValue).toArray()));
        this.scan = new KeywordScan(Stream.of(numbers.keySet(), ESCAPED, EncodedBytes.TOLD)
                .flatMap(Collection::stream)
                .toList());
    }

    /** Returns those of the program. */
    public static SecretRules builtIn() {
        return BuiltIn.RULES;
    }

    /** Read once, when first asked for. */
    private static final class BuiltIn {
        static final SecretRules RULES = of(RuleReader.Rules.NONE, "");
    }

    /**
     * Returns those of the program, as a file of the user's says.
     *
     * @throws RulesRefused if it cannot be read or a rule in it is none
     */
    public static SecretRules with(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new RulesRefused("the rules in %s cannot be read: %s", file, e);
        }
        return of(RuleReader.read(text, file.toString(), true), text);
    }

    private static SecretRules of(RuleReader.Rules own, String text) {
        String builtIn = resource();
        var all = new ArrayList<SecretRule>();
        AllowedTexts allowed = own.allowed();
        if (own.extendsDefault()) {
            RuleReader.Rules first = RuleReader.read(builtIn, "the program", false);
            own.checkDisabled(first);
            first.rules().stream().filter(own::leaves).forEach(all::add);
            allowed = RuleReader.both(first.allowed(), allowed);
        }
        all.addAll(0, own.rules()); // who writes one knows better
        String version = Sha256.hash((WAY + '\n' + builtIn + '\n' + text).getBytes(StandardCharsets.UTF_8))
                .toString();
        return new SecretRules(all, allowed, version);
    }

    private static String resource() {
        try (InputStream in = SecretRules.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("%s is not in the program: build it anew".formatted(RESOURCE));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the rules of the program as strictly as those of users.
     *
     * @throws RulesRefused if one is none
     */
    static void check() {
        RuleReader.read(resource(), "the program", true);
    }

    /** Tells these rules from others: what was made by others has to be made anew. */
    public String version() {
        return version;
    }

    /** Returns their ids, in the order in which they are tried. */
    public List<String> ids() {
        return rules.stream().map(SecretRule::id).toList();
    }

    /** Returns whether what a file of that path says is not listed. */
    public boolean allowsPath(String rule, String path) {
        return allowed.hasPath(path)
                || rules.stream()
                        .anyMatch(one -> one.id().equals(rule) && one.allowed().hasPath(path));
    }

    /** Returns whether {@link #in} may find anything in a part of a text in UTF-8; nearly always it cannot. */
    public boolean mayBeIn(byte[] text, int from, int to) {
        return first(text, from, to) >= 0;
    }

    /** Returns the first place in a part of a text in UTF-8 near which {@link #in} may find something; -1 if there is none. */
    int first(byte[] text, int from, int to) {
        return scan.first(text, from, to);
    }

    /**
     * Returns the likely secrets in a text, in its order; none lies within another. Where the text has JSON in it, or JSON in a
     * text of that, they are found as it says them.
     */
    public List<Secret> in(String text) {
        return in(text, 0);
    }

    private List<Secret> in(String text, int level) {
        var windows = new TreeMap<Integer, Windows>();
        var mayBe = new AtomicBoolean();
        scan.each(text, (from, keyword) -> {
            mayBe.set(true);
            for (int number : byKeyword.getOrDefault(keyword, new int[0])) {
                windows.computeIfAbsent(number, _ -> new Windows())
                        .add(
                                from - BEFORE,
                                from + keyword.length() + rules.get(number).reach(),
                                text.length());
            }
        });
        if (!mayBe.get()) {
            return List.of();
        }
        var found = new ArrayList<Secret>();
        windows.forEach((number, of) -> of.each((from, to) -> find(rules.get(number), text, from, to, found)));
        found.sort(Comparator.comparingInt(Secret::from));
        Optional<Unescaped> plain = level < LEVELS_MAX ? Unescaped.of(text) : Optional.empty();
        return plain.map(it -> it.with(found, in(it.text(), level + 1))).orElseGet(() -> List.copyOf(found));
    }

    private void find(SecretRule rule, String text, int from, int to, List<Secret> found) {
        // One character more, so that the edge of a window is no edge of a word.
        int first = Math.max(0, from - 1);
        Matcher matcher = rule.regex().matcher(text.substring(first, Math.min(text.length(), to + 1)));
        while (matcher.find()) {
            int group = rule.group(matcher);
            String secret = matcher.group(group);
            if (secret != null && rule.takes(secret) && !allowed.has(secret)) {
                Secret one = Secret.of(rule, first + matcher.start(group), secret);
                if (found.stream().noneMatch(one::overlaps)) {
                    found.add(one);
                }
            }
        }
    }

    /** Parts of a text, in its order, that do not overlap. */
    private static final class Windows {

        private interface Part {
            void look(int from, int to);
        }

        private int[] bounds = new int[8];
        private int size;

        void add(int from, int to, int length) {
            int begin = Math.max(0, from);
            int end = Math.min(length, to);
            if (size > 0 && begin <= bounds[size - 1]) {
                bounds[size - 1] = Math.max(bounds[size - 1], end);
                return;
            }
            if (size == bounds.length) {
                bounds = Arrays.copyOf(bounds, size * 2);
            }
            bounds[size++] = begin;
            bounds[size++] = end;
        }

        void each(Part part) {
            for (int at = 0; at < size; at += 2) {
                part.look(bounds[at], bounds[at + 1]);
            }
        }
    }
}
