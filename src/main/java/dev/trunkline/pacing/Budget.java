package dev.trunkline.pacing;

import java.util.List;

/// The abandon account: every legal window at once, the tightest one rules.
public record Budget(List<Window> windows) {

    public Budget {
        windows = List.copyOf(windows);
        if (windows.isEmpty()) {
            throw new IllegalArgumentException("An abandon budget needs at least one window.");
        }
    }

    public static Budget of(Window... windows) {
        return new Budget(List.of(windows));
    }

    /// The window that allows least to the answers to come, with so many people waiting now.
    public Window tightest(int waiting) {
        Window tightest = windows.getFirst();
        for (Window window : windows) {
            if (window.allowedRate(waiting) < tightest.allowedRate(waiting)) {
                tightest = window;
            }
        }
        return tightest;
    }
}
