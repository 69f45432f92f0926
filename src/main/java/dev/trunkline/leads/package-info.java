/// Lists and leads: what is known of the people to call, how files of them are imported, and how they are found.
/// Import decisions (mapping, rows, duplicates) are pure; repositories, the loop and the HTTP edge carry suffixes.
/// Queues live in `campaigns`; whether a lead may be called is decided in `compliance`.
@NullMarked
package dev.trunkline.leads;

import org.jspecify.annotations.NullMarked;
