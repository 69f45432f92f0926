package dev.trunkline.telephony.twilio;

import dev.trunkline.ids.UserId;
import org.jspecify.annotations.Nullable;

/// What a line is told to do, in Twilio's markup.
final class Twiml {

    private Twiml() {}

    private static String response(String verbs) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>" + verbs + "</Response>";
    }

    static String hangUp() {
        return response("<Hangup/>");
    }

    /// Ask again after a second, during which the caller waits in silence.
    static String pause(String again) {
        return response("<Pause length=\"1\"/>" + redirect(again));
    }

    /// Speak, then ask what is next.
    static String say(String text, String then) {
        return response("<Say>" + escaped(text) + "</Say>" + redirect(then));
    }

    static String handOver(String endpoint, String then) {
        return endpoint.startsWith("sip:")
                ? response("<Dial><Sip>" + escaped(endpoint) + "</Sip></Dial>" + redirect(then))
                : response(redirect(endpoint));
    }

    static String dial(String to, String from) {
        return response("<Dial timeout=\"30\" callerId=\"" + escaped(from) + "\"><Number>" + escaped(to)
                + "</Number></Dial><Hangup/>");
    }

    /// @param digits sent before the line is joined; null: none
    /// @param last whether the room ends when this line leaves it
    static String conference(String room, String label, String callback, @Nullable String digits, boolean last) {
        String before = digits == null ? "" : "<Play digits=\"" + escaped(digits) + "\"/>";
        return response(before + "<Dial><Conference participantLabel=\"" + escaped(label)
                + "\" startConferenceOnEnter=\"true\" endConferenceOnExit=\"" + last + "\" beep=\"false\""
                + " statusCallbackEvent=\"start end join leave mute hold\" statusCallback=\"" + escaped(callback)
                + "\">" + escaped(room) + "</Conference></Dial>");
    }

    private static String redirect(String url) {
        return "<Redirect method=\"POST\">" + escaped(url) + "</Redirect>";
    }

    /// The conference of an agent; its name says nothing about anybody.
    static String room(UserId agent) {
        return "agent-" + agent;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
