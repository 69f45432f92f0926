package dev.trunkline.live;

/// One open stream. A class by identity: two tabs of one person are two subscribers.
final class Subscriber {

    private final Subscription subscription;
    private final Outbox outbox;

    Subscriber(Subscription subscription, Outbox outbox) {
        this.subscription = subscription;
        this.outbox = outbox;
    }

    Subscription subscription() {
        return subscription;
    }

    Outbox outbox() {
        return outbox;
    }
}
