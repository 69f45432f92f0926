package dev.trunkline.security;

import java.util.Locale;

/// What a token is for: a browser's session, a program's API token, or one sign-in by link.
enum TokenKind {
    SESSION,
    API,
    SIGN_IN_LINK;

    /// The word in SQL and JSON.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
