/** What grows while the hosts serve, held against the bounds that docs/growth.md states. */
package io.percore.growth;
