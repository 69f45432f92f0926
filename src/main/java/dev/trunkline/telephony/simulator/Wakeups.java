package dev.trunkline.telephony.simulator;

import dev.trunkline.ids.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// When this node's attention is wanted next: whoever makes something due leaves a note, the loop sleeps until the
/// earliest. A note lost with the node is made good by the agenda.
public final class Wakeups {

    private record Note(Instant at, OrganizationId organization) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();
    private final PriorityQueue<Note> notes = new PriorityQueue<>(java.util.Comparator.comparing(Note::at));

    void note(OrganizationId organization, Instant at) {
        lock.lock();
        try {
            Note first = notes.peek();
            notes.add(new Note(at, organization));
            if (first == null || at.isBefore(first.at)) {
                earlier.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the earliest note, `atMost` that long.
    ///
    /// @return the organizations whose time has come, none if the wait was in vain
    Set<OrganizationId> await(InstantSource clock, Duration atMost) throws InterruptedException {
        Instant end = clock.instant().plus(atMost);
        lock.lock();
        try {
            while (true) {
                Instant now = clock.instant();
                Note first = notes.peek();
                if (first != null && !first.at.isAfter(now)) {
                    return due(now);
                }
                Instant until = first == null || end.isBefore(first.at) ? end : first.at;
                if (!until.isAfter(now)) {
                    return Set.of();
                }
                earlier.await(Duration.between(now, until).toNanos(), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private Set<OrganizationId> due(Instant now) {
        var organizations = new LinkedHashSet<OrganizationId>();
        for (Note note = notes.peek(); note != null && !note.at.isAfter(now); note = notes.peek()) {
            organizations.add(note.organization);
            notes.remove();
        }
        return organizations;
    }
}
