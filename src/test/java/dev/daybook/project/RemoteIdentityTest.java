package dev.daybook.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteIdentityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/adalove/billing",
                "https://github.com/adalove/billing.git",
                "https://github.com/AdaLove/Billing.git/",
                "HTTPS://ada:secret@GitHub.com:443/adalove/billing/",
                "https://ada:p@ss@github.com/adalove/billing",
                "http://www.github.com/adalove/billing.git",
                "git@github.com:adalove/billing.git",
                "github.com:adalove/billing",
                "git@github.com:/adalove/billing.git",
                "ssh://git@github.com/adalove/billing.git",
                "ssh://git@ssh.github.com:443/adalove/billing.git",
                "git+ssh://git@github.com/adalove/billing",
                "git://github.com/adalove/billing.git",
                " https://github.com/adalove/billing?tab=readme#top ",
                "https://github.com/adalove/billing/tree/main",
            })
    void every_form_of_a_url_names_the_same_repository(String url) {
        assertThat(RemoteIdentity.of(url)).contains(new RemoteIdentity("github.com", "adalove", "billing"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://x-access-token:ghp_s@github.com/o/r.git, https://github.com/o/r.git",
        "HTTPS://ghp_s@github.com/o/r, HTTPS://github.com/o/r",
        "http://ada:p@ss@example.org:8080/r, http://example.org:8080/r",
        "https://example.org/o/@r, https://example.org/o/@r",
        "https://example.org?mail=a@b, https://example.org?mail=a@b",
        "git@github.com:o/r, git@github.com:o/r",
        "ssh://git@github.com/o/r, ssh://git@github.com/o/r",
    })
    void a_remote_keeps_no_secrets(String url, String kept) {
        assertThat(new ProjectFacts.Remote("origin", url).url()).isEqualTo(kept);
    }

    @Test
    void another_host_may_tell_capitals_apart_and_nest_its_owners() {
        assertThat(RemoteIdentity.of("git@Git.Example.org:Team/Sub/Repo.git"))
                .contains(new RemoteIdentity("git.example.org", "Team/Sub", "Repo"));
        assertThat(RemoteIdentity.of("https://git.example.org:8443/repo"))
                .contains(new RemoteIdentity("git.example.org", "", "repo"));
        assertThat(RemoteIdentity.of("ssh://[::1]:2222/team/repo"))
                .contains(new RemoteIdentity("[::1]", "team", "repo"));
    }

    @Test
    void a_name_keeps_letters_and_dots_of_its_own() {
        assertThat(RemoteIdentity.of("git@github.com:adalove/übersetzung.github.io.git"))
                .map(RemoteIdentity::name)
                .contains("übersetzung.github.io");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/srv/git/billing.git",
                "../billing",
                "file:///srv/git/billing.git",
                "C:\\repos\\billing",
                "https://github.com/adalove",
                "https://github.com",
            })
    void a_folder_or_half_a_url_names_none(String url) {
        assertThat(RemoteIdentity.of(url)).isEmpty();
    }

    @Test
    void its_text_reads_as_it_was() {
        for (String url : new String[] {"git@github.com:a/b", "https://git.example.org/r", "git@h.org:A/B/C.git"}) {
            RemoteIdentity identity = RemoteIdentity.of(url).orElseThrow();
            assertThat(RemoteIdentity.parse(identity.text())).contains(identity);
        }
        assertThat(RemoteIdentity.github("AdaLove/Billing"))
                .isEqualTo(RemoteIdentity.of("git@github.com:adalove/billing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ada", "ada/", "/billing", "ada/billing/tree", "ada/billing?tab=readme", "ada//billing", "ada/ "
            })
    void a_name_that_is_not_an_owner_and_a_name_is_that_of_no_repository(String name) {
        assertThat(RemoteIdentity.github(name)).isEmpty();
    }
}
