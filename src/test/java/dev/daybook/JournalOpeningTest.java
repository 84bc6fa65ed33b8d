package dev.daybook;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.cli.Failure;
import dev.daybook.upkeep.FileSystemKind;
import dev.daybook.upkeep.FileSystemKind.Found;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JournalOpeningTest {

    private static final Path FOLDER = Path.of("/srv/daybook");

    @Test
    void a_folder_of_another_machine_is_refused_with_the_way_out() {
        assertThatThrownBy(() -> JournalOpening.refuse(FOLDER, new Found(FileSystemKind.REMOTE, "nfs4")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("/srv/daybook")
                .hasMessageContaining("nfs4");
    }

    @Test
    void a_folder_of_this_machine_is_not() {
        assertThatCode(() -> JournalOpening.refuse(FOLDER, new Found(FileSystemKind.LOCAL, "ext4")))
                .doesNotThrowAnyException();
        assertThatCode(() -> JournalOpening.refuse(FOLDER, new Found(FileSystemKind.MEMORY, "tmpfs")))
                .doesNotThrowAnyException();
    }
}
