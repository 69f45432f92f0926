package dev.trunkline.telephony.twilio;

import dev.trunkline.calls.EndCause;
import dev.trunkline.telephony.OriginateResult.Refused;

/// What Twilio's error codes mean, in plain sentences.
final class TwilioErrors {

    private TwilioErrors() {}

    /// @param status of HTTP
    /// @param code Twilio's; 0: none was given
    static Refused refusal(int status, int code, String message) {
        return switch (code) {
            case 21211, 21217, 13223, 13224, 13226 ->
                lead(EndCause.INVALID_NUMBER, "Twilio says this is not a valid phone number.");
            case 21214 -> lead(EndCause.UNREACHABLE, "Twilio can't reach this number.");
            case 21215, 13227 ->
                lead(
                        EndCause.BLOCKED,
                        "Your Twilio account may not call this country. Allow it in Twilio's console under Voice, Geo"
                                + " permissions.");
            case 21216 -> lead(EndCause.BLOCKED, "Twilio does not allow calls to this number.");
            case 21610 -> lead(EndCause.BLOCKED, "This person has opted out of being contacted.");
            case 21210, 21212 ->
                account(
                        "Twilio does not let your account call from this number. Buy or verify it in Twilio's console.");
            case 20003 -> account("Twilio refuses the credentials. Enter them again under Settings, Provider.");
            case 20005 -> account("The Twilio account is suspended or closed. Twilio's console says why.");
            case 10004 -> account("The Twilio account has too many calls at once. Verify it, or lower the lines.");
            case 20429 -> account("Twilio has had too many requests of this account. Calls go on in a moment.");
            default ->
                status == 401 || status == 403
                        ? account("Twilio refuses the credentials. Enter them again under Settings, Provider.")
                        : status == 429
                                ? account("Twilio has had too many requests of this account. Calls go on in a moment.")
                                : lead(EndCause.PROVIDER_ERROR, "Twilio refused the call: " + sentence(message, code));
        };
    }

    /// Whether Twilio turns the account away, whatever it asks for: credentials refused, suspended, closed.
    static boolean isTurnedAway(int status, int code) {
        return code == 20003 || code == 20005 || (code == 0 && (status == 401 || status == 403));
    }

    private static Refused lead(EndCause cause, String sentence) {
        return new Refused(cause, sentence, false);
    }

    private static Refused account(String sentence) {
        return new Refused(EndCause.PROVIDER_ERROR, sentence, true);
    }

    private static String sentence(String message, int code) {
        String text = message.isBlank() ? "no reason given" : message.strip();
        return (text.endsWith(".") ? text.substring(0, text.length() - 1) : text)
                + (code == 0 ? "." : " (error " + code + ").");
    }
}
