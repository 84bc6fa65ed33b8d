import static java.lang.classfile.ClassFile.JAVA_8_VERSION;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the classes of a library that was compiled for a Java before 6 the stack maps of today, in the jar itself: the
 * JVM's start-up cache takes no others, and every command would read and verify them anew. What they do stays the same.
 *
 * <p>Arguments: the jar, and the library's folder in it.
 */
final class Modern {

    private static final int OLD = 49; // Java 5

    public static void main(String[] args) throws IOException {
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(args[0]));
                Stream<Path> files = Files.walk(jar.getPath(args[1]))) {
            List<Path> classes =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            if (classes.isEmpty()) {
                throw new IllegalStateException("%s has no classes in %s".formatted(args[0], args[1]));
            }
            ClassFile of = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.defaultResolver()
                            .orElse(ClassHierarchyResolver.ofResourceParsing(type -> open(jar, type)))));
            for (Path file : classes) {
                ClassModel old = of.parse(Files.readAllBytes(file));
                if (old.majorVersion() <= OLD) {
                    var made = Files.getLastModifiedTime(file);
                    Files.write(file, modern(of, old));
                    Files.setLastModifiedTime(file, made); // the same jar each time
                }
            }
        }
    }

    private static byte[] modern(ClassFile of, ClassModel old) {
        return of.transformClass(
                old,
                ClassTransform.transformingMethodBodies((code, element) -> code.with(element)) // else they are copied
                        .andThen(ClassTransform.dropping(element -> element instanceof ClassFileVersion))
                        .andThen(ClassTransform.endHandler(made -> made.withVersion(JAVA_8_VERSION, 0))));
    }

    private static InputStream open(FileSystem jar, ClassDesc type) {
        String name = type.descriptorString();
        Path file = jar.getPath(name.substring(1, name.length() - 1) + ".class");
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Modern() {}
}
