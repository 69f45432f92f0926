/// Who is who: sign-in by password, link or token, roles at every route, users, first start.
/// What an object of a domain shows to whom is that domain's business; limits and problems live in `http`.
@NullMarked
package dev.trunkline.security;

import org.jspecify.annotations.NullMarked;
