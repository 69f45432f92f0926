/// Twilio behind the port: orders by its REST API, events by its webhooks, agents' audio by its browser kit.
/// Its words (CallStatus, TwiML, participants) end here.
@NullMarked
package dev.trunkline.telephony.twilio;

import org.jspecify.annotations.NullMarked;
