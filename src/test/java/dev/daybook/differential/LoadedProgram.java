package dev.daybook.differential;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A version of the program, loaded into this process beside others: its {@code main} is called as a shell would, as
 * often as wanted, without the price of a process each time. Only one call at a time; not while it serves.
 */
final class LoadedProgram implements AutoCloseable {

    private static final String MAIN = "dev.daybook.Main";
    private static final Pattern ENDPOINT = Pattern.compile("http://[0-9.]+:[0-9]+");
    /** Between two looks at something that is waited for. */
    static final Duration PAUSE = Duration.ofMillis(10);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a call left behind. */
    record Ended(int code, String out, String err) {}

    private final Classes classes;
    private final MethodHandle main;
    private final Path outputs;

    private LoadedProgram(Classes classes, MethodHandle main, Path outputs) {
        this.classes = classes;
        this.main = main;
        this.outputs = outputs;
    }

    /**
     * @param classPath folders and archives, as after {@code java -cp}
     * @param outputs a folder for what it prints
     */
    static LoadedProgram load(String classPath, Path outputs) throws IOException {
        var urls = new ArrayList<URL>();
        for (String part : classPath.split(File.pathSeparator)) {
            urls.add(Path.of(part).toUri().toURL());
        }
        var classes = new Classes(urls.toArray(URL[]::new));
        try {
            var main = MethodHandles.publicLookup()
                    .findStatic(
                            Class.forName(MAIN, true, classes),
                            "main",
                            MethodType.methodType(void.class, String[].class));
            return new LoadedProgram(classes, main, Files.createDirectories(outputs));
        } catch (ReflectiveOperationException e) {
            classes.close();
            throw new IllegalArgumentException("no " + MAIN + " in " + classPath, e);
        }
    }

    /** Runs a command to its end. */
    Ended run(Map<String, String> environment, String... args) throws IOException {
        Path out = outputs.resolve("out");
        Path err = outputs.resolve("err");
        int code;
        try (var toOut = new FileOutputStream(out.toFile());
                var toErr = new FileOutputStream(err.toFile())) {
            ProcessCalls.answer(toOut.getFD(), toErr.getFD(), environment);
            code = call(args);
        }
        return new Ended(code, Files.readString(out), Files.readString(err));
    }

    private int call(String... args) {
        var before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            main.invokeExact(args);
            throw new IllegalStateException(MAIN + " returned from " + Arrays.toString(args));
        } catch (ProcessCalls.Exit exit) {
            return exit.code;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** A server that runs until it is closed. */
    static final class Server implements AutoCloseable {

        private final Serving thread;
        private final List<AutoCloseable> files;
        final URI endpoint;

        private Server(Serving thread, List<AutoCloseable> files, URI endpoint) {
            this.thread = thread;
            this.files = files;
            this.endpoint = endpoint;
        }

        @Override
        public void close() throws IOException {
            thread.interrupt();
            try {
                if (!thread.join(PATIENCE)) {
                    throw new IllegalStateException("the server does not stop");
                }
                for (AutoCloseable it : files) {
                    it.close();
                }
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The server waits until it is interrupted, and then says so to itself: closing must not hear that. */
    private static final class Serving extends Thread {

        Serving(Runnable work) {
            super(work, "serving");
        }

        @Override
        public void interrupt() {
            if (Thread.currentThread() != this) {
                super.interrupt();
            }
        }
    }

    /** Starts a server on any free port, and returns when it answers. */
    Server serve(Map<String, String> environment, String... args) throws IOException {
        var all = new ArrayList<>(List.of("serve", "--port", "0"));
        all.addAll(Arrays.asList(args));
        Path out = outputs.resolve("serve.out");
        Path err = outputs.resolve("serve.err");
        var toOut = new FileOutputStream(out.toFile());
        var toErr = new FileOutputStream(err.toFile());
        ProcessCalls.answer(toOut.getFD(), toErr.getFD(), environment);
        var thread = new Serving(() -> call(all.toArray(String[]::new)));
        thread.start();
        try {
            URI address = Awaitility.await("a server")
                    .pollInterval(PAUSE)
                    .atMost(PATIENCE)
                    .until(() -> address(thread, out), Optional::isPresent)
                    .orElseThrow();
            return new Server(thread, List.of(toOut, toErr), address);
        } catch (ConditionTimeoutException | IllegalStateException e) {
            new Server(thread, List.of(toOut, toErr), URI.create("")).close(); // it may hold the lock of its directory
            throw new IllegalStateException("it does not serve: " + Files.readString(out) + Files.readString(err), e);
        }
    }

    /** Returns where it listens, once it says so; a thread that has ended never will. */
    private static Optional<URI> address(Thread serving, Path out) throws IOException {
        var found = ENDPOINT.matcher(Files.readString(out));
        if (found.find()) {
            return Optional.of(URI.create(found.group()));
        }
        if (!serving.isAlive()) {
            throw new IllegalStateException("it has ended: " + Files.readString(out));
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        classes.close();
    }

    /** The classes of the program and its libraries; the few calls that would reach the process go elsewhere. */
    private static final class Classes extends URLClassLoader {

        private static final ClassDesc CALLS = ClassDesc.of(ProcessCalls.class.getName());
        private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
        private static final ClassDesc DESCRIPTOR = ClassDesc.of("java.io.FileDescriptor");

        Classes(URL... urls) {
            super(urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(ProcessCalls.class.getName()) || name.startsWith("org.sqlite.")) {
                return Class.forName(name, true, LoadedProgram.class.getClassLoader()); // a native library loads once
            }
            var resource = name.startsWith("dev.daybook.") ? getResource(name.replace('.', '/') + ".class") : null;
            if (resource != null) {
                try (InputStream in = resource.openStream()) {
                    byte[] bytes = in.readAllBytes();
                    var text = new String(bytes, StandardCharsets.ISO_8859_1);
                    if (name.equals(MAIN) || text.contains("java/io/FileDescriptor") || text.contains("getenv")) {
                        byte[] changed = redirected(bytes);
                        return defineClass(name, changed, 0, changed.length);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return super.findClass(name);
        }

        private static byte[] redirected(byte[] bytes) {
            var file = ClassFile.of();
            return file.transformClass(file.parse(bytes), ClassTransform.transformingMethodBodies(Classes::redirect));
        }

        private static void redirect(CodeBuilder code, CodeElement element) {
            switch (element) {
                case InvokeInstruction call
                when call.owner().asSymbol().equals(SYSTEM)
                        && (call.name().equalsString("exit") || call.name().equalsString("getenv")) ->
                    code.invokestatic(CALLS, call.name().stringValue(), call.typeSymbol());
                case FieldInstruction field
                when field.owner().asSymbol().equals(DESCRIPTOR)
                        && (field.name().equalsString("out") || field.name().equalsString("err")) ->
                    code.invokestatic(CALLS, field.name().stringValue(), MethodTypeDesc.of(DESCRIPTOR));
                default -> code.with(element);
            }
        }
    }
}
