package dev.daybook.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecretRulesTest {

    private static final SecretRules RULES = SecretRules.builtIn();

    @TempDir
    Path folder;

    static Stream<Arguments> secrets() {
        String jwt = "ey" + "JhbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0." + Fakes.random(43, 3);
        return Stream.of(
                secret("github-pat", "git clone https://x:", Fakes.githubPat(), "@github.com/a/b"),
                secret(
                        "github-fine-grained-pat",
                        "",
                        "github" + "_pat_" + Fakes.random(22, 1) + "_" + Fakes.random(59, 2),
                        ""),
                secret("github-oauth", "token=", "gh" + "o_" + Fakes.random(36, 4), "\n"),
                secret("github-app-token", "'", "gh" + "s_" + Fakes.random(36, 5), "'"),
                secret("gitlab-token", "PRIVATE-TOKEN: ", "gl" + "pat-" + Fakes.random(20, 6), ""),
                secret("aws-access-key", "aws_access_key_id = ", Fakes.awsAccessKey(), ""),
                secret("aws-secret-key", "aws_secret_access_key = ", Fakes.random(40, 7), "\n"),
                secret("slack-token", "", "xo" + "xb-123456789012-1234567890123-" + Fakes.random(24, 8), ""),
                secret(
                        "slack-webhook",
                        "https://hooks.slack.com/services/",
                        "T00000000/B00000000/" + Fakes.random(24, 9),
                        ""),
                secret("stripe-key", "Stripe(\"", "sk" + "_live_" + Fakes.random(24, 10), "\")"),
                secret("google-api-key", "key=", "AI" + "za" + Fakes.random(35, 11), "&q=1"),
                secret("anthropic-key", "x-api-key: ", "sk-" + "ant-api03-" + Fakes.random(93, 12) + "AA", ""),
                secret("openai-key", "OPENAI_API_KEY=", "sk-" + "proj-" + Fakes.random(48, 13), ""),
                secret("openai-key", "", "sk-" + Fakes.random(20, 14) + "T3Blbk" + "FJ" + Fakes.random(20, 15), ""),
                secret("npm-token", "//registry.npmjs.org/:_authToken=", "np" + "m_" + Fakes.random(36, 16), ""),
                secret("pypi-token", "password = ", "py" + "pi-AgEIcHlwaS5vcmc" + Fakes.random(60, 17), ""),
                secret("jwt", "Authorization: Bearer ", jwt, ""),
                secret("private-key", "here:\n", pem("\n"), "\nthat was it"),
                secret("private-key", "{\"key\": \"", pem("\\n"), "\\n\"}"),
                secret("database-url", "DATABASE_URL=postgres://app:", "s3cr3t-" + Fakes.random(8, 18), "@db:5432/app"),
                secret("database-url", "redis://:", "hunter" + "2", "@cache/0"),
                secret("password", "password = \"", "hunter2-" + "hunter2", "\""),
                secret("password", "\"clientSecret\": \"", "Xk3_" + Fakes.random(20, 19), "\""),
                secret("password", "{\\\"password\\\": \\\"", "Xk3_" + Fakes.random(12, 20), "\\\"}"),
                secret("password", "DB_PASSWORD: ", "p4ss!w0rd" + "#1", ""),
                secret("password", "DB_PASSWORD=", "p4&ss" + "!w0rd", "\n"),
                secret("password", "https://a.b/?password=", "hunter2-" + "hunter2", "&next=/home"),
                secret("password", "?password=", "hunter2-" + "hunter2", "&amp;next=/home"),
                secret("password", "\"password\": \"", "Xk<3&(9" + "};|a", "\", \"port\": 5432"),
                secret("password", "{\\\"password\\\": \\\"", "Xk,3&{9" + "}Qa", "\\\"}"),
                secret("password", "<server><password>", "Xk3&amp" + ";9Qaz", "</password></server>"),
                secret("api-key", "api_key: ", Fakes.random(32, 21), ""));
    }

    private static Arguments secret(String rule, String before, String secret, String behind) {
        return Arguments.of(rule, before, secret, behind);
    }

    private static String pem(String end) {
        return "-----BEGIN " + "RSA PRIVATE KEY-----" + end + Fakes.random(64, 22) + end + Fakes.random(64, 23) + end
                + "-----END RSA PRIVATE KEY-----";
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void a_secret_is_found_where_it_stands(String rule, String before, String secret, String behind) {
        String text = "long ago ".repeat(300) + before + secret + behind;

        assertThat(RULES.in(text))
                .as(text.substring(2_700))
                .extracting(Secret::rule, one -> text.substring(one.from(), one.to()))
                .containsExactly(org.assertj.core.groups.Tuple.tuple(rule, secret));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void what_is_masked_is_not_found_again(String rule, String before, String secret, String behind) {
        var masking = new Masking(RULES, _ -> false);

        String masked = masking.text(before + secret + behind);

        assertThat(masked).contains("…[masked " + rule + "]").doesNotContain(secret);
        assertThat(masking.text(masked)).isEqualTo(masked);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "password = getPassword()",
                "const password = process.env.DB_PASSWORD_2",
                "the password: see the vault",
                "password=${DB_PASSWORD_1}",
                "api_key = os.environ[\"OPENAI_API_KEY_2\"]",
                "\"access_token\": \"your_access_token_12345\"",
                "input_tokens: 12345678, cache_read_input_tokens: 1234567890123456",
                "postgres://user:password@localhost/db",
                "postgres://user:${PASSWORD}@localhost/db",
                "AKIAIOSFODNN7EXAMPLE",
                "-----BEGIN PRIVATE KEY----- is how it begins",
                "ghp_ is the prefix of tokens",
                "sk-ant-... goes here",
                "eyJhbGciOi is how a token begins",
                "secret_key_base: <%= ENV['SECRET_KEY_BASE1'] %>",
                "authorization: Bearer TOKEN_GOES_HERE_PLEASE",
                "passwordField.setText(value1234)",
                "password: ********",
                "\"password\": \"<password-of-2026>\"",
                "\"password\": \"{{vault.database1}}\"",
                "<label for=\"password\">Password1 wanted</label>",
                "user->password->value1234",
                "jdbc:postgresql://localhost/db?user=ada&password=secret&ssl=true",
                "access_key: com.example2.AccessKeyProvider",
            })
    void what_only_looks_like_one_is_left(String text) {
        assertThat(RULES.in(text)).isEmpty();
    }

    @Test
    void a_rule_of_the_users_extends_those_of_the_program_and_replaces_one_of_the_same_id() throws IOException {
        SecretRules own = rules("""
                {"extend": {"disabledRules": ["github-oauth"]},
                 "rules": [{"id": "our-token", "regex": "our_[0-9a-f]{8}", "keywords": ["our_"]},
                           {"id": "github-pat", "regex": "never_so", "keywords": ["never_so"]}],
                 "allowlist": {"stopwords": ["00000000"], "paths": ["^fixtures/"]}}
                """);

        assertThat(own.ids()).contains("our-token", "jwt").doesNotContain("github-oauth");
        assertThat(own.in("our_12ab34cd and our_00000000"))
                .extracting(Secret::rule)
                .containsExactly("our-token");
        assertThat(own.in(Fakes.githubPat())).isEmpty();
        assertThat(own.allowsPath("our-token", "fixtures/a.json")).isTrue();
        assertThat(own.allowsPath("our-token", "src/fixtures")).isFalse();
        assertThat(own.version()).isNotEqualTo(RULES.version());
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("{", "no JSON"),
                Arguments.of("{\"rules\": [{\"id\": \"A b\"}]}", "number 1"),
                Arguments.of(rule("(?=x)y", "keyword"), "look-around"),
                Arguments.of(rule("a*", "keyword"), "everywhere"),
                Arguments.of(rule("our_[0-9]", "ou"), "'ou' is too short"),
                Arguments.of("{\"rules\": [{\"id\": \"ours\", \"regex\": \"x\"}]}", "no keywords"),
                Arguments.of("{\"rules\": [{\"id\": \"ours\", \"rgx\": \"x\"}]}", "'rgx'"),
                Arguments.of("{\"extend\": {\"disabledRules\": [\"jtw\"]}}", "'jtw'"),
                Arguments.of(
                        "{\"rules\": [{\"id\": \"ours\", \"regex\": \"x(y)\", \"keywords\": [\"xyxy\"], \"secretGroup\": 2}]}",
                        "1 groups"));
    }

    private static String rule(String regex, String keyword) {
        return "{\"rules\": [{\"id\": \"ours\", \"regex\": \"%s\", \"keywords\": [\"%s\"]}]}".formatted(regex, keyword);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void a_rule_that_is_none_is_refused_by_its_name(String json, String why) {
        assertThatThrownBy(() -> rules(json)).isInstanceOf(RulesRefused.class).hasMessageContaining(why);
    }

    @Test
    void the_rules_of_the_program_are_as_sound_as_a_users_have_to_be() {
        SecretRules.check();
    }

    @Test
    void rules_that_are_not_there_are_refused() {
        assertThatThrownBy(() -> SecretRules.with(folder.resolve("none.json")))
                .isInstanceOf(RulesRefused.class)
                .hasMessageContaining("none.json");
    }

    @Test
    void no_rule_takes_more_than_linear_time() throws IOException {
        SecretRules own = rules(rule("(a+)+b", "aaaaaaaa"));

        assertThat(own.in("a".repeat(20_000))).isEmpty(); // by backtracking: longer than the world stands
    }

    private SecretRules rules(String json) throws IOException {
        return SecretRules.with(Files.writeString(folder.resolve("rules.json"), json));
    }

    @Test
    void a_secret_is_known_by_a_fingerprint_that_does_not_tell_it() {
        List<Secret> twice = RULES.in(Fakes.githubPat() + " " + Fakes.githubPat());

        assertThat(twice)
                .extracting(Secret::fingerprint)
                .hasSize(2)
                .containsOnly(twice.getFirst().fingerprint());
        assertThat(twice.getFirst().toString()).doesNotContain(Fakes.githubPat().substring(4));
    }
}
