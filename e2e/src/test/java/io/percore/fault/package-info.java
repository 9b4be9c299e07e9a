/**
 * A Java agent that makes a worker of the shipped release go wrong, at a chosen moment or all along.
 *
 * <p>Only releases that {@link io.percore.bundle.ReleaseVariant} makes have it. It is written with the JDK's own class-file API:
 * one call at the beginning or end of a few methods is all it adds, which needs no library in the worker.
 */
package io.percore.fault;
