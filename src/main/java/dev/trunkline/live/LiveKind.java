package dev.trunkline.live;

import dev.trunkline.access.ObjectKind;
import dev.trunkline.ids.OrganizationId;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/// How changed objects of one kind are fetched: all of them by one query, inside a transaction of the organization.
/// What is not in the answer is not pushed (deleted, or not for anybody's screen).
public record LiveKind(ObjectKind kind, BiFunction<OrganizationId, Set<UUID>, Map<UUID, LiveObject>> load) {}
