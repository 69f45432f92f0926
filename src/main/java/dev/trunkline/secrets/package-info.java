/// Encryption at rest, with the one key of the installation.
/// Passwords and tokens are not here: those are hashed, by `security`.
@NullMarked
package dev.trunkline.secrets;

import org.jspecify.annotations.NullMarked;
