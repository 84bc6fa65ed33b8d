package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Texts as headers carry them. */
class ExtValueTest {

    @Test
    void a_text_comes_back_as_it_was_however_long() {
        String text = "ユーザ José's ~" + "x%".repeat(50_000);
        assertThat(ExtValue.decode(ExtValue.encode(text))).hasValue(text);
    }

    @Test
    void what_has_not_the_form_is_no_text() {
        assertThat(ExtValue.decode("UTF-8''a%4")).isEmpty();
        assertThat(ExtValue.decode("UTF-8''%FF")).isEmpty();
        assertThat(ExtValue.decode("José")).isEmpty();
    }
}
