package dev.daybook.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProjectPathTest {

    @Test
    void a_folder_has_one_spelling() {
        assertThat(ProjectPath.normal("/home/ada//projects/./billing/")).isEqualTo("/home/ada/projects/billing");
        assertThat(ProjectPath.normal("/")).isEqualTo("/");
        assertThat(ProjectPath.normal("/a/../b")).isEqualTo("/a/../b");
        assertThat(ProjectPath.normal("relative/dir/")).isEqualTo("relative/dir");
    }

    @Test
    void only_ones_own_home_is_known() {
        assertThat(ProjectPath.expanded("~", "/home/ada")).isEqualTo("/home/ada");
        assertThat(ProjectPath.expanded("~/x/", "/home/ada")).isEqualTo("/home/ada/x");
        assertThat(ProjectPath.expanded("~bob/x", "/home/ada")).isEqualTo("~bob/x");
        assertThat(ProjectPath.expanded("~2/x", "/home/ada")).isEqualTo("~2/x");
    }

    @Test
    void a_project_is_called_like_its_folder() {
        assertThat(ProjectPath.name("/home/ada/billing/")).isEqualTo("billing");
        assertThat(ProjectPath.name("/")).isEqualTo("/");
        assertThat(ProjectPath.name("~")).isEqualTo("~");
    }
}
