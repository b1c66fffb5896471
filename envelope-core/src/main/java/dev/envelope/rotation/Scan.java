package dev.envelope.rotation;

import dev.envelope.EnvelopeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads all candidates page by page and hands them to workers, few pages at a time. Writes nothing. */
final class Scan {

    private static final int PAGE_ROWS = 500;
    private static final long PAGE_BYTES = 4 << 20;

    private final JobSettings settings;
    private final Patience patience;

    Scan(JobSettings settings, Patience patience) {
        this.settings = settings;
        this.patience = patience;
    }

    /** What is done with a page; called by several threads. */
    interface Look {
        void at(List<StoredRow> page) throws InterruptedException;
    }

    /** Looks at a column. What a look throws ends the scan. */
    void column(String column, Candidates candidates, Look look) throws InterruptedException {
        try (Workers workers = new Workers(settings.workers())) {
            @Nullable StoredRow last = null;
            boolean more = true;
            while (more) {
                List<Future<Boolean>> looks = new ArrayList<>();
                while (more && looks.size() < workers.count()) {
                    List<StoredRow> page = page(column, candidates, last);
                    more = !page.isEmpty();
                    if (more) {
                        last = page.get(page.size() - 1);
                        looks.add(workers.submit(looking(look, page)));
                    }
                }
                for (Future<Boolean> each : looks) {
                    await(each);
                }
            }
        }
    }

    private List<StoredRow> page(String column, Candidates candidates, @Nullable StoredRow after)
            throws InterruptedException {
        return patience.call(
                () -> settings.store().page(column, candidates, after, PAGE_ROWS, PAGE_BYTES, settings.deadline()));
    }

    private static Callable<Boolean> looking(Look look, List<StoredRow> page) {
        return () -> {
            look.at(page);
            return true;
        };
    }

    private static void await(Future<Boolean> look) throws InterruptedException {
        try {
            look.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancellationException stopped) {
                throw stopped;
            }
            if (e.getCause() instanceof EnvelopeException failure) {
                throw failure;
            }
            throw new IllegalStateException("A worker failed", e.getCause());
        }
    }
}
