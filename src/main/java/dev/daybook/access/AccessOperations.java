package dev.daybook.access;

import dev.daybook.access.AccessCommand.AddToken;
import dev.daybook.access.AccessCommand.RevokeToken;
import dev.daybook.command.Receipt;
import dev.daybook.operation.Call;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Role;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be asked of tokens, by those who may do everything. */
final class AccessOperations {

    private record New(
            @Says(
                    value = "what it is called; the actor of what is done with it",
                    min = 1,
                    max = AccessDecider.NAME_CHARS_MAX,
                    like = "ci")
            String name,

            @Says(
                    value = "what it may do",
                    words = {"read", "write", "admin"},
                    standard = "read")
            String role,

            @Says("whether its requests may name another actor")
            boolean mayAct) {}

    private record Which(
            @Says(value = "what it is called", min = 1, max = AccessDecider.NAME_CHARS_MAX, like = "ci")
            String name) {}

    static final Operations<Ground> ALL = new Operations<>(
            "token",
            "access",
            "Who may come in: tokens with a name and a role.",
            List.of(
                    Operation.<None, Ground>reads("token list", "listTokens", "GET /tokens", None.class)
                            .says("The tokens that let somebody in, without their texts.")
                            .wants(Role.ADMIN)
                            .paged()
                            .columns("name", "role", "acts for others=mayAct", "addedAt", "by=addedBy")
                            .called(form -> form.ifNone("no tokens: daybook token add NAME makes one"))
                            .lists("Token", Token.class, (_, call, ground) -> list(call, ground)),
                    Operation.<New, Ground>writes("token add", "addToken", "POST /tokens", New.class)
                            .says("Makes a token.", "Its text is shown this once and kept nowhere.")
                            .wants(Role.ADMIN)
                            .called(form -> form.words("name").begins())
                            .creates("TokenAdded", (theNew, call, _) -> add(theNew, call)),
                    Operation.<Which, Ground>destroys(
                                    "token revoke", "revokeToken", "DELETE /tokens/{name}", Which.class)
                            .says("Lets a token open nothing any more, from the next request on.")
                            .wants(Role.ADMIN)
                            .called(form -> form.words("name"))
                            .answers("Written", (which, call, _) -> call.done(new RevokeToken(which.name())))));

    private static Outcome list(Call call, Ground ground) {
        int limit = Page.checkedLimit(call.limit());
        try (Tokens tokens = new Tokens(ground.journal(), ground.codec(), "")) {
            return Page.byName("tokens", tokens.all().stream(), Token::name, call.cursor(), limit);
        }
    }

    private static Outcome add(New it, Call call) {
        String text = Tokens.random();
        Receipt receipt =
                call.submit(new AddToken(it.name(), Role.of(it.role()).orElseThrow(), it.mayAct(), Tokens.hash(text)));
        Map<String, Object> told = receipt.replayed() ? Map.of() : Map.of("token", text); // another one was made then
        return new Outcome.Done(it.name(), receipt, receipt.events() > 0, Optional.of("/tokens/" + it.name()), told);
    }

    private AccessOperations() {}
}
