package dev.daybook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command of another process with the classes of the tests: for what is killed, stopped or kept from something. */
public final class ChildProcess {

    /** Returns how {@code main} is started; {@code arguments} are told to it as texts. */
    public static List<String> command(Class<?> main, Object... arguments) {
        return command(List.of(), main, arguments);
    }

    /** As {@link #command(Class, Object...)}, with these options of the JVM. */
    public static List<String> command(List<String> options, Class<?> main, Object... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It ends before what the second compiler makes would pay.
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    private ChildProcess() {}
}
