package dev.trunkline.ids;

import java.util.UUID;

/// What all IDs have in common: they travel as a plain UUID in SQL and JSON.
public sealed interface Id
        permits CallId,
                CallbackId,
                CampaignId,
                EntryId,
                ImportId,
                LeadId,
                ListId,
                NumberId,
                OrganizationId,
                RecordingId,
                SessionId,
                TokenId,
                UserId {

    UUID value();
}
