package dev.trunkline.security;

import java.time.Duration;
import java.util.List;

/// The two cookies of a signed-in browser, as Set-Cookie headers: the session, which scripts can't read, and the CSRF
/// token, which they must. They outlive the session's own end, which moves with every use; the server's word counts.
///
/// @param secure whether browsers come by https
record SignInCookies(boolean secure, Duration sessionLasts) {

    static final String SESSION = "trunkline_session";
    static final String CSRF = "XSRF-TOKEN";

    List<String> of(String session) {
        long seconds = sessionLasts.multipliedBy(52).toSeconds();
        return List.of(cookie(SESSION, session, seconds, true), cookie(CSRF, Bearer.csrf(session), seconds, false));
    }

    List<String> cleared() {
        return List.of(cookie(SESSION, "", 0, true), cookie(CSRF, "", 0, false));
    }

    private String cookie(String name, String value, long seconds, boolean httpOnly) {
        return name + "=" + value + "; Path=/; Max-Age=" + seconds + (secure ? "; Secure" : "")
                + (httpOnly ? "; HttpOnly" : "") + "; SameSite=Lax";
    }
}
