package dev.trunkline.leads;

import dev.trunkline.ids.LeadId;
import dev.trunkline.ids.ListId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A person or company to call, as SQL keeps it and JSON shows it.
///
/// @param timeZone the zone to show; the zones that bind a call are kept with each number
public record Lead(
        LeadId id,
        String firstName,
        String lastName,
        String company,
        String email,
        List<LeadPhone> phones,
        @Nullable String timeZone,
        LeadStatus status,
        @Nullable Instant lastCalledAt,
        int callCount,
        boolean doNotCall,
        Map<String, Object> customFields,
        List<ListId> listIds,
        String address,
        String city,
        String state,
        String postcode,
        String country,
        String notes,
        Instant createdAt,
        Instant updatedAt,
        long version) {}
