package dev.envelope.soak;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The instances that are up. */
final class Fleet {

    private final ReentrantLock deploying = new ReentrantLock();
    private final List<Instance> up = new CopyOnWriteArrayList<>();
    private final Supplier<Instance> factory;
    private final Consumer<Instance> close;

    Fleet(int size, Supplier<Instance> factory, Consumer<Instance> close) {
        this.factory = factory;
        this.close = close;
        for (int i = 0; i < size; i++) {
            up.add(factory.get());
        }
    }

    /** One of them, in use until it is left. */
    Instance enterAny(Random random) {
        while (true) {
            Instance instance = up.get(random.nextInt(up.size()));
            instance.enter();
            if (!instance.isClosing()) {
                return instance;
            }
            instance.leave();
        }
    }

    List<Instance> all() {
        return up;
    }

    /** Puts a new one in the place of one, which is closed when no one uses it any more, or in the middle of it all. */
    void replace(int index, boolean abruptly) throws InterruptedException {
        deploying.lockInterruptibly();
        try {
            Instance before = up.set(index, factory.get());
            if (abruptly) {
                close.accept(before);
            }
            before.isAboutToClose();
            awaitUnused(before);
            close.accept(before);
        } finally {
            deploying.unlock();
        }
    }

    void replaceAll() throws InterruptedException {
        for (int i = 0; i < up.size(); i++) {
            replace(i, false);
        }
    }

    void closeAll() throws InterruptedException {
        for (Instance instance : up) {
            instance.isAboutToClose();
            awaitUnused(instance);
            close.accept(instance);
        }
        up.clear();
    }

    private static void awaitUnused(Instance instance) throws InterruptedException {
        while (instance.isInUse()) {
            Thread.sleep(5);
        }
    }
}
