package dev.trunkline.telephony;

import java.util.List;

/// Where the browser kit of a provider connects to and plays sounds from; the browser is allowed nowhere else.
public record BrowserOrigins(List<String> connect, List<String> media) {}
