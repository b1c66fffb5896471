package dev.envelope.testkit;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Secrets that are made for a test, and would be recognised wherever they turn up: keys, messages, and the texts of contexts and
 * tenants. Safe for use by several threads.
 */
public final class Canaries implements SecretSource {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final Lock lock = new ReentrantLock();
    private final SecretSearch search = new SecretSearch();

    @Override
    public byte[] bytes(String name, int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        remember(name, bytes);
        return bytes;
    }

    @Override
    public String text(String name) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            letters.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        String text = letters.toString();
        locked(() -> {
            search.add(name, text);
            return text;
        });
        return text;
    }

    @Override
    public void remember(String name, byte[] bytes) {
        locked(() -> {
            search.add(name, bytes);
            return bytes;
        });
    }

    /** Which of them is in a text, and in which form. */
    public Optional<String> findIn(String text) {
        return locked(() -> search.findIn(text));
    }

    /** Which of them is in some bytes, and in which form. */
    public Optional<String> findIn(byte[] bytes) {
        return locked(() -> search.findIn(bytes));
    }

    private <R> R locked(Supplier<R> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
