package dev.trunkline.phone;

/// What a text that should be a phone number turned out to be.
public sealed interface PhoneReading permits PhoneNumber, PhoneReading.NotANumber {

    /// Not a number that can be dialed; the reason is a sentence for people.
    record NotANumber(String reason) implements PhoneReading {}
}
