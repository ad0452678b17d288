package peerlink.core;

class ModelStoreTest extends MessageStoreContractTest {
    private final ModelStore store = new ModelStore();

    @Override
    MessageStore open() {
        return store.reopened();
    }
}
