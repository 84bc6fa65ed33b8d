package dev.daybook.code;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of modules, as imports spell them in the languages that there are. */
final class Modules {

    private static final Pattern EXTENSION = Pattern.compile("\\.(?:d\\.ts|[cm]?[jt]sx?|py|go|java|json|vue|svelte)$");

    private static final String PYTHON = ".py";

    /** Files that stand for their folder. */
    private static final Set<String> WHOLE = Set.of("index", "__init__", "mod", "package-info");

    /** What bundlers let stand for the root. */
    private static final Pattern ALIAS = Pattern.compile("^[@~#]?/");

    private Modules() {}

    /**
     * Returns the last part of a module, in small letters, as the file of it may be called: {@code user} of
     * {@code ./lib/user.js}, {@code shop.lib.user} and {@code github.com/ada/shop/user}.
     */
    static String leaf(String module) {
        String last = module.substring(module.lastIndexOf('/') + 1);
        if (last.length() < module.length()) { // else a dot is between folders
            last = EXTENSION.matcher(last).replaceFirst("");
        }
        int dot = last.lastIndexOf('.');
        return (dot < last.length() - 1 ? last.substring(dot + 1) : last).toLowerCase(Locale.ROOT);
    }

    /** The leaves of imports that name a folder by where it is from theirs. */
    private static final List<String> DOTS = List.of("", ".", "..", "...");

    /** Returns which leaves an import has that could mean this file, or something in it that is called {@code name}. */
    static List<String> leaves(String path, String name) {
        String folder = folder(path);
        boolean dotted = path.endsWith(PYTHON) || isWhole(path);
        return Stream.concat(
                        Stream.of(FileName.base(path), folder.substring(folder.lastIndexOf('/') + 1), name)
                                .map(text -> text.toLowerCase(Locale.ROOT))
                                .filter(text -> !text.isEmpty()),
                        dotted ? DOTS.stream() : Stream.of())
                .distinct()
                .toList();
    }

    private static boolean isWhole(String path) {
        return WHOLE.contains(FileName.base(path).toLowerCase(Locale.ROOT));
    }

    /**
     * Returns whether an import in the file {@code from} means the file {@code to}: by a path from where it stands, or by a
     * name that ends as the path of the file or of its folder does. What stands before that, such as the root of a
     * language's sources, is not known here.
     */
    static boolean means(String module, String from, String to) {
        String target = EXTENSION.matcher(to).replaceFirst("");
        String folder = folder(to);
        String plain = EXTENSION.matcher(module).replaceFirst("");
        boolean isPath = module.startsWith("./") || module.startsWith("../");
        if (isPath || (!from.endsWith(PYTHON) && (module.equals(".") || module.equals("..")))) {
            String resolved = resolved(folder(from), plain);
            return resolved.equals(target) || (isWhole(to) && resolved.equals(folder));
        }
        if (module.startsWith(".")) { // Python: each further dot is a folder above
            int dots = 0;
            while (dots < module.length() && module.charAt(dots) == '.') {
                dots++;
            }
            String up = "../".repeat(dots - 1);
            String resolved = resolved(folder(from), up + module.substring(dots).replace('.', '/'));
            return resolved.equals(target) || resolved.equals(folder);
        }
        String slashed = plain.indexOf('/') >= 0 ? ALIAS.matcher(plain).replaceFirst("") : plain.replace('.', '/');
        int last = slashed.lastIndexOf('/');
        return endsWith(target, slashed)
                || endsWith(folder, slashed)
                || (last > 0 && endsWith(target, slashed.substring(0, last)));
    }

    /**
     * A module of Go.
     *
     * @param folder the one of its {@code go.mod}
     * @param name what its root is called by imports; nothing if the file was read by somebody who does not say
     */
    record Go(String folder, Optional<String> name) {

        private boolean has(String path) {
            return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
        }
    }

    /** A package of Go: its folder below that of its module. */
    private record GoPackage(Optional<String> module, String below) {

        static GoPackage of(String path, Collection<Go> modules) {
            String folder = folder(path);
            return modules.stream()
                    .filter(module -> module.has(folder))
                    .max(Comparator.comparingInt(module -> module.folder().length()))
                    .map(own -> new GoPackage(
                            own.name(),
                            own.folder().isEmpty()
                                    ? folder
                                    : folder.substring(Math.min(
                                            folder.length(), own.folder().length() + 1))))
                    .orElseGet(() -> new GoPackage(Optional.empty(), folder));
        }

        Optional<String> name() {
            return module.map(name -> below.isEmpty() ? name : name + "/" + below);
        }
    }

    /** Returns whether an import of a Go file, of a package of its own tree, means the file {@code to}. */
    static boolean meansOfGo(String module, String to, Collection<Go> modules) {
        GoPackage own = GoPackage.of(to, modules);
        return own.name()
                .map(module::equals)
                .orElseGet(() -> !own.below().isEmpty() && module.endsWith("/" + own.below()));
    }

    /** Returns the leaf of imports of a file's package, where its name may be another one than that of its folder. */
    static Optional<String> leafOfGo(String path, Collection<Go> modules) {
        return GoPackage.of(path, modules).name().map(Modules::leaf);
    }

    private static boolean endsWith(String path, String end) {
        return !end.isEmpty() && (path.equals(end) || path.endsWith("/" + end));
    }

    /** Returns a path from a folder, without its dots; empty if it leads out of the tree. */
    private static String resolved(String folder, String path) {
        var parts = new ArrayDeque<String>();
        for (String part : (folder + "/" + path).split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
