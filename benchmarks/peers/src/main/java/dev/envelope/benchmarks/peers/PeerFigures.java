package dev.envelope.benchmarks.peers;

import dev.envelope.benchmarks.peers.Rounds.Figures;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints a table of all peers, with ratios. */
public final class PeerFigures {

    private static final int[] SIZES = {16, 64, 1024, 65_536};

    private PeerFigures() {}

    /** Runs. */
    public static void main(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        int cores = Runtime.getRuntime().availableProcessors();
        List<Peer> peers = peers(List.of(args).contains("--ours"));
        System.out.printf(Locale.ROOT, "%s, %d cores%n", Runtime.version(), cores);
        for (int threads : quick ? new int[] {1} : new int[] {1, cores}) {
            for (Operation operation : Operation.values()) {
                for (int size : SIZES) {
                    List<Slice> slices = new ArrayList<>();
                    for (Peer peer : peers) {
                        slices.add(new Slice(peer, operation, size));
                    }
                    print(operation, size, threads, new Rounds(slices, threads, quick ? 9 : 25).run());
                }
            }
        }
    }

    private static List<Peer> peers(boolean oursOnly) throws Exception {
        List<Peer> peers = new ArrayList<>();
        peers.add(EnvelopePeer.tenant());
        peers.add(EnvelopePeer.local());
        Provider corretto = com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider.INSTANCE;
        peers.add(EnvelopePeer.tenant(corretto));
        peers.add(FreshKeyFloor.tuned());
        peers.add(FreshKeyFloor.byHand());
        peers.add(new TinkEnvelope());
        if (!oursOnly) {
            peers.add(EncryptionSdk.cached());
            peers.add(EncryptionSdk.committing());
            peers.add(EncryptionSdk.byDefault());
            peers.add(new Asherah());
            peers.add(new SpringFixedKey());
        }
        return peers;
    }

    private static void print(Operation operation, int size, int threads, List<Figures> figures) {
        System.out.printf(
                Locale.ROOT, "%n%s %d bytes, %d thread(s)%n", operation.name().toLowerCase(Locale.ROOT), size, threads);
        System.out.printf(
                Locale.ROOT,
                "  %-40s %12s %26s %12s %9s%n",
                "",
                "records/s",
                "ours to this (quartiles)",
                "alloc B",
                "overhead");
        Figures ours = figures.get(0);
        for (Figures each : figures) {
            double[] ratio = ours.ratioTo(each);
            System.out.printf(
                    Locale.ROOT,
                    "  %-40s %12.0f %10.2f (%.2f to %.2f) %12.0f %9d%n",
                    each.slice().peer().name(),
                    each.median(),
                    ratio[1],
                    ratio[0],
                    ratio[2],
                    each.bytesEach(),
                    each.slice().overhead());
        }
    }
}
