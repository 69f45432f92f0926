/// What every route has in common: problems, JSON, limits, idempotency, pages, health, metrics, the API's description.
/// Who somebody is and what they may do lives in `security`; this package only reads the Caller it left behind.
@NullMarked
package dev.trunkline.http;

import org.jspecify.annotations.NullMarked;
