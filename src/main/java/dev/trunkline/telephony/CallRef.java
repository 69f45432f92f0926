package dev.trunkline.telephony;

import dev.trunkline.ids.CallId;
import dev.trunkline.ids.OrganizationId;
import org.jspecify.annotations.Nullable;

/// How a call is named towards a provider. The provider's own ID is absent while the answer to the order is.
public record CallRef(
        OrganizationId organization, CallId call, @Nullable String providerCallId) {}
