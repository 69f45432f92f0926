/// What an organization and a user decide for everything else: provider, caps, country, recording, dispositions.
/// Usable from every domain package, so it knows none of them.
@NullMarked
package dev.trunkline.settings;

import org.jspecify.annotations.NullMarked;
