package dev.trunkline.leads;

import dev.trunkline.ids.ListId;
import dev.trunkline.ids.OrganizationId;

/// Said after the commit that put leads into a list, so that campaigns which use the list can queue them.
public record LeadsAdded(OrganizationId organization, ListId list) {}
