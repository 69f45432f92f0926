/// What was recorded of calls: rows, the audio on disk, and who may hear it.
/// Switching recording on and off during a call is the engine's; where the sound comes from is the provider's.
@NullMarked
package dev.trunkline.recordings;

import org.jspecify.annotations.NullMarked;
