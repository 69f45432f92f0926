package dev.trunkline.security;

import dev.trunkline.access.Caller;
import dev.trunkline.ids.TokenId;
import java.util.List;

/// Who a session or an API token stands for, as its row said at most {@link SignIns#TRUSTED_FOR} ago.
record SignedIn(Caller caller, TokenId token, TokenKind kind, List<String> scopes) {

    boolean mayChange() {
        return kind == TokenKind.SESSION || scopes.contains("write");
    }
}
