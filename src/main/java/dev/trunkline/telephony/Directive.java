package dev.trunkline.telephony;

/// What an answered line is to hear now, as the engine has decided it.
public sealed interface Directive {

    record Join(AgentLeg agent) implements Directive {}

    record Play(Announcement announcement) implements Directive {}

    /// Not decided yet, or nobody is free yet: ask again soon.
    record Wait() implements Directive {}

    record HangUp() implements Directive {}
}
