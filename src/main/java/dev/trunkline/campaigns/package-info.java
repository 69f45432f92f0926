/// Who to call and how: campaigns, their settings, their queue, their retry rules.
/// How many calls go out and when is decided in `dialing`.
@NullMarked
package dev.trunkline.campaigns;

import org.jspecify.annotations.NullMarked;
