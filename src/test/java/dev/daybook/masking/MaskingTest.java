package dev.daybook.masking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private static final String TOKEN = Fakes.githubPat();

    private static final String MARK = "ghp_…[masked github-pat]";

    private final Masking masking = new Masking(SecretRules.builtIn(), _ -> false);
    private final JsonMapper json = JsonMapper.builder().build();

    @Test
    void a_mask_says_which_rule_and_no_more_of_the_secret_than_that() {
        assertThat(masking.text("use " + TOKEN + " then")).isEqualTo("use " + MARK + " then");
    }

    @Test
    void of_json_only_the_secrets_are_changed_and_every_other_byte_stays() {
        String text = "{\"a\": 1.50, \"b\\\"\" : [\"ü\\u00fc 😀 %s\", \"\\\\\"],\n\"c\":\"%s\\n\"}\n{\"%s\":null}";

        assertThat(masked(text.formatted(TOKEN, TOKEN, TOKEN)))
                .isEqualTo(text.replace("\\u00fc", "ü").formatted(MARK, MARK, MARK));
    }

    @Test
    void json_without_a_secret_is_the_same_array() {
        byte[] bytes = "{\"note\": \"the password is long\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(masking.json(bytes)).isSameAs(bytes);
    }

    @Test
    void a_secret_with_quotes_and_line_ends_in_it_leaves_json_whole() throws IOException {
        String key = "-----BEGIN " + "PRIVATE KEY-----\n" + Fakes.random(80, 1) + "\n-----END PRIVATE KEY-----";
        String inner = json.writeValueAsString(json.createObjectNode().put("key", key));

        JsonNode masked = json.readTree(
                masking.json(json.writeValueAsBytes(json.createObjectNode().put("line", inner))));

        assertThat(json.readTree(masked.path("line").asText()).path("key").asText())
                .isEqualTo("-----BEGIN …[masked private-key]");
    }

    @Test
    void a_value_is_known_by_the_name_of_its_member() {
        assertThat(masked("{\"db\":{\"password\":\"hunter2-" + "hunter2\",\"port\":\"hunter2-hunter2\"}}"))
                .isEqualTo("{\"db\":{\"password\":\"…[masked password]\",\"port\":\"hunter2-hunter2\"}}");
    }

    @Test
    void a_secret_is_found_behind_quotes_and_keywords_that_are_none() {
        String text = "{\"a\":\"\\\\\",\"b\":\"\\\"ghp_ ü\\\\\\\"\",\"password\" : null,\"c\":[\"x \\\" %s\"]}";

        assertThat(masked(text.formatted(TOKEN))).isEqualTo(text.formatted(MARK));
        assertThat(masked(text.formatted("none"))).isEqualTo(text.formatted("none"));
    }

    @Test
    void a_secret_that_is_spelled_by_escapes_is_found() {
        assertThat(masked("[\"\\u0067" + TOKEN.substring(1) + "\"]")).isEqualTo("[\"" + MARK + "\"]");
    }

    /** What a tool said, as JSON in a message; the record with that message, as its file spells it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_secret_is_found_in_json_within_a_text(int levels) throws IOException {
        String nested = "KEY=1\n" + TOKEN + "\n";
        for (int level = 0; level < levels; level++) {
            nested = json.writeValueAsString(json.createObjectNode().put("said", nested));
        }

        assertThat(masking.text(nested)).doesNotContain(TOKEN.substring(4)).contains(MARK);
        assertThat(SecretRules.builtIn().in(nested))
                .extracting(Secret::fingerprint)
                .containsExactly(SecretRules.builtIn().in(TOKEN).getFirst().fingerprint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'key':'aws_secret_access_key = K'}",
                "{\\'key\\':\\'aws_secret_access_key = K\\'}",
                "{\\\\\\'key\\\\\\':\\\\\\'aws_secret_access_key = K\\\\\\'}"
            })
    void a_secret_is_the_same_with_whatever_escapes_it_is_spelled(String form) {
        String key = "wJalrXUtnFEMI/K7MDENG+" + Fakes.random(18, 3);
        SecretRules rules = SecretRules.builtIn();
        String fingerprint =
                rules.in("aws_secret_access_key = " + key).getFirst().fingerprint();

        for (String spelled : List.of(
                key,
                key.replace("/", "\\/"),
                key.replace("+", "\\u002b"),
                key.replace("/", "\\\\\\/"),
                key.replace("w", "\\\\u0077"))) {
            String text = form.replace('\'', '"').replace("K", spelled);

            assertThat(rules.in(text)).as(text).extracting(Secret::fingerprint).containsExactly(fingerprint);
            assertThat(masking.text(text)).isEqualTo(form.replace('\'', '"').replace("K", "…[masked aws-secret-key]"));
        }
    }

    @Test
    void an_address_is_found_whose_slashes_are_escaped() {
        String address = "postgres:\\/\\/ada:" + Fakes.random(20, 4) + "@db\\/x";

        assertThat(masked("{\"u\":\"" + address + "\"}")).contains("[masked ").doesNotContain(Fakes.random(20, 4));
        assertThat(masked("{\"u\":\"" + address.replace("\\", "\\\\\\") + "\"}"))
                .contains("[masked ")
                .doesNotContain(Fakes.random(20, 4));
    }

    @Test
    void backslashes_that_are_no_escapes_stay() {
        assertThat(masking.text("C:\\x\\ghp_ \\u00zz " + TOKEN + " \\"))
                .isEqualTo("C:\\x\\ghp_ \\u00zz " + MARK + " \\");
    }

    @Test
    void what_is_allowed_by_its_fingerprint_is_shown() {
        String fingerprint = SecretRules.builtIn().in(TOKEN).getFirst().fingerprint();

        assertThat(new Masking(SecretRules.builtIn(), fingerprint::equals).text(TOKEN))
                .isEqualTo(TOKEN);
    }

    @Test
    void a_secret_is_found_by_the_pointer_to_its_text() {
        var pointers = new ArrayList<String>();

        masking.find(
                "{\"a/b\":[0,{\"c~\":\"x %s\"}],\"%s\":[]}"
                        .formatted(TOKEN, TOKEN)
                        .getBytes(StandardCharsets.UTF_8),
                placed -> pointers.add(placed.pointer()));

        assertThat(pointers).containsExactly("/a~1b/1/c~0", "/" + TOKEN);
    }

    @Test
    void a_mark_is_found_in_what_somebody_sends() {
        byte[] body = "{\"title\":\"x\",\"tags\":[\"a\",\"ghp_\\u2026[masked github-pat]\"]}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(MaskMark.pointerIn(body)).contains("/tags/1");
        assertThat(MaskMark.pointerIn("{\"title\":\"[masked by nobody]\"}".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void a_secret_in_bytes_that_stand_in_base64_is_masked_there_and_all_other_bytes_stay() {
        byte[] before = {'k', '=', (byte) 0xff, 0, ' '};
        String behind = " ü\n";
        String text =
                "{\"encoding\":\"base64\",\"content\":\"%s\",\"items\":[{\"raw\": \"%s\"},{\"raw\":\"no base64\"}]}";

        String masked = masked(text.formatted(base64(before, TOKEN + behind), base64(before, TOKEN)));

        assertThat(masked).isEqualTo(text.formatted(base64(before, MARK + behind), base64(before, MARK)));
        assertThat(masked(masked)).isEqualTo(masked);
    }

    @Test
    void a_secret_in_base64_is_found_by_the_pointer_to_its_text() {
        var pointers = new ArrayList<String>();

        masking.find(
                "{\"raw\":\"%s\",\"title\":\"%s\"}"
                        .formatted(base64(new byte[0], TOKEN), base64(new byte[0], TOKEN))
                        .getBytes(StandardCharsets.UTF_8),
                placed -> pointers.add(placed.pointer()));

        assertThat(pointers).containsExactly("/raw");
    }

    @Test
    void a_mark_is_found_in_bytes_that_somebody_sends() {
        byte[] body = "{\"encoding\":\"base64\",\"content\":\"%s\"}"
                .formatted(base64(new byte[] {(byte) 0xff}, MARK))
                .getBytes(StandardCharsets.UTF_8);

        assertThat(MaskMark.pointerIn(body)).contains("/content");
    }

    private static String base64(byte[] before, String text) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before);
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    @Test
    void a_keyword_with_a_quote_ends_the_look_like_any_other(@TempDir Path folder) throws IOException {
        Path rules = Files.writeString(
                folder.resolve("rules.json"),
                "{\"rules\":[{\"id\":\"quoted\",\"regex\":\"tok_[a-z]{8}\",\"keywords\":[\"\\\"tok_\",\"tok_\"]}]}");
        var quoted = new Masking(SecretRules.with(rules), _ -> false);

        assertThat(quoted.json("{\"a\":\"tok_abcdefgh\"}".getBytes(StandardCharsets.UTF_8)))
                .asString()
                .isEqualTo("{\"a\":\"…[masked quoted]\"}");
    }

    @Test
    void what_is_no_json_is_no_accident() {
        for (String text : new String[] {"", "\"", "{\"a", "]]]}}", "\\\"" + TOKEN, "[\"" + TOKEN + "\\", TOKEN}) {
            assertThat(masked(text)).isNotNull();
        }
    }

    private String masked(String text) {
        return new String(masking.json(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
