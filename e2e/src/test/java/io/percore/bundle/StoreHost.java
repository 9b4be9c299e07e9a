package io.percore.bundle;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** Marks tests about the suite's own store host; with PERCORE_MONGODB_URI set there is none, and they are left out. */
@Tag(StoreHost.TAG)
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface StoreHost {

    /** The tag by which the build leaves them out. */
    String TAG = "store-host";
}
