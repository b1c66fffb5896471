package dev.envelope.soak;

import java.util.List;

/**
 * How something grows: the straight line that fits its samples best.
 *
 * @param perSecond its slope
 * @param seconds the time from the first sample to the last
 */
record Trend(double perSecond, double seconds) {

    /**
     * One measurement.
     *
     * @param seconds since the beginning
     * @param value what was measured
     */
    record Sample(double seconds, double value) {}

    static Trend of(List<Sample> samples) {
        double meanTime =
                samples.stream().mapToDouble(Sample::seconds).average().orElse(0);
        double meanValue = samples.stream().mapToDouble(Sample::value).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (Sample sample : samples) {
            covariance += (sample.seconds - meanTime) * (sample.value - meanValue);
            variance += (sample.seconds - meanTime) * (sample.seconds - meanTime);
        }
        double slope = variance == 0 ? 0 : covariance / variance;
        double span = samples.isEmpty() ? 0 : samples.get(samples.size() - 1).seconds - samples.get(0).seconds;
        return new Trend(slope, span);
    }

    /** What the line rises by from the first sample to the last. */
    double growth() {
        return perSecond * seconds;
    }
}
