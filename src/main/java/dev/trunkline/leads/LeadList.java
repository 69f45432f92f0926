package dev.trunkline.leads;

import dev.trunkline.ids.ListId;
import java.time.Instant;

/// A named set of leads.
///
/// @param region ISO 3166-1 country that numbers without a country code belong to
public record LeadList(ListId id, String name, String region, long leadCount, Instant createdAt, long version) {}
