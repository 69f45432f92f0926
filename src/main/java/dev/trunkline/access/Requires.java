package dev.trunkline.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The least role that may call a route. Every handler method carries this or {@link Open}; one that carries
/// neither answers 403 to everybody, and the house rules fail.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {

    Role value();
}
