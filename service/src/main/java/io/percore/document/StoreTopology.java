package io.percore.document;

import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;

/** Whether the driver knows a server that takes writes, also while nobody asks for a document. */
final class StoreTopology implements ClusterListener {
    private volatile boolean writable;

    boolean isWritable() {
        return writable;
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        writable = event.getNewDescription().hasWritableServer();
    }
}
