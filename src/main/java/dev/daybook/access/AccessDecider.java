package dev.daybook.access;

import dev.daybook.access.AccessCommand.AddToken;
import dev.daybook.access.AccessCommand.NoteRefused;
import dev.daybook.access.AccessCommand.RevokeToken;
import dev.daybook.access.AccessEvent.Refused;
import dev.daybook.access.AccessEvent.TokenAdded;
import dev.daybook.access.AccessEvent.TokenRevoked;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The life of a token: made, revoked; its name may be given again. */
public final class AccessDecider implements Decider<AccessCommand, Access, AccessEvent> {

    static final int NAME_CHARS_MAX = 64;

    /** Who the owner and strangers are in the audit log. */
    private static final Set<String> RESERVED = Set.of(Caller.OWNER.name(), Caller.STRANGER.name());

    /** Such that it can stand in paths, shells and tables as it is. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,%d}".formatted(NAME_CHARS_MAX - 1));

    @Override
    public Access initial() {
        return new Access.Free();
    }

    @Override
    public List<AccessEvent> decide(AccessCommand command, Access access) {
        return switch (command) {
            case AddToken add -> add(add, access);
            case RevokeToken revoke -> revoke(revoke, access);
            case NoteRefused refused ->
                List.of(new Refused(
                        refused.since(),
                        refused.missing(),
                        refused.unknown(),
                        refused.weak(),
                        refused.outside(),
                        refused.hasty()));
        };
    }

    @Override
    public Access evolve(Access access, AccessEvent event) {
        return switch (event) {
            case TokenAdded added -> new Access.Given(added.sha256());
            case TokenRevoked _ -> new Access.Free();
            case Refused _ -> access;
        };
    }

    private static List<AccessEvent> add(AddToken add, Access access) {
        if (!NAME.matcher(add.key()).matches()) {
            throw Rejected.invalidAt(
                    "/name",
                    "'%s' is no name of a token: want 1 to %d letters, digits, dots, dashes or underscores",
                    add.key(),
                    NAME_CHARS_MAX);
        }
        if (RESERVED.contains(add.key())) {
            throw Rejected.invalidAt(
                    "/name", "'%s' is a name that requests without a token go by: want another name", add.key());
        }
        return switch (access) {
            case Access.Free _ -> List.of(new TokenAdded(add.key(), add.role(), add.mayAct(), add.sha256()));
            case Access.Given given when given.sha256().equals(add.sha256()) -> List.of();
            case Access.Given _ ->
                throw Rejected.conflict(
                        "there is a token '%s' already: revoke it first, or choose another name", add.key());
        };
    }

    private static List<AccessEvent> revoke(RevokeToken revoke, Access access) {
        return switch (access) {
            case Access.Free _ -> throw Rejected.notFound("there is no token '%s'", revoke.key());
            case Access.Given _ -> List.of(new TokenRevoked(revoke.key()));
        };
    }
}
