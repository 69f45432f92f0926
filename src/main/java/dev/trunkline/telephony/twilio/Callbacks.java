package dev.trunkline.telephony.twilio;

import dev.trunkline.secrets.Secrets;
import java.util.function.Supplier;

/// The addresses that Twilio calls us at.
///
/// @param base the public address of this installation
record Callbacks(Supplier<String> base, Secrets secrets) {

    static final String PATH = "/webhooks/twilio/";

    /// Connection overrides: Twilio by itself tries once more, and only when it can't connect at all. Not sent, not
    /// signed.
    private static final String OVERRIDES = "#rc=3&rp=5xx,ct,rt&rt=5000&ct=3000";

    /// Where a line asks what it is to do.
    String voice(Callback what) {
        return to("voice", what);
    }

    /// The same when that failed.
    String fallback(Callback what) {
        return to("fallback", what);
    }

    String status(Callback what) {
        return to("status", what);
    }

    String amd(Callback what) {
        return to("amd", what);
    }

    String recording(Callback what) {
        return to("recording", what);
    }

    String conference(Callback what) {
        return to("conference", what);
    }

    /// The address as we gave it: who signs what they were given and not what they called signs this.
    static String whole(String called) {
        return called + OVERRIDES;
    }

    private String to(String kind, Callback what) {
        return base.get() + PATH + kind + "?k=" + what.seal(secrets) + OVERRIDES;
    }
}
