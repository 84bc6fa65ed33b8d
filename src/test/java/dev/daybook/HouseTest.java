package dev.daybook;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.daybook.domain.Command;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Event;
import dev.daybook.journal.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The drawing of the house, as a test: which package may stand on which.
 *
 * <pre>
 * roof     the root package: Main, Application
 * doors    cli        http        mcp        page
 * tools    sbi.deespec            session.ait42          item.taskmaster       project.gum        agent.hive
 *          code.scout
 * slices   sbi        session    project    agent      code
 * outside  project.discovery      project.github         code.parsing           code.tree
 * common   access     config     history     item       item.files  maintenance   secret
 * joint    slice
 * engines  axon       projection  query      importing  rollout    upkeep     masking
 * words    event      command     operation
 * shapes   shape
 * ground   domain     journal     node      readmodel  text
 * </pre>
 *
 * A package may use the floors below it. Packages of one floor meet only where {@link #MEETINGS} says so: slices never
 * do. The files of a tool stand in a package below the slice whose records they hold, and are handed to it.
 */
class HouseTest {

    private static final String ROOT = "dev.daybook";
    private static final String ROOF = "roof";

    private static final List<String> GROUND = List.of("domain", "journal", "node", "readmodel", "text");
    private static final List<String> WORDS = List.of("event", "command", "operation");
    private static final List<String> SHAPES = List.of("shape");
    private static final List<String> ENGINES =
            List.of("axon", "masking", "projection", "query", "importing", "rollout", "upkeep");
    private static final List<String> JOINT = List.of("slice");
    private static final List<String> COMMON =
            List.of("access", "config", "history", "item", "item.files", "maintenance", "secret");
    /** What slices learn from the machine and from hosts, each by itself. */
    private static final List<String> OUTSIDE =
            List.of("project.discovery", "project.github", "code.parsing", "code.tree");

    private static final List<String> SLICES = List.of("sbi", "session", "project", "agent", "code");
    private static final List<String> TOOLS =
            List.of("sbi.deespec", "session.ait42", "item.taskmaster", "project.gum", "agent.hive", "code.scout");
    private static final List<String> DOORS = List.of("cli", "http", "mcp", "page");

    private static final List<List<String>> FLOORS =
            List.of(GROUND, SHAPES, WORDS, ENGINES, JOINT, COMMON, OUTSIDE, SLICES, TOOLS, DOORS);
    private static final List<String> PACKAGES =
            FLOORS.stream().flatMap(List::stream).toList();

    private static final Map<String, Set<String>> MEETINGS = Map.ofEntries(
            Map.entry("axon", Set.of("projection")),
            Map.entry("http", Set.of("mcp", "page")), // agents and browsers come in by its routes
            Map.entry("operation", Set.of("command")),
            Map.entry("projection", Set.of("masking")), // before what is written can be found
            Map.entry("code.tree", Set.of("project.discovery")), // which keeps JGit from the machine
            Map.entry("item.files", Set.of("item")),
            Map.entry("journal", Set.of("node", "text")), // the database of several nodes; the rights of files
            Map.entry("maintenance", Set.of("history")), // an export is as of a checkpoint
            Map.entry("node", Set.of("journal")), // a lease fences what is appended
            Map.entry("query", Set.of("projection")), // which keeps statements with its connections
            Map.entry("rollout", Set.of("importing", "query")),
            Map.entry("upkeep", Set.of("projection")));

    /** Below them, and still closed: what reads and what applies asks for nothing to be done, a tool is its slice's. */
    private static final Map<String, Set<String>> CLOSED = Map.ofEntries(
            Map.entry("shape", Set.of("journal", "readmodel")),
            Map.entry("event", Set.of("readmodel", "text")),
            Map.entry("command", Set.of("journal", "readmodel", "text")),
            Map.entry("projection", Set.of("command")),
            Map.entry("query", Set.of("command")),
            Map.entry("importing", Set.of("command", "readmodel")),
            Map.entry("sbi.deespec", Set.of("session", "project")),
            Map.entry("session.ait42", Set.of("sbi", "project")),
            Map.entry("project.gum", Set.of("sbi", "session")),
            Map.entry("agent.hive", Set.of("sbi", "session", "project")),
            Map.entry("code.scout", Set.of("sbi", "session", "project", "agent")));

    /** The name of a tool, in any spelling: of a class, or in a text. */
    private static final Pattern TOOL = Pattern.compile(
            "deespec|ait42|task-?master|code-?scout|(?<![a-z])(?:gum|hive)(?![a-z])", Pattern.CASE_INSENSITIVE);

    /** Commands that still say by themselves whose files they are about: their operations are not in the catalogue yet. */
    private static final Pattern STILL_NAMED = Pattern.compile("^dev\\.daybook\\.cli\\.ProgramSetting\\b");

    /** The packages of the import, lowest first: none uses one that comes later. Empty is what all of it speaks of. */
    private static final List<String> IMPORTING =
            List.of("file", "", "container", "frame", "database", "format", "run", "export", "follow");

    private static final int PARTS_MAX = 7;

    private static final List<String> TOOLLESS = Stream.of(GROUND, SHAPES, WORDS, ENGINES, JOINT, COMMON, DOORS)
            .flatMap(List::stream)
            .toList();

    /** What {@code @NullMarked} and {@code @Nullable} come from. */
    private static final String NULLNESS = "org.jspecify.annotations..";

    /** Of our own classes, only what they use in turn can be more. */
    private static final String[] LANGUAGE = {
        "java.lang..",
        "java.util..",
        "java.time..",
        "java.nio",
        "java.nio.charset",
        "java.security",
        NULLNESS,
        ROOT + ".."
    };

    private static final JavaClasses HOUSE =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(ROOT);

    private static final Map<String, Set<String>> MAY_USE =
            PACKAGES.stream().collect(Collectors.toMap(name -> name, HouseTest::below));

    private static final Map<String, Set<String>> DRAWN = new HashMap<>();

    @Test
    void every_floor_stands_only_on_floors_below() {
        var misplaced = new TreeSet<String>();
        for (JavaClass type : HOUSE) {
            Set<String> here = drawn(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                Set<String> used = drawn(dependency.getTargetClass().getBaseComponentType());
                for (String name : here) {
                    // What is not drawn at all is another rule's.
                    if (!name.equals(ROOF)
                            && !used.isEmpty()
                            && !used.contains(name)
                            && Collections.disjoint(used, MAY_USE.getOrDefault(name, Set.of()))) {
                        misplaced.add("%s may not use %s: %s".formatted(name, used, dependency.getDescription()));
                    }
                }
            }
        }
        assertThat(misplaced).isEmpty();
    }

    /** Returns where a class stands, asked once for each package: ArchUnit asks of each dependency for each floor. */
    private static Set<String> drawn(JavaClass type) {
        return DRAWN.computeIfAbsent(
                type.getPackageName(),
                in -> Stream.concat(Stream.of(ROOF), PACKAGES.stream())
                        .filter(name -> PackageMatcher.of(name.equals(ROOF) ? ROOT : all(name))
                                .matches(in))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Test
    void every_package_is_in_the_drawing() {
        var undrawn = new TreeSet<String>();
        for (JavaClass it : HOUSE) {
            String name = it.getPackageName();
            if (!name.equals(ROOT)
                    && PACKAGES.stream().noneMatch(drawn -> (name + ".").startsWith(ROOT + "." + drawn + "."))) {
                undrawn.add(name);
            }
        }
        assertThat(undrawn).isEmpty();
    }

    @Test
    void within_the_import_each_package_stands_only_on_those_before_it() {
        var misplaced = new TreeSet<String>();
        for (JavaClass type : HOUSE) {
            OptionalInt here = placeInImport(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                OptionalInt used = placeInImport(dependency.getTargetClass().getBaseComponentType());
                if (here.isPresent() && used.isPresent() && used.getAsInt() > here.getAsInt()) {
                    misplaced.add(dependency.getDescription());
                }
            }
        }
        assertThat(misplaced).isEmpty();
    }

    private static OptionalInt placeInImport(JavaClass type) {
        String within = type.getPackageName();
        String root = ROOT + ".importing";
        if (!(within + ".").startsWith(root + ".")) {
            return OptionalInt.empty();
        }
        int place = IMPORTING.indexOf(within.substring(root.length()).replaceFirst("^\\.", ""));
        assertThat(place).as("%s is in the drawing", within).isNotNegative();
        return OptionalInt.of(place);
    }

    @Test
    void no_two_packages_know_each_other() {
        slices().matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(resideInAPackage(all("readmodel")), resideInAPackage(all("readmodel"))) // generated
                .check(HOUSE);
    }

    @Test
    void only_one_package_knows_axon() {
        noClasses()
                .that()
                .resideOutsideOfPackage(all("axon"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.axonframework..", "io.axoniq..")
                .check(HOUSE);
    }

    @Test
    void the_rules_know_only_the_language() {
        Set<JavaClass> rules = rules();
        noClasses()
                .that(describe("are rules, or used by them", rules::contains))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(LANGUAGE)
                .check(HOUSE);
    }

    /** Events, commands, deciders, and all of ours that they use in turn; a shape describes them and is no rule. */
    private static Set<JavaClass> rules() {
        var rules = new HashSet<JavaClass>();
        var unseen = new ArrayDeque<>(HOUSE.stream()
                .filter(type ->
                        Stream.of(Event.class, Command.class, Decider.class).anyMatch(type::isAssignableTo)
                                || type.getPackageName().startsWith(ROOT + ".domain"))
                .toList());
        while (!unseen.isEmpty()) {
            JavaClass type = unseen.pop();
            boolean ours = type.getPackageName().startsWith(ROOT + ".")
                    && !type.getPackageName().equals(ROOT + ".shape");
            if (ours && rules.add(type)) {
                type.getDirectDependenciesFromSelf()
                        .forEach(used -> unseen.push(used.getTargetClass().getBaseComponentType()));
            }
        }
        return rules;
    }

    @Test
    void nothing_but_the_doors_reads_a_clock_or_dice() {
        noClasses()
                .that()
                .resideInAnyPackage(Stream.of(
                                List.of("domain", "event", "journal", "projection", "query", "rollout", "slice"),
                                COMMON,
                                SLICES)
                        .flatMap(List::stream)
                        .map(HouseTest::all)
                        .toArray(String[]::new))
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(HOUSE);
    }

    @Test
    void the_journal_is_promised_without_any_library() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".journal")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(ROOT + ".journal", "java..", NULLNESS)
                .check(HOUSE);
    }

    /**
     * A witness that asked the reader would find everything equal that the reader got wrong. Rows come from SQLite for
     * both, from a copy of its file.
     */
    @Test
    void a_witness_does_not_know_the_reader() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".*.*.witness")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(ROOT + ".*.*").and(not(resideInAPackage(ROOT + ".importing.database"))))
                .check(HOUSE);
    }

    /** Neither in a name nor in a text: what the class file holds of both. */
    @Test
    void engines_and_doors_name_no_tool() throws IOException {
        var named = new TreeSet<String>();
        for (JavaClass type : HOUSE) {
            if (TOOLLESS.stream().anyMatch(name -> PackageMatcher.of(all(name)).matches(type.getPackageName()))) {
                for (PoolEntry entry : ClassFile.of().parse(bytes(type)).constantPool()) {
                    if (entry instanceof Utf8Entry text
                            && TOOL.matcher(text.stringValue()).find()) {
                        named.add(type.getName() + ": " + text.stringValue());
                    }
                }
            }
        }
        named.removeIf(name -> STILL_NAMED.matcher(name).find());
        assertThat(named).isEmpty();
    }

    /** No service stands on more than it can be told in a line; records are values, and may have as many as they need. */
    @Test
    void no_service_is_made_of_more_than_seven() {
        var large = new TreeSet<String>();
        for (JavaClass type : HOUSE) {
            boolean ours = !type.getPackageName().startsWith(ROOT + ".readmodel") && !type.isEnum();
            if (ours && !type.isRecord()) {
                type.getConstructors().stream()
                        .filter(made -> made.getRawParameterTypes().size() > PARTS_MAX)
                        .forEach(made -> large.add(made.getFullName()));
            }
        }
        assertThat(large).isEmpty();
    }

    private static byte[] bytes(JavaClass type) throws IOException {
        try (InputStream in = type.getSource().orElseThrow().getUri().toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    @Test
    void only_the_roof_chooses_a_journal() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT, all("journal"))
                .should()
                .dependOnClassesThat(describe(
                        "are one of the journals",
                        it -> it.isAssignableTo(Journal.class) && !it.isEquivalentTo(Journal.class)))
                .check(HOUSE);
    }

    @Test
    void only_the_roof_builds_engines_and_services() {
        noClasses()
                .that()
                .resideInAnyPackage(DOORS.stream().map(HouseTest::all).toArray(String[]::new))
                .should()
                .callConstructorWhere(describe("an engine or a service is built", HouseTest::buildsService))
                .check(HOUSE);
    }

    /** Records and refusals are what they are asked with; what else they have is their own. */
    private static boolean buildsService(JavaConstructorCall call) {
        JavaClass built = call.getTargetOwner();
        return built.getPackageName().startsWith(ROOT + ".")
                && Stream.of(ENGINES, COMMON, SLICES)
                        .anyMatch(floor -> floor.contains(built.getPackageName().split("\\.")[2]))
                && !built.isRecord()
                && !built.isAssignableTo(Throwable.class);
    }

    private static Set<String> below(String name) {
        var below = new HashSet<>(MEETINGS.getOrDefault(name, Set.of()));
        for (List<String> floor : FLOORS) {
            if (floor.contains(name)) {
                break;
            }
            below.addAll(floor);
        }
        below.removeAll(CLOSED.getOrDefault(name, Set.of()));
        if (DOORS.contains(name)) {
            below.removeAll(TOOLS);
            below.removeAll(SLICES);
        }
        return below;
    }

    /** A slice is its own package; the files of its tool stand in a package below it, one floor above. */
    private static String all(String name) {
        return ROOT + "." + name + (SLICES.contains(name) || COMMON.contains(name) ? "" : "..");
    }
}
