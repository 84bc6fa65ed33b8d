package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The options that both launchers give a server: with a real shell, and a real JVM that has to start with them. */
class JvmOptionsTest {

    private static final String SERVED = ". tools/lib/jvm.sh; add_server_flags; ";

    private static String said(Map<String, String> environment, String script)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(List.of("sh", "-euc", script)).redirectErrorStream(true);
        List.of("DAYBOOK_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS").forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " ";
    }

    @Test
    void a_jvm_starts_with_the_options_of_a_server() throws Exception {
        assertThat(said(Map.of(), SERVED + java() + "$java_flags -XX:+PrintFlagsFinal -version"))
                .containsPattern("InitialHeapSize += 100663296 ")
                .containsPattern("Tier4InvocationThreshold += 20000 ");
    }

    @Test
    void whoever_says_how_large_the_heap_may_be_is_not_refused_for_what_it_begins_with() throws Exception {
        for (String name : List.of("DAYBOOK_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
            for (String limit : List.of("-Xmx48m", "-XX:MaxHeapSize=48m", "-XX:MaxRAMPercentage=50")) {
                assertThat(said(Map.of(name, limit), SERVED + java() + "$java_flags ${DAYBOOK_JAVA_OPTS:-} -version"))
                        .as("%s %s", name, limit)
                        .contains("Runtime Environment");
            }
            assertThat(said(Map.of(name, "-Xmx48m"), SERVED + "echo $java_flags"))
                    .as(name)
                    .contains("Tier4")
                    .doesNotContain("-Xms");
        }
    }
}
