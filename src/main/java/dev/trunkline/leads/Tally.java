package dev.trunkline.leads;

/// What became of the usable rows of a batch.
record Tally(int imported, int updated, int duplicates) {}
