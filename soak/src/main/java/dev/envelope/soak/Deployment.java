package dev.envelope.soak;

import java.util.Random;

/** Replaces instances by new ones, as a deployment does, and sometimes as a crash does. */
final class Deployment {

    private final Site site;

    Deployment(Site site) {
        this.site = site;
    }

    void once(Random random) throws InterruptedException {
        site.pause(1_500);
        boolean abruptly = random.nextInt(3) == 0;
        site.fleet.replace(random.nextInt(site.fleet.all().size()), abruptly);
        site.tally.count(Tally.INSTANCES, abruptly ? "closed while in use" : "closed after their last use");
    }
}
