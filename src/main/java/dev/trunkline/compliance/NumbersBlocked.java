package dev.trunkline.compliance;

import dev.trunkline.ids.OrganizationId;
import java.util.List;

/// Said after the commit that put numbers (E.164) on the do-not-call list, so that live calls to them can be ended.
public record NumbersBlocked(OrganizationId organization, List<String> numbers) {}
