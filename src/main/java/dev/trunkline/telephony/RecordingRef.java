package dev.trunkline.telephony;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;

/// How a recording is named towards a provider.
///
/// @param source what the provider said of where it is
public record RecordingRef(OrganizationId organization, CallId call, String recordingId, String source) {}
