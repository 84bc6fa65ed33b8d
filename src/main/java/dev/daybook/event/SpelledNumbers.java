package dev.daybook.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A JSON factory whose trees write numbers as they were written: {@code -0.0}, {@code 1.50} and {@code 1e400} mean more
 * to whoever wrote them than their value. For mappers that read numbers with a point as decimals.
 */
public final class SpelledNumbers extends JsonFactory {

    private static final long serialVersionUID = 1;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?");

    public SpelledNumbers(JsonFactoryBuilder builder) {
        super(builder);
    }

    @Override
    protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
        return new Spelling(super._createParser(in, context));
    }

    @Override
    protected JsonParser _createParser(Reader in, IOContext context) throws IOException {
        return new Spelling(super._createParser(in, context));
    }

    @Override
    protected JsonParser _createParser(char[] data, int offset, int length, IOContext context, boolean recyclable)
            throws IOException {
        return new Spelling(super._createParser(data, offset, length, context, recyclable));
    }

    @Override
    protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
        return new Spelling(super._createParser(data, offset, length, context));
    }

    /**
     * Returns the number that {@code parser} stands at as a decimal that is written as it stands there. What only a
     * lenient parser takes is written as JSON has it.
     */
    public static BigDecimal decimal(JsonParser parser) throws IOException {
        BigDecimal value = parser.getDecimalValue();
        String text = parser.getText();
        return text.equals(value.toString()) || !NUMBER.matcher(text).matches() ? value : new Decimal(value, text);
    }

    /** A decimal that remembers its text. */
    private static final class Decimal extends BigDecimal {

        private static final long serialVersionUID = 1;

        private final String text;

        Decimal(BigDecimal value, String text) {
            super(value.unscaledValue(), value.scale());
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Spelling extends JsonParserDelegate {

        private static final String NEGATIVE_ZERO = "-0";

        private JsonToken token = JsonToken.NOT_AVAILABLE;

        Spelling(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            return noted(delegate.nextToken());
        }

        @Override
        public JsonToken nextValue() throws IOException {
            return noted(delegate.nextValue());
        }

        /** A whole number has no negative zero, a decimal has one that is spelled so. */
        private JsonToken noted(JsonToken next) throws IOException {
            token = next == JsonToken.VALUE_NUMBER_INT && delegate.getText().equals(NEGATIVE_ZERO)
                    ? JsonToken.VALUE_NUMBER_FLOAT
                    : next;
            return token;
        }

        private boolean isNegativeZero() {
            return token == JsonToken.VALUE_NUMBER_FLOAT && delegate.currentToken() == JsonToken.VALUE_NUMBER_INT;
        }

        @Override
        public JsonToken currentToken() {
            return isNegativeZero() ? token : delegate.currentToken();
        }

        @Override
        public int currentTokenId() {
            return isNegativeZero() ? token.id() : delegate.currentTokenId();
        }

        @Override
        public boolean hasToken(JsonToken asked) {
            return currentToken() == asked;
        }

        @Override
        public boolean hasTokenId(int asked) {
            return currentTokenId() == asked;
        }

        @Override
        public BigDecimal getDecimalValue() throws IOException {
            return decimal(delegate);
        }
    }
}
