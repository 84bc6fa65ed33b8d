package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramSettingsTest {

    @TempDir
    private Path data;

    @Test
    void a_flag_wins_over_the_environment_over_the_file_over_the_default() throws IOException {
        var file = data.resolve(ProgramSettings.FILE);
        Files.writeString(file, "port=1\nturns.max=2\nattempts.max=5\n");

        var settings = ProgramSettings.of(
                Map.of(ProgramSetting.PORT, "3"), Map.of("DAYBOOK_PORT", "4", "DAYBOOK_TURNS_MAX", "6"), data);

        assertThat(settings.value(ProgramSetting.PORT)).isEqualTo(new ProgramSettings.Value("3", "flag", false));
        assertThat(settings.value(ProgramSetting.TURNS_MAX))
                .isEqualTo(new ProgramSettings.Value("6", "DAYBOOK_TURNS_MAX", false));
        assertThat(settings.value(ProgramSetting.ATTEMPTS_MAX))
                .isEqualTo(new ProgramSettings.Value("5", file.toString(), false));
        assertThat(settings.value(ProgramSetting.HOST))
                .isEqualTo(new ProgramSettings.Value("127.0.0.1", "default", true));
    }

    @Test
    void a_wrong_value_is_refused_with_its_place_and_what_was_wanted() {
        assertThatThrownBy(() -> ProgramSettings.of(Map.of(), Map.of("DAYBOOK_PORT", "http"), data))
                .isInstanceOf(Failure.class)
                .hasMessage("port is 'http' (DAYBOOK_PORT): want a port from 0 to 65535");
    }

    @Test
    void a_name_that_is_no_setting_is_refused() throws IOException {
        Files.writeString(data.resolve(ProgramSettings.FILE), "prot=1\n");

        assertThatThrownBy(() -> ProgramSettings.of(Map.of(), Map.of(), data))
                .hasMessageContaining("sets 'prot', which is no setting");
    }

    @Test
    void variables_of_the_launcher_are_no_business_of_the_settings() {
        var settings = ProgramSettings.of(Map.of(), Map.of("DAYBOOK_JAVA_OPTS", "-Xmx1g", "DAYBOOK_PORT", " "), data);

        assertThat(settings.number(ProgramSetting.PORT)).isEqualTo(8420);
    }
}
