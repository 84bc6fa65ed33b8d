package dev.daybook.project.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {

    @TempDir
    Path home;

    private Optional<String> found(Map<String, String> environment) {
        return Token.find(environment, "github.com", home).map(Token::header);
    }

    private void hosts(String folder, String text) throws IOException {
        Files.createDirectories(home.resolve(folder));
        Files.writeString(home.resolve(folder).resolve("hosts.yml"), text);
    }

    @Test
    void the_environment_comes_first() throws IOException {
        hosts(".config/gh", "github.com:\n    oauth_token: kept\n");

        assertThat(found(Map.of("GITHUB_TOKEN", "b", "GH_TOKEN", " a\n"))).contains("Bearer a");
        assertThat(found(Map.of("GITHUB_TOKEN", "b", "GH_TOKEN", ""))).contains("Bearer b");
        assertThat(found(Map.of())).contains("Bearer kept");
    }

    @Test
    void that_of_gh_is_found_where_gh_keeps_it() throws IOException {
        hosts("own", "github.com:\n    user: ada\n    users:\n        ada:\n            oauth_token: hers\n");
        hosts("xdg/gh", "other.example:\n    oauth_token: other\n");

        assertThat(found(Map.of("GH_CONFIG_DIR", home.resolve("own").toString())))
                .contains("Bearer hers");
        assertThat(found(Map.of("XDG_CONFIG_HOME", home.resolve("xdg").toString())))
                .isEmpty();
        assertThat(Token.find(Map.of("XDG_CONFIG_HOME", home.resolve("xdg").toString()), "other.example", home))
                .isPresent();
    }

    @Test
    void what_is_none_is_none() throws IOException {
        assertThat(found(Map.of())).isEmpty();
        for (String text :
                new String[] {"", "[]", "github.com:", "github.com: {oauth_token: 1}", "a: [", "github.com: {user: x}"
                }) {
            hosts(".config/gh", text);
            assertThat(found(Map.of())).as(text).isEmpty();
        }
        assertThat(found(Map.of("GH_TOKEN", "two words"))).isEmpty();
    }
}
